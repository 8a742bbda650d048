//! The receipt of a stage: what it read, what it wrote, and the totals that must balance.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// Name of the receipt in every stage folder.
pub const RECEIPT: &str = "receipt.json";

/// What a stage leaves beside its files. No wall-clock time and no path of a machine stand in it: the same inputs
/// give the same bytes everywhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Name of the binary.
    pub tool: String,
    /// Its version.
    pub version: String,
    /// Code of the payer.
    pub kostentraeger: String,
    /// Business date.
    pub datum: String,
    /// BLAKE3 of the configuration used.
    pub config: String,
    /// Options that change the result.
    pub options: Vec<String>,
    /// Everything read.
    pub inputs: Vec<Input>,
    /// Everything written.
    pub outputs: Vec<Output>,
    /// Control totals: counts, and sums in cents.
    pub totals: BTreeMap<String, i64>,
    /// Whole files of a delivery that were refused.
    pub refused: u64,
    /// The ledger's journal before what the stage ordered, where it orders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub journal: Option<JournalHead>,
}

/// The journal up to an entry. Whoever holds it can tell later whether what stood before was cut or rewritten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalHead {
    /// Number of the entry, from 1; 0 = before the first.
    pub nr: i64,
    /// BLAKE3 of the chain up to it; times are no part of it.
    pub hash: String,
}

/// A file or a view of the ledger that was read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Input {
    /// Path relative to the run, `ledger:<view>`, or `<payer>/<date>/…` for another payer's register.
    pub path: String,
    /// BLAKE3 of the content.
    pub blake3: String,
}

/// A file that was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Output {
    /// Path relative to the stage's folder.
    pub path: String,
    /// BLAKE3 of the content.
    pub blake3: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Rows below the header, for tables.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// SHA-256, for files that come from or go to the outside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

impl Receipt {
    /// Reads the receipt of a stage folder; none if the stage was never published.
    pub fn load(folder: &Path) -> Result<Option<Receipt>> {
        let path = folder.join(RECEIPT);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(None),
            Err(source) => return Err(Error::Io { path, source }),
        };
        serde_json::from_slice(&text).map(Some).map_err(|e| {
            Error::Data(format!(
                "{}: no receipt of ours ({e})\nrun the stage that wrote it with --force",
                path.display()
            ))
        })
    }

    /// The bytes of `receipt.json`.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut text = serde_json::to_vec_pretty(self).expect("a receipt has only text and numbers");
        text.push(b'\n');
        text
    }

    /// The output of that name.
    pub fn output(&self, path: &str) -> Option<&Output> {
        self.outputs.iter().find(|output| output.path == path)
    }

    /// Returns true if both came from the same tool, options, configuration and inputs.
    pub(crate) fn same_origin(&self, other: &Receipt) -> bool {
        (&self.tool, &self.version, &self.kostentraeger, &self.datum)
            == (&other.tool, &other.version, &other.kostentraeger, &other.datum)
            && (&self.config, &self.options, &self.inputs) == (&other.config, &other.options, &other.inputs)
    }
}
