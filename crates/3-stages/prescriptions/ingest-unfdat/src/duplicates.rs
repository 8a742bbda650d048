//! One Aktenzeichen twice in a delivery.

use domain::Ablehnung;
use mainframe::unfdat::{Lieferung, Puffer, Satz};

use crate::cases::Cases;
use crate::order::{Key, by_aktenzeichen};

/// The cases of one delivery by Aktenzeichen, each once.
pub(crate) struct Unique<'a> {
    /// The cases, by Aktenzeichen.
    pub(crate) cases: Cases<'a>,
    /// A row for each record that a later one with other content replaced.
    pub(crate) replaced: Vec<Ablehnung>,
    /// Number of records that a later one repeated unchanged.
    pub(crate) repeated: u64,
}

/// Sorts by Aktenzeichen. Of several records with the same the last in the file is kept.
pub(crate) fn last_of_each<'a>(datei: &str, delivery: Lieferung<'a>) -> Unique<'a> {
    let record = |key: &Key| delivery.saetze[key.nr() as usize];
    let mut keys = by_aktenzeichen(&delivery.saetze);
    let (mut replaced, mut repeated) = (Vec::new(), 0);
    keys.dedup_by(|later, earlier| {
        if later.aktenzeichen() != earlier.aktenzeichen() {
            return false;
        }
        let (old, new) = (record(earlier), record(later));
        if row(&delivery, &old) == row(&delivery, &new) {
            repeated += 1;
        } else {
            replaced.push(rejection(datei, &delivery, &old, new.nummer));
        }
        *earlier = *later;
        true
    });
    let cases = Cases::of_delivery(delivery, &keys);
    Unique { cases, replaced, repeated }
}

fn row(delivery: &Lieferung<'_>, satz: &Satz) -> Vec<u8> {
    let mut row = Vec::new();
    delivery.schreibe_zeile(satz, &mut Puffer::default(), &mut row);
    row
}

fn rejection(datei: &str, delivery: &Lieferung<'_>, earlier: &Satz, later: u32) -> Ablehnung {
    Ablehnung {
        datei: datei.to_owned(),
        satz: u64::from(earlier.nummer),
        offset: delivery.offset(earlier),
        feld: "aktenzeichen".into(),
        wert: delivery.zeile(earlier, &mut Puffer::default()).fall().aktenzeichen9(),
        grund: format!("record {later} has the same Aktenzeichen and other content; the later record is taken"),
        roh: Ablehnung::hex(delivery.roh(earlier)),
    }
}
