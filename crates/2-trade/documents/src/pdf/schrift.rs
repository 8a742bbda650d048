//! The two typefaces of every page, and how wide a text is in them.

use std::sync::LazyLock;

use ttf_parser::Face;

use super::vorlage::Mass;

/// A typeface of Liberation Sans (SIL Open Font License 1.1, see `fonts/LICENSE`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Schnitt {
    Normal,
    Fett,
}

/// A typeface as it is shipped, with what is asked of it often.
pub(super) struct Schrift {
    /// The file.
    pub(super) daten: &'static [u8],
    /// The file, opened.
    pub(super) face: Face<'static>,
    /// PostScript name.
    pub(super) name: &'static str,
    /// Glyphs of the first characters of Unicode: nearly all that a sheet has, and each is asked for many times.
    glyphen: Vec<u16>,
}

/// The sign that is drawn for a character that the typeface lacks; the text sheet has the character itself.
const ERSATZ: char = '\u{fffd}';
/// Up to the typographic dashes, quotation marks and the euro sign.
const HAEUFIGE: u32 = 0x2100;

static NORMAL: LazyLock<Schrift> =
    LazyLock::new(|| Schrift::neu(include_bytes!("../../fonts/LiberationSans-Regular.ttf"), "LiberationSans"));
static FETT: LazyLock<Schrift> =
    LazyLock::new(|| Schrift::neu(include_bytes!("../../fonts/LiberationSans-Bold.ttf"), "LiberationSans-Bold"));

impl Schnitt {
    pub(super) fn schrift(self) -> &'static Schrift {
        match self {
            Schnitt::Normal => &NORMAL,
            Schnitt::Fett => &FETT,
        }
    }

    /// Width of a text in this typeface at a size.
    pub(super) fn breite(self, text: &str, groesse: Mass) -> Mass {
        let schrift = self.schrift();
        let einheiten: i64 = text.chars().map(|c| i64::from(schrift.vorschub(schrift.glyphe(c)))).sum();
        let breite = einheiten * i64::from(groesse) / i64::from(schrift.face.units_per_em());
        Mass::try_from(breite).unwrap_or(Mass::MAX)
    }
}

impl Schrift {
    fn neu(daten: &'static [u8], name: &'static str) -> Self {
        let face = Face::parse(daten, 0).expect("the shipped typeface is sound");
        let glyphen = (0..HAEUFIGE).map(|c| char::from_u32(c).map_or(0, |c| gesucht(&face, c))).collect();
        Schrift { daten, face, name, glyphen }
    }

    /// Number of the glyph that shows a character.
    pub(super) fn glyphe(&self, zeichen: char) -> u16 {
        self.glyphen.get(zeichen as usize).copied().unwrap_or_else(|| gesucht(&self.face, zeichen))
    }

    /// How far a glyph moves on, in units of the typeface.
    pub(super) fn vorschub(&self, glyphe: u16) -> u16 {
        self.face.glyph_hor_advance(ttf_parser::GlyphId(glyphe)).unwrap_or(0)
    }
}

/// The glyph of a character as the typeface's own tables give it.
fn gesucht(face: &Face<'_>, zeichen: char) -> u16 {
    let sichtbar = if zeichen.is_whitespace() || zeichen.is_control() { ' ' } else { zeichen };
    let glyphe = face.glyph_index(sichtbar).or_else(|| face.glyph_index(ERSATZ));
    glyphe.or_else(|| face.glyph_index('?')).map_or(0, |glyphe| glyphe.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_is_equally_wide_so_that_amounts_stand_below_each_other() {
        for schnitt in [Schnitt::Normal, Schnitt::Fett] {
            let breiten: Vec<Mass> = ('0'..='9').map(|c| schnitt.breite(&c.to_string(), 10_000)).collect();
            assert!(breiten.iter().all(|breite| *breite == 5_561), "{breiten:?}");
        }
    }

    #[test]
    fn characters_of_european_names_are_there_and_others_are_replaced() {
        let schrift = Schnitt::Normal.schrift();
        let ersatz = schrift.glyphe(ERSATZ);
        for zeichen in "ÄÖÜäöüßẞ€§–„“éçøåłńřžşğıőűΩЖ".chars() {
            assert!(schrift.glyphe(zeichen) != ersatz && schrift.glyphe(zeichen) != 0, "{zeichen}");
        }
        assert_eq!(schrift.glyphe('漢'), ersatz);
        assert_ne!(ersatz, 0);
        assert_eq!(schrift.glyphe('\t'), schrift.glyphe(' '));
    }
}
