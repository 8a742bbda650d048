//! Which cases are worth comparing with which sheets.
//!
//! Every tier demands some fields to be identical. Their hashes are the blocking keys: the sheets' keys go into a hash
//! table, the cases are streamed past it in parallel. Cost grows with cases plus sheets, memory with the sheets
//! alone. A key is as narrow as its tier allows (town included), so a name that fills half the register does no harm.
//! Equal keys only propose a pair; the comparison itself is exact.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use domain::{Fall, Lesung};
use rayon::prelude::*;

use crate::angaben::Blatt;
use crate::normalisieren;

/// A sheet and a case to be compared, by their places in the input.
pub type Paar = (u32, u32);

/// Hashes of the fields that tiers want identical; none where the field has no value.
#[derive(Clone, Copy, Debug, Default)]
pub struct Merkmale {
    aktenzeichen: Option<u64>,
    /// Family name.
    pub name: Option<u64>,
    /// First name.
    pub vorname: Option<u64>,
    ort: Option<u64>,
    geb_datum: Option<u64>,
    unf_datum: Option<u64>,
    /// Whether Z4 may apply: for a case always, for a sheet only without accident date.
    z4: bool,
}

impl Merkmale {
    /// The hashes of a sheet.
    pub fn vom_blatt(blatt: &Blatt) -> Self {
        let text = |lesung: &Lesung<String>| lesung.wert().map(|text| hash(text.as_str()));
        let angaben = &blatt.angaben;
        Merkmale {
            aktenzeichen: blatt.nummer.map(|nummer| hash(nummer.stamm)),
            name: text(&angaben.name),
            vorname: text(&angaben.vorname),
            ort: text(&angaben.ort),
            geb_datum: angaben.geb_datum.wert().map(hash),
            unf_datum: angaben.unf_datum.wert().and_then(|datum| datum.genau()).map(|datum| hash(&datum)),
            z4: angaben.unf_datum.leer(),
        }
    }

    /// The hashes of a case.
    pub fn vom_fall(fall: &Fall) -> Self {
        let text = |text: String| (!text.is_empty()).then(|| hash(text.as_str()));
        Merkmale {
            name: text(normalisieren::name(&fall.name)),
            vorname: text(normalisieren::falte(&fall.vorname)),
            ort: text(normalisieren::falte(&fall.ort)),
            ..Merkmale::ohne_texte(fall)
        }
    }

    fn ohne_texte(fall: &Fall) -> Self {
        Merkmale {
            aktenzeichen: Some(hash(fall.aktenzeichen.as_str())),
            geb_datum: fall.geb_datum.as_ref().map(hash),
            unf_datum: fall.unf_datum.as_ref().map(hash),
            z4: true,
            ..Merkmale::default()
        }
    }

    /// One key per group of tiers: Z0, Z1 and Z2, Z3, Z4, Z5.
    fn schluessel(&self) -> [Option<u64>; 5] {
        [
            schluessel(0, [self.aktenzeichen]),
            schluessel(1, [self.name, self.geb_datum, self.unf_datum]),
            schluessel(3, [self.name, self.vorname, self.unf_datum, self.ort]),
            schluessel(4, [self.name, self.geb_datum, self.ort]).filter(|_| self.z4),
            schluessel(5, [self.geb_datum, self.unf_datum, self.ort]),
        ]
    }

    /// Z0 to Z2 want one of these; both are known without normalising any text.
    fn ohne_text_schluessel(&self) -> [Option<u64>; 2] {
        [schluessel(0, [self.aktenzeichen]), schluessel(2, [self.geb_datum, self.unf_datum])]
    }
}

/// `DefaultHasher::new()` has fixed keys, so a run repeats exactly.
fn hash<T: Hash + ?Sized>(wert: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    wert.hash(&mut hasher);
    hasher.finish()
}

