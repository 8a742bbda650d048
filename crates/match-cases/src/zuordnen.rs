//! The assignment as a whole.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::{
    Aufgabe, Entscheidung, ErledigtesRezept, Fall, Kandidat, Rezept, Stufe, Tabelle, Zuordnung, ZuordnungOptionen,
    ZuordnungsEntscheidung,
};
use rayon::prelude::*;

use crate::aehnlichkeit::Vergleich;
use crate::angaben::{Angaben, Blatt};
use crate::gewichte::Haeufigkeiten;
use crate::index::{Index, Merkmale, Paar, paare_von};
use crate::nummer::Nummer;
use crate::personen::Personenentscheidungen;
use crate::stufen::{Ausgang, Treffer, entscheide, stufe};
use crate::zeilen::{Zeilen, erledigte_zeile, zeilen};

/// What the assignment is made from.
#[derive(Debug)]
pub struct Eingabe<'a> {
    /// Code of the payer.
    pub kostentraeger: &'a str,
    /// The prescriptions, corrected.
    pub rezepte: &'a [Rezept],
    /// The payer's own register, cases handed over included.
    pub faelle: &'a [Fall],
    /// The registers of the other payers, each with the payer's code.
    pub fremde: Vec<(&'a str, &'a [Fall])>,
    /// Decisions by people; only those of kind `zuordnung` count.
    pub entscheidungen: &'a [Entscheidung],
    /// Prescriptions settled in an earlier run: they keep their assignment.
    pub erledigt: &'a [ErledigtesRezept],
    /// Options of the payer.
    pub optionen: &'a ZuordnungOptionen,
}

/// The assignment. Every table is in the order of its file.
#[derive(Debug, PartialEq)]
pub struct Ergebnis {
    /// One row for each prescription.
    pub zuordnung: Vec<Zuordnung>,
    /// The candidates of the open ones.
    pub kandidaten: Vec<Kandidat>,
    /// One task for each open one.
    pub aufgaben: Vec<Aufgabe>,
    /// The cases that prescriptions are assigned to, each once.
    pub zugeordnete: Vec<Fall>,
}

impl Ergebnis {
    /// Number of prescriptions by tier and decision.
    pub fn anzahl(&self) -> BTreeMap<(Stufe, ZuordnungsEntscheidung), u64> {
        let mut anzahl = BTreeMap::new();
        for zeile in &self.zuordnung {
            *anzahl.entry((zeile.stufe, zeile.entscheidung)).or_insert(0) += 1;
        }
        anzahl
    }
}

/// What the program found for a sheet.
#[derive(Debug)]
pub(crate) struct Fund<'a> {
    /// Best tier.
    pub stufe: Stufe,
    /// What follows from it.
    pub ausgang: Ausgang<'a>,
    /// The cases of the own register that were compared.
    pub treffer: Vec<Treffer<'a>>,
}

/// Assigns every prescription to a case, or says who has to decide, or that there is none.
pub fn ordne_zu(eingabe: &Eingabe) -> Ergebnis {
    let erledigt: HashMap<_, _> =
        eingabe.erledigt.iter().map(|e| ((e.beleg_id.as_str(), e.pic_nr.as_str()), e)).collect();
    let erledigtes = |rezept: &Rezept| erledigt.get(&(rezept.beleg_id.as_str(), rezept.pic_nr.as_str())).copied();
    let (alte, neue): (Vec<_>, Vec<_>) = eingabe.rezepte.iter().partition(|r| erledigtes(r).is_some());

    let blaetter: Vec<Blatt> = neue.into_par_iter().map(Blatt::from).collect();
    let (mut funde, haeufigkeiten) = suche_im_eigenen_register(&blaetter, eingabe);
    suche_in_fremden_registern(&blaetter, &mut funde, &eingabe.fremde);

    let personen = Personenentscheidungen::neu(eingabe.entscheidungen);
    let erledigte_nummern = eingabe.erledigt.iter().filter_map(|e| Nummer::lies(&e.aktenzeichen)).map(|n| n.stamm);
    let genannte = faelle_mit_nummer(eingabe.faelle, &personen.stammnummern().chain(erledigte_nummern).collect());
    let mut alle: Vec<Zeilen> = blaetter
        .par_iter()
        .zip(&funde)
        .map(|(blatt, fund)| {
            let person = personen.zu(blatt.rezept, &genannte);
            zeilen(eingabe.kostentraeger, blatt, fund, person, &haeufigkeiten)
        })
        .collect();
    alle.extend(alte.into_iter().filter_map(|rezept| {
        erledigtes(rezept).map(|erledigt| erledigte_zeile(eingabe.kostentraeger, rezept, erledigt, &genannte))
    }));
    sammle(alle)
}

