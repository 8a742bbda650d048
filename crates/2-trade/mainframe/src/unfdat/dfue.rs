//! Reading a DFÜ stream, its parts side by side.
//!
//! Each part begins where a record seems to begin. That is only a guess: when the part before, read piece by piece,
//! does not end exactly there, the part is read again from where it really begins. So the result is that of reading
//! from the beginning to the end, whatever the parts and however many threads.

use rayon::prelude::*;

use super::found::Fund;
use super::stream::{Piece, Stream};
use charsets::edf03::CodePage;

/// Bytes of a part.
const PART: usize = 1 << 20;
/// Bytes of a record, about.
const USUAL: usize = 72;

/// Everything in the stream.
pub(super) fn lies(datei: &str, bytes: &[u8], page: CodePage) -> Fund {
    lies_in_parts(datei, bytes, page, PART)
}

pub(super) fn lies_in_parts(datei: &str, bytes: &[u8], page: CodePage, part: usize) -> Fund {
    let reader = PartReader { datei, bytes, page, stream: Stream::new(bytes, page) };
    let mut begins = vec![reader.stream.at()];
    for boundary in (part..bytes.len()).step_by(part) {
        if boundary > begins[begins.len() - 1] {
            begins.extend(reader.stream.likely_record(boundary, boundary + part));
        }
    }
    let limits = begins[1..].iter().copied().chain([bytes.len()]);
    let parts: Vec<(usize, usize)> = begins.iter().copied().zip(limits).collect();
    let read: Vec<(Fund, usize)> = parts.par_iter().map(|&(begin, limit)| reader.read(begin, limit)).collect();
    let mut result = Fund::default();
    result.saetze.reserve(read.iter().map(|(fund, _)| fund.saetze.len()).sum());
    let mut at = reader.stream.at();
    for (&(begin, limit), (fund, end)) in parts.iter().zip(read) {
        let (fund, end) = if at == begin { (fund, end) } else { reader.read(at, limit) };
        result.append(fund);
        at = end;
    }
    result
}

struct PartReader<'a> {
    datei: &'a str,
    bytes: &'a [u8],
    page: CodePage,
    stream: Stream<'a>,
}

impl PartReader<'_> {
    /// What begins at or after `begin` and before `limit`, and where the next piece begins.
    fn read(&self, begin: usize, limit: usize) -> (Fund, usize) {
        let mut stream = self.stream.from(begin);
        let mut fund = Fund { saetze: Vec::with_capacity(limit.saturating_sub(begin) / USUAL), ..Fund::default() };
        let mut head = stream.plain_head();
        while stream.at() < limit {
            if let Some((offset, found, next)) = head.and_then(|head| stream.next_plain(head)) {
                fund.plain(offset, found);
                head = Some(next);
                continue;
            }
            self.careful(&mut stream, &mut fund);
            head = stream.plain_head();
        }
        (fund, stream.at())
    }

    /// The next piece, whatever it is.
    fn careful(&self, stream: &mut Stream<'_>, fund: &mut Fund) {
        match stream.next() {
            Some(Piece::Record { offset, end, fields }) => {
                fund.record((self.datei, self.page), offset, &self.bytes[offset..end], &fields);
            }
            Some(Piece::Broken(broken)) => {
                fund.abgelehnt.push(broken.rejection(self.datei, self.page, fund.anzahl + 1));
                fund.abgeschnitten |= broken.is_cut(self.page);
                fund.anzahl += broken.records();
                fund.abgelehnte += broken.records();
            }
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Deliveries of records good and broken, so short that every part ends somewhere else.
    #[test]
    fn parts_and_threads_do_not_matter() {
        let good = "10002536$8$19011979$12062004$Josef$$Meyer$Weg 1$D$89073$Ulm$$";
        let pieces =
            [good, "10002537$8$$$A$$B$Weg 2$D$$Ulm$J$", "10002538$8$19011979$$x$", "$$$\n", "\r\n", "1000$2539$"];
        for seed in 0..400usize {
            let text: String =
                (0..12).map(|i| pieces[(seed * 7 + i * i * 3 + seed / (i + 1)) % pieces.len()]).collect();
            let whole = lies_in_parts("x", text.as_bytes(), CodePage::Utf8, usize::MAX);
            for part in [1, 7, 29, 64, 100, 333] {
                let parts = lies_in_parts("x", text.as_bytes(), CodePage::Utf8, part);
                assert_eq!(parts.saetze, whole.saetze, "{text:?} in parts of {part}");
                assert_eq!(parts.abgelehnt, whole.abgelehnt, "{text:?} in parts of {part}");
                assert_eq!((parts.anzahl, parts.abgelehnte), (whole.anzahl, whole.abgelehnte));
            }
        }
    }
}
