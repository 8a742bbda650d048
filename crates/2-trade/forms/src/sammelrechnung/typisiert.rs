//! Rows as records, for what is small.

use domain::{Datum, Tabelle, Zellen};

use super::Sammelrechnung;
use super::gelesen::{Gelesen, Reihe, Reihen, Umgebung};

/// The content of an invoice in memory, rows in the order of its file.
pub(super) fn sammelrechnung(gelesen: &Gelesen<'_>) -> Sammelrechnung {
    let (rechnungsnummer, herkunft) = (gelesen.rechnung.rechnungsnummer.as_str(), Datum::default());
    let umgebung = Umgebung { beleg_id: "", rechnungsnummer, herkunft };
    Sammelrechnung {
        einzelposten: saetze(&gelesen.einzelposten, |reihe, ziel| reihe.schreibe("", ziel)),
        rezepte: saetze(&gelesen.rezepte, |reihe, ziel| reihe.schreibe_rezept(&umgebung, "", ziel)),
        positionen: saetze(&gelesen.positionen, |reihe, ziel| reihe.schreibe("", ziel)),
        rechnung: gelesen.rechnung.clone(),
    }
}

fn saetze<T: Tabelle>(reihen: &Reihen<'_>, schreibe: impl Fn(&Reihe<'_>, &mut Vec<u8>)) -> Vec<T> {
    let (mut saetze, mut zeile) = (Vec::new(), Vec::new());
    let mut leser = reihen.lies().expect("memory can be read");
    while let Some(reihe) = leser.naechste().expect("memory can be read") {
        zeile.clear();
        schreibe(&reihe, &mut zeile);
        let text = str::from_utf8(&zeile).expect("a row is text").trim_end_matches('\n');
        let satz = T::lies(&mut Zellen::neu(text)).expect("a row of this table");
        saetze.push((reihe.schluessel.satz, satz));
    }
    saetze.sort_by_key(|(satz, _)| *satz);
    saetze.into_iter().map(|(_, satz)| satz).collect()
}
