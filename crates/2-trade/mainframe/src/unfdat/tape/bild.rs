//! The two containers of a tape image, and the blocks and labels in them.

use std::borrow::Cow;

use nom::bytes::complete::take;
use nom::number::complete::{be_u16, le_u16};
use nom::{IResult, Parser};

use super::fehler::{BandFehler, BandGrund};
use super::labels::{self, LABEL, Label};

/// Length of a block length or record length field.
pub(super) const LAENGENFELD: usize = 4;
/// Longest block.
pub(super) const LAENGSTER_BLOCK: usize = 32_768;
/// Length of the header before each block in AWSTAPE.
pub(super) const AWSTAPE_KOPF: usize = 6;
/// Flags of AWSTAPE: the header begins a block, ends it, is a tape mark.
pub(super) const BEGINN: u8 = 0x80;
pub(super) const ENDE: u8 = 0x20;
pub(super) const BANDMARKE: u8 = 0x40;

/// How a tape is put into a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    /// Labels and blocks one after another, without tape marks.
    Flach,
    /// AWSTAPE: six bytes before each block, with tape marks.
    Awstape,
}

/// A length field: the length including itself, and the two bytes after it.
pub(super) fn laengenfeld(bytes: &[u8]) -> IResult<&[u8], (usize, [u8; 2]), ()> {
    let (rest, (laenge, zwei)) = (be_u16, take(2usize)).parse(bytes)?;
    Ok((rest, (usize::from(laenge), [zwei[0], zwei[1]])))
}

/// What stands before a block in AWSTAPE.
struct Kopf {
    laenge: usize,
    vorige: usize,
    art: u8,
    null: u8,
}

fn kopf(bytes: &[u8]) -> IResult<&[u8], Kopf, ()> {
    let (rest, (laenge, vorige, art)) = (le_u16, le_u16, take(2usize)).parse(bytes)?;
    Ok((rest, Kopf { laenge: usize::from(laenge), vorige: usize::from(vorige), art: art[0], null: art[1] }))
}

/// Whether these first bytes of a file are those of a tape image, and in which container. A broken image is known by
/// any of its labels, or by a block where one must be.
pub(in crate::unfdat) fn erkenne(bytes: &[u8]) -> Option<Container> {
    let bei = |offset: usize| bytes.get(offset..).is_some_and(|rest| label(rest) || block(rest));
    let aws = kopf(bytes).is_ok_and(|(_, k)| k.vorige == 0 && k.art == BEGINN | ENDE && k.null == 0);
    if aws || (bytes.get(AWSTAPE_KOPF..).is_some_and(label) && !label(bytes)) {
        return Some(Container::Awstape);
    }
    (bei(0) || bytes.get(LABEL..).is_some_and(label)).then_some(Container::Flach)
}

fn label(bytes: &[u8]) -> bool {
    bytes.first_chunk().is_some_and(|letters| labels::recognise(*letters).is_some())
}

/// Returns true if a block with its first record stands here.
fn block(bytes: &[u8]) -> bool {
    (laengenfeld, laengenfeld).parse(bytes).is_ok_and(|(_, (bl, sl))| bl.1 == [0, 0] && sl.1 == [0, 0] && sl.0 < bl.0)
}

/// The bytes of the tape, and where they stand in the file. Only a block that its container splits has to be copied.
#[derive(Debug)]
pub(crate) struct Bild<'a> {
    pub(super) bytes: Cow<'a, [u8]>,
    pub(super) container: Container,
    /// Of AWSTAPE: place and length of each block, none for a tape mark.
    bloecke: Vec<(usize, Option<usize>)>,
    /// Beginnings of pieces in `bytes` with their offset in the file, if these differ.
    stuecke: Vec<(usize, usize)>,
}

impl<'a> Bild<'a> {
    /// The image in this file.
    ///
    /// # Errors
    /// What is wrong with its container.
    pub(in crate::unfdat) fn open(bytes: impl Into<Cow<'a, [u8]>>) -> Result<Self, BandFehler> {
        let bytes = bytes.into();
        let container = erkenne(&bytes).unwrap_or(Container::Flach);
        Bild::neu(bytes, container)
    }

