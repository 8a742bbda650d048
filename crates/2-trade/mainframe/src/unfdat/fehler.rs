use super::tape::BandFehler;
use charsets::edf03::CodePage;

/// Why a file is refused whole.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnfdatFehler {
    /// The structure of a tape image is broken.
    #[error("{datei}: {fehler}; nothing of the file is taken: ask the payer for the delivery again")]
    Band {
        /// Name of the file.
        datei: String,
        /// What is broken, and where.
        fehler: BandFehler,
    },
    /// It is something else altogether, or its records are framed in a way that is not read.
    #[error("{datei}: {was}; nothing of the file is taken")]
    Anderes {
        /// Name of the file.
        datei: String,
        /// What it is, and what to do.
        was: String,
    },
    /// The bytes are those of another code page than the configured one.
    #[error(
        "{datei}: the file contradicts the configured code page {page}: it is likely {wahrscheinlich}; correct [unfdat] \
         charset in the payer's configuration, or ask the payer for the delivery in {page}"
    )]
    AndererZeichensatz {
        /// Name of the file.
        datei: String,
        /// The configured code page.
        page: CodePage,
        /// The code page in which the bytes make sense.
        wahrscheinlich: CodePage,
    },
    /// There is no separator of the configured code page in the file.
    #[error(
        "{datei}: no field separator '$' (byte {dollar:02X}) in {len} bytes: this is no UnfDat in {page}; check \
         [unfdat] charset in the payer's configuration, or ask the payer for the delivery again"
    )]
    KeinTrenner {
        /// Name of the file.
        datei: String,
        /// The configured code page.
        page: CodePage,
        /// The separator's byte in it.
        dollar: u8,
        /// Length of the file.
        len: usize,
    },
}
