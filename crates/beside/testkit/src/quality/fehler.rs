//! Errors between a person and the sheet: spelling, reading, memory, life.

use chrono::{Datelike, Days};
use domain::datum::{aus_ttmmjjjj, ttmmjjjj};
use domain::{Datum, GeburtsDatum, Lesung, Rezept, UnfallDatum};

use crate::generator::personen::Anschrift;
use crate::generator::schreibweise::{anders_geschrieben, strasse_abgekuerzt, vertippt};
use crate::generator::woerter::Woerter;
use crate::generator::zufall::Zufall;

/// Declares the kinds of errors: name on the command line, and how many of 10,000 sheets have it by default.
macro_rules! fehlerarten {
    ($($(#[doc = $was:literal])+ $art:ident = $name:literal: $rate:literal,)+) => {
        /// A kind of error.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Fehlerart { $($(#[doc = $was])+ $art),+ }

        /// Every kind with its name and default rate.
        pub const FEHLERARTEN: &[(Fehlerart, &str, u64)] = &[$((Fehlerart::$art, $name, $rate)),+];
    };
}

fehlerarten! {
    /// The file number stands on the sheet: no error, but a chance for one.
    MitAktenzeichen = "with-file-number": 1000,
    /// The family name is spelled otherwise: capitals, umlauts spelled out.
    Schreibweise = "spelling": 500,
    /// A letter of the family name is wrong.
    NameVertippt = "name-typo": 200,
    /// Only one part of a double name, or a second part more.
    Doppelname = "double-name": 50,
    /// Another family name, by marriage.
    NameGewechselt = "name-changed": 40,
    /// A letter of the first name is wrong.
    VornameVertippt = "first-name-typo": 150,
    /// Only the initial of the first name.
    VornameAbgekuerzt = "first-name-initial": 150,
    /// No first name.
    VornameFehlt = "first-name-missing": 50,
    /// Another first name of the same person, or that of a parent.
    VornameAnders = "first-name-other": 30,
    /// Name and first name stand in each other's place.
    Vertauscht = "names-swapped": 20,
    /// A digit of the birth date is wrong.
    GeburtZiffer = "birth-digit": 100,
    /// Day and month of birth are exchanged.
    GeburtTagMonat = "birth-day-month": 20,
    /// No birth date.
    GeburtFehlt = "birth-missing": 50,
    /// Only month and year, or only the year, of the birth date.
    GeburtUnvollstaendig = "birth-incomplete": 20,
    /// The birth date was not recognised.
    GeburtUnlesbar = "birth-unread": 30,
    /// No accident date.
    UnfallFehlt = "accident-missing": 400,
    /// Only month and year of the accident.
    UnfallUnvollstaendig = "accident-incomplete": 80,
    /// A digit of the accident date is wrong.
    UnfallZiffer = "accident-digit": 80,
    /// Some day after the accident.
    UnfallSpaeter = "accident-later": 80,
    /// The accident date was not recognised.
    UnfallUnlesbar = "accident-unread": 40,
    /// The street is abbreviated.
    StrasseAbgekuerzt = "street-short": 1500,
    /// A letter of the street is wrong.
    StrasseVertippt = "street-typo": 150,
    /// No street.
    StrasseFehlt = "street-missing": 100,
    /// Moved within the town.
    Umgezogen = "moved-near": 300,
    /// Moved to another town.
    Weggezogen = "moved-away": 200,
    /// A letter of the town is wrong.
    OrtVertippt = "town-typo": 70,
    /// A digit of the file number is wrong.
    AktenzeichenZiffer = "file-number-digit": 300,
}

/// How many of 10,000 sheets have each kind of error. Kinds are independent of each other.
#[derive(Clone, Debug)]
pub struct Raten(Vec<u64>);

impl Raten {
    /// The default rates times `prozent` / 100, but for the share of sheets with a file number.
    pub fn skaliert(prozent: u64) -> Self {
        let rate = |(art, _, rate): &(Fehlerart, &str, u64)| match art {
            Fehlerart::MitAktenzeichen => *rate,
            _ => rate * prozent / 100,
        };
        Raten(FEHLERARTEN.iter().map(rate).collect())
    }

    /// Sets the rate of one kind, written `name=rate`.
    ///
    /// # Errors
    /// No such kind, or no such rate.
    pub fn setze(&mut self, text: &str) -> anyhow::Result<()> {
        let (name, rate) = text.split_once('=').ok_or_else(|| anyhow::anyhow!("'{text}': expected KIND=RATE"))?;
        let stelle = FEHLERARTEN.iter().position(|(_, bekannt, _)| *bekannt == name).ok_or_else(|| {
            let bekannte: Vec<&str> = FEHLERARTEN.iter().map(|(_, name, _)| *name).collect();
            anyhow::anyhow!("'{name}' is no kind of error (one of: {})", bekannte.join(", "))
        })?;
        self.0[stelle] = rate.parse().ok().filter(|rate| *rate <= 10_000).ok_or_else(|| {
            anyhow::anyhow!("'{rate}': expected how many of 10,000 sheets have the error, 0 to 10000")
        })?;
        Ok(())
    }

    /// Makes the errors that befall one sheet. `aktenzeichen`: the file number that may stand on it.
    pub fn verfaelsche(&self, blatt: &mut Rezept, aktenzeichen: &str, woerter: &Woerter, zufall: &mut Zufall) {
        for ((art, _, _), rate) in FEHLERARTEN.iter().zip(&self.0) {
            if zufall.unter(10_000) < *rate {
                art.begehe(blatt, aktenzeichen, woerter, zufall);
            }
        }
    }
}

impl Fehlerart {
    fn begehe(self, blatt: &mut Rezept, aktenzeichen: &str, woerter: &Woerter, zufall: &mut Zufall) {
        match self {
            Fehlerart::MitAktenzeichen if !aktenzeichen.is_empty() => {
                blatt.aktenzeichen = Lesung::Wert(aktenzeichen.to_owned());
            }
            Fehlerart::MitAktenzeichen => {}
            Fehlerart::Schreibweise => {
                let variante = zufall.unter(3);
                aendere(&mut blatt.name, |name| anders_geschrieben(name, variante));
            }
            Fehlerart::NameVertippt => aendere(&mut blatt.name, |name| vertippt(name, zufall)),
            Fehlerart::Doppelname => {
                let weiterer = woerter.nachnamen.wort(woerter.nachnamen.ziehe(zufall));
                aendere(&mut blatt.name, |name| match name.split_once('-') {
                    Some((erster, _)) => erster.to_owned(),
                    None => format!("{name}-{weiterer}"),
                });
            }
            Fehlerart::NameGewechselt => {
                blatt.name = Lesung::Wert(woerter.nachnamen.wort(woerter.nachnamen.ziehe(zufall)).to_owned());
            }
            Fehlerart::VornameVertippt => aendere(&mut blatt.vorname, |vorname| vertippt(vorname, zufall)),
            Fehlerart::VornameAbgekuerzt => {
                aendere(&mut blatt.vorname, |vorname| vorname.chars().take(1).chain(['.']).collect());
            }
            Fehlerart::VornameFehlt => blatt.vorname = Lesung::Leer,
            Fehlerart::VornameAnders => {
                blatt.vorname = Lesung::Wert(woerter.vornamen_m.wort(woerter.vornamen_m.ziehe(zufall)).to_owned());
            }
            Fehlerart::Vertauscht => std::mem::swap(&mut blatt.name, &mut blatt.vorname),
            Fehlerart::GeburtZiffer => aendere_geburt(blatt, |datum| ziffer_verlesen(datum, zufall)),
            Fehlerart::GeburtTagMonat => aendere_geburt(blatt, |datum| {
                Datum::from_ymd_opt(datum.year(), datum.day(), datum.month()).unwrap_or(datum)
            }),
            Fehlerart::GeburtFehlt => blatt.geb_datum = Lesung::Leer,
            Fehlerart::GeburtUnvollstaendig => aendere(&mut blatt.geb_datum, |datum| {
                let (jahr, monat, _) = datum.teile();
                if zufall.unter(2) == 0 { GeburtsDatum::Jahr(jahr) } else { GeburtsDatum::Monat { jahr, monat } }
            }),
            Fehlerart::GeburtUnlesbar => blatt.geb_datum = Lesung::NichtErkannt,
            Fehlerart::UnfallFehlt => blatt.unf_datum = Lesung::Leer,
            Fehlerart::UnfallUnvollstaendig => aendere_unfall(blatt, |datum| {
                UnfallDatum::Unvollstaendig(format!("00.{:02}.{}", datum.month(), datum.year()))
            }),
            Fehlerart::UnfallZiffer => {
                aendere_unfall(blatt, |datum| UnfallDatum::Genau(ziffer_verlesen(datum, zufall)))
            }
            Fehlerart::UnfallSpaeter => {
                let tage = Days::new(zufall.zwischen(1..=5) as u64);
                aendere_unfall(blatt, |datum| UnfallDatum::Genau(datum + tage));
            }
            Fehlerart::UnfallUnlesbar => blatt.unf_datum = Lesung::NichtErkannt,
            Fehlerart::StrasseAbgekuerzt => aendere(&mut blatt.strasse, |strasse| strasse_abgekuerzt(strasse)),
            Fehlerart::StrasseVertippt => aendere(&mut blatt.strasse, |strasse| vertippt(strasse, zufall)),
            Fehlerart::StrasseFehlt => blatt.strasse = Lesung::Leer,
            Fehlerart::Umgezogen => {
                blatt.strasse = Lesung::Wert(Anschrift::ziehe(woerter, zufall).strasse(woerter));
            }
            Fehlerart::Weggezogen => {
                let neue = Anschrift::ziehe(woerter, zufall);
                let (lkz, plz, ort) = neue.ort(woerter);
                blatt.strasse = Lesung::Wert(neue.strasse(woerter));
                (blatt.lkz, blatt.plz, blatt.ort) =
                    (Lesung::Wert(lkz.into()), Lesung::Wert(plz.into()), Lesung::Wert(ort.into()));
            }
            Fehlerart::OrtVertippt => aendere(&mut blatt.ort, |ort| vertippt(ort, zufall)),
            Fehlerart::AktenzeichenZiffer => aendere(&mut blatt.aktenzeichen, |nummer| {
                let (stelle, ziffer) = (zufall.stelle(nummer.len()), zufall.unter(10));
                format!("{}{ziffer}{}", &nummer[..stelle], &nummer[stelle + 1..])
            }),
        }
    }
}

fn aendere<T>(feld: &mut Lesung<T>, wie: impl FnOnce(&T) -> T) {
    if let Lesung::Wert(wert) = feld {
        *wert = wie(wert);
    }
}

fn aendere_geburt(blatt: &mut Rezept, wie: impl FnOnce(Datum) -> Datum) {
    if let Some(datum) = blatt.geb_datum.wert().and_then(|datum| datum.genau()) {
        blatt.geb_datum = Lesung::Wert(wie(datum).into());
    }
}

fn aendere_unfall(blatt: &mut Rezept, wie: impl FnOnce(Datum) -> UnfallDatum) {
    if let Some(datum) = blatt.unf_datum.wert().and_then(UnfallDatum::genau) {
        blatt.unf_datum = Lesung::Wert(wie(datum));
    }
}

/// One digit of the date is another, so that a date comes out.
fn ziffer_verlesen(datum: Datum, zufall: &mut Zufall) -> Datum {
    loop {
        let mut ziffern = ttmmjjjj(datum).into_bytes();
        ziffern[[0, 1, 2, 3, 6, 7][zufall.stelle(6)]] = b'0' + zufall.unter(10) as u8;
        let verlesen = String::from_utf8(ziffern).ok().and_then(|text| aus_ttmmjjjj(&text));
        if let Some(anderes) = verlesen.filter(|anderes| *anderes != datum) {
            return anderes;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_can_be_scaled_and_set() {
        let mut raten = Raten::skaliert(200);
        assert_eq!((raten.0[0], raten.0[2]), (1000, 400));
        raten.setze("name-typo=7").expect("a known kind");
        assert_eq!(raten.0[2], 7);
        for falsch in ["name-typo", "name-typo=x", "name-typo=10001", "nothing=1"] {
            assert!(raten.setze(falsch).is_err(), "{falsch}");
        }
    }

    #[test]
    fn a_misread_date_differs_in_one_digit() {
        let mut zufall = Zufall::strom(1, "probe", 0);
        let datum = Datum::from_ymd_opt(1954, 5, 12).expect("a day");
        for _ in 0..100 {
            let (a, b) = (ttmmjjjj(datum), ttmmjjjj(ziffer_verlesen(datum, &mut zufall)));
            assert_eq!(a.bytes().zip(b.bytes()).filter(|(a, b)| a != b).count(), 1, "{b}");
        }
    }
}
