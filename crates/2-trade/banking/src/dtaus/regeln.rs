//! What may stand in each field, for the reader: one rule a field, by its name in [`satz`](super::satz) and
//! [`band`](super::band).

use domain::Datum;
use domain::datum::{aus_ttmmjjjj, deutsch};

use super::{AUSFUEHRUNG_TAGE, HOECHSTBETRAG, Summen};

/// What a logical file has said so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Kontext {
    /// Field A3.
    pub kennzeichen: String,
    /// Field A4, as a number.
    pub blz: u64,
    /// Field A7.
    pub erstellt: Option<Datum>,
    /// The sums of the transfers.
    pub summen: Summen,
}

/// Why a value cannot stand in its field.
type Grund = String;

/// Checks the value of a field. Digits and characters are checked before, length fields and C18 by the reader.
pub(super) fn pruefe(feld: &str, wert: &str, kontext: &Kontext) -> Result<(), Grund> {
    let bank = kontext.kennzeichen.ends_with('B');
    match feld {
        "A3" => muss(matches!(wert, "GK" | "LK" | "GB" | "LB"), || format!("'{wert}': expected GK, LK, GB or LB")),
        "A5" if bank => Ok(()),
        "A4" | "C4" | "C10" => muss(ist_blz(wert), || format!("'{wert}' is no BLZ: expected 10000000 to 89999999")),
        "A9" | "C5" | "C11" => muss((1..=9_999_999_999).contains(&zahl(wert)), || {
            format!("'{wert}' is no account number: zero or too long")
        }),
        "A7" => muss(tag(wert).is_some(), || format!("'{wert}' is no date TTMMJJ")),
        "A11b" => ausfuehrung(wert, kontext),
        "A12" | "C17a" => muss(wert == "1", || format!("'{wert}': expected 1, the euro")),
        "C14" | "C14a" | "C15" => muss(!wert.is_empty(), || "empty: a name must stand here".into()),
        "A5" | "C9" | "E5" => muss(zahl(wert) == 0, || format!("'{wert}': expected zeros")),
        "C3" => muss(zahl(wert) == 0 || zahl(wert) == kontext.blz, || {
            format!("'{wert}': expected zeros or the BLZ of A4, {}", kontext.blz)
        }),
        "C6" => muss(wert.starts_with('0') && wert.ends_with('0'), || format!("'{wert}': expected 0 at both ends")),
        "C7a" => textschluessel(wert, &kontext.kennzeichen),
        "C12" => muss((1..=HOECHSTBETRAG).contains(&zahl(wert)), || format!("'{wert}': expected 1 to {HOECHSTBETRAG}")),
        "E4" => summe(wert, kontext.summen.anzahl, "number of records C"),
        "E6" => summe(wert, kontext.summen.konten, "sum of C5"),
        "E7" => summe(wert, kontext.summen.bankleitzahlen, "sum of C4"),
        "E8" => summe(wert, kontext.summen.betrag.cent().unsigned_abs(), "sum of C12"),
        _ => Ok(()),
    }
}

/// Returns true if nothing but blanks may stand in a field.
pub(super) fn muss_leer_sein(feld: &str, kontext: &Kontext) -> bool {
    match feld {
        "A8" => !kontext.kennzeichen.ends_with('B'),
        "A11a" | "A11c" | "C8" | "C13" | "C14b" | "C17b" | "E3" | "E9" => true,
        _ => false,
    }
}

/// The number of a field of digits: at most 17, so it always fits.
pub(super) fn zahl(ziffern: &str) -> u64 {
    ziffern.parse().unwrap_or(u64::MAX)
}

/// The date of eight digits, or of six (on tape seven) whose year lacks its century: there is no DTAUS from before 1980.
pub(super) fn tag(ziffern: &str) -> Option<Datum> {
    match ziffern.len() {
        8 => aus_ttmmjjjj(ziffern),
        7 => tag(ziffern.strip_prefix('0')?),
        6 => {
            let (tag_monat, jahr) = ziffern.split_at_checked(4)?;
            aus_ttmmjjjj(&format!("{tag_monat}{}{jahr}", if jahr < "80" { "20" } else { "19" }))
        }
        _ => None,
    }
}

/// Returns true if a number is a bank code.
pub(super) fn ist_blz(ziffern: &str) -> bool {
    (10_000_000..=89_999_999).contains(&zahl(ziffern))
}

fn muss(gut: bool, grund: impl FnOnce() -> Grund) -> Result<(), Grund> {
    if gut { Ok(()) } else { Err(grund()) }
}

fn ausfuehrung(wert: &str, kontext: &Kontext) -> Result<(), Grund> {
    if wert.is_empty() {
        return Ok(());
    }
    let datum = aus_ttmmjjjj(wert).ok_or_else(|| format!("'{wert}' is no date TTMMJJJJ"))?;
    let erstellt = kontext.erstellt.ok_or("no date of creation before it")?;
    muss((0..=AUSFUEHRUNG_TAGE).contains(&(datum - erstellt).num_days()), || {
        format!("{} is not within {AUSFUEHRUNG_TAGE} days from creation on {}", deutsch(datum), deutsch(erstellt))
    })
}

/// Credits have keys from 50, debits below.
fn textschluessel(wert: &str, kennzeichen: &str) -> Result<(), Grund> {
    let gutschrift = kennzeichen.starts_with('G');
    let erlaubt = if gutschrift { 50..=99 } else { 1..=49 };
    muss(erlaubt.contains(&zahl(wert)), || format!("'{wert}' does not fit a file of kind {kennzeichen}"))
}

fn summe(wert: &str, gezaehlt: u64, was: &str) -> Result<(), Grund> {
    muss(zahl(wert) == gezaehlt, || format!("states {}, the {was} is {gezaehlt}", zahl(wert)))
}
