/// Where and how the structure of a tape image is broken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("byte {offset}: {grund}")]
pub struct BandFehler {
    /// Byte offset in the file, from 0.
    pub offset: usize,
    /// What is broken there.
    pub grund: BandGrund,
}

/// What can be broken in the structure of a tape image.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BandGrund {
    /// Something else stands where a label must be.
    #[error("label {erwartet} is missing, here is {gefunden}")]
    LabelFehlt {
        /// The label.
        erwartet: &'static str,
        /// What is there instead.
        gefunden: String,
    },
    /// The file ends too early.
    #[error("the file is cut: {fehlen} byte(s) of {was} are missing")]
    Abgeschnitten {
        /// What is cut.
        was: &'static str,
        /// Bytes missing.
        fehlen: usize,
    },
    /// What stands here is neither a label nor a block: the two bytes after a block length are zero.
    #[error("neither a label nor a block: wrong label, or wrong length field before it")]
    Unbekannt,
    /// A block length field is impossible.
    #[error("wrong block length field: BL is {laenge}, {erwartet}")]
    Blocklaenge {
        /// What it says.
        laenge: usize,
        /// What was expected.
        erwartet: String,
    },
    /// A record length field is impossible.
    #[error("wrong record length field: SL is {laenge}, {erwartet}")]
    Satzlaenge {
        /// What it says.
        laenge: usize,
        /// What was expected.
        erwartet: String,
    },
    /// The two bytes after a record length are not zero.
    #[error("wrong record length field: the two bytes after SL must be zero")]
    SatzNullbytes,
    /// A block count is not that of the blocks.
    #[error("wrong block count: {label} says {angegeben}, {gezaehlt} block(s) were read")]
    Blockzahl {
        /// Letters of the label.
        label: String,
        /// What stands there.
        angegeben: String,
        /// Blocks on this volume.
        gezaehlt: u64,
    },
    /// The file ends with EOV labels.
    #[error("label EOV1 says that the file goes on on the next volume, which is not in this image")]
    Fortsetzung,
    /// Something follows the last label.
    #[error("{gefunden} after the last label of the file")]
    NachDemEnde {
        /// What it is.
        gefunden: String,
    },
    /// The header before a block in AWSTAPE is impossible.
    #[error("AWSTAPE: {0}")]
    Awstape(String),
}

impl BandGrund {
    /// The fault with its place.
    pub(super) fn bei(self, offset: usize) -> BandFehler {
        BandFehler { offset, grund: self }
    }
}
