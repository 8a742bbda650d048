//! The case register of one payer.

use chrono::Days;
use domain::{Datum, Fall, JaNein};

use super::personen::{Person, haushalt};
use super::woerter::Woerter;
use super::zufall::Zufall;

/// Days before the receipt of the invoices from which on no accident of a billed prescription happened: the doctor
/// was seen afterwards.
const JUENGSTER_UNFALL_TAGE: u64 = 90;

/// What has to be known of a case's owner to say how a prescription is assigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lage {
    /// The owner has one case.
    Einzig,
    /// The owner has several cases, all of them active and complete.
    Mehrfach,
    /// A twin, or one of several cases of which some are handed over or incomplete.
    Unklar,
}

/// A case.
#[derive(Clone, Copy, Debug)]
pub struct Akte {
    nummer: u32,
    /// Whose accident it was.
    pub person: Person,
    /// Date of the accident.
    pub unf_datum: Datum,
    abgegeben: bool,
    ohne_geb_datum: bool,
    ohne_unf_datum: bool,
    lage: Lage,
}

impl Akte {
    /// File number with check digit.
    pub fn aktenzeichen(&self) -> String {
        format!("{:08}{}", self.nummer, pruefziffer(self.nummer))
    }

    /// The case as it stands in the register.
    pub fn fall(&self, woerter: &Woerter) -> Fall {
        let (lkz, plz, ort) = self.person.anschrift.ort(woerter);
        Fall {
            aktenzeichen: format!("{:08}", self.nummer),
            pz: pruefziffer(self.nummer).to_string(),
            geb_datum: (!self.ohne_geb_datum).then_some(self.person.geb_datum.into()),
            unf_datum: (!self.ohne_unf_datum).then_some(self.unf_datum),
            vorname: self.person.vorname(woerter).to_owned(),
            zusatz: self.person.zusatz().to_owned(),
            name: self.person.name(woerter),
            strasse: self.person.anschrift.strasse(woerter),
            lkz: lkz.to_owned(),
            plz: plz.to_owned(),
            ort: ort.to_owned(),
            abgegeben: JaNein::from(self.abgegeben),
        }
    }

    fn vollstaendig(&self) -> bool {
        !self.ohne_geb_datum && !self.ohne_unf_datum
    }
}

/// The method of the invented payers: weights 9 to 2, modulo 11; remainder 10 is written as 0.
fn pruefziffer(nummer: u32) -> u32 {
    let ziffern = (0..8).rev().map(|stelle| nummer / 10_u32.pow(stelle) % 10);
    ziffern.zip((2..=9).rev()).map(|(ziffer, gewicht)| ziffer * gewicht).sum::<u32>() % 11 % 10
}

/// The cases of a payer, in no particular order.
#[derive(Clone, Debug)]
pub struct Register {
    /// Every case.
    pub akten: Vec<Akte>,
    einzig: Vec<u32>,
    mehrfach: Vec<u32>,
    aktiv: Vec<u32>,
    abgegeben: Vec<u32>,
}

/// A kind of case to draw. All are complete, and their accident lies long enough before the receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Auswahl {
    /// Any active case.
    Aktiv,
    /// The only case of its owner.
    Einzig,
    /// One of several cases of its owner, all active.
    Mehrfach,
    /// Handed over to another insurer.
    Abgegeben,
}

impl Register {
    /// So many cases with file numbers from `erste_nummer` on, of people who had accidents before `eingang`.
    pub fn neu(woerter: &Woerter, anzahl: usize, erste_nummer: u32, eingang: Datum, zufall: &mut Zufall) -> Self {
        let mut akten: Vec<Akte> = Vec::with_capacity(anzahl);
        let mut nummer = erste_nummer;
        while akten.len() < anzahl {
            for person in haushalt(woerter, eingang, zufall) {
                let erste = akten.len();
                let platz = anzahl - erste;
                for unf_datum in unfaelle(eingang, zufall).into_iter().take(platz) {
                    akten.push(akte(nummer, person, unf_datum, zufall));
                    nummer += zufall.zwischen(1..=13) as u32;
                }
                lage_bestimmen(&mut akten[erste..]);
            }
        }
        zufall.mische(&mut akten);
        let spaetestens = eingang - Days::new(JUENGSTER_UNFALL_TAGE);
        let stellen = |passt: &dyn Fn(&Akte) -> bool| {
            let brauchbar = |akte: &Akte| akte.vollstaendig() && akte.unf_datum <= spaetestens && passt(akte);
            (0..).zip(&akten).filter(|(_, akte)| brauchbar(akte)).map(|(stelle, _)| stelle).collect()
        };
        Register {
            einzig: stellen(&|akte| akte.lage == Lage::Einzig && !akte.abgegeben),
            mehrfach: stellen(&|akte| akte.lage == Lage::Mehrfach),
            aktiv: stellen(&|akte| !akte.abgegeben),
            abgegeben: stellen(&|akte| akte.lage == Lage::Einzig && akte.abgegeben),
            akten,
        }
    }

