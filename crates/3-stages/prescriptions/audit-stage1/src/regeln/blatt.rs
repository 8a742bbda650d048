//! Whether the sheet is listed, readable and complete.

use domain::pruefziffer::{lanr_gueltig, pzn_gueltig};
use domain::{JaNein, Lesung};
use rules::blatt::positionsfeld;
use rules::{Fund, Regel};

use super::Pruefling;

/// 1013: delivered, but not on the Einzelpostenliste.
pub fn nicht_gelistet(p: &Pruefling) -> Vec<Fund> {
    let fund = || Fund::neu("pic_nr", &p.blatt.rezept.pic_nr, "auf der Einzelpostenliste");
    if p.posten.is_none() { vec![fund()] } else { Vec::new() }
}

/// 1000: the picture cannot be read.
pub fn bild_unlesbar(p: &Pruefling) -> Vec<Fund> {
    verneint("bild_lesbar", &p.blatt.rezept.bild_lesbar)
}

/// 996: the doctor's signature or stamp is missing.
pub fn unterschrift_fehlt(p: &Pruefling) -> Vec<Fund> {
    verneint("arzt_unterschrift", &p.blatt.rezept.arzt_unterschrift)
}

/// 998: there is no date of issue.
pub fn vo_datum_fehlt(p: &Pruefling) -> Vec<Fund> {
    fehlt("vo_datum", p.blatt.rezept.vo_datum.leer())
}

/// 999: there is no date of dispensing.
pub fn abgabe_datum_fehlt(p: &Pruefling) -> Vec<Fund> {
    fehlt("abgabe_datum", p.blatt.rezept.abgabe_datum.leer())
}

/// 1011: a PZN is missing or its check digit is wrong.
pub fn pzn(p: &Pruefling) -> Vec<Fund> {
    let falsch = p.blatt.positionen.iter().filter(|position| match &position.pzn {
        Lesung::NichtErkannt => false,
        Lesung::Leer => true,
        Lesung::Wert(pzn) => !pzn_gueltig(pzn),
    });
    falsch.map(|p| Fund::neu(positionsfeld("pzn", p), &p.pzn, "8 Ziffern mit richtiger Prüfziffer")).collect()
}

/// The note of `arzt_nr`.
pub const ARZT_NR: Regel = Regel::hinweis("arzt_nr", "Arztnummer hat keine richtige Prüfziffer", "Prüfziffer der LANR");

/// Note: the number of the doctor has a wrong check digit (official samples have, too).
pub fn arzt_nr(p: &Pruefling) -> Vec<Fund> {
    let falsch = p.blatt.rezept.arzt_nr.wert().filter(|nr| !lanr_gueltig(nr));
    falsch.map(|nr| Fund::neu("arzt_nr", nr, "9 Ziffern mit richtiger Prüfziffer")).into_iter().collect()
}

fn verneint(feld: &str, lesung: &Lesung<JaNein>) -> Vec<Fund> {
    if *lesung == Lesung::Wert(JaNein::Nein) { vec![Fund::neu(feld, JaNein::Nein, JaNein::Ja)] } else { Vec::new() }
}

fn fehlt(feld: &str, leer: bool) -> Vec<Fund> {
    if leer { vec![Fund::neu(feld, "", "ein Datum")] } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use domain::{Position, Rezept};

    use super::super::probe::funde;
    use super::*;

    fn anzahl(pruefe: fn(&Pruefling) -> Vec<Fund>, aendere: impl FnOnce(&mut Rezept)) -> usize {
        funde(pruefe, |rezept, _, _| aendere(rezept)).len()
    }

    #[test]
    fn rule_1013() {
        assert_eq!(funde(nicht_gelistet, |_, _, posten| *posten = None).len(), 1);
        assert_eq!(funde(nicht_gelistet, |_, _, _| {}).len(), 0);
    }

    #[test]
    fn rule_1000() {
        assert_eq!(anzahl(bild_unlesbar, |r| r.bild_lesbar = Lesung::Wert(JaNein::Nein)), 1);
        assert_eq!(anzahl(bild_unlesbar, |r| r.bild_lesbar = Lesung::Leer), 0);
    }

    #[test]
    fn rule_996() {
        assert_eq!(anzahl(unterschrift_fehlt, |r| r.arzt_unterschrift = Lesung::Wert(JaNein::Nein)), 1);
        assert_eq!(anzahl(unterschrift_fehlt, |r| r.arzt_unterschrift = Lesung::NichtErkannt), 0);
    }

    #[test]
    fn rule_998() {
        assert_eq!(anzahl(vo_datum_fehlt, |r| r.vo_datum = Lesung::Leer), 1);
        assert_eq!(anzahl(vo_datum_fehlt, |r| r.vo_datum = Lesung::NichtErkannt), 0);
    }

    #[test]
    fn rule_999() {
        assert_eq!(anzahl(abgabe_datum_fehlt, |r| r.abgabe_datum = Lesung::Leer), 1);
        assert_eq!(anzahl(abgabe_datum_fehlt, |r| r.abgabe_datum = Lesung::NichtErkannt), 0);
    }

    #[test]
    fn rule_1011() {
        let mit = |text: &str| {
            let pzn = Lesung::aus_text(text).expect("any text");
            funde(super::pzn, |_, zeilen, _| zeilen.push(Position { lfd_nr: 2, pzn, ..zeilen[0].clone() }))
        };
        for falsch in ["", "04908803", "4908802", "ABCDEFGH"] {
            assert_eq!(mit(falsch), [Fund::neu("pzn:2", falsch, "8 Ziffern mit richtiger Prüfziffer")]);
        }
        for nicht in ["04908802", "?"] {
            assert_eq!(mit(nicht), [], "{nicht}");
        }
    }

    #[test]
    fn note_on_the_number_of_the_doctor() {
        assert_eq!(anzahl(arzt_nr, |r| r.arzt_nr = Lesung::Wert("123456501".into())), 1);
        assert_eq!(anzahl(arzt_nr, |r| r.arzt_nr = Lesung::Leer), 0);
    }
}
