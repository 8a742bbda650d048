//! Invoices of facilities: each file is taken whole or refused whole, and joins what is carried forward.

use std::collections::{BTreeSet, HashMap, HashSet};

use domain::{Betrag, Datum, EntscheidungsArt, ErledigteLeistung, Leistung, Leistungsrechnung, Tabelle, Weg};
use forms::entscheidungen::Gesagt;
use forms::leistungsrechnung::{self, Datei, Empfaenger};
use forms::rechnungsformat::Rechnungsformat;
use ledger::{Fundstelle, Ledger, NeueRechnung};
use rules::leistungen::ist_urteil;
use stage::{Delivery, Stage, read_table};

use crate::decisions::Objection;
use crate::files::{Refused, charset, read_invoices};
use crate::known::closed;
use crate::past::{CarriedIn, Past};

/// Invoices of facilities with their lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Services {
    /// Headers.
    pub rechnungen: Vec<Leistungsrechnung>,
    /// Lines.
    pub leistungen: Vec<Leistung>,
}

/// A file that was taken: SHA-256 as the identity of the invoice, header, lines.
type Imported = (String, Leistungsrechnung, Vec<Leistung>);

impl Services {
    /// The unsettled invoices with all their lines.
    pub fn of(past: &Past<ErledigteLeistung>) -> anyhow::Result<Self> {
        // Nothing of care services is judged anew: a facility sends a corrected invoice. So there is one run at most.
        let Some((dir, belege)) = past.folders().next() else { return Ok(Services::default()) };
        let [rechnungen, leistungen] = [0, 1].map(|nr| dir.join(ErledigteLeistung::TABLES[nr]));
        let mut services = Services {
            rechnungen: read_table::<Leistungsrechnung>(&rechnungen)?,
            leistungen: read_table::<Leistung>(&leistungen)?,
        };
        services.keep(&belege);
        past.complete(services.rechnungen.iter().map(|rechnung| rechnung.beleg_id.as_str()))?;
        services.mark_settled(&past.settled);
        Ok(services)
    }

    /// Keeps only the invoices named.
    fn keep(&mut self, belege: &HashSet<&str>) {
        self.rechnungen.retain(|r| belege.contains(r.beleg_id.as_str()));
        self.leistungen.retain(|l| belege.contains(l.beleg_id.as_str()));
    }

    /// Marks what earlier runs settled.
    fn mark_settled(&mut self, erledigt: &[ErledigteLeistung]) {
        let am: HashMap<(&str, u32), Datum> =
            erledigt.iter().map(|e| ((e.beleg_id.as_str(), e.lfd_nr), e.erledigt_am)).collect();
        for leistung in &mut self.leistungen {
            leistung.erledigt_am = am.get(&(leistung.beleg_id.as_str(), leistung.lfd_nr)).copied();
        }
    }

    /// Reads, registers and adds the new invoices; gives the refused files.
    pub fn add_new(
        &mut self,
        stage: &Stage,
        ledger: &mut Ledger,
        invoices: &[Delivery],
        facilities: &HashMap<String, Weg>,
    ) -> anyhow::Result<Refused> {
        let (mut imported, refused) = read_new(stage, invoices, facilities)?;
        imported.sort_by(|a, b| import_key(a).cmp(&import_key(b)));
        let new: Vec<_> = imported.iter().map(to_register).collect();
        let registered = ledger.register_invoices(&new)?;
        for ((sha256, mut rechnung, mut leistungen), numbers) in imported.into_iter().zip(registered) {
            for leistung in &mut leistungen {
                leistung.beleg_id.clone_from(&numbers.beleg_id);
                let root = leistung.berichtigt().map(|original| ledger.root_of(&original)).transpose()?;
                leistung.stamm = root.flatten().unwrap_or_else(|| leistung.kennung());
            }
            rechnung.beleg_id = numbers.beleg_id;
            rechnung.datei_sha256 = sha256;
            rechnung.schon_berechnet = numbers.schon_berechnet;
            self.rechnungen.push(rechnung);
            self.leistungen.extend(leistungen);
        }
        self.rechnungen.sort_by(Leistungsrechnung::ordnung);
        self.leistungen.sort_by(Leistung::ordnung);
        Ok(refused)
    }

    /// The grants that are billed.
    pub fn grants(&self) -> BTreeSet<&str> {
        self.leistungen.iter().map(|leistung| leistung.bewilligung_nr.as_str()).collect()
    }

    /// Amounts at stake in decisions on lines, by invoice and name of the line: as billed there.
    pub fn at_stake(&self) -> HashMap<(String, String), Betrag> {
        let stake = |leistung: &Leistung| ((leistung.beleg_id.clone(), leistung.posten.clone()), leistung.betrag);
        self.leistungen.iter().map(stake).collect()
    }

