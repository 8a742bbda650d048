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

/// Why a file that begins with these bytes may be none of these formats: what a spreadsheet made of it. None if that
/// cannot be told.
pub fn entstellt(anfang: &[u8]) -> Option<&'static str> {
    let text = anfang.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(anfang).trim_ascii_start();
    let zeile = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let beginnt = |trenner: u8| {
        [b"RE", b"LR"].iter().any(|kennung| zeile.starts_with(*kennung) && zeile.get(2) == Some(&trenner))
    };
    match zeile {
        _ if zeile.to_ascii_lowercase().starts_with(b"sep=") => {
            Some("the first line is sep=, which a spreadsheet writes for itself: leave it out")
        }
        _ if beginnt(b'\t') => Some("the columns are separated by tabs: expected ;"),
        _ if beginnt(b',') => Some("the columns are separated by commas: expected ;"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_makes_of_an_invoice_is_named() {
        for (text, says) in [("sep=;\nRE;SR1", "sep="), ("RE\tSR1", "tabs"), ("\u{feff}LR,LR1", "commas")] {
            assert!(entstellt(text.as_bytes()).is_some_and(|why| why.contains(says)), "{text:?}");
        }
        for text in ["RE;SR1", "Rechnung\nRE;SR1", "", "RECHNUNG,1"] {
            assert_eq!(entstellt(text.as_bytes()), None, "{text:?}");
        }
    }

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
