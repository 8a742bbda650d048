//! Fuzz targets of the readers of files from outside. Beside the floors: nothing that is delivered links it.
//!
//! A target is a function over bytes that asserts what must hold for all of them. `cargo test` runs each on its corpus
//! (`corpus/<target>`), with the stable toolchain and without libFuzzer. To look for new inputs:
//!
//! ```text
//! cargo install cargo-fuzz
//! cargo +nightly fuzz run --fuzz-dir crates/beside/fuzz --features libfuzzer fuzz-sr1 crates/beside/fuzz/corpus/sr1 -- -max_total_time=1800
//! cargo +nightly fuzz cmin --fuzz-dir crates/beside/fuzz --features libfuzzer fuzz-sr1 crates/beside/fuzz/corpus/sr1
//! ```
//!
//! Without a nightly toolchain `RUSTC_BOOTSTRAP=1` lets the stable one build them. An input that fails is shrunk with
//! `cargo fuzz tmin` and kept in the corpus.

use charsets::edf03::CodePage;
use domain::Ablehnung;
use erezept::beigelegt::{Beigelegt, Beigelegte, ist_lose};
use erezept::vertrauen::Vertrauen;
use erezept::{baum, buendel, cms};
use forms::sammelrechnung::{self, Empfaenger, Zeichensatz};
use mainframe::unfdat::{self, Carrier, Lieferung, Puffer, UnfdatFehler};

/// The payer whose invoices the corpus holds.
const BG28: Empfaenger<'_> = Empfaenger { kostentraeger: "BG28", ik: "120991009" };

/// SR1: no bytes make the reader panic; every error stands in the file; what is read can be written and read again.
///
/// # Panics
/// When that does not hold.
pub fn sr1(bytes: &[u8]) {
    for zeichensatz in [Zeichensatz::Auto, Zeichensatz::Windows1252] {
        match sammelrechnung::lies(bytes, "r.csv", zeichensatz, BG28) {
            Err(errors) => {
                assert!(!errors.is_empty(), "a refusal has a reason");
                errors.iter().for_each(|error| assert_in(bytes, error));
            }
            Ok(invoice) => {
                let again = sammelrechnung::lies(&sammelrechnung::schreibe(&invoice), "r.csv", Zeichensatz::Utf8, BG28);
                assert!(again.as_ref() == Ok(&invoice), "{invoice:?}\n{again:?}");
            }
        }
    }
}

/// TA7: no bytes make the readers of bundles, documents or signatures panic; a refusal has a reason and its place in the file;
/// every prescription of a bundle is taken or refused.
///
/// # Panics
/// When that does not hold.
pub fn ta7(bytes: &[u8]) {
    let trust = Vertrauen::default();
    let mut beside = Beigelegte::default();
    if let Ok(tree) = baum::lies(bytes)
        && let Ok(Some(document)) = Beigelegt::lies(&tree)
    {
        assert!(beside.nimm(document), "the first of its kind");
    }
    let _ = ist_lose(bytes);
    let mut count = 0;
    let take = |(place, entry): buendel::Eintrag| {
        count += 1;
        assert_eq!(place.nummer, count, "one after another");
        assert!(place.offset <= bytes.len() as u64, "{place:?}");
        if let Err(why) = entry {
            assert!(!why.grund.is_empty() && !why.feld.is_empty(), "{why:?}");
        }
        Ok::<_, std::convert::Infallible>(())
    };
    match buendel::lies(bytes, &trust, &beside, take) {
        Ok(header) => assert!(!header.rechnungsnummer.is_empty(), "an invoice has a number"),
        Err(buendel::Fehler::Buendel(offset, why)) => {
            assert!(offset <= bytes.len() as u64 && !why.grund.is_empty(), "{why:?}")
        }
        Err(buendel::Fehler::Nehmer(never)) => match never {},
    }
    if let Ok(signed) = cms::lies(bytes, &trust) {
        assert!(signed.inhalt.len() <= bytes.len(), "nothing is signed that is not there");
    }
}

/// UnfDat as a stream, in the code page that the first byte chooses: no bytes make the reader panic; every record is a
/// case or rejected; every case can be written and read again.
///
/// # Panics
/// When that does not hold.
pub fn unfdat(bytes: &[u8]) {
    assert_sound(bytes, Carrier::Dfue);
}

/// UnfDat as a tape image, likewise.
///
/// # Panics
/// When that does not hold.
pub fn tape(bytes: &[u8]) {
    assert_sound(bytes, Carrier::Datentraeger);
}

fn assert_sound(bytes: &[u8], carrier: Carrier) {
    let Some((choice, file)) = bytes.split_first() else { return };
    let page = CodePage::ALL[usize::from(*choice) % CodePage::ALL.len()];
    let delivery = match Lieferung::lies("x", file, page, Some(carrier)) {
        Ok(delivery) => delivery,
        Err(UnfdatFehler::Band { fehler, .. }) => return assert!(fehler.offset <= file.len(), "{fehler}"),
        Err(_) => return,
    };
    assert_eq!(delivery.anzahl, delivery.saetze.len() as u64 + delivery.abgelehnte, "every record is accounted for");
    assert!(delivery.saetze.is_sorted_by_key(|satz| (satz.nummer, delivery.offset(satz))), "in the order of the file");
    delivery.abgelehnt.iter().for_each(|row| assert_in(file, row));
    let mut buffer = Puffer::default();
    let (mut row, mut expected) = (Vec::new(), Vec::new());
    for satz in &delivery.saetze {
        let case = delivery.zeile(satz, &mut buffer);
        case.schreibe(&mut expected);
        let case = case.fall();
        delivery.schreibe_zeile(satz, &mut buffer, &mut row);
        assert!(row == expected, "{case:?}");
        assert_eq!(case.abgegeben.ist_ja(), satz.abgegeben);
        assert_eq!(case.aktenzeichen, format!("{:08}", satz.aktenzeichen));
        let mut written = Vec::new();
        unfdat::write_record(&case, page, &mut written).expect("a case that was read can be written");
        let again = unfdat::read("x", &written, page, Some(Carrier::Dfue)).expect("a record that was written");
        assert!(again.abgelehnt.is_empty() && again.faelle.len() == 1, "{case:?}: {again:?}");
        assert_eq!(again.faelle[0].fall, case);
    }
}

fn assert_in(bytes: &[u8], error: &Ablehnung) {
    assert!(error.offset <= bytes.len() as u64, "{error:?}");
    assert!(!error.grund.is_empty(), "{error:?}");
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    fn run_corpus(target: &str, run: fn(&[u8])) {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
        let mut files: Vec<_> =
            fs::read_dir(&dir).expect("a corpus").map(|entry| entry.expect("a readable corpus").path()).collect();
        files.sort();
        assert!(!files.is_empty(), "{} is empty", dir.display());
        for file in files {
            run(&fs::read(&file).expect("a readable input"));
        }
    }

    #[test]
    fn unfdat_holds_on_its_corpus() {
        run_corpus("unfdat", super::unfdat);
    }

    #[test]
    fn tape_holds_on_its_corpus() {
        run_corpus("tape", super::tape);
    }

    #[test]
    fn ta7_holds_on_its_corpus() {
        run_corpus("ta7", super::ta7);
    }

    #[test]
    fn sr1_holds_on_its_corpus() {
        run_corpus("sr1", super::sr1);
    }
}
