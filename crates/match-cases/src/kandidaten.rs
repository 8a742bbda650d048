//! The candidates of an open prescription, ranked and explained.

use std::cmp::Reverse;
use std::fmt::Display;

use domain::{Kandidat, Stufe};

use crate::aehnlichkeit::Grad;
use crate::angaben::Blatt;
use crate::gewichte::{Gewicht, Gewichte, Haeufigkeiten};
use crate::index::Merkmale;
use crate::stufen::Treffer;

/// The candidates: active cases that fit a tier or are named on the sheet; by weight, tier and file number.
pub fn kandidaten(blatt: &Blatt, treffer: &[Treffer], haeufigkeiten: &Haeufigkeiten) -> Vec<Kandidat> {
    let merkmale = Merkmale::vom_blatt(blatt);
    let mut gewichtet: Vec<(Gewichte, &Treffer)> = treffer
        .iter()
        .filter(|t| !t.abgegeben() && (t.stufe.is_some() || t.genannt))
        .map(|t| (Gewichte::neu(&t.vergleich, &merkmale, haeufigkeiten), t))
        .collect();
    gewichtet.sort_by_cached_key(|(g, t)| (Reverse(g.summe()), stufe(t), t.fall.aktenzeichen.clone()));
    (1..).zip(gewichtet).map(|(rang, (gewichte, t))| zeile(blatt, rang, t, &gewichte)).collect()
}

fn stufe(treffer: &Treffer) -> Stufe {
    treffer.stufe.unwrap_or(Stufe::Z9)
}

fn zeile(blatt: &Blatt, rang: u32, treffer: &Treffer, gewichte: &Gewichte) -> Kandidat {
    let (rezept, fall, v) = (blatt.rezept, treffer.fall, &treffer.vergleich);
    let datum = |datum: Option<domain::Datum>| datum.map(|d| d.to_string()).unwrap_or_default();
    Kandidat {
        pic_nr: rezept.pic_nr.clone(),
        rang,
        aktenzeichen: fall.aktenzeichen9(),
        stufe: stufe(treffer).to_string(),
        punkte: gewichte.summe().to_string(),
        beleg_id: rezept.beleg_id.clone(),
        name: beide(&rezept.name, &fall.name),
        name_punkte: punkte(v.name, gewichte.name),
        vorname: beide(&rezept.vorname, &fall.vorname),
        vorname_punkte: punkte(v.vorname, gewichte.vorname),
        geb_datum: beide(&rezept.geb_datum, datum(fall.geb_datum)),
        geb_datum_punkte: punkte(v.geb_datum, gewichte.geb_datum),
        unf_datum: beide(&rezept.unf_datum, datum(fall.unf_datum)),
        unf_datum_punkte: punkte(v.unf_datum, gewichte.unf_datum),
        adresse: beide(
            format!("{}, {} {}", rezept.strasse, rezept.plz, rezept.ort),
            format!("{}, {} {}", fall.strasse, fall.plz, fall.ort),
        ),
        adresse_punkte: punkte(v.adresse, gewichte.adresse),
    }
}

fn beide(blatt: impl Display, register: impl Display) -> String {
    format!("{blatt} | {register}")
}

fn punkte(grad: Grad, gewicht: Gewicht) -> String {
    format!("{} {gewicht:+}", grad.als_str())
}
