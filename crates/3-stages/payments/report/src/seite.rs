//! The pages for the final talk after the pilot phase. One file each, without anything from elsewhere.

use std::fmt::Write as _;

use domain::anzeige::sichtbar;
use domain::datum::deutsch;
use domain::{Betrag, Datum, Pilotmonat};
use rules::leistungen::zeile;

use crate::Pilot;

const STIL: &str = "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#222}\
table{border-collapse:collapse;width:100%;margin:1em 0}th,td{border-bottom:1px solid #bbb;padding:.3em .6em;text-align:right}\
th:first-child,td:first-child,.l{text-align:left}.ja{color:#060}.nein{color:#a00}@media print{body{margin:0}}";

/// The page of one facility: month by month, refused lines by reason, ready or not and why.
pub fn seite(pilot: &Pilot, datum: Datum) -> String {
    let le = &pilot.leistungserbringer;
    let mut html = kopf(&format!("Pilotphase {} {}", le.le_nr, le.name));
    let ab =
        |tag: Option<Datum>| tag.map_or_else(|| "noch nicht festgelegt".into(), |tag| format!("ab {}", deutsch(tag)));
    let _ = writeln!(
        html,
        "<p>Stand {}. Freigeschaltet {}, Pilotphase {}, Produktion {}.</p>",
        deutsch(datum),
        ab(le.freigeschaltet_ab),
        ab(le.pilot_ab),
        ab(le.produktion_ab)
    );
    html.push_str(&bereit(pilot, datum));
    html.push_str(
        "<h2>Monate</h2>\n<table>\n<tr><th>Monat</th><th>Pilotmonat</th><th>Papier EUR</th><th>elektronisch EUR</th>",
    );
    html.push_str("<th>Differenz EUR</th><th>Positionen</th><th>ohne Befund %</th><th>abgewiesen</th></tr>\n");
    pilot.monate.iter().for_each(|monat| html.push_str(&monatszeile(monat)));
    html.push_str("</table>\n<h2>Abgewiesene Positionen nach Grund</h2>\n");
    if pilot.gruende.is_empty() {
        html.push_str("<p>Keine.</p>\n");
    } else {
        html.push_str("<table>\n<tr><th>Monat</th><th class=l>Code</th><th class=l>Grund</th><th>Anzahl</th></tr>\n");
        for ((monat, code), anzahl) in &pilot.gruende {
            let _ = writeln!(
                html,
                "<tr><td>{monat}</td><td class=l>{code}</td><td class=l>{}</td><td>{anzahl}</td></tr>",
                sicher(zeile(*code).text)
            );
        }
        html.push_str("</table>\n");
    }
    html.push_str("<p>Über die Aufnahme der Produktion entscheidet der Leistungsträger.</p>\n</body>\n</html>\n");
    html
}

/// The list of all facilities in their pilot phase, with links to their pages.
pub fn uebersicht(kostentraeger: &str, datum: Datum, phasen: &[Pilot]) -> String {
    let mut html = kopf(&format!("{kostentraeger}: Pilotphasen am {}", deutsch(datum)));
    if phasen.is_empty() {
        html.push_str("<p>Kein Leistungserbringer ist in der Pilotphase.</p>\n");
    } else {
        html.push_str(
            "<table>\n<tr><th>Leistungserbringer</th><th>Monate</th><th class=l>bereit für die Produktion</th></tr>\n",
        );
        for pilot in phasen {
            let le = &pilot.leistungserbringer;
            let _ = writeln!(
                html,
                "<tr><td><a href=\"pilot/{0}.html\">{0} {1}</a></td><td>{2}</td><td class=l>{3}</td></tr>",
                le.le_nr,
                sicher(&le.name),
                pilot.monate.len(),
                stand(pilot, datum)
            );
        }
        html.push_str("</table>\n");
    }
    html.push_str("<p>Zahlen: <a href=\"pilot.csv\">pilot.csv</a></p>\n</body>\n</html>\n");
    html
}

pub(crate) fn kopf(titel: &str) -> String {
    let titel = sicher(titel);
    format!(
        "<!DOCTYPE html>\n<html lang=\"de\">\n<head><meta charset=\"utf-8\"><title>{titel}</title><style>{STIL}</style></head>\n\
         <body>\n<h1>{titel}</h1>\n"
    )
}

/// What the overview says of a facility.
fn stand(pilot: &Pilot, datum: Datum) -> String {
    match (seit(pilot, datum), pilot.bereit()) {
        (Some(tag), _) => format!("in Produktion seit {}", deutsch(tag)),
        (None, true) => "ja".into(),
        (None, false) => format!("nein: {}", sicher(pilot.grund())),
    }
}

/// The day since which a facility is in production; none if it is not yet.
fn seit(pilot: &Pilot, datum: Datum) -> Option<Datum> {
    pilot.leistungserbringer.produktion_ab.filter(|tag| *tag <= datum)
}

/// Ready or not and why. Whoever is in production needs no verdict any more: the decision was a person's.
fn bereit(pilot: &Pilot, datum: Datum) -> String {
    if let Some(tag) = seit(pilot, datum) {
        let wie = if pilot.bereit() { "bereit".into() } else { format!("nicht bereit ({})", sicher(pilot.grund())) };
        return format!("<p><strong>In Produktion seit {}.</strong> Stand der Pilotphase: {wie}.</p>\n", deutsch(tag));
    }
    match pilot.bereit() {
        true => "<p class=ja><strong>Bereit für die Produktion.</strong></p>\n".into(),
        false => format!("<p class=nein><strong>Noch nicht bereit:</strong> {}</p>\n", sicher(pilot.grund())),
    }
}

fn monatszeile(monat: &Pilotmonat) -> String {
    let betrag = |betrag: Option<Betrag>| betrag.map_or_else(|| "–".into(), Betrag::deutsch);
    format!(
        "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
        monat.abrechnungsmonat,
        monat.pilotmonat,
        betrag(monat.papier),
        betrag(monat.elektronisch),
        betrag(monat.differenz),
        monat.positionen,
        monat.anteil_ohne_befund.replace('.', ","),
        monat.abgewiesen
    )
}

/// Text that HTML takes as text.
fn sicher(text: &str) -> String {
    sichtbar(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::sicher;

    #[test]
    fn names_cannot_become_markup() {
        assert_eq!(sicher("Haus <b>\"A&B\"</b>"), "Haus &lt;b&gt;&quot;A&amp;B&quot;&lt;/b&gt;");
    }
}
