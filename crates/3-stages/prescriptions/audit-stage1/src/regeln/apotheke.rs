//! The IK of the pharmacy.

use domain::Lesung;
use domain::pruefziffer::ik_gueltig;
use rules::{Fund, Regel};

use super::Pruefling;

/// Class of the pharmacies' IK: its first two digits.
const KLASSE: &str = "30";

/// 997: the IK of the pharmacy is missing, has a wrong check digit or is not of class 30.
pub fn apotheken_ik(p: &Pruefling) -> Vec<Fund> {
    let richtig = match &p.blatt.rezept.apotheken_ik {
        Lesung::NichtErkannt => true,
        Lesung::Leer => false,
        Lesung::Wert(ik) if ist_kurz(ik) => ik_gueltig(&format!("{KLASSE}{ik}")),
        Lesung::Wert(ik) => ik.starts_with(KLASSE) && ik_gueltig(ik),
    };
    if richtig { Vec::new() } else { vec![fund(p, "IK der Klasse 30 mit richtiger Prüfziffer")] }
}

/// The note of `kurze_ik`.
pub const KURZE_IK: Regel =
    Regel::hinweis("apotheken_ik_kurz", "IK der Apotheke ohne die Klasse 30, als solche gelesen", "Klasse der IK");

/// Note: the IK stands there with seven digits, without its class, and is read as one of class 30.
pub fn kurze_ik(p: &Pruefling) -> Vec<Fund> {
    match &p.blatt.rezept.apotheken_ik {
        Lesung::Wert(ik) if ist_kurz(ik) => vec![fund(p, &format!("{KLASSE}{ik}"))],
        _ => Vec::new(),
    }
}

fn ist_kurz(ik: &str) -> bool {
    ik.len() == 7 && ik.bytes().all(|b| b.is_ascii_digit())
}

fn fund(p: &Pruefling, soll: &str) -> Fund {
    Fund::neu("apotheken_ik", &p.blatt.rezept.apotheken_ik, soll)
}

#[cfg(test)]
mod tests {
    use super::super::probe::funde;
    use super::*;

    #[test]
    fn rule_997_and_its_note() {
        for (ik, abgewiesen, notiert) in [
            ("305327686", false, false),
            ("5327686", false, true), // seven digits
            ("5327685", true, true),
            ("305327685", true, false), // check digit
            ("125327686", true, false), // class
            ("05327686", true, false),
            ("", true, false),
            ("?", false, false), // open instead
        ] {
            let mit =
                |pruefe| funde(pruefe, |rezept, _, _| rezept.apotheken_ik = Lesung::aus_text(ik).expect("any text"));
            assert_eq!(
                [mit(apotheken_ik).len(), mit(kurze_ik).len()],
                [usize::from(abgewiesen), usize::from(notiert)],
                "{ik:?}"
            );
        }
    }
}
