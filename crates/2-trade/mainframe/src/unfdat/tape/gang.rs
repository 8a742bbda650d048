//! The walk through a tape image that checks its structure.

use super::bild::{Bild, LAENGENFELD, Stueck, Stuecke, laengenfeld};
use super::fehler::{BandFehler, BandGrund};
use super::labels::{self, Kind, Label};

/// A record of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::unfdat) struct Bandsatz {
    /// Offset in the image of its first byte after SL.
    pub(in crate::unfdat) offset: usize,
    /// Its length without SL.
    pub(in crate::unfdat) laenge: usize,
}

/// Told the parts of a tape image one after another while its structure is checked. Offsets are those in the image.
pub(in crate::unfdat) trait Zuhoerer {
    /// A label.
    fn label(&mut self, _label: &Label<'_>) {}
    /// A tape mark of the container.
    fn marke(&mut self) {}
    /// A block, by its length with its length field.
    fn block(&mut self, _laenge: usize) {}
    /// A record of the block before.
    fn satz(&mut self, satz: Bandsatz);
}

impl Bild<'_> {
    /// Checks the structure and tells what it is made of.
    ///
    /// # Errors
    /// The first fault, by its offset in the file.
    pub(in crate::unfdat) fn walk(&self, zuhoerer: &mut impl Zuhoerer) -> Result<(), BandFehler> {
        let mut gang = Gang { stuecke: self.stuecke(), zuhoerer, ende: self.bytes.len(), gelesen: None };
        gang.datei().map_err(|fehler| BandFehler { offset: self.stelle(fehler.offset), ..fehler })
    }
}

impl Bild<'_> {
    /// The records of the image, whose structure is checked whole.
    ///
    /// # Errors
    /// The first fault of the structure.
    pub(in crate::unfdat) fn saetze(&self) -> Result<Vec<Bandsatz>, BandFehler> {
        struct Sammler(Vec<Bandsatz>);
        impl Zuhoerer for Sammler {
            fn satz(&mut self, satz: Bandsatz) {
                self.0.push(satz);
            }
        }
        let mut sammler = Sammler(Vec::new());
        self.walk(&mut sammler)?;
        Ok(sammler.0)
    }
}

/// A walk through an image.
struct Gang<'b, Z> {
    stuecke: Stuecke<'b>,
    zuhoerer: &'b mut Z,
    ende: usize,
    /// What was looked at but not taken yet.
    gelesen: Option<Option<Stueck<'b>>>,
}

impl<'b, Z: Zuhoerer> Gang<'b, Z> {
    fn datei(&mut self) -> Result<(), BandFehler> {
        loop {
            self.gruppe(Kind::Volume, &["VOL1"])?;
            self.gruppe(Kind::Header, &["HDR1", "HDR2"])?;
            let bloecke = self.bloecke()?;
            if self.label_wie(Kind::EndOfVolume)? {
                let label = self.gruppe(Kind::EndOfVolume, &["EOV1"])?;
                blockzahl(&label, bloecke)?;
                if self.schau()?.is_none() {
                    return Err(BandGrund::Fortsetzung.bei(self.ende));
                }
                continue;
            }
            let label = self.gruppe(Kind::EndOfFile, &["EOF1", "EOF2"])?;
            blockzahl(&label, bloecke)?;
            return match self.schau()? {
                None => Ok(()),
                Some(stueck) => {
                    let (offset, gefunden) = beschrieben(stueck);
                    Err(BandGrund::NachDemEnde { gefunden }.bei(offset))
                }
            };
        }
    }