fn schluessel<const N: usize>(gruppe: u64, merkmale: [Option<u64>; N]) -> Option<u64> {
    const MISCHER: u64 = 0x9E37_79B9_7F4A_7C15; // 2^64 / golden ratio, spreads neighbouring values
    merkmale
        .into_iter()
        .try_fold(gruppe, |bisher, merkmal| merkmal.map(|wert| (bisher ^ wert).wrapping_mul(MISCHER).rotate_left(29)))
}

/// The keys of the sheets.
#[derive(Debug)]
pub struct Index {
    /// Key and sheet, sorted.
    eintraege: Vec<(u64, u32)>,
    /// Where the entries of a key begin.
    anfang: HashMap<u64, u32>,
    /// Keys without which a case cannot reach Z0 to Z2.
    vorfilter: HashSet<u64>,
}

impl Index {
    /// The index of the sheets with these hashes, numbered as they come.
    pub fn neu(blaetter: &[(u32, Merkmale)]) -> Self {
        let mut eintraege: Vec<(u64, u32)> = blaetter
            .par_iter()
            .flat_map_iter(|(nummer, merkmale)| merkmale.schluessel().into_iter().flatten().map(|s| (s, *nummer)))
            .collect();
        eintraege.par_sort_unstable();
        let mut anfang = HashMap::with_capacity(eintraege.len());
        for (stelle, (schluessel, _)) in (0..).zip(&eintraege) {
            anfang.entry(*schluessel).or_insert(stelle);
        }
        let vorfilter = blaetter.iter().flat_map(|(_, m)| m.ohne_text_schluessel()).flatten().collect();
        Index { eintraege, anfang, vorfilter }
    }

    /// The pairs of the payer's own register, sorted. `gesehen` is called once for every case.
    pub fn paare(&self, faelle: &[Fall], gesehen: impl Fn(&Merkmale) + Sync) -> Vec<Paar> {
        self.sammle(faelle, |fall| {
            let merkmale = Merkmale::vom_fall(fall);
            gesehen(&merkmale);
            Some(merkmale)
        })
    }

    /// The pairs of another payer's register that may reach Z0 to Z2, sorted.
    pub fn paare_bis_z2(&self, faelle: &[Fall]) -> Vec<Paar> {
        self.sammle(faelle, |fall| {
            let moeglich = Merkmale::ohne_texte(fall).ohne_text_schluessel().into_iter().flatten();
            moeglich.into_iter().any(|s| self.vorfilter.contains(&s)).then(|| Merkmale::vom_fall(fall))
        })
    }

    fn sammle(&self, faelle: &[Fall], merkmale: impl Fn(&Fall) -> Option<Merkmale> + Sync) -> Vec<Paar> {
        if self.eintraege.is_empty() {
            return Vec::new();
        }
        let treffer = |(nummer, fall): (u32, &Fall)| {
            let schluessel = merkmale(fall).into_iter().flat_map(|m| m.schluessel()).flatten();
            schluessel.flat_map(|s| self.blaetter(s)).map(move |blatt| (blatt, nummer))
        };
        let nummern = 0..u32::try_from(faelle.len()).expect("fewer than 2^32 cases");
        let mut paare: Vec<Paar> = nummern.into_par_iter().zip(faelle.par_iter()).flat_map_iter(treffer).collect();
        paare.par_sort_unstable();
        paare.dedup();
        paare
    }

    fn blaetter(&self, schluessel: u64) -> impl Iterator<Item = u32> {
        let anfang = self.anfang.get(&schluessel).map_or(self.eintraege.len(), |stelle| *stelle as usize);
        self.eintraege[anfang..].iter().take_while(move |(s, _)| *s == schluessel).map(|(_, blatt)| *blatt)
    }
}

/// The part of sorted pairs that belongs to a sheet.
pub fn paare_von(paare: &[Paar], blatt: u32) -> &[Paar] {
    let anfang = paare.partition_point(|paar| paar.0 < blatt);
    let ende = paare.partition_point(|paar| paar.0 <= blatt);
    &paare[anfang..ende]
}
