//! Records that are sound at first sight, as nearly all are: cut, checked and noted in one look at their bytes.
//!
//! Recognises the common, faultless records with as few branches as possible. Anything doubtful goes the slow way
//! through [`Stream`](super::stream::Stream) and [`Check`](super::check::Check), which agree with this one. Digits and separators are looked for eight bytes at a time.

use super::felder::{FELDER, FELDER_JE_SATZ};
use charsets::edf03::{Bytes, CodePage};

/// The texts and `abgegeben`: the fields after the head.
const TEXTS: usize = 8;
/// Most characters of each, as the layout has them.
const LONGEST: [usize; TEXTS] = {
    let mut longest = [0; TEXTS];
    let mut nr = 0;
    while nr < TEXTS {
        longest[nr] = FELDER[FELDER_JE_SATZ - TEXTS + nr].len;
        nr += 1;
    }
    longest
};
/// Bytes in which the texts of a record must end, from the separator before them on.
const WINDOW: usize = 2 * BLOCK;
/// Bytes whose separators are told as the bits of one word.
const BLOCK: usize = 64;
/// Days of the months 1 to 12 in common years.
const DAYS: [u32; 16] = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0, 0, 0];

const LOW_BITS: u64 = u64::from_le_bytes([0x7F; 8]);
const HIGH_HALVES: u64 = u64::from_le_bytes([0xF0; 8]);
const SIXES: u64 = u64::from_le_bytes([6; 8]);

/// The bytes by which a plain record is known in a code page.
#[derive(Clone, Copy)]
pub(super) struct Plain {
    bytes: &'static Bytes,
    dollar: u8,
    blank: u8,
    zero: u8,
    germany: u8,
    yes: u8,
    no: u8,
}

/// How the row of a sound record is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Schrift {
    /// Each byte is a character of ASCII.
    Ascii,
    /// Some characters take more bytes in UTF-8.
    Breit,
    /// Field by field: there are blanks at the end of one, characters to be quoted, a PLZ of zeros, no separator at the
    /// end, or a value that is sound only on a closer look.
    Feldweise,
}

/// A record that is sound at first sight.
pub(super) struct Found {
    pub(super) aktenzeichen: u32,
    pub(super) abgegeben: bool,
    pub(super) schrift: Schrift,
    /// Its length with the last separator.
    pub(super) laenge: usize,
}

/// The first four fields of a record, without blanks at the end of one.
#[derive(Clone, Copy)]
pub(super) struct Head {
    aktenzeichen: u32,
    /// Whether both dates are in the calendar or empty.
    dated: bool,
    /// Their length with the separators.
    len: usize,
}

impl Plain {
    pub(super) fn new(page: CodePage) -> Self {
        let fill = page.fill();
        let [germany, yes, no] = [b'D', b'J', b'N'].map(|letter| page.letter(letter));
        Plain { bytes: page.bytes(), dollar: page.dollar(), blank: fill.blank, zero: fill.zero, germany, yes, no }
    }

    /// The record with this head at the beginning of these bytes, if it is sound at first sight and not near their end.
    pub(super) fn record(&self, Head { aktenzeichen, dated, len }: Head, bytes: &[u8]) -> Option<Found> {
        let window = bytes.get(len - 1..)?.first_chunk::<WINDOW>()?;
        let ends = self.separators(window)?;
        let field = |nr: usize| &window[ends[nr] + 1..ends[nr + 1]];
        let (lkz, plz, abgegeben) = (field(4), field(5), field(7));
        let fits = (0..TEXTS).fold(true, |fits, nr| fits & (ends[nr + 1] - ends[nr] <= LONGEST[nr] + 1));
        let trimmed = ends[1..].iter().fold(true, |trimmed, end| trimmed & (window[end - 1] != self.blank));
        let sound = dated
            && fits
            && trimmed
            && (plz.is_empty() || lkz == [self.germany] && self.is_german_postcode(plz))
            && (abgegeben.is_empty() || abgegeben == [self.yes] || abgegeben == [self.no]);
        let schrift = match self.bytes.seen(&window[..ends[TEXTS]]) {
            0 => Schrift::Ascii,
            Bytes::WIDE => Schrift::Breit,
            _ => return None,
        };
        let abgegeben = abgegeben == [self.yes];
        sound.then_some(Found { aktenzeichen, abgegeben, schrift, laenge: len + ends[TEXTS] })
    }

