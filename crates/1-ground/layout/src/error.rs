/// Why a value cannot be written into its field, or bytes are no record. Positions count as the layout's source does.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LayoutError {
    /// The value has more characters than the field.
    #[error("{layout}: field {field} (position {position}) holds {max} characters, the value has {len}")]
    TooLong {
        /// Name of the layout.
        layout: &'static str,
        /// Name of the field.
        field: &'static str,
        /// Position of the field.
        position: usize,
        /// Length of the field.
        max: usize,
        /// Length of the value.
        len: usize,
    },
    /// The value of a numeric field holds something that is no digit.
    #[error("{layout}: field {field} (position {position}) is numeric, character {index} of the value is no digit")]
    NoDigit {
        /// Name of the layout.
        layout: &'static str,
        /// Name of the field.
        field: &'static str,
        /// Position of the field.
        position: usize,
        /// Place of the character in the value, from 1.
        index: usize,
    },
    /// The bytes are longer or shorter than a record.
    #[error("{layout}: a record has {expected} bytes, here are {len}")]
    RecordLength {
        /// Name of the layout.
        layout: &'static str,
        /// Length of a record.
        expected: usize,
        /// Length of the bytes.
        len: usize,
    },
}
