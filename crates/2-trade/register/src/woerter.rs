//! Dictionaries: each text of a column once, sorted, so that a text is a number and equal texts are equal numbers.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::io;

use rayon::prelude::*;

use crate::datei::{Ausgabe, Eingabe, RegisterFehler};
use crate::klang::klang;
use crate::zeile::Wert;

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

    /// What each text becomes, as a dictionary; and the number of what each became.
    fn abgebildet(&self, form: impl Fn(&str) -> String + Sync) -> (Texte, Vec<u32>) {
        let formen: Vec<String> = (0..self.anzahl()).into_par_iter().map(|nummer| form(self.text(nummer))).collect();
        let texte = Texte::neu(formen.iter().map(String::as_str));
        let nummern = texte.nummern(&formen);
        (texte, nummern)
    }

    /// The numbers of texts that are all in the dictionary.
    fn nummern<T: AsRef<str> + Sync>(&self, texte: &[T]) -> Vec<u32> {
        let nummer = |text: &T| self.nummer(text.as_ref()).expect("every text is in its dictionary");
        texte.par_iter().map(nummer).collect()
    }

    pub(crate) fn schreibe(&self, ausgabe: &mut Ausgabe<'_>) -> io::Result<()> {
        ausgabe.text(&self.text)?;
        ausgabe.zahlen(&self.enden)
    }

    pub(crate) fn lies(eingabe: &mut Eingabe) -> Result<Self, RegisterFehler> {
        let (text, enden) = (eingabe.text()?, eingabe.zahlen()?);
        let steigend = enden.is_sorted() && enden.last().copied() == u32::try_from(text.len()).ok();
        let sauber = steigend && enden.iter().all(|ende| text.is_char_boundary(*ende as usize));
        sauber.then_some(Texte { text, enden }).ok_or(RegisterFehler::Beschaedigt)
    }
}

/// The texts of a column in a part of the register, numbered as they come. Number 0 is the empty text.
#[derive(Debug)]
pub(crate) struct Sammlung(HashMap<Box<str>, u32, BuildHasherDefault<Streuung>>);

impl Default for Sammlung {
    fn default() -> Self {
        Sammlung([(Box::default(), 0)].into_iter().collect())
    }
}

impl Sammlung {
    /// The number of a text. Names and towns repeat: most texts are there already.
    pub(crate) fn nummer(&mut self, text: &str) -> u32 {
        if text.is_empty() {
            return 0;
        }
        if let Some(nummer) = self.0.get(text) {
            return *nummer;
        }
        let naechste = self.0.len() as u32;
        self.0.insert(text.into(), naechste);
        naechste
    }

    /// One dictionary of the texts of all parts, and for each part which number in it each of its own became.
    pub(crate) fn vereine(teile: Vec<Sammlung>) -> (Texte, Vec<Vec<u32>>) {
        let alle = Texte::neu(teile.iter().flat_map(|teil| teil.0.keys()).map(|text| &**text));
        let neue = |teil: Sammlung| {
            let (texte, vorlaeufig): (Vec<Box<str>>, Vec<u32>) = teil.0.into_iter().unzip();
            let mut neue = vec![0; texte.len()];
            let endgueltig = alle.nummern(&texte);
            vorlaeufig.into_iter().zip(endgueltig).for_each(|(alt, neu)| neue[alt as usize] = neu);
            neue
        };
        let neue = teile.into_iter().map(neue).collect();
        (alle, neue)
    }
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
    /// The texts of a column with the number that each case has.
    pub(crate) fn neu(roh: Texte, nummern: impl Iterator<Item = u32>, normalform: fn(&str) -> String) -> Self {
        let (normal, normal_von) = roh.abgebildet(normalform);
        let mut faelle = vec![0; normal.anzahl() as usize];
        nummern.for_each(|nummer| faelle[normal_von[nummer as usize] as usize] += 1);
        Feld { roh, normal_von, normal, faelle }
    }

    /// Number of the normal form of a delivered text; none if the text is none of this dictionary.
    pub(crate) fn normal_von(&self, roh: u32) -> Option<u32> {
        self.normal_von.get(roh as usize).copied()
    }

    /// A normal form by its number; empty for none.
    pub(crate) fn normal(&self, nummer: Option<Wert>) -> &str {
        nummer.map_or("", |nummer| self.normal.text(nummer.get()))
    }

    /// Number of a normal form; none if no case has it.
    pub(crate) fn nummer(&self, normal: &str) -> Option<u32> {
        self.normal.nummer(normal)
    }

    /// Every normal form but the empty one, with the number of cases.
    pub(crate) fn alle(&self) -> impl Iterator<Item = (&str, u32)> {
        (1..self.normal.anzahl()).map(|nummer| (self.normal.text(nummer), self.faelle[nummer as usize]))
    }

    /// Number of cases with a normal form, by its number.
    pub(crate) fn haeufigkeit(&self, nummer: Option<Wert>) -> u32 {
        nummer.map_or(0, |nummer| self.faelle[nummer.get() as usize])
    }

