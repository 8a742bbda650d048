//! Any pair of CSV files with truth labels: a register and sheets, with the columns that hold our fields.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, bail};
use domain::datum::{aus_deutsch, aus_iso};
use domain::{Datum, Fall, JaNein, Lesung, Rezept};

use super::{Probe, blatt};

/// Our fields that a column can be mapped to.
pub const FELDER: [&str; 8] = ["aktenzeichen", "name", "vorname", "geb_datum", "unf_datum", "strasse", "plz", "ort"];

/// Which column holds a field, in the register and on the sheets.
#[derive(Clone, Debug, Default)]
pub struct Spalten(HashMap<String, (String, String)>);

impl Spalten {
    /// Reads `field=column` or `field=register column/sheet column`.
    ///
    /// # Errors
    /// No such field.
    pub fn setze(&mut self, text: &str) -> anyhow::Result<()> {
        let (feld, spalten) = text.split_once('=').with_context(|| format!("'{text}': expected FIELD=COLUMN"))?;
        if !FELDER.contains(&feld) {
            bail!("'{feld}' is no field (one of: {})", FELDER.join(", "));
        }
        let (register, blatt) = spalten.split_once('/').unwrap_or((spalten, spalten));
        self.0.insert(feld.to_owned(), (register.to_owned(), blatt.to_owned()));
        Ok(())
    }
}

/// A row: the value of each of our fields.
type Werte = HashMap<&'static str, String>;

/// Reads both files. `name`: the column of the register that says what a case is called; `wahrheit`: the column of the
/// sheets that says what their case is called (empty = none). A file number column of the register is not read: cases
/// are numbered; one of the sheets counts if it holds such a number.
///
/// # Errors
/// A file that cannot be read, or a column that is missing.
pub fn lies(register: &Path, blaetter: &Path, spalten: &Spalten, name: &str, wahrheit: &str) -> anyhow::Result<Probe> {
    let faelle = zeilen(register, spalten, |(im_register, _)| im_register, name)?;
    let auf_blaettern = zeilen(blaetter, spalten, |(_, auf_dem_blatt)| auf_dem_blatt, wahrheit)?;
    let (namen, faelle): (Vec<String>, Vec<Fall>) =
        (10_000_001..).zip(faelle).map(|(nummer, (name, werte))| (name, fall(nummer, werte))).unzip();
    let (wahrheit, blaetter): (Vec<String>, Vec<Rezept>) =
        auf_blaettern.into_iter().enumerate().map(|(nummer, (wahr, werte))| (wahr, sheet(nummer, werte))).unzip();
    let (personen, wer) = (namen.clone(), wahrheit.clone());
    Ok(Probe { faelle, namen, personen, fremde: Vec::new(), blaetter, wahrheit, wer })
}

fn zeilen(
    path: &Path,
    spalten: &Spalten,
    welche: fn(&(String, String)) -> &String,
    kennung: &str,
) -> anyhow::Result<Vec<(String, Werte)>> {
    let mut leser =
        csv::ReaderBuilder::new().trim(csv::Trim::All).from_path(path).with_context(|| path.display().to_string())?;
    let kopf = leser.headers()?.clone();
    let stelle = |spalte: &str| {
        kopf.iter().position(|name| name == spalte).with_context(|| {
            format!(
                "{}: no column '{spalte}' (there are: {})",
                path.display(),
                kopf.iter().collect::<Vec<_>>().join(", ")
            )
        })
    };
    let kennung = stelle(kennung)?;
    let mut felder = Vec::new();
    for feld in FELDER {
        if let Some(namen) = spalten.0.get(feld) {
            felder.push((feld, stelle(welche(namen))?));
        }
    }
    let zeile = |zeile: csv::StringRecord| {
        let werte = felder.iter().map(|(feld, stelle)| (*feld, zeile[*stelle].to_owned())).collect();
        (zeile[kennung].to_owned(), werte)
    };
    leser.records().map(|gelesen| Ok(zeile(gelesen?))).collect()
}

fn fall(nummer: u32, mut werte: Werte) -> Fall {
    let geb_datum = datum(werte.get("geb_datum")).map(Into::into);
    let unf_datum = datum(werte.get("unf_datum"));
    let mut text = |feld| werte.remove(feld).unwrap_or_default();
    Fall {
        aktenzeichen: format!("{nummer:08}"),
        pz: String::new(),
        geb_datum,
        unf_datum,
        vorname: text("vorname"),
        zusatz: String::new(),
        name: text("name"),
        strasse: text("strasse"),
        lkz: String::new(),
        plz: text("plz"),
        ort: text("ort"),
        abgegeben: JaNein::Nein,
    }
}

fn sheet(nummer: usize, werte: Werte) -> Rezept {
    let aktenzeichen = werte.get("aktenzeichen").filter(|text| !text.is_empty()).cloned();
    let rezept = blatt(nummer, &fall(0, werte));
    Rezept { aktenzeichen: aktenzeichen.map_or(Lesung::Leer, Lesung::Wert), ..rezept }
}

/// `JJJJ-MM-TT`, `TT.MM.JJJJ` or `JJJJMMTT`; anything else is no date.
fn datum(text: Option<&String>) -> Option<Datum> {
    let text = text?.as_str();
    let ohne_striche = || {
        let ziffern = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
        ziffern.then(|| aus_iso(&format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]))).flatten()
    };
    aus_iso(text).or_else(|| aus_deutsch(text)).or_else(ohne_striche)
}

#[cfg(test)]
mod tests {
    use domain::VornameRegel;

    use super::*;
    use crate::quality::bilanz::Bilanz;
    use crate::quality::{mit_regel, ordne};

    #[test]
    fn a_pair_of_files_with_its_own_columns_is_measured() {
        let ordner = tempfile::tempdir().expect("a folder");
        let (register, blaetter) = (ordner.path().join("a.csv"), ordner.path().join("b.csv"));
        let kopf = "id,surname,given,dob,street,town";
        std::fs::write(
            &register,
            format!("{kopf}\n1,Meyer,Karl,19540512,Weg 1,Ulm\n2,Koch,Uwe,12.05.1960,Weg 2,Ulm\n"),
        )
        .expect("a file");
        let sheets =
            "1,Meyer,Karl,1954-05-12,Weg 1,Ulm\n,Weber,Ina,1980-01-01,Weg 9,Ulm\n2,Koch,Ute,19600512,Weg 3,Ulm\n";
        std::fs::write(&blaetter, format!("{kopf}\n{sheets}")).expect("a file");
        let mut spalten = Spalten::default();
        for text in ["name=surname", "vorname=given/given", "geb_datum=dob", "strasse=street", "ort=town"] {
            spalten.setze(text).expect(text);
        }
        let probe = lies(&register, &blaetter, &spalten, "id", "id").expect("both files");
        let bilanz = Bilanz::neu(&probe, &ordne(&probe, &mit_regel(VornameRegel::Person)).expect("an assignment"));
        let summe = bilanz.summe();
        assert_eq!((summe.rezepte, summe.richtig, summe.falsch, summe.offen), (3, 1, 0, 1));
        assert_eq!((summe.mit_fall, summe.an_erster, bilanz.im_register), (1, 1, 2));
        assert!(spalten.setze("dob=x").is_err() && spalten.setze("name").is_err());
        assert!(lies(&register, &blaetter, &spalten, "id", "nothing").is_err());
    }
}
