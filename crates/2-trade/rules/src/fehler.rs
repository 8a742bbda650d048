//! Why a rule cannot answer.

use domain::Datum;

/// What is wrong with a parameter table, a configuration value or a decision.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegelFehler {
    /// A line of a parameter table that cannot be read, or that contradicts another one.
    #[error("{tabelle}, line {zeile}: {grund}")]
    Parameter {
        /// Name of the table.
        tabelle: String,
        /// Line in it, from 1.
        zeile: u64,
        /// What is wrong and what was expected.
        grund: String,
    },
    /// A Land that does not exist.
    #[error("'{0}' is no Land: expected one of BW BY BE BB HB HH HE MV NI NW RP SL SN ST SH TH")]
    Land(String),
    /// A decision that cannot be obeyed, though the import should have refused it.
    #[error("{datei}, line {zeile}: decision on {pic_nr} cannot be applied: {grund}")]
    Entscheidung {
        /// File that brought the decision.
        datei: String,
        /// Line in it.
        zeile: u64,
        /// Picture number of the prescription decided on.
        pic_nr: String,
        /// What is wrong and what was expected.
        grund: String,
    },
}

/// A dated parameter was asked for a day that none of its periods covers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{was} is not laid down for {datum}")]
pub struct NichtGeregelt {
    /// Name of the parameter, for example `Apothekenabschlag FIX`.
    pub was: String,
    /// The day asked for.
    pub datum: Datum,
}
