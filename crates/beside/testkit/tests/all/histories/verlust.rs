//! Ledgers that were lost: put back from an earlier moment, gone, or another payer's. A run on one of them is refused
//! before it writes anything; with the right one back the history goes on.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use domain::{Anweisung, Datum};
use ledger::{Ledger, NeueRechnung};
use stage::{Journal, JournalEntry, Receipt, Run, table_bytes};
use tempfile::TempDir;

use super::haus::{Abbruch, Aufruf, Haus, PAYER, ZEIT};
use crate::vouching::attacks::rows;

/// A ledger as it once was.
pub struct Sicherung {
    bytes: Vec<u8>,
    /// How often orders were published before.
    veroeffentlicht: u64,
}

/// A wrong ledger in the place of the right one.
#[derive(Clone, Copy, Debug)]
pub enum Falsch {
    /// The copy of that number.
    Frueher(usize),
    /// Nothing.
    Weg,
    /// Another payer's.
    Fremd,
}

impl Haus {
    fn datei(&self) -> PathBuf {
        self.dir.path().join(PAYER).join("ledger.sqlite")
    }

    /// Does something to the file of the ledger while nobody has it open.
    fn geschlossen<T>(&mut self, was: impl FnOnce(&Path) -> T) -> T {
        let daten: Vec<Datum> = self.ledger.keys().copied().collect();
        self.ledger.clear();
        self.am_ende = None;
        let ergebnis = was(&self.datei());
        self.oeffne(&daten);
        ergebnis
    }

    /// Takes a copy, as a backup at night does.
    pub fn sichere(&mut self) {
        let bytes = self.geschlossen(|datei| fs::read(datei).expect("the ledger"));
        self.sicherungen.push(Sicherung { bytes, veroeffentlicht: self.veroeffentlicht });
    }

    /// Number of copies.
    pub fn sicherungen(&self) -> usize {
        self.sicherungen.len()
    }

    /// Starts a run on a ledger that is not the one of the runs, which must refuse it and leave it as it is; then the
    /// right one lies there again. False if the runs published nothing that the other one does not know.
    pub fn lauf_auf_falschem(&mut self, falsch: Falsch, aufruf: &Aufruf) -> bool {
        let seither = match falsch {
            Falsch::Frueher(nr) => self.sicherungen[nr].veroeffentlicht < self.veroeffentlicht,
            Falsch::Weg | Falsch::Fremd => self.veroeffentlicht > 0,
        };
        if !seither {
            return false;
        }
        let anderer = match falsch {
            Falsch::Frueher(nr) => Some(self.sicherungen[nr].bytes.clone()),
            Falsch::Weg => None,
            Falsch::Fremd => Some(fremder().clone()),
        };
        let gut = self.geschlossen(|datei| {
            let gut = fs::read(datei).expect("the ledger");
            match anderer {
                Some(bytes) => fs::write(datei, bytes),
                None => fs::remove_file(datei),
            }
            .expect("an accident");
            gut
        });
        let (vorher, laeufe) = (rows(&self.datei()), format!("{:?}", self.laeufe));
        match self.lauf(aufruf) {
            Err(Abbruch::Ledger(fehler)) => {
                let gesagt = fehler.to_string();
                assert!(gesagt.contains("nothing was ordered"), "{falsch:?}: {gesagt}");
            }
            anderes => panic!("{falsch:?} is not refused: {anderes:?}"),
        }
        assert_eq!(rows(&self.datei()), vorher, "{falsch:?}: a refused run writes nothing");
        assert_eq!(format!("{:?}", self.laeufe), laeufe, "{falsch:?}");
        self.geschlossen(|datei| fs::write(datei, gut).expect("the right one put back"));
        true
    }
}

/// The ledger of another payer.
fn fremder() -> &'static Vec<u8> {
    static FREMD: OnceLock<Vec<u8>> = OnceLock::new();
    FREMD.get_or_init(|| {
        let dir = TempDir::new().expect("a temporary folder");
        let run = Run::from_path(&dir.path().join("BG10/2005-03-01")).expect("a run");
        fs::create_dir_all(&run.payer_dir).expect("a folder");
        let mut ledger = Ledger::open(&run).expect("a ledger");
        let posten = vec!["000000000001"];
        let rechnung = NeueRechnung { datei_sha256: "aa", rechnungsnummer: "1", rechnungssteller: "303100245", posten };
        ledger.register_invoices(&[rechnung]).expect("registered");
        drop(ledger);
        fs::read(run.payer_dir.join("ledger.sqlite")).expect("the ledger")
    })
}

/// Publishes the orders of a run: entered in the journal, then put in place. False if they lay there as they are.
pub fn veroeffentliche(ledger: &mut Ledger, run: &Run, anweisungen: &[Anweisung]) -> Result<bool, ledger::Error> {
    let folder = run.dir.join("60-payments");
    let mut receipt = Receipt::default();
    receipt.totals.insert("angewiesen".into(), anweisungen.iter().map(|a| a.betrag.cent()).sum());
    if let Some((pass, _)) = ledger.passes()?.last_key_value() {
        receipt.journal = ledger.head_of_pass(*pass, true)?;
    }
    let bytes = serde_json::to_vec(&receipt).expect("a receipt");
    let (lauf, receipt_hash) = (&run.datum_iso(), stage::blake3_hex(&bytes));
    let entry = JournalEntry { lauf, stufe: "60-payments", receipt: &receipt, receipt_hash, zeit: ZEIT.into() };
    ledger.enter(&entry).expect("an entry");
    let neu = fs::read(folder.join("receipt.json")).ok().is_none_or(|frueher| frueher != bytes);
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join("anweisungen.csv"), table_bytes("anweisungen.csv", anweisungen).expect("rows"))
        .expect("a table");
    fs::write(folder.join("receipt.json"), bytes).expect("a receipt");
    Ok(neu)
}
