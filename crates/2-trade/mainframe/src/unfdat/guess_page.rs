//! Whether the bytes of a delivery contradict the configured code page.
//!
//! A wrong code page would not always show as rejected records: in another EBCDIC `Müller` becomes `M}ller` or `MÙller`,
//! and nobody can be found by that name. So the first records are looked at before any is taken:
//!
//! * There are no records in the configured family (EBCDIC or ASCII), but there are in the other.
//! * Words of names and addresses make sense in another code page of the family and none in this one. A word makes
//!   sense if it has a letter beyond A–Z and is written as words are: `Müller`, `MÜLLER`, not `MÙller`, `M}ller`.
//!
//! Only a clear contradiction refuses a file: at least [`FEWEST`] records with such a word, hardly any that makes sense
//! in the configured code page only, and hardly any that makes none in the other.

use super::fehler::UnfdatFehler;
use super::stream::{Piece, Stream};
use super::{fields, head};
use charsets::edf03::CodePage;

/// Bytes that are looked at.
pub(super) const SAMPLE: usize = 1 << 19;
/// Records with a word that makes sense only in another code page.
const FEWEST: usize = 2;
/// One word to the contrary is taken for damage among so many.
const HARDLY_ANY: usize = 20;
/// Letters of the shortest word that makes sense.
const SHORTEST: usize = 3;
/// Fields with words: vorname, zusatz, name, strasse, ort.
const WORDS: [usize; 5] = [4, 5, 6, 7, 10];
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Checks a DFÜ stream.
///
/// # Errors
/// The code page it is likely in, or that it has no separator of the configured one.
pub(super) fn check_stream(datei: &str, page: CodePage, bytes: &[u8]) -> Result<(), UnfdatFehler> {
    if Stream::new(bytes, page).is_empty() {
        return Ok(());
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    if page == CodePage::Windows1252 && bytes.starts_with(BOM) {
        return Err(other(datei, page, CodePage::Utf8));
    }
    contradiction(page, |page| stream_records(sample, page).collect())
        .map_or(Ok(()), |likely| Err(other(datei, page, likely)))?;
    if bytes.contains(&page.dollar()) {
        return Ok(());
    }
    Err(UnfdatFehler::KeinTrenner { datei: datei.to_owned(), page, dollar: page.dollar(), len: bytes.len() })
}

/// The code page that records are likely in; none where there are none. `records` gives those found in a code page.
/// Where nothing tells, it is the usual one of EBCDIC or ASCII.
pub(super) fn likely<'b>(records: impl Fn(CodePage) -> Vec<&'b [u8]>) -> Option<CodePage> {
    [true, false].into_iter().find_map(|ebcdic| {
        let usual = family(ebcdic).next()?;
        let found = records(usual);
        (!found.is_empty()).then(|| most_sense(ebcdic, &found).unwrap_or(usual))
    })
}

/// The records that a stream of this code page begins with.
pub(super) fn stream_records(sample: &[u8], page: CodePage) -> impl Iterator<Item = &[u8]> {
    Stream::new(sample, page).filter_map(|piece| match piece {
        Piece::Record { offset, end, .. } => Some(&sample[offset..end]),
        Piece::Broken(_) => None,
    })
}

/// Checks the records of a tape.
///
/// # Errors
/// The code page they are likely in.
pub(super) fn check<'b>(
    datei: &str,
    page: CodePage,
    sample: impl Iterator<Item = &'b [u8]>,
) -> Result<(), UnfdatFehler> {
    let records: Vec<&[u8]> = sample.collect();
    contradiction(page, |page| with_head(page, &records)).map_or(Ok(()), |likely| Err(other(datei, page, likely)))
}

/// Those of the records that begin with a head in this code page.
pub(super) fn with_head<'b>(page: CodePage, records: &[&'b [u8]]) -> Vec<&'b [u8]> {
    records.iter().copied().filter(|record| head::is_head(page, record)).collect()
}

fn other(datei: &str, page: CodePage, wahrscheinlich: CodePage) -> UnfdatFehler {
    UnfdatFehler::AndererZeichensatz { datei: datei.to_owned(), page, wahrscheinlich }
}

/// The code page that records are likely in, if they contradict `page`. `records` gives those found in a code page.
fn contradiction<'b>(page: CodePage, records: impl Fn(CodePage) -> Vec<&'b [u8]>) -> Option<CodePage> {
    let ours = records(page);
    if !ours.is_empty() {
        return family(page.is_ebcdic()).find(|other| *other != page && contradicts(page, *other, &ours));
    }
    let usual = family(!page.is_ebcdic()).next()?;
    let theirs = records(usual);
    (!theirs.is_empty()).then(|| most_sense(!page.is_ebcdic(), &theirs).unwrap_or(usual))
}

