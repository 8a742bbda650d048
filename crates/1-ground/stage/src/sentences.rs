//! What a stage says on the terminal when it is done: a sentence made of its control totals. The totals themselves stand in
//! the receipt.

use domain::Betrag;
use domain::brief::{euro, zahl};

use crate::receipt::Receipt;

/// The sentences of a tool: one if there is nothing to say, and clauses in their order. A clause is left out where its
/// first total is 0 or missing. `{name}` is a total, as euro where it counts cents; `{name one|many}` one with its word.
type Said = (&'static str, &'static str, &'static [&'static str]);

#[rustfmt::skip]
const SAID: &[Said] = &[
    ("open-run", "nothing new in the drop folder", &[
        "{unfdat delivery of cases|deliveries of cases} taken",
        "{invoices invoice file|invoice files} taken",
        "{decisions file|files} of decisions taken",
        "{confirmations file|files} of confirmations taken",
        "{reference file|files} of reference data taken",
        "{liegen_gelassen file|files} left in the drop folder",
    ]),
    ("ingest-unfdat", "no case", &[
        "{zeilen_faelle case|cases} in the register",
        "{faelle_neu of them is|of them are} new",
        "{faelle_geaendert case|cases} changed",
        "{faelle_weggefallen case|cases} no longer there",
        "{saetze_abgelehnt record|records} rejected",
    ]),
    ("import-reference", "no reference data", &[
        "{zeilen_leistungserbringer facility|facilities}, {zeilen_bewilligungen grant|grants}, {zeilen_saetze rate|rates}",
        "{zeilen_papier paper invoice|paper invoices}",
    ]),
    ("import-invoice-csv", "no invoice to judge", &[
        "{zeilen_rechnungen invoice|invoices} with {zeilen_rezepte prescription|prescriptions}, billed {rechnungen_brutto_cent}",
        "{zeilen_leistungsrechnungen invoice|invoices} with {zeilen_leistungen line|lines}, billed {berechnet_cent}",
        "{zeilen_entscheidungen decision|decisions} of people",
        "{zeilen_abgelehnt error|errors} in refused files and lines",
    ]),
    ("audit-stage1", "no prescription to audit", &[
        "{zeilen_rezepte prescription|prescriptions} audited",
        "{zeilen_befunde finding|findings}",
        "{zeilen_arbeitsliste task|tasks} for people",
    ]),
    ("match-cases", "no prescription to match", &[
        "{zeilen_zuordnung prescription|prescriptions} matched against the register",
        "{zeilen_arbeitsliste task|tasks} for people",
    ]),
    ("audit-stage2", "no prescription to judge", &[
        "{zahlen prescription is|prescriptions are} released over {zahlen_netto_cent} net",
        "{abweisen prescription goes|prescriptions go} back to the biller",
        "{offen prescription waits|prescriptions wait} for a person",
    ]),
    ("audit-services", "no line to judge", &[
        "{zahlen line is|lines are} accepted as billed, {zahlen_anerkannt_cent}",
        "{kuerzen line is|lines are} cut to {kuerzen_anerkannt_cent}",
        "{abweisen line goes|lines go} back to the facility",
        "{offen line waits|lines wait} for a person",
    ]),
    ("order-payments", "nothing is ordered", &[
        "{zeilen_anweisungen order|orders} over {angewiesen_cent}",
        "{zeilen_ohne_anweisung invoice is|invoices are} not ordered today",
        "{zeilen_rabattverlust prescription|prescriptions} with a discount lost or at risk",
        "{zeilen_arbeitsliste task|tasks} for people",
    ]),
    ("confirm-payments", "no order waits to be confirmed", &[
        "{zeilen_bestaetigungen confirmation|confirmations} over {bestaetigt_cent}",
        "{unbestaetigt order is|orders are} not confirmed yet, {unbestaetigt_cent}",
        "{zurueckgewiesen order was|orders were} rejected by the bank",
    ]),
    ("emit-dtaus", "no bank file", &["{c_saetze transfer|transfers} over {betrag_cent} for the bank"]),
    ("emit-sepa", "no bank file", &[
        "{auftraege transfer|transfers} over {betrag_cent} for the bank",
        "{ohne_iban order|orders} without an IBAN left out, {ohne_iban_cent}",
    ]),
    ("emit-rzs-abrech", "nothing to book", &[
        "{saetze booking|bookings} over {netto_cent}",
        "{nicht_darstellbar prescription|prescriptions} to be booked by hand",
    ]),
    ("emit-avis", "nobody is paid", &[
        "{avise facility is|facilities are} told of {gezahlt_cent} for {zeilen line|lines}",
    ]),
    ("emit-letters", "no letter", &["{briefe letter|letters} about {abgesetzt_cent} that are not paid"]),
    ("offer-services", "no offer", &["{angebote list|lists} with {zeilen line|lines} for facilities to fill in"]),
    ("report", "the figures are written", &[]),
];

/// The sentence of a receipt.
pub(crate) fn sentence(receipt: &Receipt) -> String {
    let Some((_, nothing, clauses)) = SAID.iter().find(|(tool, ..)| *tool == receipt.tool) else {
        return "done".to_owned();
    };
    let total = |name: &str| receipt.totals.get(name).copied();
    let said: Vec<String> = clauses.iter().filter_map(|clause| filled(clause, &total)).collect();
    if said.is_empty() { (*nothing).to_owned() } else { said.join("; ") }
}

/// A clause with its totals; none if the first of them is 0 or missing.
fn filled(clause: &str, total: &impl Fn(&str) -> Option<i64>) -> Option<String> {
    let mut text = String::new();
    for (nr, part) in clause.split('{').enumerate() {
        let Some((place, rest)) = part.split_once('}') else {
            text.push_str(part);
            continue;
        };
        let (name, words) = place.split_once(' ').unwrap_or((place, ""));
        let value = total(name).unwrap_or(0);
        if nr == 1 && value == 0 {
            return None;
        }
        text.push_str(&number(name, value));
        if let Some((one, many)) = words.split_once('|') {
            text.push(' ');
            text.push_str(if value == 1 { one } else { many });
        }
        text.push_str(rest);
    }
    Some(text)
}

fn number(name: &str, value: i64) -> String {
    if name.ends_with("_cent") { euro(Betrag::aus_cent(value)) } else { zahl(value.unsigned_abs()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(clause: &str, totals: &[(&str, i64)]) -> Option<String> {
        filled(clause, &|name| totals.iter().find(|(total, _)| *total == name).map(|(_, value)| *value))
    }

    #[test]
    fn totals_become_sentences() {
        let clause = "{orders order is|orders are} over {sum_cent}";
        assert_eq!(
            said(clause, &[("orders", 1), ("sum_cent", 611_922)]).as_deref(),
            Some("1 order is over 6.119,22 EUR")
        );
        assert_eq!(said(clause, &[("orders", 1_200)]).as_deref(), Some("1.200 orders are over 0,00 EUR"));
        assert_eq!(said(clause, &[("orders", 0), ("sum_cent", 1)]), None);
        assert_eq!(said(clause, &[]), None);
    }

    #[test]
    fn every_place_in_a_sentence_is_closed_and_every_tool_is_of_a_chain() {
        let tools: Vec<&str> = domain::chain::all().iter().map(|step| step.tool).collect();
        for (tool, _, clauses) in SAID {
            assert!(tools.contains(tool), "{tool}");
            for clause in *clauses {
                assert_eq!(clause.matches('{').count(), clause.matches('}').count(), "{clause}");
                assert!(clause.starts_with('{'), "{clause}: the first total says whether it is said");
            }
        }
    }
}
