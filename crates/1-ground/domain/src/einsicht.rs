//! Who may read what: a class for every column of every table and for every file of a run.
//!
//! A new column has no class until somebody decides on one, and a test fails until then. A file goes to readers of one
//! class, and nothing of a closer class may stand in it.

/// Who may read something, from everybody to the house alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Einsicht {
    /// Everybody: logs, mails and monitors, too.
    Oeffentlich,
    /// The biller or facility that sent it, or whom it concerns; no other.
    Rechnungssteller,
    /// The payer, and his bank.
    Kostentraeger,
    /// The house: what its people and programs think of it.
    Intern,
}

use Einsicht::{Intern, Kostentraeger, Oeffentlich, Rechnungssteller};

/// Numbers, codes, amounts, days of processing: by these alone nobody learns who a person is.
const OEFFENTLICH: &str = "abgewiesen abrechnungsmonat absetzung anerkannt angewiesen_am anteil_ohne_befund anweisung_id \
    anweisungsdatum anzahl anzahl_kandidaten anzahl_offen anzahl_positionen anzahl_rezepte ap_rabatt art auflage beleg_id \
    berechnet bereit bestaetigt_am bestaetigung_bis betrag betrag_anerkannt betrag_berechnet bezeichnung brutto code datei \
    datei_sha256 differenz eingangsdatum elektronisch entscheidung ergebnis erledigt_am ersetzt erste_pic_nr erster_beleg_id feld festbetrag fremd gesamtbetrag \
    groesse grund gueltig_ab gueltig_bis herkunft hs_rabatt klasse korrektur_lfd_nr korrektur_rechnung kostentraeger \
    kostentraeger_ik lauf le_nr lfd lfd_nr nachricht_id netto nr offen_weil offset ohne_befund papier pass pfad pic_nr pilot \
    pilotmonat positionen posten quelle quellkonto rabatt rabatt_gefaehrdet rabattart rabattfrist rabattstand rang \
    rechnungsart rechnungsdatum rechnungsnummer rechnungssteller rechnungssteller_ik rechtzeitig regel rueckmeldung \
    sammler_id satz satz_anerkannt schon_berechnet schon_bezahlt sha256 stamm stand status stufe summe text vergabe \
    verordnungsfaehig verrechnet seit weg wieder zahlungsstatus zahlungsziel zeile zeilen zeitpunkt zurueckweisung zuzahlung ik \
    wirkstoff atc hersteller packung jahr formel monat geliefert brutto_geliefert bezahlt brutto_abgewiesen abweichend \
    faellig gewahrt verloren ab_tag bis_tag erledigt ohne_hand anteil ueber hoechstens rezepte packungen kosten \
    ueber_festbetrag einsparung rechnungen grenze vorher menge_hundertstel bewilligungen genutzt laeuft_aus bisher \
    entscheidungen unterschied geliefert_soll geliefert_ist offen korrigiert erstkorrektur zweitkorrektur brutto_soll \
    brutto_ist zuzahlung_soll zuzahlung_ist ap_rabatt_soll ap_rabatt_ist hs_rabatt_soll hs_rabatt_ist netto_soll netto_ist \
    netto_bezahlt";

/// What a biller writes on a prescription or a line, and what concerns his own account and agreement.
const RECHNUNGSSTELLER: &str = "abgabe_datum aktenzeichen anschrift apotheken_ik artikelzeilen arzt_nr arzt_und_apotheke \
    arzt_unterschrift aut_idem_kreuz \
    beschaffungskosten bewilligung_nr bic bild bild_lesbar bis blz einheit faktor freigeschaltet_ab geb_datum iban konto \
    leistungsart lkz menge menge_anerkannt name noctu ort pilot_ab plz produktion_ab pzn schreibgebuehr strasse taxe \
    unf_datum unfallbetrieb vo_datum von vorname zusatz erezept_id belegnummer unterzeichner unterzeichnet_am unterschrift \
    versicherung unfallkennzeichen mehrkosten herstellung faktorkennzeichen preis preiskennzeichen";

