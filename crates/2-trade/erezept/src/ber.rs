//! Elements of ASN.1 in BER, as signatures are packed: definite and indefinite lengths, strings cut into pieces.
//!
//! Own, because the kept readers of CMS know DER alone, where a length is always said beforehand.

/// Elements within elements; a signature has about ten levels.
const TIEFSTENS: usize = 32;

pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const OID: u8 = 0x06;
pub(crate) const UTC_TIME: u8 = 0x17;
pub(crate) const GENERALIZED_TIME: u8 = 0x18;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;
/// The bit of a tag that says that elements are within.
const ZUSAMMENGESETZT: u8 = 0x20;

/// An element.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element<'a> {
    /// The byte it begins with.
    pub(crate) tag: u8,
    /// The bytes in it.
    pub(crate) inhalt: &'a [u8],
    /// All of it, with tag and length.
    pub(crate) ganz: &'a [u8],
}

/// The first element of these bytes, and what stands after it.
pub(crate) fn erstes(bytes: &[u8]) -> Option<(Element<'_>, &[u8])> {
    lies(bytes, 0)
}

fn lies(bytes: &[u8], tiefe: usize) -> Option<(Element<'_>, &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    let (&laenge, rest) = rest.split_first()?;
    // Tags of several bytes occur in no signature.
    if tiefe > TIEFSTENS || tag & 0x1F == 0x1F {
        return None;
    }
    let (laenge, rest) = match laenge {
        0x80 if tag & ZUSAMMENGESETZT != 0 => return unbestimmt(bytes, tag, rest, tiefe),
        0..0x80 => (usize::from(laenge), rest),
        _ => {
            let (zahl, rest) = rest.split_at_checked(usize::from(laenge & 0x7F))?;
            if zahl.is_empty() || zahl.len() > 4 {
                return None;
            }
            (zahl.iter().fold(0, |summe, byte| summe << 8 | usize::from(*byte)), rest)
        }
    };
    let (inhalt, danach) = rest.split_at_checked(laenge)?;
    Some((Element { tag, inhalt, ganz: &bytes[..bytes.len() - danach.len()] }, danach))
}

/// An element that ends with two zero bytes.
fn unbestimmt<'a>(bytes: &'a [u8], tag: u8, inhalt: &'a [u8], tiefe: usize) -> Option<(Element<'a>, &'a [u8])> {
    let mut rest = inhalt;
    loop {
        if let Some(danach) = rest.strip_prefix(&[0, 0]) {
            let inhalt = &inhalt[..inhalt.len() - rest.len()];
            return Some((Element { tag, inhalt, ganz: &bytes[..bytes.len() - danach.len()] }, danach));
        }
        rest = lies(rest, tiefe + 1)?.1;
    }
}

impl<'a> Element<'a> {
    /// The elements within, one after another.
    pub(crate) fn glieder(self) -> Glieder<'a> {
        Glieder(self.inhalt)
    }

    /// The bytes of a string, which may be cut into pieces.
    pub(crate) fn zeichen(self) -> Option<Vec<u8>> {
        let mut bytes = Vec::with_capacity(self.inhalt.len());
        self.sammle(&mut bytes, 0)?;
        Some(bytes)
    }

    fn sammle(self, bytes: &mut Vec<u8>, tiefe: usize) -> Option<()> {
        if self.tag & ZUSAMMENGESETZT == 0 {
            bytes.extend_from_slice(self.inhalt);
            return Some(());
        }
        let mut glieder = self.glieder();
        while !glieder.0.is_empty() {
            let stueck = glieder.naechstes(OCTET_STRING, OCTET_STRING | ZUSAMMENGESETZT)?;
            if tiefe > TIEFSTENS {
                return None;
            }
            stueck.sammle(bytes, tiefe + 1)?;
        }
        Some(())
    }
}

/// Elements one after another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Glieder<'a>(pub(crate) &'a [u8]);

impl<'a> Glieder<'a> {
    /// The next element, whatever it is.
    pub(crate) fn irgendeins(&mut self) -> Option<Element<'a>> {
        let (element, rest) = erstes(self.0)?;
        self.0 = rest;
        Some(element)
    }

    /// The next element, which must have this tag.
    pub(crate) fn eines(&mut self, tag: u8) -> Option<Element<'a>> {
        self.naechstes(tag, tag)
    }

    /// The next element, which must have one of two tags.
    pub(crate) fn naechstes(&mut self, tag: u8, oder: u8) -> Option<Element<'a>> {
        self.irgendeins().filter(|element| element.tag == tag || element.tag == oder)
    }

    /// The next element if it has this tag.
    pub(crate) fn vielleicht(&mut self, tag: u8) -> Option<Element<'a>> {
        if self.0.first() == Some(&tag) { self.irgendeins() } else { None }
    }
}

impl<'a> Iterator for Glieder<'a> {
    type Item = Element<'a>;

    fn next(&mut self) -> Option<Element<'a>> {
        self.irgendeins()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_said_or_found() {
        let (bestimmt, rest) = erstes(&[0x30, 3, 2, 1, 5, 9]).expect("an element");
        assert_eq!((bestimmt.inhalt, rest), (&[2, 1, 5][..], &[9][..]));
        let (unbestimmt, rest) = erstes(&[0x30, 0x80, 2, 1, 5, 0, 0, 9]).expect("an element");
        assert_eq!((unbestimmt.inhalt, rest), (&[2, 1, 5][..], &[9][..]));
        assert_eq!(unbestimmt.ganz.len(), 7);
    }

    #[test]
    fn a_string_in_pieces_is_one_string() {
        let (string, _) =
            erstes(&[0x24, 0x80, 4, 1, b'a', 0x24, 0x80, 4, 2, b'b', b'c', 0, 0, 0, 0]).expect("a string");
        assert_eq!(string.zeichen().as_deref(), Some(&b"abc"[..]));
    }

    #[test]
    fn nonsense_is_nothing() {
        for bytes in [&[][..], &[0x30], &[0x30, 0x80], &[0x30, 0x80, 2], &[0x30, 5, 1], &[0x3F, 1, 1], &[4, 0x80, 0, 0]]
        {
            assert!(erstes(bytes).is_none(), "{bytes:?}");
        }
        assert!(erstes(&[0x30, 0x85, 1, 1, 1, 1, 1]).is_none());
        assert!(erstes(&[0x30, 0x80].repeat(100_000)).is_none(), "nested without end");
    }
}
