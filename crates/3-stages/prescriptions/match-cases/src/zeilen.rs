//! The rows that one prescription adds to the tables.

use domain::{
    Aufgabe, EntscheidungsArt, ErledigtesRezept, Gemerkt, Kandidat, Rezept, Stufe, Zuordnung, ZuordnungsEntscheidung,
};
use register::{Eintrag, Register};
use rules::aufgabe::vom_rezept;

use crate::angaben::Blatt;
use crate::entscheiden::{Ausgang, Fund};
use crate::folgen::folgen;
use crate::gemerkt::satz;
use crate::kandidaten::{ist_kandidat, kandidaten};
use crate::nummer::Nummer;
use crate::personen::{Fremd, Personenentscheidung};
use crate::stufen::Treffer;
use crate::vorbehalte::Vorbehalt;

/// Said of a case that a person decided on.
pub(crate) const STIMMT_IN_NICHTS: &str = "weder Name noch Geburtsdatum stimmen mit dem Blatt überein";

/// What one prescription adds to the tables.
#[derive(Debug)]
pub(crate) struct Zeilen<'a> {
    pub zuordnung: Zuordnung,
    pub kandidaten: Vec<Kandidat>,
    pub aufgabe: Option<Aufgabe>,
    /// The assigned case.
    pub fall: Option<Eintrag<'a>>,
    /// Why the program left it to a person.
    pub vorbehalte: Vec<Vorbehalt>,
    /// A person's decision, to be remembered.
    pub gemerkt: Option<Gemerkt>,
}

/// The rows of a prescription that was settled in an earlier run.
pub(crate) fn erledigte_zeile<'a>(
    kostentraeger: &str,
    rezept: &Rezept,
    erledigt: &ErledigtesRezept,
    register: &'a Register,
) -> Zeilen<'a> {
    let mit_fall = !erledigt.aktenzeichen.is_empty();
    let zuordnung = Zuordnung {
        aktenzeichen: erledigt.aktenzeichen.clone(),
        kostentraeger: if mit_fall { kostentraeger.into() } else { String::new() },
        anzahl_kandidaten: mit_fall.into(),
        ..leere_zeile(rezept, erledigt.stufe, erledigt.entscheidung)
    };
    let fall = Nummer::lies(&erledigt.aktenzeichen).and_then(|nummer| register.mit_aktenzeichen(nummer.stamm()));
    Zeilen { zuordnung, kandidaten: vec![], aufgabe: None, fall, vorbehalte: vec![], gemerkt: None }
}

