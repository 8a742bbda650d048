//! Writes pages as a PDF file: PDF/A-1a, the archival form that embeds its typefaces and names its colours, and
//! PDF/UA-1, the one that programs can read aloud.
//!
//! Nothing in it hangs on time, machine or chance: the file's identifier is a hash of its content.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use flate2::{Compression, write::ZlibEncoder};
use pdf_writer::types::{ArtifactType, CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr};
use sha2::{Digest, Sha256};
use subsetter::GlyphRemapper;

use super::baum::Baum;
use super::schrift::{Schnitt, Schrift};
use super::seite::{Seite, Text};
use super::struktur::{self, Marken};
use super::vorlage::{BLATT_BREITE, BLATT_HOEHE, Mass};
use super::xmp::xmp;

const SCHNITTE: [(Schnitt, Name<'static>); 2] = [(Schnitt::Normal, Name(b"F1")), (Schnitt::Fett, Name(b"F2"))];
/// Calibrated grey, of which a page uses black: a colour of a device would need a profile beside it.
const GRAU: Name<'static> = Name(b"Grau");
const SYSTEM: SystemInfo<'static> = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// The file that shows these pages.
pub(super) fn geschrieben(titel: &str, seiten: &[Seite], baum: &Baum) -> Vec<u8> {
    // Metadata are XML, which has no control characters.
    let titel: String = titel.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut nummern = Nummern(0);
    let mut pdf = Pdf::new();
    pdf.set_version(1, 4);
    let [katalog, ordner, wurzel, metadaten, info] = [(); 5].map(|()| nummern.naechste());
    let schriften: Vec<Eingebettet> = SCHNITTE
        .iter()
        .map(|(schnitt, name)| Eingebettet::neu(*schnitt, *name, seiten, nummern.naechste()))
        .filter(|schrift| !schrift.zeichen.is_empty())
        .collect();
    let blaetter: Vec<(Ref, Ref)> = seiten.iter().map(|_| (nummern.naechste(), nummern.naechste())).collect();

    katalogisiert(&mut pdf, katalog, [ordner, wurzel, metadaten]);
    pdf.document_info(info).title(TextStr(&titel));
    let anzahl = i32::try_from(seiten.len()).expect("fewer pages than a file has bytes");
    pdf.pages(ordner).kids(blaetter.iter().map(|(seite, _)| *seite)).count(anzahl);
    let mut marken: Vec<Marken> = Vec::new();
    for ((nr, seite), (blatt, inhalt)) in (0..).zip(seiten).zip(&blaetter) {
        let mut page = pdf.page(*blatt);
        page.parent(ordner).media_box(Rect::new(0.0, 0.0, pt(BLATT_BREITE), pt(BLATT_HOEHE))).contents(*inhalt);
        page.struct_parents(nr);
        let mut mittel = page.resources();
        mittel.color_spaces().insert(GRAU).start::<pdf_writer::writers::ColorSpace<'_>>().d65_gray();
        let mut fonts = mittel.fonts();
        for schrift in &schriften {
            fonts.pair(schrift.kuerzel, schrift.nummer);
        }
        fonts.finish();
        mittel.finish();
        page.finish();
        let (gezeichnet, eigene) = gezeichnet(seite, &schriften, baum);
        pdf.stream(*inhalt, &gepackt(&gezeichnet)).filter(Filter::FlateDecode);
        marken.push(eigene);
    }
    let blaetter: Vec<Ref> = blaetter.iter().map(|(blatt, _)| *blatt).collect();
    struktur::geschrieben(&mut pdf, &mut nummern, wurzel, baum, &blaetter, &marken);
    schriften.iter().for_each(|schrift| schrift.einbetten(&mut pdf, &mut nummern));
    let xmp = xmp(&titel);
    pdf.stream(metadaten, xmp.as_bytes()).pair(Name(b"Type"), Name(b"Metadata")).pair(Name(b"Subtype"), Name(b"XML"));
    let kennung = Sha256::digest(pdf.as_bytes())[..16].to_vec();
    pdf.set_file_id((kennung.clone(), kennung));
    pdf.finish()
}

/// The root of the file: a tagged document in German whose title is shown instead of its name.
fn katalogisiert(pdf: &mut Pdf, katalog: Ref, [ordner, wurzel, metadaten]: [Ref; 3]) {
    let mut katalog = pdf.catalog(katalog);
    katalog.pages(ordner).metadata(metadaten).lang(TextStr("de-DE")).pair(Name(b"StructTreeRoot"), wurzel);
    katalog.mark_info().marked(true);
    katalog.viewer_preferences().display_doc_title(true);
}

/// Numbers of the objects in the file.
pub(super) struct Nummern(i32);

impl Nummern {
    pub(super) fn naechste(&mut self) -> Ref {
        self.0 += 1;
        Ref::new(self.0)
    }
}

/// Points, as the file counts them.
fn pt(mass: Mass) -> f32 {
    mass as f32 / 1000.0
}

fn gepackt(bytes: &[u8]) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
    packer.write_all(bytes).and_then(|()| packer.finish()).expect("memory can be written")
}

/// The operators that draw a page, and the parts to which its marked texts belong, by their numbers on the page. The
/// file counts from the lower left corner.
fn gezeichnet(seite: &Seite, schriften: &[Eingebettet], baum: &Baum) -> (Vec<u8>, Marken) {
    let mut inhalt = Content::new();
    inhalt.set_fill_color_space(GRAU).set_fill_color([0.0]);
    inhalt.set_stroke_color_space(GRAU).set_stroke_color([0.0]);
    verzierung(&mut inhalt, ArtifactType::Layout);
    for linie in &seite.linien {
        inhalt.set_line_width(pt(linie.staerke));
        inhalt.move_to(pt(linie.von.0), pt(BLATT_HOEHE - linie.von.1));
        inhalt.line_to(pt(linie.bis.0), pt(BLATT_HOEHE - linie.bis.1)).stroke();
    }
    inhalt.end_marked_content();
    let mut marken = Marken::new();
    for gleiche in seite.gelesen().chunk_by(|a, b| a.teil == b.teil) {
        match gleiche[0].teil {
            None => verzierung(&mut inhalt, ArtifactType::Pagination),
            Some(teil) => {
                let nr = i32::try_from(marken.len()).expect("fewer texts than a page has points");
                let rolle = struktur::rolle(baum.teile[teil].rolle).to_name();
                inhalt.begin_marked_content_with_properties(rolle).properties().identify(nr);
                marken.push(teil);
            }
        }
        gleiche.iter().for_each(|text| geschriebener_text(&mut inhalt, text, schriften));
        inhalt.end_marked_content();
    }
    (inhalt.finish().into_vec(), marken)
}

/// Begins what programs that read aloud pass over.
fn verzierung(inhalt: &mut Content, art: ArtifactType) {
    inhalt.begin_marked_content_with_properties(Name(b"Artifact")).properties().artifact().kind(art);
}

fn geschriebener_text(inhalt: &mut Content, text: &Text, schriften: &[Eingebettet]) {
    let schrift = schriften.iter().find(|schrift| schrift.schnitt == text.schnitt).expect("each used one is there");
    inhalt.begin_text().set_font(schrift.kuerzel, pt(text.groesse));
    inhalt.next_line(pt(text.x), pt(BLATT_HOEHE - text.y));
    inhalt.show(Str(&schrift.kodiert(&text.text))).end_text();
}

/// A typeface with those glyphs that the pages use.
struct Eingebettet {
    schnitt: Schnitt,
    schrift: &'static Schrift,
    kuerzel: Name<'static>,
    nummer: Ref,
    /// New number of each glyph, by its number in the typeface.
    auswahl: GlyphRemapper,
    /// The character that each new number stands for; the first character, if several look alike.
    zeichen: BTreeMap<u16, char>,
}

impl Eingebettet {
    fn neu(schnitt: Schnitt, kuerzel: Name<'static>, seiten: &[Seite], nummer: Ref) -> Self {
        let schrift = schnitt.schrift();
        let texte = seiten.iter().flat_map(|seite| &seite.texte).filter(|text| text.schnitt == schnitt);
        let benutzt: BTreeSet<char> = texte.flat_map(|text| text.text.chars()).collect();
        let mut auswahl = GlyphRemapper::new();
        let mut zeichen = BTreeMap::new();
        for c in benutzt {
            zeichen.entry(auswahl.remap(schrift.glyphe(c))).or_insert(c);
        }
        Eingebettet { schnitt, schrift, kuerzel, nummer, auswahl, zeichen }
    }

    /// The text in new glyph numbers.
    fn kodiert(&self, text: &str) -> Vec<u8> {
        let nummern = text.chars().map(|c| self.auswahl.get(self.schrift.glyphe(c)).unwrap_or(0));
        nummern.flat_map(u16::to_be_bytes).collect()
    }

    /// A measure of the typeface in thousandths of the type size.
    fn tausendstel(&self, einheiten: impl Into<f32>) -> f32 {
        einheiten.into() * 1000.0 / f32::from(self.schrift.face.units_per_em())
    }

    fn einbetten(&self, pdf: &mut Pdf, nummern: &mut Nummern) {
        let teil = subsetter::subset(self.schrift.daten, 0, &self.auswahl).expect("the shipped typeface is sound");
        let glyphen = ttf_parser::Face::parse(&teil, 0).expect("a part of a sound typeface").number_of_glyphs();
        let name = format!("{}+{}", kennzeichen(&teil), self.schrift.name);
        let name = Name(name.as_bytes());
        let (cid, beschreibung, cmap, vorrat, daten) =
            (nummern.naechste(), nummern.naechste(), nummern.naechste(), nummern.naechste(), nummern.naechste());
        pdf.type0_font(self.nummer)
            .base_font(name)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(cid)
            .to_unicode(cmap);
        let mut font = pdf.cid_font(cid);
        font.subtype(CidFontType::Type2).base_font(name).system_info(SYSTEM).font_descriptor(beschreibung);
        font.cid_to_gid_map_predefined(Name(b"Identity")).default_width(0.0);
        let breiten = (0..self.auswahl.num_gids()).map(|neu| {
            let alt = self.auswahl.remapped_gids().nth(usize::from(neu)).unwrap_or(0);
            self.tausendstel(self.schrift.vorschub(alt))
        });
        font.widths().consecutive(0, breiten);
        font.finish();
        self.beschreiben(pdf, beschreibung, name, vorrat, daten);
        let mut unicode = UnicodeCmap::new(Name(b"Unicode"), SYSTEM);
        self.zeichen.iter().for_each(|(nummer, c)| unicode.pair(*nummer, *c));
        pdf.cmap(cmap, &unicode.finish());
        pdf.stream(vorrat, &gepackt(&alle(glyphen))).filter(Filter::FlateDecode);
        let laenge = i32::try_from(teil.len()).expect("smaller than the typeface");
        pdf.stream(daten, &gepackt(&teil)).filter(Filter::FlateDecode).pair(Name(b"Length1"), laenge);
    }

    fn beschreiben(&self, pdf: &mut Pdf, nummer: Ref, name: Name<'_>, vorrat: Ref, daten: Ref) {
        let face = &self.schrift.face;
        let kasten = face.global_bounding_box();
        let strich = if self.schnitt == Schnitt::Fett { 140.0 } else { 80.0 };
        pdf.font_descriptor(nummer)
            .name(name)
            .flags(FontFlags::SYMBOLIC)
            .bbox(Rect::new(
                self.tausendstel(kasten.x_min),
                self.tausendstel(kasten.y_min),
                self.tausendstel(kasten.x_max),
                self.tausendstel(kasten.y_max),
            ))
            .italic_angle(0.0)
            .ascent(self.tausendstel(face.ascender()))
            .descent(self.tausendstel(face.descender()))
            .cap_height(self.tausendstel(face.capital_height().unwrap_or_else(|| face.ascender())))
            .stem_v(strich)
            .cid_set(vorrat)
            .font_file2(daten);
    }
}

/// Six capitals that tell this selection of glyphs from others.
fn kennzeichen(teil: &[u8]) -> String {
    Sha256::digest(teil).iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect()
}

/// One bit for each glyph that is there: all of them.
fn alle(glyphen: u16) -> Vec<u8> {
    let mut bits = vec![0xff; usize::from(glyphen / 8)];
    if !glyphen.is_multiple_of(8) {
        bits.push(!(0xff >> (glyphen % 8)));
    }
    bits
}
