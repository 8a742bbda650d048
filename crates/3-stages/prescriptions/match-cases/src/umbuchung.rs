//! Payments without a case that has come since: recourse lives on every payment standing on its case.
//!
//! Cases come every ten days; a prescription may be paid before its case is known. Its sheet is carried from run to run
//! (`ohne_fall.csv`) and tried again. The program only finds; a person decides.

use std::collections::HashMap;

use domain::{
    Aufgabe, Datum, Entscheidung, EntscheidungsArt, Gemerkt, Rezept, Stufe, Tabelle, Umbuchung, Zuordnung,
    ZuordnungsEntscheidung,
};
use rayon::prelude::*;
use rules::aufgabe::vom_rezept;

use crate::angaben::Blatt;
use crate::entscheiden::{Ausgang, Fund, entscheide};
use crate::personen::{Fremd, Personenentscheidung, gedeutet};
use crate::stufen::Treffer;
use crate::zeilen::{STIMMT_IN_NICHTS, angeboten};
use crate::zuordnen::Zuordner;

/// Days for which a payment without a case is tried again: by then a case that exists has come.
pub const TAGE: u64 = 366;
/// The worst tier at which a case that came afterwards is worth a look.
const BIS: Stufe = Stufe::Z3;
/// The word for "it stays without a case" in a decision.
const KEINE: &str = "keine";

/// The sheets that were paid without a case, and what becomes of them.
#[derive(Debug, Default, PartialEq)]
pub struct Umbuchungen {
    /// Cases that fit now, and what was decided in this run.
    pub zeilen: Vec<Umbuchung>,
    /// One task for each sheet that waits for a person.
    pub aufgaben: Vec<Aufgabe>,
    /// The sheets that are tried again in the next run.
    pub bleiben: Vec<Rezept>,
    /// Decisions to be remembered.
    pub gemerkt: Vec<Gemerkt>,
}