/// The rows of a prescription, from what the program found, what a person decided about it, and what people decided
/// earlier about the same values.
pub(crate) fn zeilen<'a>(
    kostentraeger: &str,
    blatt: &Blatt<'a>,
    fund: Fund<'a>,
    person: Option<Personenentscheidung<'a>>,
    frueher: Option<&Gemerkt>,
) -> Zeilen<'a> {
    let gemerkt = frueher
        .and_then(|g| Nummer::neunstellig(&g.aktenzeichen))
        .and_then(|nummer| blatt.register.mit_aktenzeichen(nummer.stamm()).filter(|fall| nummer.nennt(*fall)));
    let fund = if gemerkt.is_some() { mit_gemerktem(fund) } else { fund };
    let mut hinweise: Vec<String> = hinweis_zur_nummer(blatt, &fund.treffer).into_iter().collect();
    let (ausgang, entscheidung) = match person {
        Some(Personenentscheidung::Fall(fall, None)) => (Ausgang::Fall(fall), ZuordnungsEntscheidung::Person),
        // A number mistyped, or a column sorted alone, names a stranger's file. One person may mean it all the same.
        Some(Personenentscheidung::Fall(fall, Some(Fremd { entschieden, zu_zweit }))) => {
            let was = STIMMT_IN_NICHTS;
            match (angeboten(&fund, fall), zu_zweit) {
                (true, _) => (Ausgang::Fall(fall), ZuordnungsEntscheidung::Person),
                (false, true) => {
                    hinweise.push(format!("{entschieden} zu zweit getroffen: {was}"));
                    (Ausgang::Fall(fall), ZuordnungsEntscheidung::Person)
                }
                (false, false) => {
                    hinweise.push(format!("{entschieden} wartet auf zweite Person: {was}"));
                    (Ausgang::Offen, ZuordnungsEntscheidung::Offen)
                }
            }
        }
        // Without a case of our own, the prescription still may be another payer's.
        Some(Personenentscheidung::Keine) => match fund.fremd.filter(|(stufe, _)| *stufe <= Stufe::Z2) {
            Some((_, code)) => (Ausgang::AnderesRegister(code), ZuordnungsEntscheidung::Keine),
            None => (Ausgang::Keine, ZuordnungsEntscheidung::Person),
        },
        // A person said whose case it is, and it is another insurer's: it is never paid without a case because of that.
        Some(Personenentscheidung::Abgegeben(warum)) => {
            hinweise.push(warum);
            if fund.treffer.iter().any(ist_kandidat) {
                (Ausgang::Offen, ZuordnungsEntscheidung::Offen)
            } else {
                (Ausgang::Abgegeben, ZuordnungsEntscheidung::Keine)
            }
        }
        Some(Personenentscheidung::NichtAnwendbar(warum)) => {
            // Somebody meant something by it: it is asked again, not overruled.
            hinweise.push(warum);
            (Ausgang::Offen, ZuordnungsEntscheidung::Offen)
        }
        None => (fund.ausgang, des_programms(fund.ausgang)),
    };
    if ausgang == Ausgang::Offen {
        // What is to be said of the file number stands there already, and more exactly.
        let zu_sagen = fund.vorbehalte.iter().filter(|warum| **warum != Vorbehalt::NummerStrittig);
        hinweise.extend(zu_sagen.map(|warum| warum.satz().to_owned()));
        hinweise.extend(frueher.map(satz));
    }
    let zeile = Zuordnung { hinweis: hinweise.join("; "), ..leere_zeile(blatt.rezept, fund.stufe, entscheidung) };
    let eigene = Zuordnung { kostentraeger: kostentraeger.into(), ..zeile.clone() };
    let ohne_kandidaten = |zuordnung, fall| Zeilen {
        zuordnung,
        kandidaten: vec![],
        aufgabe: None,
        fall,
        vorbehalte: vec![],
        gemerkt: None,
    };
    match ausgang {
        Ausgang::Fall(fall) => {
            let aktenzeichen = fall.aktenzeichen9();
            ohne_kandidaten(Zuordnung { aktenzeichen, anzahl_kandidaten: 1, ..eigene }, Some(fall))
        }
        Ausgang::Offen => {
            let anzahl_kandidaten = fund.treffer.iter().filter(|t| ist_kandidat(t)).count() as u32;
            let folgen = folgen(blatt.rezept, &fund);
            let gemerkt = gemerkt.filter(|fall| !fall.abgegeben());
            let (kandidaten, vorschlag) = kandidaten(blatt, &fund.treffer, fund.hinweise, gemerkt);
            // What may be a stranger's is shown, but not held out to be copied.
            let vorschlag =
                vorschlag.filter(|_| !fund.niemand && !fund.vorbehalte.iter().any(|warum| warum.nimmt_dem_programm()));
            let zuordnung = Zuordnung { anzahl_kandidaten, ..eigene };
            let frage = aufgabe(blatt.rezept, &zuordnung, &kandidaten, vorschlag);
            let aufgabe = Some(Aufgabe { folgen, ..frage });
            Zeilen { zuordnung, kandidaten, aufgabe, fall: None, vorbehalte: fund.vorbehalte, gemerkt: None }
        }
        Ausgang::Abgegeben => ohne_kandidaten(Zuordnung { fremd: "abgegeben".into(), ..eigene }, None),
        Ausgang::AnderesRegister(code) => {
            let fremd = "anderes_register".into();
            ohne_kandidaten(Zuordnung { fremd, kostentraeger: code.into(), ..zeile }, None)
        }
        Ausgang::Keine if entscheidung == ZuordnungsEntscheidung::Person => ohne_kandidaten(zeile, None),
        Ausgang::Keine => {
            let (kandidaten, _) = kandidaten(blatt, &[], fund.hinweise, None);
            Zeilen { kandidaten, ..ohne_kandidaten(zeile, None) }
        }
    }
}

