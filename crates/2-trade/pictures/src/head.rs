//! The head of a picture file.

use crate::tiff;

/// The largest picture in bytes. A page scanned in colour has a tenth of it.
pub const LARGEST: u64 = 20 << 20;
/// The longest side in pixels.
const PIXELS: u32 = 20_000;
/// Bytes at the end of a PDF within which its end mark stands.
const PDF_END: usize = 1024;
/// What a PDF does on its own, or brings along: no picture needs it.
const PDF_ACTS: [&[u8]; 5] = [b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/XFA"];

/// The kind of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// TIFF, of one page or several.
    Tiff,
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// PDF.
    Pdf,
}

impl Kind {
    /// The ends of names that say this kind, lower case.
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Kind::Tiff => &["tif", "tiff"],
            Kind::Png => &["png"],
            Kind::Jpeg => &["jpg", "jpeg"],
            Kind::Pdf => &["pdf"],
        }
    }
}

/// Why a file is no picture that is taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoPicture {
    /// Larger than any picture.
    #[error("it is larger than {} MB", LARGEST >> 20)]
    TooLarge,
    /// The first bytes are those of no kind that is taken.
    #[error("it is no TIFF, PNG, JPEG or PDF")]
    Unknown,
    /// It begins like a picture, and is none.
    #[error("it is no whole {0}: {1}")]
    Broken(&'static str, &'static str),
    /// More pixels than a scanner makes.
    #[error("it has {0} × {1} pixels: expected 1 to {PIXELS}")]
    Pixels(u32, u32),
    /// The name says another kind than the content.
    #[error("its content is {0:?}, its name says otherwise")]
    Name(Kind),
    /// The name does not begin with a PicNr.
    #[error("its name does not begin with a PicNr of 1 to 12 digits")]
    NoPicNr,
}

/// What a file is, by its content and name.
///
/// # Errors
/// Why it is no picture that is taken.
pub fn check(name: &str, bytes: &[u8]) -> Result<Kind, NoPicture> {
    if bytes.len() as u64 > LARGEST {
        return Err(NoPicture::TooLarge);
    }
    let (kind, sizes) = match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => (Kind::Png, vec![png(bytes)?]),
        [0xff, 0xd8, 0xff, ..] => (Kind::Jpeg, vec![jpeg(bytes)?]),
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => (Kind::Tiff, tiff::pages(bytes)?),
        [b'%', b'P', b'D', b'F', b'-', ..] => (Kind::Pdf, pdf(bytes)?),
        _ => return Err(NoPicture::Unknown),
    };
    if let Some((width, height)) =
        sizes.into_iter().find(|(w, h)| !(1..=PIXELS).contains(w) || !(1..=PIXELS).contains(h))
    {
        return Err(NoPicture::Pixels(width, height));
    }
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase()).unwrap_or_default();
    if !kind.extensions().contains(&extension.as_str()) {
        return Err(NoPicture::Name(kind));
    }
    crate::pic_nr_of(name).map(|_| kind).ok_or(NoPicture::NoPicNr)
}

/// Width and height.
pub(crate) type Size = (u32, u32);

fn png(bytes: &[u8]) -> Result<Size, NoPicture> {
    let broken = |why| NoPicture::Broken("PNG", why);
    if bytes.get(12..16) != Some(b"IHDR") {
        return Err(broken("its first chunk is not the header"));
    }
    if !bytes.ends_with(b"IEND\xae\x42\x60\x82") {
        return Err(broken("it is cut, or something follows it"));
    }
    let number = |at: usize| bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map(u32::from_be_bytes);
    number(16).zip(number(20)).ok_or(broken("its header is cut"))
}

/// Follows the segments up to the one that says how large the picture is.
fn jpeg(bytes: &[u8]) -> Result<Size, NoPicture> {
    let broken = |why| NoPicture::Broken("JPEG", why);
    if !bytes.ends_with(&[0xff, 0xd9]) {
        return Err(broken("it is cut, or something follows it"));
    }
    let mut at = 2;
    loop {
        let [0xff, marker, high, low] = *bytes.get(at..at + 4).ok_or(broken("it is cut"))? else {
            return Err(broken("a segment does not begin with FF"));
        };
        if marker == 0xff {
            at += 1;
            continue;
        }
        let frame = matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
        if frame {
            let number = |at: usize| bytes.get(at..at + 2).map(|b| u32::from(u16::from_be_bytes([b[0], b[1]])));
            return number(at + 7).zip(number(at + 5)).ok_or(broken("it is cut"));
        }
        if marker == 0xda {
            return Err(broken("it does not say how large it is"));
        }
        at += 2 + usize::from(u16::from_be_bytes([high, low])).max(2);
    }
}