    /// The labels of a group, those named in this order and then any others of it; gives the first.
    fn gruppe(&mut self, kind: Kind, namen: &[&'static str]) -> Result<Label<'b>, BandFehler> {
        let mut erstes = None;
        let ende = self.ende;
        for (nummer, erwartet) in (1..).zip(namen) {
            match self.schau()? {
                Some(Stueck::Label(label)) if (label.kind, label.number) == (kind, nummer) => {
                    let label = *label;
                    self.nimm()?;
                    erstes.get_or_insert(label);
                }
                anderes => {
                    let (offset, gefunden) = anderes.map_or((ende, "the end of the file".into()), beschrieben);
                    return Err(BandGrund::LabelFehlt { erwartet, gefunden }.bei(offset));
                }
            }
        }
        while self.weiteres_label(kind)? {
            self.nimm()?;
        }
        self.bandmarken()?;
        Ok(erstes.expect("a group begins with a label"))
    }

    /// Whether a label follows that belongs to the group but is none of those that begin one.
    fn weiteres_label(&mut self, kind: Kind) -> Result<bool, BandFehler> {
        let trailer = |kind| matches!(kind, Kind::EndOfFile | Kind::EndOfVolume);
        Ok(match self.schau()? {
            Some(Stueck::Label(label)) if label.number == 0 => {
                label.kind == kind || trailer(label.kind) && trailer(kind)
            }
            Some(Stueck::Label(label)) => label.kind == kind && label.number > 1,
            _ => false,
        })
    }

    fn label_wie(&mut self, kind: Kind) -> Result<bool, BandFehler> {
        Ok(matches!(self.schau()?, Some(Stueck::Label(label)) if label.kind == kind))
    }

    fn bandmarken(&mut self) -> Result<(), BandFehler> {
        while matches!(self.schau()?, Some(Stueck::Marke { .. })) {
            self.nimm()?;
        }
        Ok(())
    }

    /// The data blocks of a volume, and the tape mark after them; gives their number.
    fn bloecke(&mut self) -> Result<u64, BandFehler> {
        let mut anzahl = 0;
        while let Some(Stueck::Block { offset, bytes }) = self.schau()? {
            let (offset, bytes) = (*offset, *bytes);
            anzahl += 1;
            self.nimm()?;
            self.saetze(offset, bytes)?;
        }
        self.bandmarken()?;
        Ok(anzahl)
    }

    /// The records of a block.
    fn saetze(&mut self, offset: usize, block: &[u8]) -> Result<(), BandFehler> {
        let mut at = 0;
        while at < block.len() {
            let rest = &block[at..];
            let falsch = |laenge, erwartet: String| Err(BandGrund::Satzlaenge { laenge, erwartet }.bei(offset + at));
            let Ok((_, (laenge, null))) = laengenfeld(rest) else {
                let erwartet = format!("{} byte(s) are left in the block: Σ SL + 4 is not BL", rest.len());
                return falsch(rest.len(), erwartet);
            };
            if null != [0, 0] {
                return Err(BandGrund::SatzNullbytes.bei(offset + at));
            }
            if laenge < LAENGENFELD {
                return falsch(laenge, format!("expected at least {LAENGENFELD}"));
            }
            if laenge > rest.len() {
                return falsch(laenge, format!("{} byte(s) are left in the block: Σ SL + 4 is not BL", rest.len()));
            }
            self.zuhoerer.satz(Bandsatz { offset: offset + at + LAENGENFELD, laenge: laenge - LAENGENFELD });
            at += laenge;
        }
        Ok(())
    }

    /// The next piece, which stays where it is.
    fn schau(&mut self) -> Result<Option<&Stueck<'b>>, BandFehler> {
        if self.gelesen.is_none() {
            self.gelesen = Some(self.stuecke.naechstes()?);
        }
        Ok(self.gelesen.as_ref().and_then(Option::as_ref))
    }

    /// Takes the piece that was looked at, and tells of it.
    fn nimm(&mut self) -> Result<(), BandFehler> {
        match self.gelesen.take().flatten() {
            Some(Stueck::Label(label)) => self.zuhoerer.label(&label),
            Some(Stueck::Marke { .. }) => self.zuhoerer.marke(),
            Some(Stueck::Block { bytes, .. }) => self.zuhoerer.block(bytes.len() + LAENGENFELD),
            None => {}
        }
        Ok(())
    }
}

/// The block count of a label at the end must be that of the blocks.
fn blockzahl(label: &Label<'_>, gezaehlt: u64) -> Result<(), BandFehler> {
    if label.blocks() == Some(gezaehlt) {
        return Ok(());
    }
    const BLOECKE: &layout::Field = labels::HDR1.field("bloecke");
    let angegeben = format!("'{}'", label.page.decode_lossy(labels::HDR1.get(label.bytes, BLOECKE)));
    let grund = BandGrund::Blockzahl { label: label.name(), angegeben, gezaehlt };
    Err(grund.bei(label.offset + BLOECKE.position - 1))
}

fn beschrieben(stueck: &Stueck<'_>) -> (usize, String) {
    match stueck {
        Stueck::Label(label) => (label.offset, format!("label {}", label.name())),
        Stueck::Block { offset, .. } => (offset - LAENGENFELD, "a data block".into()),
        Stueck::Marke { offset } => (*offset, "a tape mark".into()),
    }
}
