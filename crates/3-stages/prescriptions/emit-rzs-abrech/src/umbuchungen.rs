//! The rebooking list: what was paid without a case and stands on one now.

use std::collections::{BTreeMap, BTreeSet};

use documents::{Blatt, Spalte, Tabelle};
use domain::datum::deutsch;
use domain::{Betrag, Datum, Umbuchung, Umgebucht};

/// The columns of `umbuchungen.csv`.
const KOPF: &str = "pic_nr;betrag;angewiesen_am;aktenzeichen_bisher;aktenzeichen_neu";
/// The file number under which RZS-ABRECH booked what had no case.
const OHNE_FALL: &str = "000000000";

/// A rebooking on which a person decided.
#[derive(Clone, Debug)]
pub struct Entschieden {
    /// Business date of the run in which it was decided.
    pub lauf: Datum,
    /// The decision.
    pub umbuchung: Umbuchung,
}

/// The lines of the list `auflage` of the run of `heute`: what was decided, unless the lists so far, the latest last,
/// told it; what was decided otherwise since; and what this run told and takes back.
pub fn neue_zeilen(gesagt: &[Umgebucht], entschieden: &[Entschieden], heute: Datum, auflage: u32) -> Vec<Umgebucht> {
    let mut stand: BTreeMap<(&str, &str), &Umgebucht> =
        gesagt.iter().map(|zeile| ((zeile.beleg_id.as_str(), zeile.pic_nr.as_str()), zeile)).collect();
    let mut neue = Vec::new();
    for Entschieden { lauf, umbuchung: u } in entschieden {
        let steht = stand.remove(&(u.beleg_id.as_str(), u.pic_nr.as_str()));
        let aktenzeichen_bisher = steht.map_or_else(|| OHNE_FALL.to_owned(), |zeile| zeile.aktenzeichen.clone());
        if aktenzeichen_bisher != u.aktenzeichen {
            neue.push(Umgebucht {
                auflage,
                pic_nr: u.pic_nr.clone(),
                betrag: u.betrag,
                angewiesen_am: u.angewiesen_am,
                aktenzeichen_bisher,
                aktenzeichen: u.aktenzeichen.clone(),
                beleg_id: u.beleg_id.clone(),
                lauf: *lauf,
            });
        }
    }
    let zurueck = stand.into_values().filter(|zeile| zeile.lauf == heute && zeile.aktenzeichen != OHNE_FALL);
    neue.extend(zurueck.map(|zeile| Umgebucht {
        auflage,
        aktenzeichen_bisher: zeile.aktenzeichen.clone(),
        aktenzeichen: OHNE_FALL.into(),
        ..zeile.clone()
    }));
    neue.sort_by(domain::Tabelle::ordnung);
    neue
}

/// The list as the payer's programs read it: German CSV, amounts with a comma.
pub fn liste(zeilen: &[Umgebucht]) -> String {
    let zeile = |z: &Umgebucht| {
        let betrag = z.betrag.to_string().replace('.', ",");
        let Umgebucht { pic_nr, aktenzeichen_bisher, aktenzeichen, .. } = z;
        format!("{pic_nr};{betrag};{};{aktenzeichen_bisher};{aktenzeichen}\n", deutsch(z.angewiesen_am))
    };
    format!("{KOPF}\n{}", zeilen.iter().map(zeile).collect::<String>())
}

/// The sheet that goes with it.
pub fn umbuchungsbeleg(code: &str, name: &str, datum: Datum, zeilen: &[Umgebucht]) -> Blatt {
    let spalten = [
        Spalte::links("PicNr"),
        Spalte::links("Angewiesen am"),
        Spalte::links("Bisher"),
        Spalte::links("Aktenzeichen"),
        Spalte::rechts("Betrag in EUR"),
    ];
    let tabelle = zeilen.iter().fold(Tabelle::neu(spalten), |tabelle, z| {
        let (bisher, neu) = (z.aktenzeichen_bisher.clone(), z.aktenzeichen.clone());
        tabelle.zeile([z.pic_nr.clone(), deutsch(z.angewiesen_am), bisher, neu, z.betrag.deutsch()])
    });
    let summe: Betrag = zeilen.iter().map(|z| z.betrag).sum();
    let ohne_fall: BTreeSet<bool> = zeilen.iter().map(|z| z.aktenzeichen_bisher == OHNE_FALL).collect();
    let warum = if ohne_fall.contains(&false) {
        "Diese Rezepte stehen unter dem bisherigen Aktenzeichen (000000000: ohne). Über ihren Fall ist seither anders \
         entschieden; bitte auf das neue Aktenzeichen umbuchen. Es wird nichts erneut bezahlt."
    } else {
        "Diese Rezepte wurden ohne Aktenzeichen gebucht (000000000). Der Fall ist seither bekannt; bitte auf das \
         Aktenzeichen umbuchen. Es wird nichts erneut bezahlt."
    };
    Blatt::neu("Umbuchungen auf Aktenzeichen")
        .angaben([
            ("Kostenträger", format!("{code} {name}")),
            ("Datum", deutsch(datum)),
            ("Anzahl", zeilen.len().to_string()),
        ])
        .absatz(warum)
        .tabelle(tabelle.summe("Summe", summe.deutsch()))
}

