//! Which of the invoice formats a file has, told from its first line.

/// A format of invoice files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rechnungsformat {
    /// A collective invoice for prescriptions, [`crate::sammelrechnung`].
    Sr1,
    /// An invoice of a facility for care services, [`crate::leistungsrechnung`].
    Lr1,
    /// An invoice of e-prescriptions, or a document of one: FHIR in XML.
    Ta7,
}

/// The format of a file that begins with these bytes; none if it begins with neither `RE`, `LR` nor `<`.
pub fn erkenne(anfang: &[u8]) -> Option<Rechnungsformat> {
    let text = anfang.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(anfang).trim_ascii_start();
    if text.starts_with(b"<") {
        return Some(Rechnungsformat::Ta7);
    }
    let kennung: Vec<u8> = text.iter().take_while(|&&b| b != b';').filter(|&&b| b != b'"').copied().collect();
    match kennung.trim_ascii() {
        b"RE" => Some(Rechnungsformat::Sr1),
        b"LR" => Some(Rechnungsformat::Lr1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_column_tells() {
        for (text, format) in [
            ("RE;SR1;x", Some(Rechnungsformat::Sr1)),
            ("\u{feff}LR;LR1;x", Some(Rechnungsformat::Lr1)),
            ("\r\n\"LR\";LR1", Some(Rechnungsformat::Lr1)),
            ("\u{feff}<?xml version=\"1.0\"?>", Some(Rechnungsformat::Ta7)),
            ("LP;1", None),
            ("", None),
            ("art;pic_nr", None),
        ] {
            assert_eq!(erkenne(text.as_bytes()), format, "{text:?}");
        }
    }
}
