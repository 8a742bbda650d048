//! One Aktenzeichen twice in a delivery.

use domain::{Ablehnung, Fall};
use formats::unfdat::GelesenerFall;

/// The cases of one delivery by Aktenzeichen, each once.
pub(crate) struct Unique {
    /// The cases, by Aktenzeichen.
    pub(crate) faelle: Vec<Fall>,
    /// A row for each record that a later one with other content replaced.
    pub(crate) replaced: Vec<Ablehnung>,
    /// Number of records that a later one repeated unchanged.
    pub(crate) repeated: u64,
}

/// Sorts by Aktenzeichen. Of several records with the same the last in the file is kept.
/// `inhalt` are the bytes of the delivery.
pub(crate) fn last_of_each(datei: &str, inhalt: &[u8], mut gelesen: Vec<GelesenerFall>) -> Unique {
    gelesen.sort_by_cached_key(|g| key(&g.fall));
    let mut replaced = Vec::new();
    let mut repeated = 0;
    gelesen.dedup_by(|later, earlier| {
        if later.fall.aktenzeichen != earlier.fall.aktenzeichen {
            return false;
        }
        if later.fall == earlier.fall {
            repeated += 1;
        } else {
            replaced.push(rejection(datei, inhalt, earlier, later.satz));
        }
        std::mem::swap(later, earlier);
        true
    });
    Unique { faelle: gelesen.into_iter().map(|g| g.fall).collect(), replaced, repeated }
}

/// Eight digits compare as bytes as they do as text, without another allocation for each case.
fn key(fall: &Fall) -> [u8; 8] {
    fall.aktenzeichen.as_bytes().try_into().expect("the reader takes eight digits only")
}

fn rejection(datei: &str, inhalt: &[u8], earlier: &GelesenerFall, later: u64) -> Ablehnung {
    Ablehnung {
        datei: datei.to_owned(),
        satz: earlier.satz,
        offset: earlier.offset,
        feld: "aktenzeichen".into(),
        wert: earlier.fall.aktenzeichen9(),
        grund: format!("record {later} has the same Aktenzeichen and other content; the later record is taken"),
        roh: Ablehnung::hex(earlier.roh(inhalt)),
    }
}