    pub(crate) fn schreibe(&self, ausgabe: &mut Ausgabe<'_>) -> io::Result<()> {
        self.roh.schreibe(ausgabe)?;
        ausgabe.zahlen(&self.normal_von)?;
        self.normal.schreibe(ausgabe)?;
        ausgabe.zahlen(&self.faelle)
    }

    pub(crate) fn lies(eingabe: &mut Eingabe) -> Result<Self, RegisterFehler> {
        let (roh, normal_von) = (Texte::lies(eingabe)?, eingabe.zahlen()?);
        let (normal, faelle) = (Texte::lies(eingabe)?, eingabe.zahlen()?);
        let sauber = faelle.len() == normal.anzahl() as usize && normal_von.iter().all(|nr| *nr < normal.anzahl());
        sauber.then_some(Feld { roh, normal_von, normal, faelle }).ok_or(RegisterFehler::Beschaedigt)
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
        let (klaenge, klang_von) = namen.normal.abgebildet(klang);
        let mut faelle = vec![0; klaenge.anzahl() as usize];
        klang_von.iter().zip(&namen.faelle).for_each(|(klang, anzahl)| faelle[*klang as usize] += anzahl);
        Klaenge { klaenge, klang_von, faelle }
    }

    /// Number of the sound of a name in normal form, by the name's number; none if there is no such name.
    pub(crate) fn klang_von(&self, name: u32) -> Option<u32> {
        self.klang_von.get(name as usize).copied()
    }

    /// Number of a sound; none if no case has it.
    pub(crate) fn nummer(&self, klang: &str) -> Option<u32> {
        self.klaenge.nummer(klang)
    }

    /// Number of cases with a sound, by its number.
    pub(crate) fn haeufigkeit(&self, klang: Option<Wert>) -> u32 {
        klang.map_or(0, |klang| self.faelle[klang.get() as usize])
    }

    pub(crate) fn schreibe(&self, ausgabe: &mut Ausgabe<'_>) -> io::Result<()> {
        self.klaenge.schreibe(ausgabe)?;
        ausgabe.zahlen(&self.klang_von)?;
        ausgabe.zahlen(&self.faelle)
    }

    pub(crate) fn lies(eingabe: &mut Eingabe) -> Result<Self, RegisterFehler> {
        let (klaenge, klang_von, faelle) = (Texte::lies(eingabe)?, eingabe.zahlen()?, eingabe.zahlen()?);
        let sauber = faelle.len() == klaenge.anzahl() as usize && klang_von.iter().all(|nr| *nr < klaenge.anzahl());
        sauber.then_some(Klaenge { klaenge, klang_von, faelle }).ok_or(RegisterFehler::Beschaedigt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalisieren;
    use crate::zeile::wert;

    /// The dictionary of texts that came in two parts, and the number of each.
    fn spalte(teile: [&[&str]; 2]) -> (Texte, Vec<u32>) {
        let mut sammlungen = [Sammlung::default(), Sammlung::default()];
        let vorlaeufig: Vec<Vec<u32>> = (sammlungen.iter_mut().zip(teile))
            .map(|(sammlung, texte)| texte.iter().map(|text| sammlung.nummer(text)).collect())
            .collect();
        let (texte, neue) = Sammlung::vereine(sammlungen.into());
        let nummern = vorlaeufig.iter().zip(&neue).flat_map(|(alte, neue)| alte.iter().map(|alt| neue[*alt as usize]));
        (texte, nummern.collect())
    }

    #[test]
    fn a_column_is_numbered_by_the_order_of_its_texts_however_it_is_parted() {
        let alle = ["Ulm", "Bonn", "", "Ulm", "Aachen"];
        for geteilt in 0..=alle.len() {
            let (links, rechts) = alle.split_at(geteilt);
            let (texte, nummern) = spalte([links, rechts]);
            assert_eq!(nummern, [3, 2, 0, 3, 1]);
            assert_eq!(texte.text(3), "Ulm");
            assert_eq!((texte.nummer("Bonn"), texte.nummer("Bo"), texte.nummer("")), (Some(2), None, Some(0)));
        }
    }

    #[test]
    fn frequencies_are_those_of_normal_forms_and_sounds() {
        let (texte, nummern) = spalte([&["Müller", "MUELLER", "Möller"], &["Koch", "Müller"]]);
        let namen = Feld::neu(texte, nummern.into_iter(), normalisieren::name);
        let traeger = |name| namen.haeufigkeit(namen.nummer(name).and_then(wert));
        assert_eq!([traeger("mueller"), traeger("moeller"), traeger("maier")], [3, 1, 0]);
        let klaenge = Klaenge::neu(&namen);
        let klingend = |name| klaenge.haeufigkeit(klaenge.nummer(&klang(name)).and_then(wert));
        assert_eq!((klingend("mueller"), klingend("weber")), (4, 0));
    }
}
