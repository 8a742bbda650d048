//! Paper against electronic invoices, month by month.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Betrag, JaNein, Leistungscode, Leistungserbringer, Leistungsurteil, Papierrechnung, Pilotmonat};
use ledger::Pilotzeile;
use rules::leistungen::{Monat, Wirkung, zeile};

/// What the report is made of.
#[derive(Debug)]
pub struct Eingabe<'a> {
    /// The facilities.
    pub leistungserbringer: &'a [Leistungserbringer],
    /// All paper invoices.
    pub papier: &'a [Papierrechnung],
    /// Pilot lines that earlier runs checked.
    pub frueher: &'a [Pilotzeile],
    /// Verdicts of this run.
    pub urteile: &'a [Leistungsurteil],
    /// Months that must agree.
    pub monate: u32,
}

/// The pilot phase of one facility.
#[derive(Clone, Debug, PartialEq)]
pub struct Pilot {
    /// The facility.
    pub leistungserbringer: Leistungserbringer,
    /// Its months, the earliest first.
    pub monate: Vec<Pilotmonat>,
    /// Refused lines by month and code.
    pub gruende: BTreeMap<(String, Leistungscode), u32>,
}

impl Pilot {
    /// Returns true if it is ready for production.
    pub fn bereit(&self) -> bool {
        self.monate.iter().all(|monat| monat.bereit.ist_ja())
    }

    /// Why it is not ready; empty if it is.
    pub fn grund(&self) -> &str {
        self.monate.last().map_or("", |monat| &monat.grund)
    }
}

/// The pilot phases of all facilities with a pilot invoice, electronic or on paper, by number.
pub fn pilotphasen(eingabe: &Eingabe<'_>) -> Vec<Pilot> {
    let zeilen = zeilen(eingabe);
    let einer = |le: &Leistungserbringer| {
        let eigene: Vec<&Pilotzeile> = zeilen.iter().filter(|zeile| zeile.le_nr == le.le_nr).collect();
        let papier: Vec<&Papierrechnung> = eingabe.papier.iter().filter(|p| im_pilot(p, le)).collect();
        (!eigene.is_empty() || !papier.is_empty()).then(|| pilot(le, &eigene, &papier, eingabe.monate))
    };
    eingabe.leistungserbringer.iter().filter_map(einer).collect()
}

/// Every pilot line in the order in which invoices came: those of earlier runs, and those that this run checked.
fn zeilen(eingabe: &Eingabe<'_>) -> Vec<Pilotzeile> {
    let mut jetzt: Vec<&Leistungsurteil> =
        eingabe.urteile.iter().filter(|u| u.pilot.ist_ja() && u.erledigt_am.is_none()).collect();
    jetzt.sort_by_key(|u| (&u.beleg_id, u.lfd_nr));
    let jetzt = jetzt.into_iter().filter_map(|u| {
        Some(Pilotzeile {
            le_nr: u.le_nr.clone(),
            abrechnungsmonat: u.abrechnungsmonat.clone(),
            betrag: u.betrag_anerkannt?,
            code: u.code?,
            stamm: u.stamm.clone(),
        })
    });
    eingabe.frueher.iter().cloned().chain(jetzt).collect()
}

fn im_pilot(papier: &Papierrechnung, le: &Leistungserbringer) -> bool {
    let monat = Monat::aus_text(&papier.abrechnungsmonat);
    papier.le_nr == le.le_nr && monat.is_some_and(|monat| !le.in_produktion(monat.erster()))
}

fn pilot(le: &Leistungserbringer, zeilen: &[&Pilotzeile], papier: &[&Papierrechnung], noetig: u32) -> Pilot {
    let monate: BTreeSet<&str> = zeilen
        .iter()
        .map(|zeile| zeile.abrechnungsmonat.as_str())
        .chain(papier.iter().map(|papier| papier.abrechnungsmonat.as_str()))
        .collect();
    let mut monate: Vec<Pilotmonat> = monate.into_iter().map(|monat| monat_von(le, monat, zeilen, papier)).collect();
    let grund = nicht_bereit(&monate, noetig).unwrap_or_default();
    for monat in &mut monate {
        monat.bereit = JaNein::from(grund.is_empty());
        monat.grund.clone_from(&grund);
    }
    let mut gruende = BTreeMap::new();
    for zeile in zeilen.iter().filter(|zeile| abgewiesen(zeile)) {
        *gruende.entry((zeile.abrechnungsmonat.clone(), zeile.code)).or_insert(0) += 1;
    }
    Pilot { leistungserbringer: le.clone(), monate, gruende }
}