/// What only the payer's own records know.
const KOSTENTRAEGER: &str = "abgegeben aktenzeichen_bisher max_menge_monat pz";

/// What stood in a delivery and was wrong, what our own records say instead, and who decided what.
const INTERN: &str = "adresse adresse_punkte alt aufgabe bearbeiter bemerkung \
    bild_pfad erste_rechnung folgen geb_datum_punkte hinweis hinweise ist name_punkte neu \
    nummer nummer_punkte punkte roh soll unf_datum_punkte vorname_punkte \
    vorschlag vorschlag_weil wartet wert werte";

/// Columns that mean something else in a table: here they speak of a person out of the payer's own records, or of the
/// house's own thoughts about one.
const ANDERS: &[(&str, &str, Einsicht)] = &[
    ("10-unfdat/faelle.csv", "aktenzeichen geb_datum lkz name ort plz strasse unf_datum vorname zusatz", Kostentraeger),
    ("10-unfdat/aenderungen.csv", "aktenzeichen", Kostentraeger),
    (
        "10-reference/bewilligungen.csv",
        "aktenzeichen bewilligung_nr bis einheit geb_datum leistungsart name von vorname",
        Kostentraeger,
    ),
    ("40-matches/kandidaten.csv", "aktenzeichen geb_datum name unf_datum vorname", Intern),
    ("40-matches/zuordnung.csv", "aktenzeichen", Kostentraeger),
    ("40-matches/umbuchung.csv", "aktenzeichen", Kostentraeger),
    ("40-matches/gemerkt.csv", "abdruck aktenzeichen", Kostentraeger),
    ("50-stage2/urteile.csv", "aktenzeichen", Kostentraeger),
    ("20-invoices/erledigt.csv", "aktenzeichen", Kostentraeger),
    ("60-payments/anweisung_rezepte.csv", "aktenzeichen", Kostentraeger),
    ("80-rzs-abrech/umgebucht.csv", "aktenzeichen", Kostentraeger),
    ("00-inbox/uebersicht.csv", "name", Oeffentlich),
    ("95-report/regress.csv", "aktenzeichen", Kostentraeger),
    ("95-report/kennzahlen.csv", "wert einheit", Oeffentlich),
    ("95-report/artikel.csv", "pzn taxe", Oeffentlich),
    ("95-report/leistungsarten.csv", "leistungsart einheit", Oeffentlich),
    ("95-report/bewilligungen.csv", "leistungsart", Oeffentlich),
];

/// The class of a column, by the first path of its table; none if nobody has decided on it.
pub fn spalte(pfad: &str, name: &str) -> Option<Einsicht> {
    let steht = |liste: &str| liste.split_whitespace().any(|wort| wort == name);
    let anders = ANDERS.iter().find(|(tabelle, spalten, _)| *tabelle == pfad && steht(spalten));
    let allgemein = [
        (OEFFENTLICH, Oeffentlich),
        (RECHNUNGSSTELLER, Rechnungssteller),
        (KOSTENTRAEGER, Kostentraeger),
        (INTERN, Intern),
    ];
    anders.map(|(_, _, klasse)| *klasse).or_else(|| allgemein.iter().find(|(liste, _)| steht(liste)).map(|(_, k)| *k))
}

