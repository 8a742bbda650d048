//! Dictionaries: each text of a column once, sorted, so that a text is a number and equal texts are equal numbers.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use rphonetic::{Cologne, Encoder};

use crate::datei::{Ausgabe, Eingabe, RegisterFehler};

/// The Cologne phonetic code of a name in normal form; empty if it has no sound (`h`, foreign letters).
pub fn klang(name: &str) -> String {
    Cologne.encode(name)
}

/// Sorted texts without repetition; a text's number is its place. Number 0 is always the empty text.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Texte {
    text: String,
    /// Where each text ends.
    enden: Vec<u32>,
}

impl Texte {
    fn neu<'a>(texte: impl IntoIterator<Item = &'a str>) -> Self {
        let mut texte: Vec<&str> = texte.into_iter().chain([""]).collect();
        texte.sort_unstable();
        texte.dedup();
        let mut ergebnis = Texte { text: String::new(), enden: Vec::with_capacity(texte.len()) };
        for text in texte {
            ergebnis.text.push_str(text);
            ergebnis.enden.push(u32::try_from(ergebnis.text.len()).expect("fewer than 4 GiB of texts"));
        }
        ergebnis
    }

    pub(crate) fn text(&self, nummer: u32) -> &str {
        let nummer = nummer as usize;
        let anfang = if nummer == 0 { 0 } else { self.enden[nummer - 1] as usize };
        &self.text[anfang..self.enden[nummer] as usize]
    }

    pub(crate) fn nummer(&self, text: &str) -> Option<u32> {
        let (mut von, mut bis) = (0, self.anzahl());
        while von < bis {
            let mitte = von + (bis - von) / 2;
            match self.text(mitte).cmp(text) {
                std::cmp::Ordering::Less => von = mitte + 1,
                std::cmp::Ordering::Equal => return Some(mitte),
                std::cmp::Ordering::Greater => bis = mitte,
            }
        }
        None
    }

    fn anzahl(&self) -> u32 {
        self.enden.len() as u32
    }

    fn alle(&self) -> impl Iterator<Item = &str> {
        (0..self.anzahl()).map(|nummer| self.text(nummer))
    }

    pub(crate) fn schreibe(&self, ausgabe: &mut Ausgabe) {
        ausgabe.text(&self.text);
        ausgabe.zahlen(&self.enden);
    }

    pub(crate) fn lies(eingabe: &mut Eingabe) -> Result<Self, RegisterFehler> {
        let (text, enden) = (eingabe.text()?, eingabe.zahlen()?);
        let steigend = enden.is_sorted() && enden.last().copied() == u32::try_from(text.len()).ok();
        let sauber = steigend && enden.iter().all(|ende| text.is_char_boundary(*ende as usize));
        sauber.then_some(Texte { text, enden }).ok_or(RegisterFehler::Beschaedigt)
    }
}

/// A column of the register: the number of each case's text, by the order of the cases.
pub(crate) fn spalte<'a>(texte: impl ExactSizeIterator<Item = &'a str>) -> (Texte, Vec<u32>) {
    let mut vorlaeufig: HashMap<&str, u32, BuildHasherDefault<Streuung>> = HashMap::default();
    let mut nummern: Vec<u32> = Vec::with_capacity(texte.len());
    let mut vorheriger = ("", u32::MAX);
    for text in texte {
        // Some columns hold the same text in almost every case.
        if text != vorheriger.0 || vorheriger.1 == u32::MAX {
            let naechste = vorlaeufig.len() as u32;
            vorheriger = (text, *vorlaeufig.entry(text).or_insert(naechste));
        }
        nummern.push(vorheriger.1);
    }
    let woerterbuch = Texte::neu(vorlaeufig.keys().copied());
    let mut endgueltig = vec![0; vorlaeufig.len()];
    for (text, nummer) in vorlaeufig {
        endgueltig[nummer as usize] = woerterbuch.nummer(text).expect("every text is in its dictionary");
    }
    nummern.iter_mut().for_each(|nummer| *nummer = endgueltig[*nummer as usize]);
    (woerterbuch, nummern)
}

/// A hash for short texts: the dictionaries of a million cases are built in a third of the time that the library's own
/// takes. Numbers do not depend on it.
#[derive(Default)]
struct Streuung(u64);

impl Hasher for Streuung {
    fn write(&mut self, bytes: &[u8]) {
        const MISCHER: u64 = 0x9E37_79B9_7F4A_7C15; // 2^64 / golden ratio
        let (achter, rest) = bytes.as_chunks();
        let letzter = rest.iter().fold(bytes.len() as u64, |wert, byte| wert << 8 | u64::from(*byte));
        for wort in achter.iter().map(|acht| u64::from_le_bytes(*acht)).chain([letzter]) {
            self.0 = (self.0.rotate_left(5) ^ wort).wrapping_mul(MISCHER);
        }
    }

    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}

/// The texts of a column as delivered, their normal forms, and how many cases have each.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Feld {
    pub(crate) roh: Texte,
    /// Number of the normal form of each delivered text.
    normal_von: Vec<u32>,
    normal: Texte,
    /// Number of cases by normal form.
    faelle: Vec<u32>,
}

