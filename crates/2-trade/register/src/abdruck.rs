//! What a prescription says whatever its number is: pharmacy, person, dates and articles. Two that agree in it are one
//! prescription billed twice, or need a person to say that they are not (R10).

use std::collections::BTreeMap;
use std::fmt::Display;

use domain::{Lesung, Position, Rezept};

use crate::normalisieren;

/// The pharmacy's IK, name, first name, birth date, dates of issue and dispensing, and how much of each article, in one
/// form: however names are spelt and lines are parted. None while one of them is not recognised, or where too little
/// stands on the sheet to tell two prescriptions apart.
pub fn abdruck(rezept: &Rezept, positionen: &[Position]) -> Option<String> {
    let name = normalisieren::name(gelesen(&rezept.name)?);
    let mut mengen: BTreeMap<&str, u32> = BTreeMap::new();
    for position in positionen {
        *mengen.entry(gelesen(&position.pzn)?).or_default() += position.faktor.oder(1)?;
    }
    let abgabe = rezept.abgabe_datum.wert()?;
    if name.is_empty() || mengen.is_empty() {
        return None;
    }
    let artikel: Vec<String> = mengen.iter().map(|(pzn, faktor)| format!("{pzn}*{faktor}")).collect();
    let teile = [
        apotheke(gelesen(&rezept.apotheken_ik)?),
        name,
        normalisieren::vorname(gelesen(&rezept.vorname)?),
        tag(&rezept.geb_datum)?,
        tag(&rezept.vo_datum)?,
        abgabe.to_string(),
        artikel.join("+"),
    ];
    Some(teile.join("|"))
}

/// What stands in a field, nothing included; none if it is not recognised.
fn gelesen(lesung: &Lesung<String>) -> Option<&str> {
    (!lesung.nicht_erkannt()).then(|| lesung.wert().map_or("", String::as_str))
}

/// A day as it stands in tables, nothing included; none if it is not recognised.
fn tag<T: Display>(lesung: &Lesung<T>) -> Option<String> {
    (!lesung.nicht_erkannt()).then(|| lesung.to_string())
}

/// Seven digits are an IK of a pharmacy without its class.
fn apotheke(ik: &str) -> String {
    if ik.len() == 7 { format!("30{ik}") } else { ik.to_owned() }
}

#[cfg(test)]
mod tests {
    use domain::{GeburtsDatum, JaNein};
    use muster::{euro, position, rezept, tag};

    use super::*;

    fn text(text: &str) -> Lesung<String> {
        Lesung::Wert(text.to_owned())
    }

    fn von(aendere: impl FnOnce(&mut Rezept, &mut Vec<Position>)) -> Option<String> {
        let (mut rezept, mut positionen) = (rezept(), vec![position()]);
        aendere(&mut rezept, &mut positionen);
        abdruck(&rezept, &positionen)
    }

    #[test]
    fn whatever_its_number_picture_amount_and_spelling_it_is_the_same() {
        let erster = von(|_, _| {});
        assert!(erster.is_some());
        let aenderungen: [fn(&mut Rezept, &mut Vec<Position>); 8] = [
            |r, _| r.pic_nr = "2".into(),
            |r, _| r.bild = text("x.tif"),
            |r, _| r.brutto = Lesung::Wert(euro("1.00")),
            |r, _| r.arzt_unterschrift = Lesung::Wert(JaNein::Nein),
            |r, _| r.name = text(" MEYER "),
            |r, _| r.vorname = text("Dr. Anna"),
            |r, _| r.apotheken_ik = text("5327686"),
            |_, p| {
                p[0].faktor = Lesung::Wert(2);
                p[0].faktor = Lesung::Wert(1);
                p[0].taxe = Lesung::NichtErkannt;
            },
        ];
        for (nr, aendere) in aenderungen.into_iter().enumerate() {
            assert_eq!(von(aendere), erster, "{nr}");
        }
        let geteilt = von(|_, p| p.push(Position { lfd_nr: 2, ..position() }));
        assert_eq!(geteilt, von(|_, p| p[0].faktor = Lesung::Wert(2)), "two lines of one pack, or one of two");
    }

    #[test]
    fn what_differs_is_another_one() {
        let erster = von(|_, _| {});
        let aenderungen: [fn(&mut Rezept, &mut Vec<Position>); 7] = [
            |r, _| r.apotheken_ik = text("305327697"),
            |r, _| r.name = text("Meier"),
            |r, _| r.vorname = text("Anne"),
            |r, _| r.geb_datum = Lesung::Wert(GeburtsDatum::Genau(tag("1954-05-13"))),
            |r, _| r.vo_datum = Lesung::Wert(tag("2005-01-26")),
            |r, _| r.abgabe_datum = Lesung::Wert(tag("2005-02-05")),
            |_, p| p[0].faktor = Lesung::Wert(2),
        ];
        for (nr, aendere) in aenderungen.into_iter().enumerate() {
            let anderer = von(aendere);
            assert!(anderer.is_some() && anderer != erster, "{nr}");
        }
    }

    #[test]
    fn what_is_unread_or_says_too_little_has_none() {
        let aenderungen: [fn(&mut Rezept, &mut Vec<Position>); 6] = [
            |r, _| r.name = Lesung::NichtErkannt,
            |r, _| r.name = Lesung::Leer,
            |r, _| r.geb_datum = Lesung::NichtErkannt,
            |r, _| r.abgabe_datum = Lesung::Leer,
            |_, p| p.clear(),
            |_, p| p[0].pzn = Lesung::NichtErkannt,
        ];
        for (nr, aendere) in aenderungen.into_iter().enumerate() {
            assert_eq!(von(aendere), None, "{nr}");
        }
    }
}
