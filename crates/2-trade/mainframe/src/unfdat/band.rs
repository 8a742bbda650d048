//! The records of a tape image, side by side.

use domain::Ablehnung;
use rayon::prelude::*;

use super::felder::FELDER_JE_SATZ;
use super::found::Fund;
use super::plain::Plain;
use super::tape::{Bandsatz, Bild};
use super::{fields, guess_page};
use charsets::edf03::CodePage;

/// Records that are read together.
const PART: usize = 1 << 14;

/// The first records, as many as are needed to tell a code page.
pub(super) fn sample<'b>(bild: &'b Bild<'_>, saetze: &'b [Bandsatz]) -> impl Iterator<Item = &'b [u8]> {
    let mut rest = guess_page::SAMPLE;
    let enough = move |satz: &&Bandsatz| {
        rest = rest.saturating_sub(satz.laenge);
        rest > 0
    };
    saetze.iter().take_while(enough).map(|satz| &bild.bytes()[satz.offset..][..satz.laenge])
}

/// Checks every record.
pub(super) fn lies(datei: &str, bild: &Bild<'_>, saetze: &[Bandsatz], page: CodePage) -> Fund {
    let parts: Vec<Fund> = saetze.par_chunks(PART).map(|part| read(datei, bild, part, page)).collect();
    let mut result = Fund::default();
    result.saetze.reserve(parts.iter().map(|fund| fund.saetze.len()).sum());
    parts.into_iter().for_each(|fund| result.append(fund));
    for row in &mut result.abgelehnt {
        row.offset = bild.in_file(row.offset as usize);
    }
    result
}

fn read(datei: &str, bild: &Bild<'_>, saetze: &[Bandsatz], page: CodePage) -> Fund {
    let (plain, mut fund) = (Plain::new(page), Fund::default());
    for &Bandsatz { offset, laenge } in saetze {
        let rest = &bild.bytes()[offset..];
        let found = plain.head(rest).and_then(|head| plain.record(head, rest));
        if let Some(found) = found.filter(|found| found.laenge == laenge) {
            fund.plain(offset, found);
            continue;
        }
        let raw = &rest[..laenge];
        match fields::fields_of(page, raw) {
            Some(fields) => fund.record((datei, page), offset, raw, &fields),
            None => {
                fund.anzahl += 1;
                fund.abgelehnte += 1;
                fund.abgelehnt.push(broken(datei, page, fund.anzahl, (bild, offset, raw)));
            }
        }
    }
    fund
}

fn broken(datei: &str, page: CodePage, satz: u64, (bild, offset, raw): (&Bild<'_>, usize, &[u8])) -> Ablehnung {
    let separators = raw.iter().filter(|&&b| b == page.dollar()).count();
    let bytes = match raw.len() {
        0 => "the record is empty".to_owned(),
        len => format!("bytes {} to {} rejected", bild.in_file(offset), bild.in_file(offset + len - 1)),
    };
    let what = if separators < FELDER_JE_SATZ { "lost" } else { "doubled" };
    Ablehnung {
        datei: datei.to_owned(),
        satz,
        offset: offset as u64,
        feld: String::new(),
        wert: fields::excerpt(page, raw),
        grund: format!("a separator is {what}: {separators} of them instead of 12 (or 11) in the record; {bytes}"),
        roh: Ablehnung::hex(raw),
    }
}
