//! What every task about a prescription says of its sheet and of its invoice, so that each line of a work list is enough
//! to decide by.

use std::collections::HashMap;
use std::fmt::Display;

use domain::datum::deutsch;
use domain::{Aufgabe, Betrag, Datum, Fristen, GeburtsDatum, Lesung, Position, Rechnung, Rezept, UnfallDatum};

use crate::fristen::{anweisungsdatum, zahlungsziel};
use crate::{Blatt, Kalender};

/// What separates parts of one cell.
const UND: &str = " · ";

/// A task about a sheet: whose it is and what stands on it. What is asked is still to be said.
pub fn vom_blatt(blatt: &Blatt) -> Aufgabe {
    Aufgabe { artikelzeilen: artikelzeilen(blatt), ..vom_rezept(blatt.rezept) }
}

/// As [`vom_blatt`], where the lines of the sheet are not at hand.
pub fn vom_rezept(rezept: &Rezept) -> Aufgabe {
    let anschrift = [rezept.strasse.to_string(), zusammen(" ", [&rezept.plz, &rezept.ort])];
    Aufgabe {
        pic_nr: rezept.pic_nr.clone(),
        beleg_id: rezept.beleg_id.clone(),
        rechnungsnummer: rezept.rechnungsnummer.clone(),
        bild: rezept.bild.wert().cloned().unwrap_or_default(),
        brutto: rezept.brutto.wert().copied(),
        rabatt: verlangter_rabatt(rezept),
        name: zusammen(", ", [&rezept.name, &rezept.zusatz]),
        vorname: rezept.vorname.to_string(),
        geb_datum: geburtstag(&rezept.geb_datum),
        anschrift: zusammen(", ", &anschrift),
        unf_datum: unfalltag(&rezept.unf_datum),
        unfallbetrieb: rezept.unfallbetrieb.to_string(),
        aktenzeichen: rezept.aktenzeichen.to_string(),
        vo_datum: tag(&rezept.vo_datum),
        abgabe_datum: tag(&rezept.abgabe_datum),
        arzt_und_apotheke: zusammen(UND, [&rezept.arzt_nr, &rezept.apotheken_ik]),
        ..Aufgabe::leer()
    }
}

/// The discounts that the biller claims on a sheet; none where it claims none or they are not recognised.
pub fn verlangter_rabatt(rezept: &Rezept) -> Option<Betrag> {
    let rabatte = [rezept.ap_rabatt.wert(), rezept.hs_rabatt.wert()];
    rabatte.iter().any(Option::is_some).then(|| rabatte.into_iter().flatten().copied().sum())
}

/// The invoices of a run, by which tasks are completed: who bills, and until when it must be decided.
#[derive(Debug)]
pub struct Rechnungen<'a> {
    je_beleg: HashMap<&'a str, (&'a Rechnung, Datum)>,
}

impl<'a> Rechnungen<'a> {
    /// The invoices with the deadlines that hold for them.
    pub fn neu(rechnungen: &'a [Rechnung], fristen: &Fristen, kalender: &Kalender) -> Self {
        let frist = |r: &Rechnung| anweisungsdatum(zahlungsziel(r.eingang(), fristen, kalender), fristen, kalender);
        Rechnungen { je_beleg: rechnungen.iter().map(|r| (r.beleg_id.as_str(), (r, frist(r)))).collect() }
    }

    /// Completes the tasks. One about an invoice that is not here stays as it is.
    pub fn ergaenze(&self, aufgaben: &mut [Aufgabe]) {
        for aufgabe in aufgaben {
            let Some((rechnung, frist)) = self.je_beleg.get(aufgabe.beleg_id.as_str()) else { continue };
            aufgabe.anweisungsdatum = Some(*frist);
            aufgabe.rechnungssteller = biller(&rechnung.rechnungssteller, &rechnung.rechnungssteller_ik);
            aufgabe.rechnungsnummer.clone_from(&rechnung.rechnungsnummer);
        }
    }
}

/// A biller in one cell.
pub fn biller(name: &str, ik: &str) -> String {
    format!("{name} (IK {ik})")
}

