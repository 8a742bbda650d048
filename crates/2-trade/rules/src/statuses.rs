//! The final statuses. Row order is precedence; the number is the outside code; the text goes into letters.

use domain::{Klasse, Status, Vergabe};

use Klasse::{Abweisen, Zahlen};

/// A final status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusZeile {
    /// The number, as every file and letter shows it.
    pub nummer: Status,
    /// What becomes of a prescription that gets it.
    pub klasse: Klasse,
    /// Audit stage that finds it, 1 or 2.
    pub stufe: u8,
    /// Who gives it.
    pub vergabe: Vergabe,
    /// Name of the one rule that finds it.
    pub regel: &'static str,
    /// What the rule judges by.
    pub quelle: &'static str,
    /// Fixed text, German: it leaves the house.
    pub text: &'static str,
}

const fn s(
    nummer: u16,
    klasse: Klasse,
    stufe: u8,
    regel: &'static str,
    quelle: &'static str,
    text: &'static str,
) -> StatusZeile {
    StatusZeile { nummer: Status(nummer), klasse, stufe, vergabe: Vergabe::Automatisch, regel, quelle, text }
}

const BLATT: &str = "Verordnungsblatt";
const POSTEN: &str = "Einzelpostenliste";
const STAMMDATEN: &str = "Unfallstammdaten";
const FALL_ODER_BLATT: &str = "Unfallstammdaten, hilfsweise Verordnungsblatt";
const KOSTENTRAEGER: &str = "Kostenträger der Prüfstelle";

/// Every status; of several findings on one prescription the one that stands first here is final.
#[rustfmt::skip]
pub const STATUSES: [StatusZeile; 26] = [
    s(1013, Abweisen, 1, "nicht_gelistet", POSTEN, "Rezept ist auf Einzelpostenliste/Rechnung nicht gelistet"),
    s(1000, Abweisen, 1, "bild_unlesbar", "Bild", "Image nicht lesbar, Originalrezept wird nachberechnet"),
    s(1001, Abweisen, 2, "abrechnungsstelle", KOSTENTRAEGER, "Abrechnungsstelle ist nicht zuständig"),
    s(1003, Abweisen, 2, "kostentraeger", KOSTENTRAEGER, "Kostenträger ist nicht zuständig"),
    s(997, Abweisen, 1, "apotheken_ik", "Prüfziffer und Klasse der IK", "Apotheke: IK fehlt oder nicht richtig"),
    s(996, Abweisen, 1, "unterschrift_fehlt", BLATT, "Arzt: Unterschrift/Stempel fehlt"),
    s(998, Abweisen, 1, "vo_datum_fehlt", BLATT, "Ausstellungsdatum fehlt"),
    s(999, Abweisen, 1, "abgabe_datum_fehlt", BLATT, "Abgabedatum fehlt"),
    s(1011, Abweisen, 1, "pzn", "Prüfziffer der PZN", "PZN nicht lesbar"),
    s(1010, Abweisen, 2, "unf_datum_unvollstaendig", BLATT, "Unfalldatum nicht vollständig"),
    s(1002, Abweisen, 2, "unfallangaben_fehlen", BLATT, "Unfalldatum/Unfallbetrieb fehlt"),
    s(1005, Abweisen, 2, "personenangaben_fehlen", BLATT, "Personenangaben des Unfallversicherten sind nicht identifizierbar"),
    s(1004, Abweisen, 2, "fremder_fall", STAMMDATEN, "Aktenzeichen gehört zu anderem Kostenträger"),
    s(1006, Abweisen, 2, "unfall_geburt", FALL_ODER_BLATT, "Unfalldatum und Geburtsdatum sind nicht plausibel"),
    s(1007, Abweisen, 2, "unfall_ausstellung", FALL_ODER_BLATT, "Unfalldatum und Ausstellungsdatum des VO-Blattes sind nicht plausibel"),
    s(1008, Abweisen, 2, "ausstellung_abgabe", BLATT, "Ausstellungs- und Abgabedatum nicht plausibel"),
    s(1009, Abweisen, 2, "verfallsfrist", "Frist des Kostenträgers: verfallsfrist", "Verfallsfrist des VO-Blattes am Abgabedatum überschritten"),
    s(1012, Abweisen, 2, "verjaehrung", "Frist des Kostenträgers: verjaehrung_jahre", "Rezept verjährt"),
    s(993, Abweisen, 1, "brutto_posten", POSTEN, "Bruttobetrag falsch erfasst lt. Einzelpostenliste"),
    s(991, Abweisen, 1, "zuzahlung_posten", POSTEN, "Zuzahlungsbetrag ist falsch erfasst lt. Einzelpostenliste"),
    s(992, Abweisen, 1, "brutto_summe", BLATT, "Differenz zwischen Gesamt-Brutto und Summe Einzeltaxen, auf dem Verordnungsblatt nicht als Noctu-Zuschlag, Schreibgebühr oder Beschaffungskosten erklärt"),
    s(995, Abweisen, 2, "verordnungsfaehigkeit", "Artikelliste: verordnungsfaehig", "Medikamente bei Arbeitsunfall nicht verordenbar"),
    s(994, Abweisen, 2, "festbetrag", "Artikelliste: festbetrag", "Einzeltaxe verstößt gegen die Festbetragsregelung"),
    s(990, Zahlen, 1, "zuzahlung_unzulaessig", "keine Zuzahlung nach Arbeitsunfall", "Zuzahlungsauftragung ist unzulässig"),
    s(989, Zahlen, 2, "rundung", "Toleranz 1 Cent je Position", "Rundungsabweichung wegen unterschiedlichem Berechnungsweg für den gesetzlichen Abschlag"),
    s(0, Zahlen, 2, "korrekt", "kein Befund", "Rezept ist korrekt"),
];