fn suche_im_eigenen_register<'a>(blaetter: &[Blatt], eingabe: &Eingabe<'a>) -> (Vec<Fund<'a>>, Haeufigkeiten) {
    let merkmale = nummeriert(blaetter, |_| true);
    let haeufigkeiten = Haeufigkeiten::neu(&merkmale, eingabe.faelle.len());
    let paare = Index::neu(&merkmale).paare(eingabe.faelle, |fall| haeufigkeiten.zaehle(fall));
    let funde = blaetter.par_iter().enumerate().map(|(nummer, blatt)| {
        let treffer = vergleiche(blatt, paare_von(&paare, nummer as u32), eingabe.faelle);
        let (stufe, ausgang) = entscheide(&treffer, eingabe.optionen);
        Fund { stufe, ausgang, treffer }
    });
    (funde.collect(), haeufigkeiten)
}

/// Where the own register has no case: a case of another payer at Z0 to Z2, the best tier first, then by code.
fn suche_in_fremden_registern<'a>(blaetter: &[Blatt], funde: &mut [Fund<'a>], fremde: &[(&'a str, &'a [Fall])]) {
    let ohne_fall = nummeriert(blaetter, |nummer| funde[nummer].ausgang == Ausgang::Keine);
    let index = Index::neu(&ohne_fall);
    let mut beste: HashMap<u32, (Stufe, &'a str)> = HashMap::new();
    for (code, faelle) in fremde {
        let paare = index.paare_bis_z2(faelle);
        for je_blatt in paare.chunk_by(|a, b| a.0 == b.0) {
            let nummer = je_blatt[0].0;
            let treffer = vergleiche(&blaetter[nummer as usize], je_blatt, faelle);
            // Whom the other payer handed over is not insured there either.
            let gefunden = treffer.iter().filter(|t| t.bis_z2() && !t.abgegeben()).filter_map(|t| t.stufe).min();
            if let Some(stufe) = gefunden {
                let bester = beste.entry(nummer).or_insert((stufe, code));
                *bester = (*bester).min((stufe, code));
            }
        }
    }
    for (nummer, (_, code)) in beste {
        funde[nummer as usize].ausgang = Ausgang::AnderesRegister(code);
    }
}

fn nummeriert(blaetter: &[Blatt], welche: impl Fn(usize) -> bool) -> Vec<(u32, Merkmale)> {
    let gewaehlt = blaetter.iter().enumerate().filter(|(nummer, _)| welche(*nummer));
    gewaehlt.map(|(nummer, blatt)| (nummer as u32, Merkmale::vom_blatt(blatt))).collect()
}

fn vergleiche<'a>(blatt: &Blatt, paare: &[Paar], faelle: &'a [Fall]) -> Vec<Treffer<'a>> {
    let treffer = paare.iter().map(|(_, nummer)| {
        let fall = &faelle[*nummer as usize];
        let vergleich = Vergleich::neu(&blatt.angaben, &Angaben::from(fall));
        let genannt = blatt.nummer.is_some_and(|nummer| nummer.nennt(fall));
        Treffer { fall, vergleich, stufe: stufe(&vergleich, genannt), genannt }
    });
    treffer.collect()
}

fn faelle_mit_nummer<'a>(faelle: &'a [Fall], stammnummern: &HashSet<&str>) -> HashMap<&'a str, &'a Fall> {
    if stammnummern.is_empty() {
        return HashMap::new();
    }
    let gesuchte = faelle.par_iter().filter(|fall| stammnummern.contains(fall.aktenzeichen.as_str()));
    gesuchte.map(|fall| (fall.aktenzeichen.as_str(), fall)).collect()
}

fn sammle(alle: Vec<Zeilen>) -> Ergebnis {
    let mut ergebnis = Ergebnis {
        zuordnung: Vec::with_capacity(alle.len()),
        kandidaten: vec![],
        aufgaben: vec![],
        zugeordnete: vec![],
    };
    let mut faelle = BTreeMap::new();
    for zeilen in alle {
        ergebnis.zuordnung.push(zeilen.zuordnung);
        ergebnis.kandidaten.extend(zeilen.kandidaten);
        ergebnis.aufgaben.extend(zeilen.aufgabe);
        faelle.extend(zeilen.fall.map(|fall| (fall.aktenzeichen.as_str(), fall)));
    }
    ergebnis.zuordnung.sort_by(Zuordnung::ordnung);
    ergebnis.kandidaten.sort_by(Kandidat::ordnung);
    ergebnis.aufgaben.sort_by(Aufgabe::ordnung);
    ergebnis.zugeordnete = faelle.into_values().cloned().collect();
    ergebnis
}