/// Nobody's case was found, but a person found it where the same values stood: a person is asked again.
fn mit_gemerktem(fund: Fund) -> Fund {
    if fund.ausgang != Ausgang::Keine {
        return fund;
    }
    Fund { stufe: Stufe::H, ausgang: Ausgang::Offen, vorbehalte: vec![Vorbehalt::Hinweis], ..fund }
}

/// Tells if a case stands among those that are offered for a sheet.
pub(crate) fn angeboten(fund: &Fund, fall: Eintrag) -> bool {
    fund.treffer.iter().any(|t| ist_kandidat(t) && t.fall.nummer() == fall.nummer())
        || fund.hinweise.iter().any(|angebot| angebot.fall().nummer() == fall.nummer())
}

fn des_programms(ausgang: Ausgang) -> ZuordnungsEntscheidung {
    match ausgang {
        Ausgang::Fall(_) => ZuordnungsEntscheidung::Programm,
        Ausgang::Offen => ZuordnungsEntscheidung::Offen,
        Ausgang::Abgegeben | Ausgang::AnderesRegister(_) | Ausgang::Keine => ZuordnungsEntscheidung::Keine,
    }
}

pub(crate) fn leere_zeile(rezept: &Rezept, stufe: Stufe, entscheidung: ZuordnungsEntscheidung) -> Zuordnung {
    Zuordnung {
        pic_nr: rezept.pic_nr.clone(),
        stufe,
        entscheidung,
        aktenzeichen: String::new(),
        kostentraeger: String::new(),
        anzahl_kandidaten: 0,
        beleg_id: rezept.beleg_id.clone(),
        rechnungsnummer: rezept.rechnungsnummer.clone(),
        fremd: String::new(),
        hinweis: String::new(),
    }
}

/// What is to be said about a file number on the sheet that did not lead to Z0.
fn hinweis_zur_nummer(blatt: &Blatt, treffer: &[Treffer]) -> Option<String> {
    let text = blatt.rezept.aktenzeichen.wert()?;
    let was = match (blatt.nummer, treffer.iter().find(|t| t.genannt)) {
        (_, Some(t)) if t.abgegeben() => "ist das eines abgegebenen Falls",
        (_, Some(t)) if t.stufe == Some(Stufe::Z0) => return None,
        (_, Some(_)) => "gehört zu einem Fall mit anderem Namen oder Geburtsdatum",
        (None, None) => "hat nicht 8 oder 9 Ziffern und bleibt außer Betracht",
        (Some(nummer), None) if treffer.iter().any(|t| t.fall.aktenzeichen() == nummer.stamm()) => {
            "hat eine falsche Prüfziffer und bleibt außer Betracht"
        }
        (Some(_), None) => "steht nicht im Register und bleibt außer Betracht",
    };
    Some(format!("Aktenzeichen {text} auf dem Blatt {was}"))
}

fn aufgabe(rezept: &Rezept, zuordnung: &Zuordnung, kandidaten: &[Kandidat], vorschlag: Option<String>) -> Aufgabe {
    let Zuordnung { stufe, anzahl_kandidaten, hinweis, .. } = zuordnung;
    let nummern = kandidaten.iter().map(|kandidat| kandidat.aktenzeichen.as_str());
    let werte = nummern.chain(["keine"]).collect::<Vec<_>>().join(Aufgabe::ODER);
    let warum = if hinweis.is_empty() { String::new() } else { format!("; {hinweis}") };
    Aufgabe {
        art: EntscheidungsArt::Zuordnung.to_string(),
        aufgabe: format!("Fall bestimmen ({stufe}, Kandidaten: {anzahl_kandidaten}): Aktenzeichen oder keine{warum}"),
        werte,
        vorschlag: vorschlag.unwrap_or_default(),
        ..vom_rezept(rezept)
    }
}