/// The files of a run that are no table of the house, by the end of their path and with their readers. `*` stands for a
/// number or a name.
const BLAETTER: &[(&str, Einsicht)] = &[
    ("*.sig", Oeffentlich),
    ("60-payments/zahlungsanweisung*.txt", Kostentraeger),
    ("60-payments/zahlungsanweisung*.pdf", Kostentraeger),
    ("70-dtaus/DTAUS*", Kostentraeger),
    ("70-dtaus/begleitzettel*.txt", Kostentraeger),
    ("70-dtaus/begleitzettel*.pdf", Kostentraeger),
    ("75-sepa/pain.001*.xml", Kostentraeger),
    ("80-rzs-abrech/RZS-ABRECH*", Kostentraeger),
    ("80-rzs-abrech/begleitbeleg*.txt", Kostentraeger),
    ("80-rzs-abrech/begleitbeleg*.pdf", Kostentraeger),
    ("80-rzs-abrech/umbuchungen*", Kostentraeger),
    ("15-offers/*.csv", Rechnungssteller),
    ("15-offers/*.xlsx", Rechnungssteller),
    ("85-avis/*.csv", Rechnungssteller),
    ("85-avis/*.txt", Rechnungssteller),
    ("85-avis/*.pdf", Rechnungssteller),
    ("90-letters/*.csv", Rechnungssteller),
    ("90-letters/*.txt", Rechnungssteller),
    ("90-letters/*.pdf", Rechnungssteller),
    ("95-report/index.html", Kostentraeger),
    ("95-report/regress.html", Kostentraeger),
    ("95-report/pilot/*.html", Kostentraeger),
    ("*/arbeitsliste.xlsx", Intern),
    ("10-unfdat/register.bin", Intern),
    ("*/receipt.json", Oeffentlich),
    ("*/SHA256SUMS", Oeffentlich),
    ("*/LIEFERSCHEIN", Oeffentlich),
    ("run.toml", Intern),
];

/// Who reads a file of a run, by its path in it; none if nobody has decided. Tables of the house stay there.
pub fn datei(pfad: &str) -> Option<Einsicht> {
    if crate::dateien::DATEIEN.iter().any(|datei| datei.pfade.contains(&pfad)) {
        return Some(Intern);
    }
    let passt = |muster: &str| match muster.split_once('*') {
        Some((anfang, ende)) => {
            pfad.len() >= anfang.len() + ende.len() && pfad.starts_with(anfang) && pfad.ends_with(ende)
        }
        None => muster == pfad,
    };
    BLAETTER.iter().find(|(muster, _)| passt(muster)).map(|(_, klasse)| *klasse)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::dateien::DATEIEN;

    #[test]
    fn every_column_of_every_table_has_one_class() {
        for datei in DATEIEN {
            for spalte in datei.spalten {
                let (pfad, name) = (datei.pfade[0], spalte.name);
                assert!(
                    super::spalte(pfad, name).is_some(),
                    "{pfad}, column {name}: who may read it? Add it to one list in einsicht.rs"
                );
            }
        }
        let mut oft: BTreeMap<&str, u32> = BTreeMap::new();
        for liste in [OEFFENTLICH, RECHNUNGSSTELLER, KOSTENTRAEGER, INTERN] {
            liste.split_whitespace().for_each(|name| *oft.entry(name).or_default() += 1);
        }
        let doppelt: Vec<_> = oft.into_iter().filter(|(_, oft)| *oft > 1).collect();
        assert!(doppelt.is_empty(), "{doppelt:?}");
    }

    #[test]
    fn every_exception_is_about_a_column_that_is_there() {
        for (pfad, spalten, _) in ANDERS {
            let datei = DATEIEN.iter().find(|datei| datei.pfade.contains(pfad));
            let datei = datei.unwrap_or_else(|| panic!("{pfad} is no table"));
            for name in spalten.split_whitespace() {
                assert!(datei.spalten.iter().any(|spalte| spalte.name == name), "{pfad} has no column {name}");
            }
        }
    }

    #[test]
    fn a_file_is_read_by_those_it_is_made_for() {
        for (pfad, klasse) in [
            ("60-payments/zahlungsanweisung-2.pdf", Some(Kostentraeger)),
            ("90-letters/LE1/korrektur-0000001.csv", Some(Rechnungssteller)),
            ("50-services/befunde.csv", Some(Intern)),
            ("70-dtaus/DTAUS0.sig", Some(Oeffentlich)),
            ("90-letters/LE1/notes.md", None),
        ] {
            assert_eq!(datei(pfad).map(|k| k as u8), klasse.map(|k| k as u8), "{pfad}");
        }
    }
}
