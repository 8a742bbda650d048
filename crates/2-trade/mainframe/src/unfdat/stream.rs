//! Cutting the stream into records.
//!
//! The end of a record looks like the end of any field, so a record is twelve fields — as long as no separator is lost
//! or doubled. Twelve fields are taken as a record only when what follows them is the end, a line break, the shape of a
//! record's head (N8, N1, date, date), or what can only be a head with a fault of its own. Otherwise the stretch up to
//! the next head is [`Broken`].

use domain::Ablehnung;
use memchr::memchr_iter;

use super::felder::FELDER_JE_SATZ;
use super::fields::{self, Fields};
use super::head;
use super::plain::{Found, Head, Plain};
use charsets::edf03::CodePage;

/// Most bytes that a lost last separator can leave before the next Aktenzeichen: `abgegeben`, the byte that replaced
/// the separator, and a line break.
const BEFORE_HEAD: usize = 4;

/// A piece of the stream.
#[derive(Debug, PartialEq)]
pub(super) enum Piece<'a> {
    /// Twelve fields.
    Record {
        /// Byte offset of the first field.
        offset: usize,
        /// Byte offset after the last separator.
        end: usize,
        /// The fields.
        fields: Fields<'a>,
    },
    /// Bytes that are no record.
    Broken(Broken<'a>),
}

/// A stretch of the stream that cannot be divided into records.
#[derive(Debug, PartialEq)]
pub(super) struct Broken<'a> {
    pub(super) offset: usize,
    bytes: &'a [u8],
    fields: usize,
    at_end: bool,
}

impl Broken<'_> {
    /// Number of records that its fields amount to, at least one.
    pub(super) fn records(&self) -> u64 {
        ((self.fields + FELDER_JE_SATZ / 2) / FELDER_JE_SATZ).max(1) as u64
    }

    /// Whether the file ends in the middle of a record here. A record of eleven fields whose last one may be `abgegeben`
    /// has only lost a separator.
    pub(super) fn is_cut(&self, page: CodePage) -> bool {
        if !self.at_end || self.fields >= FELDER_JE_SATZ {
            return false;
        }
        let Some(fields) = self.bytes.trim_ascii_end().strip_suffix(&[page.dollar()]) else { return true };
        let last = fields.rsplit(|byte| *byte == page.dollar()).next().unwrap_or_default();
        self.fields + 1 < FELDER_JE_SATZ || last.len() > 1
    }

    /// The row that reports it.
    pub(super) fn rejection(&self, datei: &str, page: CodePage, satz: u64) -> Ablehnung {
        let Broken { offset, fields, .. } = *self;
        let why = match (self.at_end, fields < FELDER_JE_SATZ) {
            (true, true) => "the data is cut or a separator is lost",
            (false, true) => "a separator is lost",
            (_, false) => "a separator is lost or doubled",
        };
        let until = if self.at_end { "the end of the data" } else { "the next record" };
        let grund = format!(
            "{why}: {fields} fields up to {until} instead of 12; bytes {offset} to {} rejected",
            offset + self.bytes.len() - 1
        );
        let wert = fields::excerpt(page, self.bytes);
        let roh = Ablehnung::hex(self.bytes);
        Ablehnung { datei: datei.to_owned(), satz, offset: offset as u64, feld: String::new(), wert, grund, roh }
    }
}

/// The pieces of a stream, in order. They cover it but for line breaks between records. What a piece is depends on
/// where it begins and on the bytes alone, not on the pieces before.
#[derive(Clone, Copy)]
pub(super) struct Stream<'a> {
    bytes: &'a [u8],
    page: CodePage,
    plain: Plain,
    at: usize,
}

impl<'a> Stream<'a> {
    /// The stream of these bytes. A byte order mark before UTF-8 is passed over.
    pub(super) fn new(bytes: &'a [u8], page: CodePage) -> Self {
        let bom = page == CodePage::Utf8 && bytes.starts_with(b"\xEF\xBB\xBF");
        let mut stream = Stream { bytes, page, plain: Plain::new(page), at: 0 };
        stream.at = stream.after_breaks(if bom { 3 } else { 0 });
        stream
    }

    /// The same stream from a place on where a record or a broken stretch begins.
    pub(super) fn from(self, at: usize) -> Self {
        Stream { at, ..self }
    }

    /// Where the next piece begins; the end when no piece is left.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// The head of the next piece, if it is a plain one.
    pub(super) fn plain_head(&self) -> Option<Head> {
        self.plain.head(&self.bytes[self.at..])
    }

    /// The next piece with its offset, if it is a record that is sound at first sight, has this head, and a plain head
    /// follows it, which comes with it.
    pub(super) fn next_plain(&mut self, head: Head) -> Option<(usize, Found, Head)> {
        let offset = self.at;
        let found = self.plain.record(head, &self.bytes[offset..])?;
        let next = self.after_breaks(offset + found.laenge);
        let head = self.plain.head(&self.bytes[next..])?;
        self.at = next;
        Some((offset, found, head))
    }