fn abgewiesen(zeile_des_piloten: &Pilotzeile) -> bool {
    zeile(zeile_des_piloten.code).wirkung == Wirkung::Abweisen
}

fn monat_von(le: &Leistungserbringer, monat: &str, zeilen: &[&Pilotzeile], papier: &[&Papierrechnung]) -> Pilotmonat {
    let zeilen: Vec<&&Pilotzeile> = zeilen.iter().filter(|zeile| zeile.abrechnungsmonat == monat).collect();
    let papier: Vec<Betrag> =
        papier.iter().filter(|papier| papier.abrechnungsmonat == monat).map(|papier| papier.betrag).collect();
    let summe = |betraege: Vec<Betrag>| (!betraege.is_empty()).then(|| betraege.into_iter().sum::<Betrag>());
    let elektronisch = summe(geltende(&zeilen));
    let papier = summe(papier);
    let ohne_befund = zeilen.iter().filter(|zeile| zeile.code == Leistungscode::Null).count();
    let seit = le.pilot_ab.map(Monat::von);
    Pilotmonat {
        le_nr: le.le_nr.clone(),
        abrechnungsmonat: monat.to_owned(),
        papier,
        elektronisch,
        differenz: papier.zip(elektronisch).map(|(papier, elektronisch)| papier - elektronisch),
        positionen: zeilen.len() as u32,
        ohne_befund: ohne_befund as u32,
        anteil_ohne_befund: anteil(ohne_befund, zeilen.len()),
        abgewiesen: zeilen.iter().filter(|zeile| abgewiesen(zeile)).count() as u32,
        pilotmonat: Monat::aus_text(monat).zip(seit).and_then(|(monat, seit)| monat.nummer_seit(seit)).unwrap_or(0),
        bereit: JaNein::Nein,
        grund: String::new(),
    }
}

/// The amounts that count: a line that was corrected gives way to its correction, as the paper invoice has it once.
fn geltende(zeilen: &[&&Pilotzeile]) -> Vec<Betrag> {
    let letzte: BTreeMap<&str, Betrag> = zeilen.iter().map(|zeile| (zeile.stamm.as_str(), zeile.betrag)).collect();
    letzte.into_values().collect()
}

/// A share in per cent with one decimal, rounded down, so that 100.0 means all.
fn anteil(teil: usize, ganzes: usize) -> String {
    match (teil * 1000).checked_div(ganzes) {
        Some(promille) => format!("{}.{}", promille / 10, promille % 10),
        None => String::new(),
    }
}

/// Why a facility is not ready; none if it is: its last months follow each other, agree to the cent and have no refused
/// line.
fn nicht_bereit(monate: &[Pilotmonat], noetig: u32) -> Option<String> {
    let noetig = noetig as usize;
    if monate.len() < noetig {
        return Some(format!("erst {} von {noetig} Monaten", monate.len()));
    }
    let letzte = &monate[monate.len() - noetig..];
    let luecke = letzte.windows(2).find(|paar| {
        let vorher = Monat::aus_text(&paar[1].abrechnungsmonat).map(|monat| monat.vorher().to_string());
        vorher.as_ref() != Some(&paar[0].abrechnungsmonat)
    });
    if let Some([vor, _]) = luecke {
        return Some(format!("nach {} fehlt ein Monat", vor.abrechnungsmonat));
    }
    letzte.iter().find_map(|monat| {
        let was = match (monat.papier, monat.elektronisch, monat.differenz, monat.abgewiesen) {
            (None, ..) => "keine Papierrechnung".to_owned(),
            (_, None, ..) => "keine elektronische Rechnung".to_owned(),
            (_, _, Some(differenz), _) if differenz != Betrag::NULL => format!("Differenz {} EUR", differenz.deutsch()),
            (.., abgewiesen) if abgewiesen > 0 => format!("{abgewiesen} Positionen abgewiesen"),
            _ => return None,
        };
        Some(format!("{}: {was}", monat.abrechnungsmonat))
    })
}

#[cfg(test)]
mod tests {
    use domain::Weg;

    use super::*;

    fn le() -> Leistungserbringer {
        Leistungserbringer {
            le_nr: "LE1".into(),
            name: "Haus <Ahorn>".into(),
            strasse: String::new(),
            plz: String::new(),
            ort: String::new(),
            iban: String::new(),
            freigeschaltet_ab: None,
            pilot_ab: domain::datum::aus_iso("2024-01-01"),
            produktion_ab: None,
            weg: Weg::Datei,
        }
    }

