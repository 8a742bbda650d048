//! Lines of facilities' invoices.

use std::collections::HashMap;

use domain::{
    AnweisungsLeistung, AnweisungsRezept, Betrag, Datum, ErledigteLeistung, Fristen, Kostentraeger, Leistungserbringer,
    Leistungsklasse, Leistungsrechnung, Leistungsurteil, Rueckforderung,
};

use crate::nachtraege::weg;
use crate::stand::Erledigung;
use crate::{Beleg, Lage, Posten, Zahlung};

/// Facilities' invoices as deadlines and bank see them. Payment goes to the IBAN of the reference data, whatever stands
/// on the invoice.
pub fn belege(rechnungen: &[Leistungsrechnung], leistungserbringer: &[Leistungserbringer]) -> Vec<Beleg> {
    let je_nummer: HashMap<&str, &Leistungserbringer> =
        leistungserbringer.iter().map(|le| (le.le_nr.as_str(), le)).collect();
    let beleg = |rechnung: &Leistungsrechnung| {
        let le = je_nummer.get(rechnung.le_nr.as_str());
        Beleg {
            beleg_id: rechnung.beleg_id.clone(),
            rechnungsnummer: rechnung.rechnungsnummer.clone(),
            rechnungssteller_ik: String::new(),
            rechnungssteller: le.map(|le| le.name.clone()).unwrap_or_default(),
            le_nr: rechnung.le_nr.clone(),
            iban: le.map(|le| le.iban.clone()).unwrap_or_default(),
            konto: String::new(),
            blz: String::new(),
            eingangsdatum: rechnung.eingang(),
        }
    };
    rechnungen.iter().map(beleg).collect()
}

/// The deadlines of care services: no discount hangs on them, and the payer's own term counts.
pub fn fristen(kostentraeger: &Kostentraeger) -> Fristen {
    Fristen { zahlungsziel_tage: kostentraeger.leistungen.zahlungsziel_tage, ..kostentraeger.fristen.clone() }
}

/// What orders pay, line by line.
pub fn bezahlte(bezahlt: &[AnweisungsRezept]) -> Vec<AnweisungsLeistung> {
    let zeile = |bezahlt: &AnweisungsRezept| {
        let (_, lfd_nr) = bezahlt.pic_nr.rsplit_once(':')?;
        Some(AnweisungsLeistung {
            anweisung_id: bezahlt.anweisung_id.clone(),
            lfd_nr: lfd_nr.parse().ok()?,
            beleg_id: bezahlt.beleg_id.clone(),
            aktenzeichen: bezahlt.aktenzeichen.clone(),
            netto: bezahlt.netto,
        })
    };
    let mut zeilen: Vec<AnweisungsLeistung> = bezahlt.iter().filter_map(zeile).collect();
    zeilen.sort_by(domain::Tabelle::ordnung);
    zeilen
}

/// What a facility was paid too much by its own correction, and how it comes back.
pub fn rueckforderungen(erledigt: &[Erledigung<ErledigteLeistung>]) -> Vec<Rueckforderung> {
    let zeile = |e: &Erledigung<ErledigteLeistung>| {
        let betrag = e.posten.netto.filter(|netto| *netto < Betrag::NULL)?;
        Some(Rueckforderung {
            beleg_id: e.posten.beleg_id.clone(),
            lfd_nr: e.posten.lfd_nr,
            le_nr: e.posten.le_nr.clone(),
            posten: e.posten.posten.clone(),
            schon_bezahlt: e.posten.schon_bezahlt,
            netto: e.posten.schon_bezahlt + betrag,
            unterschied: betrag,
            weg: weg(betrag, e.anweisung_id.is_some()),
            anweisung_id: e.anweisung_id.clone().unwrap_or_default(),
        })
    };
    erledigt.iter().filter_map(zeile).collect()
}

impl Posten for Leistungsurteil {
    type Erledigt = ErledigteLeistung;

    fn beleg_id(&self) -> &str {
        &self.beleg_id
    }

    fn posten(&self) -> &str {
        &self.posten
    }

    fn erledigt_am(&self) -> Option<Datum> {
        self.erledigt_am
    }

    /// A line of a pilot invoice is settled by being checked, and so is one that comes to nothing.
    fn lage(&self) -> Lage {
        match (self.klasse, self.betrag_anerkannt) {
            (Leistungsklasse::Offen, _) | (_, None) => Lage::Offen,
            (Leistungsklasse::Zahlen | Leistungsklasse::Kuerzen, Some(betrag))
                if !self.pilot.ist_ja() && betrag > Betrag::NULL =>
            {
                Lage::Frei(betrag)
            }
            (Leistungsklasse::Zahlen | Leistungsklasse::Kuerzen, Some(betrag))
                if !self.pilot.ist_ja() && betrag < Betrag::NULL =>
            {
                Lage::Forderung(betrag)
            }
            _ => Lage::Zurueck,
        }
    }

    fn rabatt(&self) -> Betrag {
        Betrag::NULL
    }

