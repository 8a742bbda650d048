//! Where a run keeps its register.

use std::fs::File;
use std::io::ErrorKind;

use stage::{Error, Receipt, Run};

use crate::datei::RegisterFehler;
use crate::nummern::Nummern;
use crate::register::Register;

/// Name of the prepared register in `10-unfdat`.
pub const DATEI: &str = "register.bin";

/// The stage that holds the register, and the table that names it in receipts.
const STUFE: &str = "10-unfdat";
const FAELLE: &str = "faelle.csv";

/// Reads the prepared register of a run.
pub fn lies_register(run: &Run) -> Result<Register, Error> {
    lies(run, Register::lies)
}

/// Reads of the prepared register of a run only which cases there are.
pub fn lies_nummern(run: &Run) -> Result<Nummern, Error> {
    lies(run, Nummern::lies)
}

fn lies<T>(run: &Run, lies: impl Fn(File, u64) -> Result<T, RegisterFehler>) -> Result<T, Error> {
    let path = run.dir.join(STUFE).join(DATEI);
    let file = File::open(&path).map_err(|source| match source.kind() {
        ErrorKind::NotFound => Error::Missing(format!("{} is missing\nrun ingest-unfdat --force", path.display())),
        _ => Error::Io { path: path.clone(), source },
    })?;
    let laenge = file.metadata().map_err(Error::io(&path))?.len();
    lies(file, laenge).map_err(|fehler| match fehler {
        RegisterFehler::Lesen(source) => Error::Io { path: path.clone(), source },
        fehler => Error::Data(format!("{}: {fehler}\nrun ingest-unfdat --force", path.display())),
    })
}

/// The hash of `faelle.csv` as the receipt of its stage has it.
pub fn faelle_blake3(run: &Run) -> Result<String, Error> {
    let receipt = Receipt::load(&run.dir.join(STUFE))?;
    let hash = receipt.as_ref().and_then(|receipt| receipt.output(FAELLE)).map(|output| output.blake3.clone());
    hash.ok_or_else(|| Error::Missing(format!("{}/{STUFE} is missing\nrun ingest-unfdat first", run.dir.display())))
}