/// Findings that reject whatever an open value turns out to be: with one of them nothing is waited for.
const SOFORT: [Status; 4] = [Status(1013), Status(1000), Status(1001), Status(1003)];

/// The row of a status; none if there is no such status.
pub const fn zeile(status: Status) -> Option<&'static StatusZeile> {
    let mut i = 0;
    while i < STATUSES.len() {
        if STATUSES[i].nummer.0 == status.0 {
            return Some(&STATUSES[i]);
        }
        i += 1;
    }
    None
}

/// The status that decides among these: the one with the lowest rank.
pub fn entscheidender(status: impl Iterator<Item = Status>) -> Option<&'static StatusZeile> {
    status.filter_map(zeile).min_by_key(|zeile| zeile.rang())
}

impl StatusZeile {
    /// Rank, 1 = decides first.
    pub fn rang(&self) -> usize {
        1 + STATUSES.iter().position(|zeile| zeile.nummer == self.nummer).expect("a row of the table")
    }

    /// Returns true if it rejects even a prescription that still waits for something.
    pub fn weist_sofort_ab(&self) -> bool {
        SOFORT.contains(&self.nummer)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// The table says what the specification's list says, row by row.
    #[test]
    fn agrees_with_the_list() {
        let mut liste = csv::Reader::from_reader(include_str!("../tests/statuses.csv").as_bytes());
        let liste: Vec<_> = liste.records().map(|zeile| zeile.expect("a row")).collect();
        assert_eq!(liste.len(), STATUSES.len());
        for soll in &liste {
            let ist = zeile(soll[0].parse().expect("a number")).expect("a status of the table");
            let ist_text =
                [ist.klasse.to_string(), ist.rang().to_string(), ist.stufe.to_string(), ist.vergabe.to_string()];
            assert_eq!(ist_text, [&soll[1], &soll[2], &soll[3], &soll[4]], "{}", &soll[0]);
            assert_eq!(ist.text, &soll[5]);
        }
    }

    #[test]
    fn numbers_and_rules_are_unique() {
        assert_eq!(STATUSES.iter().map(|z| z.nummer).collect::<HashSet<_>>().len(), STATUSES.len());
        assert_eq!(STATUSES.iter().map(|z| z.regel).collect::<HashSet<_>>().len(), STATUSES.len());
    }

    #[test]
    fn paying_statuses_rank_behind_rejecting_ones() {
        assert!(STATUSES.iter().rev().take(3).all(|z| z.klasse == Zahlen));
        assert!(STATUSES.iter().take(23).all(|z| z.klasse == Abweisen));
    }

    #[test]
    fn the_lowest_rank_decides() {
        let nummer = |status: &[u16]| entscheidender(status.iter().map(|&n| Status(n))).map(|z| z.nummer.0);
        assert_eq!(nummer(&[990, 992, 1005]), Some(1005));
        assert_eq!(nummer(&[989, 990]), Some(990));
        assert_eq!(nummer(&[]), None);
    }

    #[test]
    fn four_findings_wait_for_nothing() {
        let sofort: Vec<_> = STATUSES.iter().filter(|z| z.weist_sofort_ab()).map(|z| z.nummer.0).collect();
        assert_eq!(sofort, [1013, 1000, 1001, 1003]);
        assert!(zeile(Status(988)).is_none());
    }
}
