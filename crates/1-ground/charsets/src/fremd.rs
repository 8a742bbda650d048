//! Files that are something else than text or records, known by their first bytes: named, so that whoever delivered one
//! knows at once what to do.

/// What a file is instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fremd {
    /// What it is, with its article.
    pub was: &'static str,
    /// What to do about it.
    pub rat: &'static str,
}

impl std::fmt::Display for Fremd {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "this is {}; {}", self.was, self.rat)
    }
}

const AUSPACKEN: &str = "unpack it and deliver what is in it";
const ALS_CSV: &str = "save the sheet as CSV and deliver that";
const ALS_UTF8: &str = "save it as UTF-8 and deliver that";
const ENTSCHLUESSELN: &str = "decrypt it and deliver what is in it";
const ANDERS: &str = "ask the sender for the data file itself";

/// First bytes, and what begins with them.
const ANFAENGE: &[(&[u8], &str, &str)] = &[
    (b"\x1f\x8b", "a gzip file", AUSPACKEN),
    (b"PK\x03\x04", "a zip file", AUSPACKEN),
    (b"PK\x05\x06", "an empty zip file", AUSPACKEN),
    (b"BZh", "a bzip2 file", AUSPACKEN),
    (b"\xfd7zXZ\0", "an xz file", AUSPACKEN),
    (b"\x28\xb5\x2f\xfd", "a zstd file", AUSPACKEN),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip file", AUSPACKEN),
    (b"Rar!\x1a\x07", "a RAR file", AUSPACKEN),
    (b"\x1f\x9d", "a file of compress", AUSPACKEN),
    (b"%PDF", "a PDF file", ANDERS),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Excel or Word file of the old form", ALS_CSV),
    (b"-----BEGIN PGP", "a PGP file", ENTSCHLUESSELN),
    (b"\x89PNG\r\n", "a picture (PNG)", ANDERS),
    (b"\xff\xd8\xff", "a picture (JPEG)", ANDERS),
    (b"II*\0", "a picture (TIFF)", ANDERS),
    (b"MM\0*", "a picture (TIFF)", ANDERS),
    (b"\xff\xfe", "a text in UTF-16", ALS_UTF8),
    (b"\xfe\xff", "a text in UTF-16", ALS_UTF8),
    (b"SQLite format 3\0", "an SQLite database", ANDERS),
];

/// What a file is, if it is none of ours. Text, records and tape images are not told apart here.
pub fn erkenne(bytes: &[u8]) -> Option<Fremd> {
    if bytes.starts_with(b"PK\x03\x04") && enthaelt(bytes, b"xl/") {
        return Some(Fremd { was: "an Excel workbook", rat: ALS_CSV });
    }
    if let Some((_, was, rat)) = ANFAENGE.iter().find(|(anfang, _, _)| bytes.starts_with(anfang)) {
        return Some(Fremd { was, rat });
    }
    if html(bytes) {
        return Some(Fremd { was: "an HTML page", rat: "perhaps the error page of a server: fetch the file again" });
    }
    if pgp_paket(bytes) {
        return Some(Fremd { was: "a PGP file", rat: ENTSCHLUESSELN });
    }
    if bytes.get(2..8) == Some(b"\xc9\xd5\xd4\xd9\xf0\xf1") {
        let rat = "RECEIVE it on the mainframe and deliver the data set itself";
        return Some(Fremd { was: "an XMIT file (TSO TRANSMIT)", rat });
    }
    if het(bytes) {
        let rat = "convert it to an uncompressed AWSTAPE image";
        return Some(Fremd { was: "a compressed HET tape image", rat });
    }
    None
}

/// Returns true if the beginning of a file holds these bytes; a workbook names its parts there.
fn enthaelt(bytes: &[u8], was: &[u8]) -> bool {
    bytes[..bytes.len().min(1 << 14)].windows(was.len()).any(|fenster| fenster == was)
}

fn html(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let anfang = text[..text.len().min(16)].to_ascii_lowercase();
    [&b"<!doctype html"[..], b"<html", b"<head", b"<body"].iter().any(|marke| anfang.starts_with(marke))
}

/// A session key encrypted for somebody, version 3: the packet that binary PGP messages begin with.
fn pgp_paket(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [0x84, _, 3, ..]
            | [0x85, _, _, 3, ..]
            | [0xc1, _, 3, ..]
            | [0xc1, 0xc0..=0xdf, _, 3, ..]
            | [0x8c | 0xc3, 4..=64, 4, ..]
    )
}

/// A header of an AWSTAPE block whose first flags name a method of compression: length, length of the block before (none),
/// whole block.
fn het(bytes: &[u8]) -> bool {
    let [l0, l1, 0, 0, art, _, ..] = *bytes else { return false };
    (l0, l1) != (0, 0) && art & 0xa0 == 0xa0 && matches!(art & 0x03, 1 | 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_known_by_its_first_bytes() {
        for (bytes, was) in [
            (&b"\x1f\x8b\x08\0"[..], "a gzip file"),
            (b"PK\x03\x04\x14\0", "a zip file"),
            (b"PK\x03\x04....xl/workbook.xml", "an Excel workbook"),
            (b"%PDF-1.7", "a PDF file"),
            (b"  <!DOCTYPE html><html>", "an HTML page"),
            (b"\xef\xbb\xbf<HTML>", "an HTML page"),
            (b"-----BEGIN PGP MESSAGE-----", "a PGP file"),
            (b"\x85\x02\x0c\x03abc", "a PGP file"),
            (b"\x50\xe0\xc9\xd5\xd4\xd9\xf0\xf1", "an XMIT file (TSO TRANSMIT)"),
            (b"\x50\0\0\0\xa1\0xyz", "a compressed HET tape image"),
        ] {
            assert_eq!(erkenne(bytes).map(|fremd| fremd.was), Some(was), "{bytes:?}");
        }
        assert_eq!(erkenne(b"\x1f\x8b").expect("gzip").to_string(), format!("this is a gzip file; {AUSPACKEN}"));
    }

    #[test]
    fn what_is_ours_is_not_taken_for_it() {
        for bytes in [
            &b""[..],
            b"10000001$7$01011950$",
            b"\xf1\xf0\xf0\xf0\xf0\xf0\xf0\xf1\x5b",
            b"VOL1BG28",
            b"\xe5\xd6\xd3\xf1",
            b"\x50\0\0\0\xa0\0VOL1",
            b"0128AGK",
            b"\x00\x96\0\0\xc1",
            b"RE;SR1;",
            b"LR;LR1;",
            b"art;pic_nr;",
            b"<?xml version=\"1.0\"?>",
            "Ärzte;".as_bytes(),
        ] {
            assert_eq!(erkenne(bytes), None, "{bytes:?}");
        }
    }
}