    fn erledigt(&self, am: Datum, _: Option<Zahlung>) -> Option<ErledigteLeistung> {
        let netto = match self.lage() {
            Lage::Frei(betrag) | Lage::Forderung(betrag) => Some(betrag),
            Lage::Zurueck | Lage::Offen => None,
        };
        Leistungsurteil::erledigt(self, am, netto)
    }
}

#[cfg(test)]
mod tests {
    use domain::{JaNein, Leistungscode, Menge, Vergabe};
    use rules::kalender::Kalender;

    use super::*;
    use crate::stand::{Belegstand, erledige};
    use crate::{Eingabe, ordne_an};

    fn tag(text: &str) -> Datum {
        domain::datum::aus_iso(text).expect("a day")
    }

    fn urteil(lfd_nr: u32, klasse: Leistungsklasse, cent: i64, pilot: JaNein) -> Leistungsurteil {
        let betrag = Betrag::aus_cent(cent);
        Leistungsurteil {
            rechnungsnummer: "R1".into(),
            lfd_nr,
            code: Some(Leistungscode::Null),
            klasse,
            vergabe: Vergabe::Automatisch,
            betrag_berechnet: betrag,
            betrag_anerkannt: Some(betrag),
            absetzung: Some(Betrag::NULL),
            bewilligung_nr: "B1".into(),
            aktenzeichen: "1".into(),
            le_nr: "LE1".into(),
            pilot,
            menge_anerkannt: Menge::ganz(1),
            satz_anerkannt: Some(betrag),
            schon_bezahlt: Betrag::NULL,
            abrechnungsmonat: "2024-03".into(),
            von: tag("2024-03-01"),
            bis: tag("2024-03-31"),
            stamm: format!("LE1/R1:{lfd_nr}"),
            posten: format!("LE1/R1:{lfd_nr}"),
            beleg_id: "0000001".into(),
            erledigt_am: None,
        }
    }

    fn am(datum: &str, urteile: &[Leistungsurteil]) -> (crate::Ergebnis, Vec<ErledigteLeistung>) {
        let beleg = Beleg {
            beleg_id: "0000001".into(),
            rechnungsnummer: "R1".into(),
            rechnungssteller_ik: String::new(),
            rechnungssteller: "Haus".into(),
            le_nr: "LE1".into(),
            iban: "DE07400501500000001000".into(),
            konto: String::new(),
            blz: String::new(),
            eingangsdatum: tag("2024-04-04"),
        };
        let stand = Belegstand::von(urteile, 0, &[]).expect("a sum");
        let ergebnis = ordne_an(&Eingabe {
            code: "LWL",
            quellkonto: "",
            fristen: &Fristen { zahlungsziel_tage: 30, ..Fristen::default() },
            kalender: &Kalender::fuer_land("NW").expect("a Land"),
            datum: tag(datum),
            uhrzeit: None,
            alle: false,
            verrechnung: false,
            belege: &[beleg],
            staende: &[stand],
            anweisungen: &[],
            konten: &crate::kontenlage::Kontenlage::default(),
        });
        let erledigt =
            erledige(urteile, &[], tag(datum), ergebnis.anordnungen().get("0000001"), false).expect("settled");
        let zurueck = erledigt.into_iter().filter(|e| e.anweisung_id.is_none()).map(|e| e.posten).collect();
        (ergebnis, zurueck)
    }

    #[test]
    fn production_lines_are_ordered_on_the_day() {
        let urteile = [
            urteil(1, Leistungsklasse::Zahlen, 1000, JaNein::Nein),
            urteil(2, Leistungsklasse::Kuerzen, 500, JaNein::Nein),
            urteil(3, Leistungsklasse::Abweisen, 0, JaNein::Nein),
            urteil(4, Leistungsklasse::Kuerzen, 0, JaNein::Nein),
        ];
        let (zu_frueh, zurueck) = am("2024-05-02", &urteile);
        assert_eq!((zu_frueh.auftraege.len(), zurueck.len()), (0, 2), "refused lines go back at once");
        let (ergebnis, _) = am("2024-05-03", &urteile);
        let a = &ergebnis.auftraege[0].anweisung;
        assert_eq!((a.betrag.cent(), a.anzahl_rezepte, a.zahlungsziel), (1500, 2, tag("2024-05-06")));
        assert_eq!((a.le_nr.as_str(), a.iban.as_str()), ("LE1", "DE07400501500000001000"));
    }

    #[test]
    fn pilot_lines_are_settled_and_never_ordered() {
        let (ergebnis, zurueck) = am("2024-05-03", &[urteil(1, Leistungsklasse::Zahlen, 1000, JaNein::Ja)]);
        assert!(ergebnis.auftraege.is_empty());
        assert_eq!((zurueck.len(), zurueck[0].netto), (1, None));
    }

    #[test]
    fn lines_are_named_by_their_number() {
        let bezahlt = AnweisungsRezept {
            anweisung_id: "LWL-0000001-1".into(),
            pic_nr: "LE1/R:1:17".into(),
            beleg_id: "0000001".into(),
            aktenzeichen: "1".into(),
            netto: Betrag::aus_cent(1),
            rabatt: None,
            zahlungsziel: None,
            rabattstand: None,
        };
        assert_eq!(bezahlte(&[bezahlt])[0].lfd_nr, 17);
    }
}
