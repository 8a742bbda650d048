//! Corrections of captured values: which fields there are, what a value looks like, and how it is set.
//!
//! Values have the form of the billers' files: dates `TT.MM.JJJJ`, amounts with decimal comma, `J`/`N`.

use domain::kennzeichen::tabellenrest;
use domain::{Betrag, Datum, GeburtsDatum, JaNein, Lesung, Position, Rezept, UnfallDatum, datum};

/// The captured fields of a record. One declaration names them all.
pub trait Felder {
    /// The captured fields in file order.
    const FELDER: &'static [&'static str];

    /// Whether the field exists and can hold the value.
    ///
    /// # Errors
    /// What was expected.
    fn pruefe(feld: &str, wert: &str) -> Result<(), String>;

    /// Sets a field; `?` means not recognised.
    ///
    /// # Errors
    /// What was expected; nothing is changed then.
    fn setze(&mut self, feld: &str, wert: &str) -> Result<(), String>;

    /// The fields that recognition did not deliver.
    fn nicht_erkannt(&self) -> impl Iterator<Item = &'static str>;
}

/// Declares the captured fields of a record, each with the function that reads its outside form.
macro_rules! felder {
    ($satz:ty: $($feld:ident = $lies:ident),+ $(,)?) => {
        impl Felder for $satz {
            const FELDER: &'static [&'static str] = &[$(stringify!($feld)),+];

            fn pruefe(feld: &str, wert: &str) -> Result<(), String> {
                match feld {
                    $(stringify!($feld) => $lies(wert).map(drop),)+
                    _ => Err(unbekannt(feld, Self::FELDER)),
                }
            }

            fn setze(&mut self, feld: &str, wert: &str) -> Result<(), String> {
                match feld {
                    $(stringify!($feld) => self.$feld = $lies(wert)?,)+
                    _ => return Err(unbekannt(feld, Self::FELDER)),
                }
                Ok(())
            }

            fn nicht_erkannt(&self) -> impl Iterator<Item = &'static str> {
                let felder = [$((stringify!($feld), self.$feld.nicht_erkannt())),+];
                felder.into_iter().filter(|(_, nicht_erkannt)| *nicht_erkannt).map(|(feld, _)| feld)
            }
        }
    };
}

felder! { Rezept:
    kostentraeger_ik = text, aktenzeichen = text, name = text, vorname = text, zusatz = text, geb_datum = geburtstag,
    strasse = text, lkz = text, plz = text, ort = text, unf_datum = unfalltag, unfallbetrieb = text,
    arzt_nr = text, arzt_unterschrift = ja_nein, apotheken_ik = text, vo_datum = tag, abgabe_datum = tag,
    brutto = betrag, zuzahlung = betrag_oder_null, noctu = betrag_oder_null, schreibgebuehr = betrag_oder_null,
    beschaffungskosten = betrag_oder_null, ap_rabatt = betrag_oder_leer, hs_rabatt = betrag_oder_leer,
    bild = text, bild_lesbar = ja_nein, aut_idem_kreuz = ja_nein,
}

felder! { Position: pzn = pzn, faktor = faktor, taxe = betrag }

/// Whether a decision `korrektur1` or `korrektur2` names a field that exists and a value that it can hold.
/// Whether the prescription has a line of that number is not known here, see [`lfd_nr`].
///
/// # Errors
/// What was expected.
pub fn pruefe_wert(feld: &str, wert: &str) -> Result<(), String> {
    if wert == "?" {
        return Err("'?' is no value: expected what stands on the sheet".into());
    }
    match feld.split_once(':') {
        None => Rezept::pruefe(feld, wert),
        Some((feld, nr)) => lfd_nr_aus(nr).and_then(|_| Position::pruefe(feld, wert)),
    }
}

/// The number of the line a decision is about; none if it is about the prescription itself.
pub fn lfd_nr(feld: &str) -> Option<u32> {
    feld.split_once(':').and_then(|(_, nr)| lfd_nr_aus(nr).ok())
}

/// Sets the field of a prescription, or of its line of that number if it has one.
///
/// # Errors
/// What was expected; nothing is changed then.
pub fn wende_an(rezept: &mut Rezept, positionen: &mut [Position], feld: &str, wert: &str) -> Result<(), String> {
    pruefe_wert(feld, wert)?;
    match feld.split_once(':') {
        None => rezept.setze(feld, wert),
        Some((feld, nr)) => {
            let nr = lfd_nr_aus(nr)?;
            positionen.iter_mut().filter(|p| p.lfd_nr == nr).try_for_each(|position| position.setze(feld, wert))
        }
    }
}

fn unbekannt(feld: &str, felder: &[&str]) -> String {
    format!("field '{feld}' is unknown: expected one of {}", felder.join(", "))
}

fn lfd_nr_aus(text: &str) -> Result<u32, String> {
    ganze_zahl(text).ok_or_else(|| format!("'{text}' is no number of a line"))
}

fn ganze_zahl(text: &str) -> Option<u32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// `?`, empty as `leer` says, or a value that `lies` takes.
fn lesung<T>(
    wert: &str,
    leer: Option<Lesung<T>>,
    lies: impl Fn(&str) -> Option<T>,
    erwartet: &str,
) -> Result<Lesung<T>, String> {
    let gelesen = match wert {
        "?" => Some(Lesung::NichtErkannt),
        "" => leer,
        wert => lies(wert).map(Lesung::Wert),
    };
    gelesen.ok_or_else(|| format!("'{wert}': expected {erwartet}"))
}

fn text(wert: &str) -> Result<Lesung<String>, String> {
    let lies = |wert: &str| (!tabellenrest(wert)).then(|| wert.to_owned());
    lesung(wert, Some(Lesung::Leer), lies, "a text, not what a spreadsheet made of one")
}

