use std::ops::Range;

use crate::{Field, Kind, Layout, LayoutError};

/// The bytes that a character set uses to fill fields. Its digits are `zero` to `zero + 9`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fill {
    /// The blank.
    pub blank: u8,
    /// The digit zero.
    pub zero: u8,
}

/// ASCII and everything that contains it.
pub const ASCII: Fill = Fill { blank: b' ', zero: b'0' };
/// Every EBCDIC.
pub const EBCDIC: Fill = Fill { blank: 0x40, zero: 0xF0 };

/// Reading and writing fixed records. Records are slices of the layout's length; other lengths are a defect of the
/// caller and panic, so bytes from outside pass [`Layout::check_len`] first.
impl Layout {
    /// A record with zeros in its numeric and blanks in its alphanumeric fields.
    pub fn empty_record(&self, fill: Fill) -> Vec<u8> {
        let mut record = vec![fill.blank; self.len];
        for field in self.fields.iter().filter(|f| f.kind == Kind::N) {
            record[self.range(field)].fill(fill.zero);
        }
        record
    }

    /// Writes a value, already in the record's character set, aligned and filled by the kind of its field.
    ///
    /// # Errors
    /// A value longer than the field, or anything but digits in a numeric one. The record is unchanged then.
    pub fn put(&self, record: &mut [u8], field: &Field, value: &[u8], fill: Fill) -> Result<(), LayoutError> {
        self.check_value(field, value, fill)?;
        let place = &mut record[self.range(field)];
        let (head, tail) = match field.kind {
            Kind::N => place.split_at_mut(field.len - value.len()),
            Kind::A => place.split_at_mut(value.len()),
        };
        match field.kind {
            Kind::N => {
                head.fill(fill.zero);
                tail.copy_from_slice(value);
            }
            Kind::A => {
                head.copy_from_slice(value);
                tail.fill(fill.blank);
            }
        }
        Ok(())
    }

    /// Like [`put`](Self::put), but a text too long is cut at the end of its field. Returns whether it was. Only for
    /// formats whose rule is to cut; a number is never cut.
    ///
    /// # Errors
    /// As `put`, for numeric fields.
    pub fn put_cut(&self, record: &mut [u8], field: &Field, value: &[u8], fill: Fill) -> Result<bool, LayoutError> {
        let cut = field.kind == Kind::A && value.len() > field.len;
        self.put(record, field, if cut { &value[..field.len] } else { value }, fill)?;
        Ok(cut)
    }

    /// The bytes of a field as they stand in the record.
    pub fn get<'r>(&self, record: &'r [u8], field: &Field) -> &'r [u8] {
        &record[self.range(field)]
    }

    /// The bytes of a field without the blanks at its end.
    pub fn text<'r>(&self, record: &'r [u8], field: &Field, fill: Fill) -> &'r [u8] {
        let bytes = self.get(record, field);
        let len = bytes.iter().rposition(|&b| b != fill.blank).map_or(0, |last| last + 1);
        &bytes[..len]
    }

    /// Whether bytes from outside have the length of a record.
    ///
    /// # Errors
    /// When they have not.
    pub fn check_len(&self, bytes: &[u8]) -> Result<(), LayoutError> {
        if bytes.len() == self.len {
            Ok(())
        } else {
            Err(LayoutError::RecordLength { layout: self.name, expected: self.len, len: bytes.len() })
        }
    }

    fn range(&self, field: &Field) -> Range<usize> {
        let start = field.position - self.counted_from;
        start..start + field.len
    }

    fn check_value(&self, field: &Field, value: &[u8], fill: Fill) -> Result<(), LayoutError> {
        let &Field { name, position, len: max, .. } = field;
        if value.len() > max {
            return Err(LayoutError::TooLong { layout: self.name, field: name, position, max, len: value.len() });
        }
        let digits = fill.zero..=fill.zero + 9;
        match value.iter().position(|b| !digits.contains(b)) {
            Some(at) if field.kind == Kind::N => {
                Err(LayoutError::NoDigit { layout: self.name, field: name, position, index: at + 1 })
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: &[Field] = &[Field::n("nummer", 0, 3, "Nummer"), Field::a("name", 3, 4, "Name")];
    const SATZ: Layout = Layout::fixed("Satz", 0, 7, FIELDS);
    const NUMMER: &Field = SATZ.field("nummer");
    const NAME: &Field = SATZ.field("name");

    fn written(field: &Field, value: &str) -> Result<String, LayoutError> {
        let mut record = SATZ.empty_record(ASCII);
        SATZ.put(&mut record, field, value.as_bytes(), ASCII)?;
        Ok(String::from_utf8(record).expect("ASCII"))
    }

    #[test]
    fn values_are_aligned_and_filled() {
        assert_eq!(written(NUMMER, "7"), Ok("007    ".into()));
        assert_eq!(written(NUMMER, "789"), Ok("789    ".into()));
        assert_eq!(written(NAME, "Ott"), Ok("000Ott ".into()));
        assert_eq!(written(NAME, ""), Ok("000    ".into()));
        assert_eq!(SATZ.empty_record(EBCDIC), [0xF0, 0xF0, 0xF0, 0x40, 0x40, 0x40, 0x40]);
    }

    #[test]
    fn a_value_that_does_not_fit_is_an_error() {
        let too_long = LayoutError::TooLong { layout: "Satz", field: "name", position: 3, max: 4, len: 5 };
        assert_eq!(written(NAME, "Maier"), Err(too_long));
        assert!(matches!(written(NUMMER, "1234"), Err(LayoutError::TooLong { max: 3, .. })));
        assert!(matches!(written(NUMMER, "1a"), Err(LayoutError::NoDigit { index: 2, .. })));
        assert!(matches!(written(NUMMER, "-1"), Err(LayoutError::NoDigit { index: 1, .. })));
    }

    #[test]
    fn only_text_is_cut() {
        let mut record = SATZ.empty_record(ASCII);
        assert_eq!(SATZ.put_cut(&mut record, NAME, b"Maier", ASCII), Ok(true));
        assert_eq!(record, b"000Maie");
        assert_eq!(SATZ.put_cut(&mut record, NAME, b"Ott", ASCII), Ok(false));
        assert_eq!(record, b"000Ott ");
        assert!(SATZ.put_cut(&mut record, NUMMER, b"1234", ASCII).is_err());
    }

    #[test]
    fn fields_are_read_back() {
        let record = b"007 Ot ";
        assert_eq!(SATZ.get(record, NUMMER), b"007");
        assert_eq!(SATZ.get(record, NAME), b" Ot ");
        assert_eq!(SATZ.text(record, NAME, ASCII), b" Ot");
        assert_eq!(SATZ.check_len(record), Ok(()));
        assert!(matches!(SATZ.check_len(b"007"), Err(LayoutError::RecordLength { expected: 7, len: 3, .. })));
    }
}
