//! The fields of a record, and the bytes that are looked for in them.

use nom::bytes::complete::{take, take_until, take_while_m_n};
use nom::multi::fill;
use nom::sequence::terminated;
use nom::{IResult, Parser};

use super::felder::FELDER_JE_SATZ;
use charsets::edf03::CodePage;

/// The fields of a record without their separators.
pub(super) type Fields<'a> = [&'a [u8]; FELDER_JE_SATZ];

/// The fields of a record that stands by itself: the separator after the last may be missing, and blanks may follow it.
pub(super) fn fields_of(page: CodePage, record: &[u8]) -> Option<Fields<'_>> {
    let mut fields = [&[][..]; FELDER_JE_SATZ];
    let (last, ()) = fill(field(page), &mut fields[..FELDER_JE_SATZ - 1]).parse(record).ok()?;
    let (rest, end) = field(page)(last).unwrap_or((&[], last));
    fields[FELDER_JE_SATZ - 1] = end;
    trimmed(page, rest).is_empty().then_some(fields)
}

/// Nothing is said about why a parser did not match: the stream is searched, not explained.
pub(super) type Parsed<'a, T> = IResult<&'a [u8], T, ()>;

/// A field, without the separator after it.
pub(super) fn field<'a>(page: CodePage) -> impl FnMut(&'a [u8]) -> Parsed<'a, &'a [u8]> {
    let dollar = [page.dollar()];
    move |bytes| terminated(take_until(&dollar[..]), take(1usize)).parse(bytes)
}

/// A byte of this value.
pub(super) fn byte<'a>(wanted: u8) -> impl Parser<&'a [u8], Output = &'a [u8], Error = ()> {
    take_while_m_n(1, 1, move |b| b == wanted)
}

/// The digits of a code page.
pub(super) fn digits(page: CodePage) -> impl Fn(&u8) -> bool + Copy {
    let zero = page.fill().zero;
    move |byte| byte.wrapping_sub(zero) <= 9
}

/// Most characters of a value that a rejection shows.
const EXCERPT: usize = 200;

/// Bytes without the blanks at their end, which are not significant.
pub(super) fn trimmed(page: CodePage, bytes: &[u8]) -> &[u8] {
    let blank = page.fill().blank;
    match bytes.last() {
        Some(last) if *last == blank => {
            let len = bytes.iter().rposition(|&b| b != blank).map_or(0, |last| last + 1);
            &bytes[..len]
        }
        _ => bytes,
    }
}

/// Bytes as text for a message; `U+FFFD` for what is undefined, cut when long.
pub(super) fn excerpt(page: CodePage, bytes: &[u8]) -> String {
    let shown = bytes.len().min(4 * EXCERPT);
    let text = page.decode_lossy(&bytes[..shown]);
    match text.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// The Aktenzeichen of a sound record as a number.
pub(super) fn number(page: CodePage, fields: &Fields<'_>) -> u32 {
    let zero = page.fill().zero;
    let digits = trimmed(page, fields[0]).iter();
    digits.fold(0, |number, byte| 10 * number + u32::from(byte.wrapping_sub(zero) % 10))
}

/// Returns true if a sound record says that the case was handed over.
pub(super) fn is_handed_over(page: CodePage, fields: &Fields<'_>) -> bool {
    let one = page.fill().zero + 1;
    matches!(trimmed(page, fields[11]), [mark] if [page.letter(b'J'), page.letter(b'X'), one].contains(mark))
}