    /// The first place from `from` to `to` that looks like the beginning of a record: after a separator and line breaks,
    /// with a whole head.
    pub(super) fn likely_record(&self, from: usize, to: usize) -> Option<usize> {
        let after = |(at, field): (usize, &[u8])| self.after_breaks(at + field.len() + 1);
        self.fields_from(from).map(after).take_while(|&at| at <= to).find(|&at| self.head_at(at))
    }

    /// Returns true if no piece is left.
    pub(super) fn is_empty(&self) -> bool {
        self.at == self.bytes.len()
    }

    /// Returns true if the record that begins at `start` really ends at `end`, twelve fields later.
    fn fits(&self, start: usize, end: usize) -> bool {
        let next = self.after_breaks(end);
        self.head_at(next)
            || next > end
            || !self.bytes[next..].contains(&self.page.dollar())
            || ((self.damaged_head_at(next) || self.whole_record_at(next)) && !self.head_near(start))
    }

    /// Returns true if a damaged head stands here.
    fn damaged_head_at(&self, at: usize) -> bool {
        let fields: Vec<&[u8]> = self.fields_from(at).take(5).map(|(_, field)| field).collect();
        head::is_damaged_head(self.page, &fields)
    }

    /// Returns true if twelve fields from here on end before a head or with the data.
    fn whole_record_at(&self, start: usize) -> bool {
        self.record_at(start).is_some_and(|(_, end)| {
            let next = self.after_breaks(end);
            next == self.bytes.len() || self.head_at(next)
        })
    }

    /// Returns true if a head stands nearer to `start` than two records: so near that the first has not twelve fields.
    fn head_near(&self, start: usize) -> bool {
        let near = 2 * FELDER_JE_SATZ - 2;
        self.fields_from(start).take(near).any(|(at, field)| self.head_at(self.after_breaks(at + field.len() + 1)))
    }

    /// The stretch from `start` up to the next head, or to the end.
    fn broken(&self, start: usize) -> Broken<'a> {
        let stretch =
            |end: usize, fields, at_end| Broken { offset: start, bytes: &self.bytes[start..end], fields, at_end };
        let mut fields = 0;
        for (at, field) in self.fields_from(start) {
            fields += 1;
            let next = at + field.len() + 1;
            if self.head_at(self.after_breaks(next)) {
                return stretch(next, fields, false);
            }
            if fields == FELDER_JE_SATZ
                && let Some(head) = self.head_at_end_of(at, field)
            {
                return stretch(head, fields - 1, false);
            }
        }
        stretch(self.bytes.len(), fields, true)
    }

    /// A record whose last separator is lost runs into the Aktenzeichen of the next: where that begins, if the field at
    /// `at` is such a one.
    fn head_at_end_of(&self, at: usize, field: &[u8]) -> Option<usize> {
        let before = field.len().checked_sub(head::AKTENZEICHEN)?;
        ((1..=BEFORE_HEAD).contains(&before) && self.head_at(at + before)).then_some(at + before)
    }

    /// The fields from `start` on, each with its offset.
    fn fields_from(&self, start: usize) -> impl Iterator<Item = (usize, &'a [u8])> {
        let mut at = start;
        std::iter::from_fn(move || {
            let (_, field) = fields::field(self.page)(&self.bytes[at..]).ok()?;
            let begin = at;
            at += field.len() + 1;
            Some((begin, field))
        })
    }

    /// Twelve fields and the offset after them.
    fn record_at(&self, start: usize) -> Option<(Fields<'a>, usize)> {
        let rest = &self.bytes[start..];
        let mut fields = [&[][..]; FELDER_JE_SATZ];
        let (mut begin, mut ends) = (0, memchr_iter(self.page.dollar(), rest));
        for field in &mut fields {
            let end = ends.next()?;
            *field = &rest[begin..end];
            begin = end + 1;
        }
        Some((fields, start + begin))
    }

    fn head_at(&self, at: usize) -> bool {
        let bytes = &self.bytes[at..];
        self.plain.head(bytes).is_some() || head::is_head(self.page, bytes)
    }

    fn after_breaks(&self, at: usize) -> usize {
        at + head::line_breaks(self.page, &self.bytes[at..])
    }
}

impl<'a> Iterator for Stream<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        if self.is_empty() {
            return None;
        }
        let offset = self.at;
        let (piece, end) = match self.record_at(offset) {
            Some((fields, end)) if self.fits(offset, end) => (Piece::Record { offset, end, fields }, end),
            _ => {
                let broken = self.broken(offset);
                let end = offset + broken.bytes.len();
                (Piece::Broken(broken), end)
            }
        };
        self.at = self.after_breaks(end);
        Some(piece)
    }
}