impl Zuordner<'_> {
    /// Tries the sheets of earlier runs (`frueher`) again. `bezahlt` says which of them were paid without a case, how much
    /// and when; what is not among them was returned, or is judged in this run.
    pub fn buche_um(&self, frueher: Vec<Rezept>, bezahlt: &[Umbuchung]) -> Umbuchungen {
        let bezahlt: HashMap<_, _> = bezahlt.iter().map(|b| ((b.beleg_id.as_str(), b.pic_nr.as_str()), b)).collect();
        let versuche = |rezept: Rezept| {
            let bezahlt = *bezahlt.get(&(rezept.beleg_id.as_str(), rezept.pic_nr.as_str()))?;
            Some(self.versuche(rezept, bezahlt))
        };
        let mut alle = Umbuchungen::default();
        for eine in frueher.into_par_iter().filter_map(versuche).collect::<Vec<_>>() {
            alle.zeilen.extend(eine.zeilen);
            alle.aufgaben.extend(eine.aufgaben);
            alle.bleiben.extend(eine.bleiben);
            alle.gemerkt.extend(eine.gemerkt);
        }
        Umbuchung::ordne(&mut alle.zeilen);
        alle
    }

    fn versuche(&self, rezept: Rezept, bezahlt: &Umbuchung) -> Umbuchungen {
        let blatt = Blatt::neu(&rezept, self.umfeld.register);
        let fund = entscheide(&blatt, &self.umfeld);
        // A supplement that names a case moves the payment to it as well: the payer hears of it by the same list.
        let eine = || self.entscheidungen.zuordnung(&rezept);
        let entscheidung = self.entscheidungen.umbuchung(&rezept).or_else(eine);
        let wartet = match entscheidung.map(|e| (e, self.gefolgt(&blatt, e, &fund))) {
            Some((entscheidung, Ok(nummer))) => {
                return self.umgebucht(&blatt, entscheidung, (nummer, fund.stufe), bezahlt);
            }
            Some((entscheidung, Err(warum))) => Some((entscheidung.wert.clone(), warum)),
            None => None,
        };
        self.gefragt(&blatt, &fund, wartet, bezahlt)
    }

    /// The file number that a decision rebooks on, empty for none; or why it cannot be obeyed, or not yet.
    fn gefolgt(&self, blatt: &Blatt, entscheidung: &Entscheidung, fund: &Fund) -> Result<String, String> {
        match gedeutet(blatt, entscheidung, &self.entscheidungen) {
            Personenentscheidung::Keine => Ok(String::new()),
            Personenentscheidung::Fall(fall, Some(Fremd { entschieden, zu_zweit: false }))
                if !angeboten(fund, fall) =>
            {
                Err(format!("{entschieden} wartet auf zweite Person: {STIMMT_IN_NICHTS}"))
            }
            Personenentscheidung::Fall(fall, _) => Ok(fall.aktenzeichen9()),
            Personenentscheidung::Abgegeben(warum) | Personenentscheidung::NichtAnwendbar(warum) => Err(warum),
        }
    }

    fn umgebucht(
        &self,
        blatt: &Blatt,
        entscheidung: &Entscheidung,
        (aktenzeichen, stufe): (String, Stufe),
        bezahlt: &Umbuchung,
    ) -> Umbuchungen {
        let wer = match aktenzeichen.as_str() {
            "" => ZuordnungsEntscheidung::Keine,
            _ => ZuordnungsEntscheidung::Person,
        };
        let hinweis = format!("von {} ({})", entscheidung.bearbeiter, entscheidung.zeitpunkt);
        let gemerkt = self.gedaechtnis.merke(blatt, &aktenzeichen, entscheidung).into_iter().collect();
        let zeile = Umbuchung { aktenzeichen, entscheidung: wer, stufe, hinweis, ..bezahlt.clone() };
        Umbuchungen { zeilen: vec![zeile], gemerkt, ..Umbuchungen::default() }
    }

    /// The cases that fit now, and one task; and what was decided and cannot be obeyed, so that it is not lost.
    fn gefragt(
        &self,
        blatt: &Blatt,
        fund: &Fund,
        wartet: Option<(String, String)>,
        bezahlt: &Umbuchung,
    ) -> Umbuchungen {
        let passt = |t: &&Treffer| fund.stufe <= BIS && t.stufe == Some(fund.stufe) && !t.abgegeben();
        let passende = fund.treffer.iter().filter(passt).filter(|t| !t.nach_verordnung(blatt));
        let mut faelle: Vec<String> = passende.map(|t| t.fall.aktenzeichen9()).collect();
        let vorschlag = match (fund.ausgang, &faelle[..]) {
            (Ausgang::Fall(_), [einer]) => einer.clone(),
            _ => String::new(),
        };
        let (entschieden, warum) = wartet.unzip();
        if faelle.is_empty() {
            faelle.extend(entschieden);
        }
        let saetze = fund.vorbehalte.iter().map(|warum| warum.satz().to_owned());
        let hinweis = warum.into_iter().chain(saetze).collect::<Vec<_>>().join("; ");
        let zeile = |aktenzeichen: &String| Umbuchung {
            aktenzeichen: aktenzeichen.clone(),
            stufe: fund.stufe,
            hinweis: hinweis.clone(),
            ..bezahlt.clone()
        };
        let zeilen: Vec<Umbuchung> = faelle.iter().map(zeile).collect();
        let aufgaben = zeilen.first().map(|erste| frage(blatt.rezept, erste, &faelle, vorschlag)).into_iter().collect();
        Umbuchungen { zeilen, aufgaben, bleiben: vec![blatt.rezept.clone()], gemerkt: Vec::new() }
    }
}

/// The task to decide on the case of a prescription that was paid without one.
fn frage(rezept: &Rezept, umbuchung: &Umbuchung, faelle: &[String], vorschlag: String) -> Aufgabe {
    let Umbuchung { betrag, angewiesen_am, stufe, hinweis, .. } = umbuchung;
    let warum = if hinweis.is_empty() { String::new() } else { format!("; {hinweis}") };
    let bezahlt = domain::datum::deutsch(*angewiesen_am);
    let werte = faelle.iter().map(String::as_str).chain([KEINE]).collect::<Vec<_>>().join(Aufgabe::ODER);
    Aufgabe {
        art: EntscheidungsArt::Umbuchung.to_string(),
        aufgabe: format!(
            "Am {bezahlt} ohne Aktenzeichen bezahlt ({} EUR), jetzt passt ein Fall ({stufe}, Fälle: {}): Aktenzeichen \
             oder keine{warum}",
            betrag.deutsch(),
            faelle.len()
        ),
        werte,
        folgen: "Aktenzeichen: Der Betrag kommt auf die Umbuchungsliste · keine: Er bleibt ohne Aktenzeichen gebucht"
            .into(),
        vorschlag,
        ..vom_rezept(rezept)
    }
}

/// Returns true if a prescription has no case, so far: nobody's case was found and nobody has to look.
pub fn ohne_fall(zuordnung: &Zuordnung) -> bool {
    let entschieden = matches!(zuordnung.entscheidung, ZuordnungsEntscheidung::Keine | ZuordnungsEntscheidung::Person);
    entschieden && zuordnung.aktenzeichen.is_empty() && zuordnung.fremd.is_empty()
}

/// The first day whose payments are still tried again.
pub fn seit(datum: Datum) -> Datum {
    datum - chrono::Days::new(TAGE)
}