fn tag(wert: &str) -> Result<Lesung<Datum>, String> {
    lesung(wert, Some(Lesung::Leer), datum::aus_deutsch, "a date TT.MM.JJJJ")
}

fn geburtstag(wert: &str) -> Result<Lesung<GeburtsDatum>, String> {
    let erwartet = "a date TT.MM.JJJJ, or an incomplete one: 00.MM.JJJJ, 00.00.JJJJ, MM.JJJJ or JJJJ";
    lesung(wert, Some(Lesung::Leer), GeburtsDatum::aus_deutsch, erwartet)
}

fn unfalltag(wert: &str) -> Result<Lesung<UnfallDatum>, String> {
    let erwartet = "a date TT.MM.JJJJ, or an incomplete one: 00.MM.JJJJ, 00.00.JJJJ, MM.JJJJ or JJJJ";
    lesung(wert, Some(Lesung::Leer), UnfallDatum::aus_deutsch, erwartet)
}

fn ja_nein(wert: &str) -> Result<Lesung<JaNein>, String> {
    let lies = |wert: &str| match wert {
        "J" => Some(JaNein::Ja),
        "N" => Some(JaNein::Nein),
        _ => None,
    };
    lesung(wert, Some(Lesung::Leer), lies, "J or N")
}

fn betrag_oder(wert: &str, leer: Option<Lesung<Betrag>>) -> Result<Lesung<Betrag>, String> {
    let lies = |wert: &str| Betrag::aus_deutsch(wert).ok().filter(|betrag| *betrag >= Betrag::NULL);
    lesung(wert, leer, lies, "euro with decimal comma and at most two decimals, for example 12,93")
}

fn betrag(wert: &str) -> Result<Lesung<Betrag>, String> {
    betrag_oder(wert, None)
}

fn betrag_oder_null(wert: &str) -> Result<Lesung<Betrag>, String> {
    betrag_oder(wert, Some(Lesung::Wert(Betrag::NULL)))
}

fn betrag_oder_leer(wert: &str) -> Result<Lesung<Betrag>, String> {
    betrag_oder(wert, Some(Lesung::Leer))
}

/// Seven digits are read with a leading zero.
fn pzn(wert: &str) -> Result<Lesung<String>, String> {
    let lies = |wert: &str| ganze_zahl(wert).filter(|_| matches!(wert.len(), 7 | 8)).map(|_| format!("{wert:0>8}"));
    lesung(wert, Some(Lesung::Leer), lies, "7 or 8 digits")
}

fn faktor(wert: &str) -> Result<Lesung<u32>, String> {
    let lies = |wert: &str| ganze_zahl(wert).filter(|faktor| (1..=999).contains(faktor));
    lesung(wert, None, lies, "a whole number from 1 to 999")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_every_form() {
        for (feld, gut, schlecht) in [
            ("name", "Müller", "?"),
            ("name", "", "?"), // nothing stands on the sheet
            ("name", "Meier", "#NAME?"),
            ("apotheken_ik", "303100245", "3,031E+08"),
            ("geb_datum", "12.05.1954", "1954-05-12"),
            ("geb_datum", "", "12.00.1954"),
            ("geb_datum", "00.05.1954", "31.02.1954"),
            ("unf_datum", "00.03.2005", "31.02.2005"),
            ("arzt_unterschrift", "N", "nein"),
            ("brutto", "84,93", "84.93"),
            ("brutto", "0,00", ""),
            ("brutto", "1,00", "-1,00"),
            ("zuzahlung", "", "fünf"),
            ("ap_rabatt", "", "1,234"),
            ("pzn:1", "1279518", "127951"),
            ("pzn:12", "01279518", "0127951x"),
            ("faktor:1", "999", "1000"),
            ("faktor:1", "1", "0"),
            ("taxe:1", "12,9", ""),
        ] {
            assert_eq!(pruefe_wert(feld, gut), Ok(()), "{feld} = {gut:?}");
            assert!(pruefe_wert(feld, schlecht).is_err(), "{feld} = {schlecht:?} was taken");
        }
    }

    #[test]
    fn unknown_fields_are_refused() {
        for feld in ["", "pic_nr", "beleg_id", "pzn", "name:1", "pzn:", "pzn:x", "lfd_nr:1", "Name"] {
            assert!(pruefe_wert(feld, "1").is_err(), "{feld:?} was taken");
        }
        let fehler = pruefe_wert("pzn:1", "abc").expect_err("no PZN");
        assert_eq!(fehler, "'abc': expected 7 or 8 digits");
    }

    #[test]
    fn a_correction_sets_its_field_and_no_other() {
        let (mut rezept, mut positionen) = (muster::rezept(), [muster::position(), muster::position()]);
        positionen[1].lfd_nr = 2;
        wende_an(&mut rezept, &mut positionen, "name", "Meier").expect("a name");
        wende_an(&mut rezept, &mut positionen, "zuzahlung", "").expect("nothing due");
        wende_an(&mut rezept, &mut positionen, "pzn:2", "1279518").expect("a PZN");
        wende_an(&mut rezept, &mut positionen, "pzn:3", "1234562").expect("a line it does not have");
        assert_eq!(rezept.name, Lesung::Wert("Meier".into()));
        assert_eq!(rezept.zuzahlung, Lesung::Wert(Betrag::NULL));
        assert_eq!(positionen[0], muster::position());
        assert_eq!(positionen[1].pzn, Lesung::Wert("01279518".into()));
    }

    #[test]
    fn the_line_of_a_field() {
        assert_eq!(lfd_nr("pzn:12"), Some(12));
        assert_eq!(lfd_nr("name"), None);
    }
}
