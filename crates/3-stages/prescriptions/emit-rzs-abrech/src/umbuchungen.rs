//! The rebooking list: what was paid without a case and stands on one now.

use documents::{Blatt, Spalte, Tabelle};
use domain::datum::deutsch;
use domain::{Betrag, Datum, Umbuchung};

/// The columns of `umbuchungen.csv`.
const KOPF: &str = "pic_nr;betrag;angewiesen_am;aktenzeichen_bisher;aktenzeichen_neu";
/// The file number under which RZS-ABRECH booked what had no case.
const BISHER: &str = "000000000";

/// The list as the payer's programs read it: German CSV, amounts with a comma.
pub fn liste(umbuchungen: &[Umbuchung]) -> String {
    let zeile = |u: &Umbuchung| {
        let betrag = u.betrag.to_string().replace('.', ",");
        format!("{};{betrag};{};{BISHER};{}\n", u.pic_nr, deutsch(u.angewiesen_am), u.aktenzeichen)
    };
    format!("{KOPF}\n{}", umbuchungen.iter().map(zeile).collect::<String>())
}

/// The sheet that goes with it.
pub fn umbuchungsbeleg(code: &str, name: &str, datum: Datum, umbuchungen: &[Umbuchung]) -> Blatt {
    let spalten = [
        Spalte::links("PicNr"),
        Spalte::links("Angewiesen am"),
        Spalte::links("Aktenzeichen"),
        Spalte::rechts("Betrag in EUR"),
    ];
    let tabelle = umbuchungen.iter().fold(Tabelle::neu(spalten), |tabelle, u| {
        tabelle.zeile([u.pic_nr.clone(), deutsch(u.angewiesen_am), u.aktenzeichen.clone(), u.betrag.deutsch()])
    });
    let summe: Betrag = umbuchungen.iter().map(|u| u.betrag).sum();
    Blatt::neu("Umbuchungen auf Aktenzeichen")
        .angaben([
            ("Kostenträger", format!("{code} {name}")),
            ("Datum", deutsch(datum)),
            ("Anzahl", umbuchungen.len().to_string()),
        ])
        .absatz(
            "Diese Rezepte wurden ohne Aktenzeichen gebucht (000000000). Der Fall ist seither bekannt; bitte auf das \
             Aktenzeichen umbuchen. Es wird nichts erneut bezahlt.",
        )
        .tabelle(tabelle.summe("Summe", summe.deutsch()))
}

#[cfg(test)]
mod tests {
    use domain::{Stufe, ZuordnungsEntscheidung};

    use super::*;

    #[test]
    fn amounts_and_cases_stand_in_both() {
        let umbuchung = Umbuchung {
            pic_nr: "700000000001".into(),
            betrag: Betrag::aus_cent(1093),
            angewiesen_am: domain::datum::aus_iso("2005-03-11").expect("a day"),
            aktenzeichen: "200000144".into(),
            stufe: Stufe::Z1,
            entscheidung: ZuordnungsEntscheidung::Person,
            beleg_id: "0000001".into(),
            rechnungsnummer: "R1".into(),
            hinweis: String::new(),
        };
        let zeile = "700000000001;10,93;11.03.2005;000000000;200000144\n";
        assert_eq!(liste(std::slice::from_ref(&umbuchung)), format!("{KOPF}\n{zeile}"));
        let blatt = documents::text(&umbuchungsbeleg("BG28", "BG", umbuchung.angewiesen_am, &[umbuchung]));
        assert!(blatt.contains("200000144") && blatt.contains("10,93"), "{blatt}");
    }
}