#[cfg(test)]
mod tests {
    use domain::datum::aus_iso;
    use domain::{Stufe, ZuordnungsEntscheidung};

    use super::*;

    fn tag(text: &str) -> Datum {
        aus_iso(text).expect("a day")
    }

    fn entschieden(lauf: &str, pic_nr: &str, aktenzeichen: &str) -> Entschieden {
        let umbuchung = Umbuchung {
            pic_nr: pic_nr.into(),
            betrag: Betrag::aus_cent(1093),
            angewiesen_am: tag("2005-03-11"),
            aktenzeichen: aktenzeichen.into(),
            stufe: Stufe::Z1,
            entscheidung: ZuordnungsEntscheidung::Person,
            beleg_id: "0000001".into(),
            rechnungsnummer: "R1".into(),
            hinweis: String::new(),
        };
        Entschieden { lauf: tag(lauf), umbuchung }
    }

    #[test]
    fn amounts_and_cases_stand_in_both() {
        let heute = tag("2005-03-22");
        let zeilen = neue_zeilen(&[], &[entschieden("2005-03-22", "700000000001", "200000144")], heute, 1);
        let zeile = "700000000001;10,93;11.03.2005;000000000;200000144\n";
        assert_eq!(liste(&zeilen), format!("{KOPF}\n{zeile}"));
        let blatt = documents::text(&umbuchungsbeleg("BG28", "BG", heute, &zeilen));
        assert!(blatt.contains("200000144") && blatt.contains("10,93"), "{blatt}");
    }

    /// PicNr, file numbers before and after, of the lines of the next list.
    fn danach(gesagt: &[Umgebucht], entschieden: &[Entschieden]) -> Vec<(String, String, String)> {
        let neue = neue_zeilen(gesagt, entschieden, tag("2005-03-22"), 2);
        neue.into_iter().map(|z| (z.pic_nr, z.aktenzeichen_bisher, z.aktenzeichen)).collect()
    }

    #[test]
    fn a_list_says_only_what_no_list_said() {
        let (a, b) = (entschieden("2005-03-22", "1", "200000144"), entschieden("2005-03-22", "2", "200000015"));
        let gesagt = neue_zeilen(&[], std::slice::from_ref(&a), tag("2005-03-22"), 1);
        assert_eq!(danach(&gesagt, std::slice::from_ref(&a)), []);
        let neue = |pic_nr: &str, bisher: &str, neu: &str| (pic_nr.to_owned(), bisher.to_owned(), neu.to_owned());
        assert_eq!(danach(&gesagt, &[a.clone(), b]), [neue("2", OHNE_FALL, "200000015")]);
        let anders = entschieden("2005-03-22", "1", "200000015");
        assert_eq!(danach(&gesagt, &[anders]), [neue("1", "200000144", "200000015")], "decided otherwise");
        assert_eq!(danach(&gesagt, &[]), [neue("1", "200000144", OHNE_FALL)], "taken back");
        let zurueck = neue_zeilen(&gesagt, &[], tag("2005-03-22"), 2);
        let beide = [gesagt.clone(), zurueck].concat();
        assert_eq!(danach(&beide, &[]), [], "taken back once");
        assert_eq!(danach(&beide, &[a]), [neue("1", OHNE_FALL, "200000144")], "decided again");
    }

    #[test]
    fn what_an_earlier_run_told_stays_and_what_it_could_not_tell_is_told() {
        let frueher = entschieden("2005-03-21", "1", "200000144");
        let gesagt = neue_zeilen(&[], std::slice::from_ref(&frueher), tag("2005-03-21"), 1);
        assert_eq!(danach(&gesagt, &[]), [], "not this run's to take back");
        assert_eq!(danach(&[], &[frueher]).len(), 1);
    }
}
