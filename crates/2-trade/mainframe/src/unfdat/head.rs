//! The shapes that tell records apart: line breaks and the head of a record.

use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::{take_while, take_while_m_n};
use nom::combinator::{opt, recognize};
use nom::multi::many0_count;
use nom::sequence::terminated;

use super::fields::{Parsed, byte, digits, trimmed};
use charsets::edf03::CodePage;

/// Length of the Aktenzeichen, the first field of a record.
pub(super) const AKTENZEICHEN: usize = 8;
/// Length of a date, if there is one.
const DATUM: usize = 8;

/// How many bytes of line breaks stand here: those of the code page, and in EBCDIC also those that a transfer may have
/// put in.
pub(super) fn line_breaks(page: CodePage, bytes: &[u8]) -> usize {
    match bytes.first() {
        Some(byte) if !digits(page)(byte) => breaks(page, bytes).map_or(0, |(_, breaks)| breaks.len()),
        _ => 0,
    }
}

fn breaks(page: CodePage, bytes: &[u8]) -> Parsed<'_, &[u8]> {
    let ebcdic = alt((byte(0x15), byte(0x25), recognize((byte(0x0D), alt((byte(0x25), byte(0x15)))))));
    let ascii = alt((byte(b'\n'), recognize((byte(b'\r'), byte(b'\n')))));
    if page.is_ebcdic() {
        recognize(many0_count(alt((ebcdic, ascii)))).parse(bytes)
    } else {
        recognize(many0_count(ascii)).parse(bytes)
    }
}

/// Whether the first four fields of a record stand here, by their shape: N8, N1, and two dates that may be empty.
pub(super) fn is_head(page: CodePage, bytes: &[u8]) -> bool {
    head(page, bytes).is_ok()
}

fn head(page: CodePage, bytes: &[u8]) -> Parsed<'_, ()> {
    let is_digit = digits(page);
    let number = |len| terminated(take_while_m_n(len, len, move |b| is_digit(&b)), end_of_field(page));
    let date = || terminated(opt(take_while_m_n(DATUM, DATUM, move |b| is_digit(&b))), end_of_field(page));
    (number(AKTENZEICHEN), number(1), date(), date()).map(|_| ()).parse(bytes)
}

/// Blanks that do not count, then the separator.
fn end_of_field<'a>(page: CodePage) -> impl Parser<&'a [u8], Output = (), Error = ()> {
    let blank = page.fill().blank;
    let blanks = take_while(move |b| b == blank);
    (blanks, byte(page.dollar())).map(|_| ())
}

/// Whether the first fields from here on are a head with one fault: a wrong value, or a separator lost or too many.
pub(super) fn is_damaged_head(page: CodePage, fields: &[&[u8]]) -> bool {
    let fields: Vec<&[u8]> = fields.iter().map(|f| trimmed(page, f)).collect();
    let all_digits = |f: &[u8]| f.iter().all(digits(page));
    let number = |i: usize, len: usize| fields.get(i).is_some_and(|f| f.len() == len && all_digits(f));
    let date = |i: usize| number(i, DATUM) || number(i, 0);

    let wrong_value = [number(0, AKTENZEICHEN), number(1, 1), date(2), date(3)].iter().filter(|ok| !**ok).count() == 1;
    let separator_after_aktenzeichen = fields.first().and_then(|f| f.get(..AKTENZEICHEN)).is_some_and(all_digits);
    let separator_in_aktenzeichen = match fields[..] {
        // The separator was put between the digits, or in the place of one of them.
        [a, b, ..] => {
            let digits = a.len() + b.len();
            (digits == AKTENZEICHEN || digits == AKTENZEICHEN - 1)
                && (all_digits(a) && all_digits(b) && number(2, 1) && date(3) && date(4))
        }
        _ => false,
    };
    wrong_value || separator_after_aktenzeichen || separator_in_aktenzeichen
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: CodePage = CodePage::Utf8;

    #[test]
    fn a_head_is_known_by_its_shape() {
        for text in ["10002536$8$19011979$12062004$Josef$", "10002536$8$$$", "10002536  $8 $   $12062004$"] {
            assert!(is_head(PAGE, text.as_bytes()), "{text}");
        }
        for text in
            ["1000253$8$$$", "100025368$8$$$", "10002536$$$$", "10002536$8$190179$$", "10002536$8$x$$", "10002536$8$"]
        {
            assert!(!is_head(PAGE, text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn a_head_with_one_fault_is_still_known() {
        for text in [
            "1000253x$8$19011979$12062004$",
            "10002536$x$$$",
            "10002536$8$1901$12062004$",
            "100025368$19011979$$Josef$",
            "10002536$819011979$12062004$Josef$",
            "10002536$$8$19011979$",
            "1000$536$8$19011979$$",
            "$0002536$8$$$",
        ] {
            let fields: Vec<&[u8]> = text.trim_end_matches('$').split('$').map(str::as_bytes).collect();
            let mut padded = fields.clone();
            padded.resize(5.max(fields.len()), b"");
            assert!(is_damaged_head(PAGE, &padded), "{text}");
        }
        for text in
            ["J$10002536$8$19011979$12062004", "8$19011979$12062004$Josef$", "Ulm$$10002536$8$19011979", "", "$$$$"]
        {
            let fields: Vec<&[u8]> = text.split('$').map(str::as_bytes).collect();
            assert!(!is_damaged_head(PAGE, &fields), "{text}");
        }
    }

    #[test]
    fn line_breaks_are_those_of_the_code_page() {
        for bytes in [&b"\x15"[..], b"\x25", b"\x0D\x25", b"\x0D\x15", b"\x0A", b"\x0D\x0A", b"\x15\x15"] {
            assert_eq!(line_breaks(CodePage::Edf03Drv, &[bytes, b"\xF1"].concat()), bytes.len());
        }
        assert_eq!(line_breaks(CodePage::Edf03Drv, b"\x0D\xF1"), 0);
        assert_eq!(line_breaks(CodePage::Windows1252, b"\r\n\n%1"), 3);
        assert_eq!(line_breaks(CodePage::Utf8, b""), 0);
    }
}