    /// Invoice and name of the lines that a decision may speak of: those that no earlier run settled.
    pub fn open_lines(&self) -> HashSet<(&str, &str)> {
        let open = self.leistungen.iter().filter(|leistung| leistung.erledigt_am.is_none());
        open.map(|leistung| (leistung.beleg_id.as_str(), leistung.posten.as_str())).collect()
    }
}

fn read_new(
    stage: &Stage,
    invoices: &[Delivery],
    facilities: &HashMap<String, Weg>,
) -> anyhow::Result<(Vec<Imported>, Refused)> {
    let session = stage.session();
    let charset = charset(stage)?;
    let payer =
        Empfaenger { kostentraeger: &session.run().kostentraeger, leistungserbringer: facilities, am: session.datum() };
    let read = read_invoices(invoices, Rechnungsformat::Lr1, |lines, name| {
        leistungsrechnung::lies_strom(lines, name, charset, Some(payer))
    })?;
    let imported = |(sha256, content): (String, Datei)| {
        let (rechnung, leistungen) = content.berechnet(session.datum());
        (sha256, rechnung, leistungen)
    };
    Ok((read.taken.into_iter().map(imported).collect(), read.refused))
}

/// The order in which invoices get their numbers: independent of file names and of the order of rows.
fn import_key((sha256, rechnung, _): &Imported) -> (Datum, &str, &str, &str) {
    (rechnung.eingangsdatum, &rechnung.rechnungsnummer, &rechnung.le_nr, sha256)
}

fn to_register((sha256, rechnung, leistungen): &Imported) -> NeueRechnung<'_> {
    NeueRechnung {
        datei_sha256: sha256,
        rechnungsnummer: &rechnung.rechnungsnummer,
        rechnungssteller: &rechnung.le_nr,
        posten: leistungen.iter().map(|leistung| leistung.posten.as_str()).collect(),
    }
}

/// Whether a decision on a line can be obeyed.
///
/// # Errors
/// The column that is wrong, and why.
pub fn check_service(said: &Gesagt, place: &Fundstelle, lines: &HashSet<(&str, &str)>) -> Result<(), Objection> {
    let d = &said.entscheidung;
    if !lines.contains(&(place.beleg_id.as_str(), d.pic_nr.as_str())) {
        return Err(Objection::new(
            "pic_nr",
            closed(place, "a decision comes too late: the facility sends a corrected invoice"),
        ));
    }
    let no_verdict = d.wert.parse().is_ok_and(|code| !ist_urteil(code));
    match d.art {
        EntscheidungsArt::Status if no_verdict => {
            Err(Objection::new("wert", "no verdict on a line: expected 0, L01 to L09 or L11"))
        }
        EntscheidungsArt::Status | EntscheidungsArt::Freigabe => Ok(()),
        _ => Err(Objection::new(
            "art",
            "expected status or freigabe: the facility corrects its invoice by a correction invoice",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(art: EntscheidungsArt, posten: &str) -> Gesagt {
        let entscheidung = domain::Entscheidung { pic_nr: posten.to_owned(), ..muster::entscheidung(art, "", "0") };
        let text = String::new;
        Gesagt { entscheidung, beleg_id: text(), rechnungsnummer: text(), bild: text() }
    }

    #[test]
    fn decisions_are_about_open_lines_and_never_correct_them() {
        let lines = HashSet::from([("0000001", "LE001/R:1")]);
        let place = |beleg_id: &str| Fundstelle {
            beleg_id: beleg_id.into(),
            rechnungsnummer: "R".into(),
            erledigt_am: None,
            schon_berechnet: false,
            ohne_fall: false,
        };
        let check = |art, posten| {
            check_service(&said(art, posten), &place("0000001"), &lines).map_err(|objection| objection.column)
        };
        let of_another = check_service(&said(EntscheidungsArt::Status, "LE001/R:1"), &place("0000002"), &lines);
        assert!(of_another.is_err());
        assert_eq!(check(EntscheidungsArt::Status, "LE001/R:1"), Ok(()));
        assert_eq!(check(EntscheidungsArt::Freigabe, "LE001/R:1"), Ok(()));
        assert_eq!(check(EntscheidungsArt::Status, "LE001/R:2"), Err("pic_nr"));
        assert_eq!(check(EntscheidungsArt::Korrektur1, "LE001/R:1"), Err("art"));
        for (code, good) in [("0", true), ("L06", true), ("L11", true), ("L10", false), ("L12", false), ("L13", false)]
        {
            let mut said = said(EntscheidungsArt::Status, "LE001/R:1");
            said.entscheidung.wert = code.into();
            assert_eq!(check_service(&said, &place("0000001"), &lines).is_ok(), good, "{code}");
        }
    }
}