/// A PDF states no size here; it must be whole and must not act.
fn pdf(bytes: &[u8]) -> Result<Vec<Size>, NoPicture> {
    let end = &bytes[bytes.len().saturating_sub(PDF_END)..];
    if !contains(end, b"%%EOF") {
        return Err(NoPicture::Broken("PDF", "it is cut"));
    }
    if PDF_ACTS.iter().any(|what| contains(bytes, what)) {
        return Err(NoPicture::Broken("PDF", "it runs a program or brings files along"));
    }
    Ok(Vec::new())
}

fn contains(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The smallest PNG: one pixel.
    pub(crate) const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x01\0\0\0\0\x37\x6e\xf9\x24\
        \0\0\0\nIDAT\x78\x01\x63\x60\0\0\0\x02\0\x01\x73\x75\x01\x18\0\0\0\0IEND\xae\x42\x60\x82";
    const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x04xx\xff\xc0\0\x0b\x08\0\x10\0\x20\x01\x01\x11\0\xff\xda\0\x02\xff\xd9";
    const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<<>>\n%%EOF\n";

    #[test]
    fn every_kind_is_known_by_its_content() {
        for (name, bytes, kind) in [
            ("503305647430.png", PNG, Kind::Png),
            ("503305647430-2.JPG", JPEG, Kind::Jpeg),
            ("503305647430.jpeg", JPEG, Kind::Jpeg),
            ("3305647430.pdf", PDF, Kind::Pdf),
        ] {
            assert_eq!(check(name, bytes), Ok(kind), "{name}");
        }
    }

    #[test]
    fn what_only_looks_like_a_picture_is_none() {
        let zip = [PNG, b"PK\x03\x04"].concat();
        let script = PDF.replace_once(b"/Type", b"/JavaScript");
        for (name, bytes, why) in [
            ("1.png", b"<html>".to_vec(), "it is no TIFF, PNG, JPEG or PDF"),
            ("1.png", b"MZ\x90".to_vec(), "it is no TIFF, PNG, JPEG or PDF"),
            ("1.png", b"".to_vec(), "it is no TIFF, PNG, JPEG or PDF"),
            ("1.png", PNG[..40].to_vec(), "it is no whole PNG: it is cut, or something follows it"),
            ("1.png", zip, "it is no whole PNG: it is cut, or something follows it"),
            ("1.jpg", JPEG[..20].to_vec(), "it is no whole JPEG: it is cut, or something follows it"),
            (
                "1.jpg",
                b"\xff\xd8\xff\xda\0\x02\xff\xd9".to_vec(),
                "it is no whole JPEG: it does not say how large it is",
            ),
            ("1.pdf", script, "it is no whole PDF: it runs a program or brings files along"),
            ("1.pdf", b"%PDF-1.4\n".to_vec(), "it is no whole PDF: it is cut"),
            ("1.jpg", PNG.to_vec(), "its content is Png, its name says otherwise"),
            ("scan.png", PNG.to_vec(), "its name does not begin with a PicNr of 1 to 12 digits"),
            ("1.png", vec![0; LARGEST as usize + 1], "it is larger than 20 MB"),
        ] {
            assert_eq!(check(name, &bytes).map_err(|e| e.to_string()), Err(why.to_owned()));
        }
        let mut huge = PNG.to_vec();
        huge[16..20].copy_from_slice(&1_000_000_u32.to_be_bytes());
        assert_eq!(check("1.png", &huge), Err(NoPicture::Pixels(1_000_000, 1)));
    }

    trait ReplaceOnce {
        fn replace_once(&self, what: &[u8], by: &[u8]) -> Vec<u8>;
    }

    impl ReplaceOnce for [u8] {
        fn replace_once(&self, what: &[u8], by: &[u8]) -> Vec<u8> {
            let at = self.windows(what.len()).position(|window| window == what).expect("it is there");
            [&self[..at], by, &self[at + what.len()..]].concat()
        }
    }

    proptest::proptest! {
        /// No bytes stop it, and none make it read for ever.
        #[test]
        fn any_bytes_have_an_answer(head in 0..4usize, rest in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let heads: [&[u8]; 4] = [&PNG[..8], b"\xff\xd8\xff", b"II\x2a\0", b"MM\0\x2a"];
            let _ = check("1.tif", &[heads[head], &rest].concat());
        }
    }
}