    /// The bytes of the tape.
    pub(in crate::unfdat) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Offset in the file of an offset in the image.
    pub(in crate::unfdat) fn in_file(&self, offset: usize) -> u64 {
        self.stelle(offset) as u64
    }

    /// # Errors
    /// What is wrong with the headers of AWSTAPE.
    pub(super) fn neu(bytes: Cow<'a, [u8]>, container: Container) -> Result<Self, BandFehler> {
        let mut bild = Bild { bytes: Cow::default(), container, bloecke: Vec::new(), stuecke: Vec::new() };
        let copied = if container == Container::Awstape { bild.lies_awstape(&bytes)? } else { None };
        bild.bytes = copied.map_or(bytes, Cow::Owned);
        Ok(bild)
    }

    /// Offset in the file of an offset in `bytes`.
    pub(super) fn stelle(&self, offset: usize) -> usize {
        match self.stuecke.partition_point(|(im_bild, _)| *im_bild <= offset).checked_sub(1) {
            Some(nr) => self.stuecke[nr].1 + (offset - self.stuecke[nr].0),
            None => offset,
        }
    }

    /// Finds the blocks; gives a copy of them if the container splits any.
    fn lies_awstape(&mut self, datei: &[u8]) -> Result<Option<Vec<u8>>, BandFehler> {
        let mut koepfe = Vec::new();
        let (mut at, mut vorige, mut offen) = (0, 0, false);
        while at < datei.len() {
            let kopf = geprueft(datei, at, vorige, offen)?;
            (vorige, offen) = (kopf.laenge, kopf.art & (ENDE | BANDMARKE) == 0);
            koepfe.push((at + AWSTAPE_KOPF, kopf));
            at += AWSTAPE_KOPF + vorige;
        }
        if offen {
            return Err(BandGrund::Abgeschnitten { was: "a split block", fehlen: 1 }.bei(at));
        }
        if koepfe.iter().all(|(_, kopf)| kopf.art & BANDMARKE != 0 || kopf.art & (BEGINN | ENDE) == BEGINN | ENDE) {
            let block = |(at, kopf): (usize, Kopf)| (at, (kopf.art & BANDMARKE == 0).then_some(kopf.laenge));
            self.bloecke = koepfe.into_iter().map(block).collect();
            Ok(None)
        } else {
            Ok(Some(self.fuege_zusammen(datei, &koepfe)))
        }
    }

    /// Copies the blocks without their headers, so that split ones are whole.
    fn fuege_zusammen(&mut self, datei: &[u8], koepfe: &[(usize, Kopf)]) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(datei.len());
        for (at, kopf) in koepfe {
            if kopf.art & BANDMARKE != 0 {
                self.bloecke.push((bytes.len(), None));
                continue;
            }
            if kopf.art & BEGINN != 0 {
                self.bloecke.push((bytes.len(), Some(0)));
            }
            if let Some((_, Some(laenge))) = self.bloecke.last_mut() {
                *laenge += kopf.laenge;
            }
            self.stuecke.push((bytes.len(), *at));
            bytes.extend_from_slice(&datei[*at..at + kopf.laenge]);
        }
        bytes
    }

    /// Labels and blocks from the beginning on.
    pub(super) fn stuecke(&self) -> Stuecke<'_> {
        Stuecke { bild: self, at: 0, nr: 0 }
    }
}