    /// The head at the beginning of these bytes: N8, N1, and two dates that may be empty.
    pub(super) fn head(&self, bytes: &[u8]) -> Option<Head> {
        let (number, rest) = bytes.split_first_chunk()?;
        let ([before, pz, after], rest) = rest.split_first_chunk()?;
        let aktenzeichen = self.number(*number)?;
        if *before != self.dollar || *after != self.dollar || pz.wrapping_sub(self.zero) > 9 {
            return None;
        }
        let (first, rest) = self.date(rest)?;
        let (second, rest) = self.date(rest)?;
        Some(Head { aktenzeichen, dated: first && second, len: bytes.len() - rest.len() })
    }

    /// Whether the date that stands here is in the calendar or empty, and what is behind its separator.
    fn date<'b>(&self, bytes: &'b [u8]) -> Option<(bool, &'b [u8])> {
        if let [first, rest @ ..] = bytes
            && *first == self.dollar
        {
            return Some((true, rest));
        }
        match bytes.split_first_chunk()? {
            (digits, [end, rest @ ..]) if *end == self.dollar => Some((is_date(self.number(*digits)?), rest)),
            _ => None,
        }
    }

    /// The number of eight digits: of each two neighbours the number, then of each two of these, then of both.
    fn number(&self, digits: [u8; 8]) -> Option<u32> {
        let values = u64::from_le_bytes(digits) ^ u64::from_le_bytes([self.zero; 8]);
        if (values | values.wrapping_add(SIXES)) & HIGH_HALVES != 0 {
            return None; // a byte that is no digit leaves more than 9
        }
        let pairs = (values.wrapping_mul(10) + (values >> 8)) & 0x00FF_00FF_00FF_00FF;
        let fours = (pairs.wrapping_mul(100) + (pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
        Some((fours.wrapping_mul(10_000) + (fours >> 32)) as u32)
    }

    /// Where the separators stand: the one that the window begins with, and those after the texts.
    fn separators(&self, window: &[u8; WINDOW]) -> Option<[usize; TEXTS + 1]> {
        let (blocks, _) = window.as_chunks::<BLOCK>();
        let mut blocks = (0..).step_by(BLOCK).zip(blocks);
        let (mut begin, mut left) = (0, 0);
        let mut places = [0; TEXTS + 1];
        for place in &mut places {
            while left == 0 {
                let (next, block) = blocks.next()?;
                (begin, left) = (next, self.separators_of(block));
            }
            *place = begin + left.trailing_zeros() as usize;
            left &= left - 1;
        }
        Some(places)
    }

    /// A bit for each byte that is a separator. Of eight bytes the highest bits are gathered by a multiplication, which
    /// moves each to its place in the highest byte.
    fn separators_of(&self, block: &[u8; BLOCK]) -> u64 {
        let dollars = u64::from_le_bytes([self.dollar; 8]);
        block.as_chunks().0.iter().rev().fold(0, |bits, eight| {
            let hits = zero_bytes(u64::from_le_bytes(*eight) ^ dollars) >> 7;
            bits << 8 | hits.wrapping_mul(0x0102_0408_1020_4080) >> 56
        })
    }

    /// Five digits; no German postcode begins with two zeros.
    fn is_german_postcode(&self, plz: &[u8]) -> bool {
        let digits = plz.iter().fold(true, |all, byte| all & (byte.wrapping_sub(self.zero) <= 9));
        plz.len() == 5 && digits && !plz.starts_with(&[self.zero; 2])
    }
}

/// The highest bit of each byte that is zero.
fn zero_bytes(word: u64) -> u64 {
    !(((word & LOW_BITS) + LOW_BITS) | word | LOW_BITS)
}

/// Returns true if the number of eight digits TTMMJJJJ is a date, as [`domain::datum`] has them.
fn is_date(number: u32) -> bool {
    let (day, month, year) = (number / 1_000_000, number / 10_000 % 100, number % 10_000);
    let leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0));
    let days = DAYS.get(month as usize).map_or(0, |days| days + u32::from(leap & (month == 2)));
    (1..=days).contains(&day) & (1850..=2150).contains(&year)
}