/// The code page of a family in which the words make the most sense; none if they make none in any.
fn most_sense(ebcdic: bool, records: &[&[u8]]) -> Option<CodePage> {
    let sense = |page| {
        let Sense { good, bad } = Sense::of_records(page, records);
        good.saturating_sub(bad)
    };
    let (sense, page) = family(ebcdic).map(|page| (sense(page), page)).reduce(|a, b| if b.0 > a.0 { b } else { a })?;
    (sense > 0).then_some(page)
}

/// The code pages of EBCDIC or of ASCII, the usual one first.
fn family(ebcdic: bool) -> impl Iterator<Item = CodePage> + Clone {
    let usual = if ebcdic { CodePage::Edf03Drv } else { CodePage::Utf8 };
    let others = CodePage::ALL.iter().copied().filter(move |page| page.is_ebcdic() == ebcdic && *page != usual);
    std::iter::once(usual).chain(others)
}

fn contradicts(page: CodePage, other: CodePage, records: &[&[u8]]) -> bool {
    let (mut for_other, mut for_page, mut odd, mut speaking) = (0, 0, 0, 0);
    for record in records {
        let before = for_other;
        let fields = fields::fields_of(page, record).unwrap_or_default();
        for field in WORDS.map(|nr| fields[nr]).into_iter().filter(|field| !is_plain(page, field)) {
            let (here, there) = (Sense::of_field(page, field), Sense::of_field(other, field));
            for_other += usize::from(there.made() && here.bad > 0);
            for_page += usize::from(here.made() && there.bad > 0);
            odd += usize::from(there.bad > 0);
        }
        speaking += usize::from(for_other > before);
    }
    let hardly_any = |count: usize| count * HARDLY_ANY <= for_other;
    speaking >= FEWEST && hardly_any(for_page) && hardly_any(odd)
}

/// How much sense words make in a code page.
#[derive(Clone, Copy, Debug, Default)]
struct Sense {
    /// Words with a letter beyond A–Z, written as words are.
    good: usize,
    /// Words that have signs or undefined bytes among their letters, or capitals after small letters.
    bad: usize,
}

impl Sense {
    fn of_records(page: CodePage, records: &[&[u8]]) -> Self {
        let mut sense = Sense::default();
        for record in records {
            let fields = fields::fields_of(page, record).unwrap_or_default();
            WORDS.into_iter().filter(|nr| !is_plain(page, fields[*nr])).for_each(|nr| sense.field(page, fields[nr]));
        }
        sense
    }

    fn of_field(page: CodePage, field: &[u8]) -> Self {
        let mut sense = Sense::default();
        sense.field(page, field);
        sense
    }

    fn made(self) -> bool {
        self.good > 0 && self.bad == 0
    }

    fn field(&mut self, page: CodePage, field: &[u8]) {
        page.decode_lossy(field).split(between_words).for_each(|word| self.word(word));
    }

    fn word(&mut self, word: &str) {
        let plain = word.bytes().all(|b| b.is_ascii_alphabetic());
        if plain || !word.bytes().any(|b| b.is_ascii_alphabetic()) {
            return;
        }
        let small = word.chars().skip(1).all(char::is_lowercase);
        let capital = word.chars().all(|c| c.is_uppercase() || c == 'ß');
        if word.chars().count() >= SHORTEST && word.chars().all(char::is_alphabetic) && (small || capital) {
            self.good += 1;
        } else {
            self.bad += 1;
        }
    }
}

/// Whether all bytes mean the same in every code page of the family: letters A–Z, digits, blanks, points, hyphens.
fn is_plain(page: CodePage, field: &[u8]) -> bool {
    if !page.is_ebcdic() {
        return field.is_ascii();
    }
    let letter =
        |b: &u8| matches!(b, 0x81..=0x89 | 0x91..=0x99 | 0xA2..=0xA9 | 0xC1..=0xC9 | 0xD1..=0xD9 | 0xE2..=0xE9);
    field.iter().all(|b| letter(b) || matches!(b, 0xF0..=0xF9 | 0x40 | 0x4B | 0x60))
}

fn between_words(character: char) -> bool {
    character.is_ascii_digit() || matches!(character, ' ' | '-' | '.' | '/' | ',' | '\'' | '(' | ')' | '&')
}