/// The header at `at`, if it can stand there after a block of `vorige` bytes which is still `offen`.
fn geprueft(datei: &[u8], at: usize, vorige: usize, offen: bool) -> Result<Kopf, BandFehler> {
    let falsch = |grund: String| Err(BandGrund::Awstape(grund).bei(at));
    let rest = &datei[at..];
    let Ok((nach, kopf)) = kopf(rest) else {
        let fehlen = AWSTAPE_KOPF - rest.len();
        return Err(BandGrund::Abgeschnitten { was: "an AWSTAPE header", fehlen }.bei(datei.len()));
    };
    let marke = kopf.art == BANDMARKE;
    if kopf.null != 0 || !(marke || kopf.art & !(BEGINN | ENDE) == 0) || marke && kopf.laenge != 0 {
        return falsch(format!("no header before a block: flags {:02X}{:02X}", kopf.art, kopf.null));
    }
    if kopf.vorige != vorige {
        return falsch(format!("the header says {} bytes for the block before, it has {vorige}", kopf.vorige));
    }
    if (marke || kopf.art & BEGINN != 0) == offen {
        return falsch("a block begins where the one before is not at its end, or goes on where none is open".into());
    }
    if kopf.laenge > nach.len() {
        let fehlen = kopf.laenge - nach.len();
        return Err(BandGrund::Abgeschnitten { was: "a block", fehlen }.bei(datei.len()));
    }
    Ok(kopf)
}

/// A label, a block without its length field, or a tape mark. Offsets are those in the image.
#[derive(Debug)]
pub(super) enum Stueck<'a> {
    Label(Label<'a>),
    Block { offset: usize, bytes: &'a [u8] },
    Marke { offset: usize },
}

/// The labels and blocks of an image, one after another.
pub(super) struct Stuecke<'b> {
    bild: &'b Bild<'b>,
    at: usize,
    nr: usize,
}

impl<'b> Stuecke<'b> {
    /// The next one; none at the end.
    pub(super) fn naechstes(&mut self) -> Result<Option<Stueck<'b>>, BandFehler> {
        let bytes: &'b [u8] = &self.bild.bytes;
        if self.bild.container == Container::Awstape {
            let Some((offset, laenge)) = self.bild.bloecke.get(self.nr).copied() else { return Ok(None) };
            self.nr += 1;
            let Some(laenge) = laenge else { return Ok(Some(Stueck::Marke { offset })) };
            return stueck(&bytes[offset..offset + laenge], offset, true).map(|(stueck, _)| Some(stueck));
        }
        if self.at == bytes.len() {
            return Ok(None);
        }
        let (stueck, laenge) = stueck(&bytes[self.at..], self.at, false)?;
        self.at += laenge;
        Ok(Some(stueck))
    }
}

/// The label or block at the beginning of `bytes`, and its length; `ganz`: it must be all of `bytes`.
fn stueck(bytes: &[u8], offset: usize, ganz: bool) -> Result<(Stueck<'_>, usize), BandFehler> {
    let cut =
        |was, laenge: usize| BandGrund::Abgeschnitten { was, fehlen: laenge - bytes.len() }.bei(offset + bytes.len());
    let kennung = bytes.first_chunk().and_then(|letters| labels::recognise(*letters));
    if let Some((kind, number, page)) = kennung {
        if ganz && bytes.len() != LABEL {
            return Err(BandGrund::Awstape(format!("a label of {} bytes instead of 80", bytes.len())).bei(offset));
        }
        let Some(label) = bytes.get(..LABEL) else { return Err(cut("a label", LABEL)) };
        return Ok((Stueck::Label(Label { kind, number, page, bytes: label, offset }), LABEL));
    }
    let Ok((_, (laenge, null))) = laengenfeld(bytes) else { return Err(cut("a label or block", LAENGENFELD)) };
    let falsch = |erwartet: String| Err(BandGrund::Blocklaenge { laenge, erwartet }.bei(offset));
    if null != [0, 0] {
        return Err(BandGrund::Unbekannt.bei(offset));
    }
    if !(LAENGENFELD..=LAENGSTER_BLOCK).contains(&laenge) {
        return falsch(format!("expected {LAENGENFELD} to {LAENGSTER_BLOCK}"));
    }
    if ganz && laenge != bytes.len() {
        return falsch(format!("the container says {}", bytes.len()));
    }
    let Some(block) = bytes.get(LAENGENFELD..laenge) else { return Err(cut("a block", laenge)) };
    Ok((Stueck::Block { offset: offset + LAENGENFELD, bytes: block }, laenge))
}