#[cfg(test)]
mod tests {
    use domain::datum;

    use super::*;

    const RECORD: &str = "10002536$8$19011979$12062004$Josef$$Meyer$Weg 1$D$89073$Ulm$J$";

    /// What is found in this text, with as much behind it as the window needs.
    fn found(text: &str) -> Option<Found> {
        record(&format!("{text}{}", ".".repeat(WINDOW)))
    }

    fn record(text: &str) -> Option<Found> {
        let plain = Plain::new(CodePage::Windows1252);
        plain.record(plain.head(text.as_bytes())?, text.as_bytes())
    }

    #[test]
    fn dates_are_those_of_the_calendar() {
        for year in 1840..=2160 {
            for (day, month) in (0..100).flat_map(|day| (0..100).map(move |month| (day, month))) {
                let number = 1_000_000 * day + 10_000 * month + year;
                assert_eq!(is_date(number), datum::aus_ttmmjjjj(&format!("{number:08}")).is_some(), "{number:08}");
            }
        }
    }

    #[test]
    fn eight_digits_are_a_number_and_no_other_bytes_are() {
        for page in [CodePage::Edf03Drv, CodePage::Windows1252] {
            let (plain, zero) = (Plain::new(page), page.fill().zero);
            for number in (0..100_000_000).step_by(9_973).chain([99_999_999]) {
                let digits: Vec<u8> = format!("{number:08}").bytes().map(|digit| digit - b'0' + zero).collect();
                assert_eq!(plain.number(digits.try_into().expect("eight")), Some(number));
            }
            for (at, byte) in (0..8).flat_map(|at| (0..=255u8).map(move |byte| (at, byte))) {
                let mut digits = [zero + 9; 8];
                digits[at] = byte;
                assert_eq!(plain.number(digits).is_some(), (zero..=zero + 9).contains(&byte), "{byte:02X} at {at}");
            }
        }
    }

    #[test]
    fn a_byte_is_a_separator_or_not_whatever_its_neighbours() {
        for (at, byte) in (0..8).flat_map(|at| (0..=255u8).map(move |byte| (at, byte))) {
            let mut bytes = [0; 8];
            bytes[at] = byte;
            let zeros = bytes.map(|byte| if byte == 0 { 0x80 } else { 0 });
            assert_eq!(zero_bytes(u64::from_le_bytes(bytes)).to_le_bytes(), zeros);
        }
    }

    #[test]
    fn separators_are_found_wherever_they_stand() {
        let plain = Plain::new(CodePage::Windows1252);
        for places in (0..=WINDOW - 9).map(|first| std::array::from_fn(|nr| if nr == 0 { 0 } else { first + nr })) {
            let mut window = [b'.'; WINDOW];
            places.iter().for_each(|place: &usize| window[*place] = b'$');
            assert_eq!(plain.separators(&window), Some(places));
            window[places[4]] = b'%';
            assert_eq!(plain.separators(&window), None);
        }
    }

    #[test]
    fn a_plain_record_is_found_with_its_length() {
        let full = found(RECORD).expect("a plain record");
        assert_eq!((full.aktenzeichen, full.abgegeben, full.laenge), (10_002_536, true, RECORD.len()));
        assert_eq!(full.schrift, Schrift::Ascii);
        let bare = found("10002536$8$$$A$$B$$$$$$").expect("a plain record");
        assert_eq!((bare.abgegeben, bare.laenge), (false, 23));
        assert!(record(RECORD).is_none(), "the end of the data is near");
    }

    #[test]
    fn what_needs_a_closer_look_is_left() {
        for (from, to) in [
            ("10002536", "1000253"),
            ("$8$", "$$"),
            ("19011979", "31021979"),
            ("19011979", "1901197"),
            ("12062004", "12062004 "),
            ("Josef", "Josef "),
            ("Josef", "Jos\u{9}ef"),
            ("Josef", "Josef Maria der Erste"),
            ("Meyer", "\"Meyer\""),
            ("$D$", "$A$"),
            ("89073", "8907"),
            ("89073", "00123"),
            ("$J$", "$X$"),
            ("$J$", "$J"),
        ] {
            assert!(found(&RECORD.replacen(from, to, 1)).is_none(), "{from} -> {to}");
        }
    }
}