    /// Returns true if there is a case of a kind.
    pub fn hat(&self, auswahl: Auswahl) -> bool {
        !self.stellen(auswahl).is_empty()
    }

    /// Draws a case of a kind; none if there is none.
    pub fn ziehe(&self, auswahl: Auswahl, zufall: &mut Zufall) -> Option<&Akte> {
        self.hat(auswahl).then(|| &self.akten[zufall.eines(self.stellen(auswahl)) as usize])
    }

    fn stellen(&self, auswahl: Auswahl) -> &[u32] {
        match auswahl {
            Auswahl::Aktiv => &self.aktiv,
            Auswahl::Einzig => &self.einzig,
            Auswahl::Mehrfach => &self.mehrfach,
            Auswahl::Abgegeben => &self.abgegeben,
        }
    }
}

/// The accidents of one person within three years, each on a day of its own.
fn unfaelle(eingang: Datum, zufall: &mut Zufall) -> Vec<Datum> {
    let anzahl = match zufall.unter(100) {
        0..88 => 1,
        88..97 => 2,
        97..99 => 3,
        _ => 4,
    };
    let mut tage: Vec<u64> = (0..anzahl).map(|_| zufall.zwischen(10..=1100) as u64).collect();
    tage.sort_unstable();
    tage.dedup();
    tage.into_iter().map(|tage| eingang - Days::new(tage)).collect()
}

fn akte(nummer: u32, person: Person, unf_datum: Datum, zufall: &mut Zufall) -> Akte {
    Akte {
        nummer,
        person,
        unf_datum,
        abgegeben: zufall.promille(12),
        ohne_geb_datum: zufall.promille(3),
        ohne_unf_datum: zufall.promille(5),
        lage: Lage::Unklar,
    }
}

/// Says of one person's cases what may be expected of their assignment.
fn lage_bestimmen(akten: &mut [Akte]) {
    let klar = akten.iter().all(|akte| !akte.person.zwilling && akte.vollstaendig());
    let lage = match akten {
        [_] if klar => Lage::Einzig,
        [_, _, ..] if klar && akten.iter().all(|akte| !akte.abgegeben) => Lage::Mehrfach,
        _ => Lage::Unklar,
    };
    akten.iter_mut().for_each(|akte| akte.lage = lage);
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn register() -> (Woerter, Register) {
        let woerter = Woerter::neu();
        let eingang = Datum::from_ymd_opt(2005, 3, 2).expect("a day");
        let register = Register::neu(&woerter, 5000, 10_000_001, eingang, &mut Zufall::strom(1, "probe", 0));
        (woerter, register)
    }

    #[test]
    fn file_numbers_are_unique_and_have_nine_digits() {
        let (_, register) = register();
        let nummern: HashSet<String> = register.akten.iter().map(Akte::aktenzeichen).collect();
        assert_eq!(nummern.len(), 5000);
        assert!(nummern.iter().all(|nummer| nummer.len() == 9));
    }

    #[test]
    fn there_are_cases_of_every_kind() {
        let (woerter, register) = register();
        let mut zufall = Zufall::strom(1, "auswahl", 0);
        for auswahl in [Auswahl::Aktiv, Auswahl::Einzig, Auswahl::Mehrfach, Auswahl::Abgegeben] {
            let akte = register.ziehe(auswahl, &mut zufall).expect("a case");
            let fall = akte.fall(&woerter);
            assert_eq!(fall.abgegeben.ist_ja(), auswahl == Auswahl::Abgegeben);
            assert!(fall.geb_datum.is_some() && fall.unf_datum.is_some());
        }
        let faelle: Vec<Fall> = register.akten.iter().map(|akte| akte.fall(&woerter)).collect();
        assert!(faelle.iter().any(|fall| fall.geb_datum.is_none()));
        assert!(faelle.iter().any(|fall| fall.unf_datum.is_none()));
        assert!(faelle.iter().any(|fall| fall.lkz != "D"));
    }

    #[test]
    fn an_empty_register_offers_nothing() {
        let woerter = Woerter::neu();
        let eingang = Datum::from_ymd_opt(2005, 3, 2).expect("a day");
        let leer = Register::neu(&woerter, 0, 1, eingang, &mut Zufall::strom(1, "probe", 0));
        assert!(leer.ziehe(Auswahl::Aktiv, &mut Zufall::strom(1, "probe", 0)).is_none());
    }
}