    fn zeile(monat: &str, cent: i64, code: Leistungscode) -> Pilotzeile {
        let (abrechnungsmonat, betrag) = (monat.to_owned(), Betrag::aus_cent(cent));
        Pilotzeile { le_nr: "LE1".into(), abrechnungsmonat, betrag, code, stamm: format!("{monat} {code}") }
    }

    fn papier(monat: &str, cent: i64) -> Papierrechnung {
        Papierrechnung {
            le_nr: "LE1".into(),
            rechnungsnummer: monat.into(),
            abrechnungsmonat: monat.into(),
            betrag: Betrag::aus_cent(cent),
        }
    }

    fn phase(zeilen: &[Pilotzeile], papier: &[Papierrechnung]) -> Pilot {
        let leistungserbringer = &[le()];
        let eingabe = Eingabe { leistungserbringer, papier, frueher: zeilen, urteile: &[], monate: 3 };
        pilotphasen(&eingabe).remove(0)
    }

    const MONATE: [&str; 3] = ["2024-01", "2024-02", "2024-03"];

    #[test]
    fn three_months_that_agree_make_ready() {
        let zeilen = MONATE.map(|monat| zeile(monat, 100, Leistungscode::Null));
        let pilot = phase(&zeilen, &MONATE.map(|monat| papier(monat, 100)));
        assert!(pilot.bereit());
        let monat = &pilot.monate[2];
        assert_eq!(
            (monat.pilotmonat, monat.anteil_ohne_befund.as_str(), monat.differenz),
            (3, "100.0", Some(Betrag::NULL))
        );
    }

    #[test]
    fn why_a_facility_is_not_ready() {
        let zeilen = || MONATE.map(|monat| zeile(monat, 100, Leistungscode::Null)).to_vec();
        let alle = || MONATE.map(|monat| papier(monat, 100)).to_vec();
        assert_eq!(phase(&zeilen()[1..], &alle()[1..]).grund(), "erst 2 von 3 Monaten");
        let luecke: Vec<Pilotzeile> =
            ["2023-12", "2024-01", "2024-03"].map(|monat| zeile(monat, 100, Leistungscode::Null)).to_vec();
        assert_eq!(phase(&luecke, &[]).grund(), "nach 2024-01 fehlt ein Monat");
        assert_eq!(phase(&zeilen(), &alle()[..2]).grund(), "2024-03: keine Papierrechnung");
        assert_eq!(phase(&zeilen()[..2], &alle()).grund(), "2024-03: keine elektronische Rechnung");
        let anders = [papier("2024-01", 100), papier("2024-02", 101), papier("2024-03", 100)];
        assert_eq!(phase(&zeilen(), &anders).grund(), "2024-02: Differenz 0,01 EUR");
        let mut abgewiesen = zeilen();
        abgewiesen.push(zeile("2024-03", 0, Leistungscode::L05));
        let pilot = phase(&abgewiesen, &alle());
        assert_eq!(pilot.grund(), "2024-03: 1 Positionen abgewiesen");
        assert_eq!(pilot.gruende[&("2024-03".to_owned(), Leistungscode::L05)], 1);
        assert_eq!(pilot.monate[2].anteil_ohne_befund, "50.0");
    }

    #[test]
    fn a_corrected_line_counts_once_and_was_refused_all_the_same() {
        let korrigiert = [zeile("2024-01", 0, Leistungscode::L05), zeile("2024-01", 100, Leistungscode::Null)]
            .map(|zeile| Pilotzeile { stamm: "0000001:1".into(), ..zeile });
        let zeilen = [korrigiert[0].clone(), zeile("2024-01", 50, Leistungscode::Null), korrigiert[1].clone()];
        let monat = phase(&zeilen, &[papier("2024-01", 150)]).monate.remove(0);
        assert_eq!((monat.differenz, monat.positionen, monat.abgewiesen), (Some(Betrag::NULL), 3, 1));
    }

    #[test]
    fn a_facility_without_pilot_invoices_has_no_pilot_phase() {
        let mut produktion = le();
        produktion.produktion_ab = domain::datum::aus_iso("2024-01-01");
        let papier = [papier("2024-01", 100)];
        let eingabe =
            Eingabe { leistungserbringer: &[produktion], papier: &papier, frueher: &[], urteile: &[], monate: 3 };
        assert!(pilotphasen(&eingabe).is_empty(), "its paper invoice is refused, not compared");
    }
}
