//! The text of a message, whatever its encoding.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};

use super::XmlFehler;

/// The bytes as text: as the byte order mark says, else as the XML declaration says, else UTF-8. Blanks in the place of a
/// byte order mark keep every offset of UTF-8.
///
/// # Errors
/// An encoding that nobody knows, or a byte that it does not have.
pub(crate) fn text(bytes: &[u8]) -> Result<Cow<'_, str>, XmlFehler> {
    let kodierung = match Encoding::for_bom(bytes) {
        Some((kodierung, _)) => kodierung,
        None => erklaert(bytes)?,
    };
    if kodierung == UTF_8 {
        let text = std::str::from_utf8(bytes)
            .map_err(|fehler| XmlFehler::neu(fehler.valid_up_to() as u64, "", "not a character of UTF-8"))?;
        return Ok(match text.strip_prefix('\u{feff}') {
            Some(rest) => Cow::Owned(format!("   {rest}")),
            None => Cow::Borrowed(text),
        });
    }
    let (text, kodierung, kaputt) = kodierung.decode(bytes);
    if kaputt {
        return Err(XmlFehler::neu(0, "", format!("a character that {} does not have", kodierung.name())));
    }
    Ok(text)
}

/// The encoding that the XML declaration names; UTF-8 if it names none.
fn erklaert(bytes: &[u8]) -> Result<&'static Encoding, XmlFehler> {
    let ende = bytes.windows(2).take(200).position(|paar| paar == b"?>").unwrap_or(0);
    let erklaerung = String::from_utf8_lossy(&bytes[..ende]);
    let Some((_, rest)) = erklaerung.split_once("encoding") else { return Ok(UTF_8) };
    let name = rest.trim_start_matches([' ', '=', '"', '\'']).split(['"', '\'']).next().unwrap_or_default();
    Encoding::for_label(name.as_bytes())
        .ok_or_else(|| XmlFehler::neu(0, "", format!("an encoding that nobody knows: {name}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_mark_or_the_declaration_says() {
        let latin = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>\xFC</a>";
        assert!(text(latin).expect("latin 1").contains('ü'));
        let utf16: Vec<u8> =
            [0xFF, 0xFE].into_iter().chain("<a>ü</a>".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(text(&utf16).expect("UTF-16"), "<a>ü</a>");
        assert_eq!(text("\u{feff}<a/>".as_bytes()).expect("UTF-8"), "   <a/>");
        assert_eq!(text("<?xml version='1.0' encoding='utf-8'?><a/>".as_bytes()).expect("UTF-8").len(), 42);
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(text(b"<a>\xFF").map_err(|fehler| fehler.offset), Err(3));
        assert!(text(b"<?xml version=\"1.0\" encoding=\"klingon\"?><a/>").is_err());
        assert!(text(b"\xFF\xFE<\x00\x00\xD8").is_err());
    }
}