fn zusammen<T: Display>(trenner: &str, teile: impl IntoIterator<Item = T>) -> String {
    let teile: Vec<String> = teile.into_iter().map(|teil| teil.to_string()).filter(|teil| !teil.is_empty()).collect();
    teile.join(trenner)
}

/// A date as people read it.
fn tag(datum: &Lesung<Datum>) -> String {
    datum.wert().map_or_else(|| datum.to_string(), |datum| deutsch(*datum))
}

fn geburtstag(datum: &Lesung<GeburtsDatum>) -> String {
    datum.wert().map_or_else(|| datum.to_string(), |datum| datum.deutsch())
}

fn unfalltag(datum: &Lesung<UnfallDatum>) -> String {
    datum.wert().and_then(UnfallDatum::genau).map_or_else(|| datum.to_string(), deutsch)
}

fn artikelzeilen(blatt: &Blatt) -> String {
    let rezept = blatt.rezept;
    let zeilen = blatt.positionen.iter().map(zeile);
    let zuschlaege = [
        ("Noctu", &rezept.noctu),
        ("Schreibgebühr", &rezept.schreibgebuehr),
        ("Beschaffung", &rezept.beschaffungskosten),
        ("Zuzahlung", &rezept.zuzahlung),
    ];
    let genannt = zuschlaege.iter().filter(|(_, betrag)| betrag.oder(Betrag::NULL) != Some(Betrag::NULL));
    zusammen(UND, zeilen.chain(genannt.map(|(name, betrag)| format!("{name} {}", euro(betrag)))))
}

fn zeile(position: &Position) -> String {
    let Position { lfd_nr, pzn, faktor, taxe, .. } = position;
    format!("{lfd_nr}: {pzn} × {faktor} = {}", euro(taxe))
}

fn euro(betrag: &Lesung<Betrag>) -> String {
    betrag.wert().map_or_else(|| betrag.to_string(), |betrag| betrag.deutsch())
}

#[cfg(test)]
mod tests {
    use muster::{position, rechnung, rezept, tag};

    use super::*;

    #[test]
    fn a_task_says_what_stands_on_the_sheet() {
        let rezept = Rezept {
            geb_datum: Lesung::NichtErkannt,
            zusatz: Lesung::Wert("Dr.".into()),
            unf_datum: Lesung::Wert(UnfallDatum::Unvollstaendig("03.2005".into())),
            noctu: Lesung::Wert(muster::euro("2.05")),
            ..rezept()
        };
        let zeilen = [position(), Position { lfd_nr: 2, taxe: Lesung::NichtErkannt, ..position() }];
        let aufgabe = vom_blatt(&Blatt { rezept: &rezept, positionen: &zeilen });
        assert_eq!(aufgabe.artikelzeilen, "1: 02619100 × 1 = 82,43 · 2: 02619100 × 1 = ? · Noctu 2,05");
        assert_eq!([aufgabe.name.as_str(), &aufgabe.geb_datum, &aufgabe.unf_datum], ["Meyer, Dr.", "?", "03.2005"]);
        assert_eq!(aufgabe.anschrift, "Sophienstraße 39, 38100 Braunschweig");
        assert_eq!(aufgabe.rabatt.map(Betrag::cent), Some(200));
        assert_eq!(aufgabe.vo_datum, "25.01.2005");
    }

    #[test]
    fn a_task_says_until_when_and_who_bills() {
        let (rechnungen, kalender) = ([rechnung()], Kalender::fuer_land("BW").expect("a Land"));
        let rechnungen = Rechnungen::neu(&rechnungen, &Fristen::default(), &kalender);
        let mut aufgaben = [vom_rezept(&rezept()), Aufgabe { beleg_id: "0000002".into(), ..vom_rezept(&rezept()) }];
        rechnungen.ergaenze(&mut aufgaben);
        assert_eq!(aufgaben[0].anweisungsdatum, Some(tag("2005-03-11")));
        assert_eq!(aufgaben[0].rechnungssteller, "Apothekenrechenzentrum Nord (IK 303100245)");
        assert_eq!((aufgaben[1].anweisungsdatum, aufgaben[1].rechnungssteller.as_str()), (None, ""));
    }
}