impl Feld {
    pub(crate) fn neu(roh: Texte, nummern: &[u32], normalform: fn(&str) -> String) -> Self {
        let formen: Vec<String> = roh.alle().map(normalform).collect();
        let normal = Texte::neu(formen.iter().map(String::as_str));
        let normal_von: Vec<u32> =
            formen.iter().map(|form| normal.nummer(form).expect("every form is in its dictionary")).collect();
        let mut faelle = vec![0; normal.anzahl() as usize];
        nummern.iter().for_each(|nummer| faelle[normal_von[*nummer as usize] as usize] += 1);
        Feld { roh, normal_von, normal, faelle }
    }

    /// Number of the normal form of a delivered text.
    pub(crate) fn normal_von(&self, roh: u32) -> u32 {
        self.normal_von[roh as usize]
    }

    /// The normal form of a delivered text.
    pub(crate) fn normal(&self, roh: u32) -> &str {
        self.normal.text(self.normal_von(roh))
    }

    /// Number of a normal form; none if no case has it.
    pub(crate) fn nummer(&self, normal: &str) -> Option<u32> {
        self.normal.nummer(normal)
    }

    /// Number of cases with a normal form.
    pub(crate) fn haeufigkeit(&self, normal: &str) -> u32 {
        self.nummer(normal).map_or(0, |nummer| self.faelle[nummer as usize])
    }

    pub(crate) fn schreibe(&self, ausgabe: &mut Ausgabe) {
        self.roh.schreibe(ausgabe);
        ausgabe.zahlen(&self.normal_von);
        self.normal.schreibe(ausgabe);
        ausgabe.zahlen(&self.faelle);
    }

    pub(crate) fn lies(eingabe: &mut Eingabe) -> Result<Self, RegisterFehler> {
        Ok(Feld {
            roh: Texte::lies(eingabe)?,
            normal_von: eingabe.zahlen()?,
            normal: Texte::lies(eingabe)?,
            faelle: eingabe.zahlen()?,
        })
    }
}

/// The sounds of the family names, and how many cases have each.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Klaenge {
    klaenge: Texte,
    /// Number of the sound of each normal form of a name.
    klang_von: Vec<u32>,
    /// Number of cases by sound.
    faelle: Vec<u32>,
}

impl Klaenge {
    pub(crate) fn neu(namen: &Feld) -> Self {
        let formen: Vec<String> = namen.normal.alle().map(klang).collect();
        let klaenge = Texte::neu(formen.iter().map(String::as_str));
        let klang_von: Vec<u32> =
            formen.iter().map(|form| klaenge.nummer(form).expect("every sound is in its dictionary")).collect();
        let mut faelle = vec![0; klaenge.anzahl() as usize];
        klang_von.iter().zip(&namen.faelle).for_each(|(klang, anzahl)| faelle[*klang as usize] += anzahl);
        Klaenge { klaenge, klang_von, faelle }
    }

    /// Number of the sound of a name in normal form, by the name's number.
    pub(crate) fn klang_von(&self, name: u32) -> u32 {
        self.klang_von[name as usize]
    }

    /// Number of a sound; none if no case has it.
    pub(crate) fn nummer(&self, klang: &str) -> Option<u32> {
        self.klaenge.nummer(klang)
    }

    /// Number of cases with a sound.
    pub(crate) fn haeufigkeit(&self, klang: &str) -> u32 {
        self.nummer(klang).map_or(0, |nummer| self.faelle[nummer as usize])
    }

    pub(crate) fn schreibe(&self, ausgabe: &mut Ausgabe) {
        self.klaenge.schreibe(ausgabe);
        ausgabe.zahlen(&self.klang_von);
        ausgabe.zahlen(&self.faelle);
    }

    pub(crate) fn lies(eingabe: &mut Eingabe) -> Result<Self, RegisterFehler> {
        Ok(Klaenge { klaenge: Texte::lies(eingabe)?, klang_von: eingabe.zahlen()?, faelle: eingabe.zahlen()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalisieren;

    #[test]
    fn a_column_is_numbered_by_the_order_of_its_texts() {
        let (texte, nummern) = spalte(["Ulm", "Bonn", "", "Ulm", "Aachen"].into_iter());
        assert_eq!(nummern, [3, 2, 0, 3, 1]);
        assert_eq!(texte.text(3), "Ulm");
        assert_eq!((texte.nummer("Bonn"), texte.nummer("Bo"), texte.nummer("")), (Some(2), None, Some(0)));
    }

    #[test]
    fn frequencies_are_those_of_normal_forms_and_sounds() {
        let (texte, nummern) = spalte(["Müller", "MUELLER", "Möller", "Koch", "Müller"].into_iter());
        let namen = Feld::neu(texte, &nummern, normalisieren::name);
        assert_eq!([namen.haeufigkeit("mueller"), namen.haeufigkeit("moeller"), namen.haeufigkeit("maier")], [3, 1, 0]);
        let klaenge = Klaenge::neu(&namen);
        assert_eq!((klaenge.haeufigkeit(&klang("mueller")), klaenge.haeufigkeit(&klang("weber"))), (4, 0));
    }

    #[test]
    fn a_name_without_sound_has_none() {
        assert_eq!(klang("h"), "");
        assert_eq!(klang("meyer"), klang("maier"));
    }
}
