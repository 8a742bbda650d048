//! A report on many runs, of one payer or of all.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use domain::datum::deutsch;
use domain::{Datum, Kennzahl, Kostentraeger, Tabelle, Verfahren};
use stage::{Config, Run, publish_file, table_bytes};

use crate::bericht::{Ablage, Bericht, Leistungsbericht, Rahmen};
use crate::lauf::{Lauf, Leser};
use crate::seite::{Abschnitt, Seite, Tabelle as Tabellenteil, Zelle, mit_einheit};
use crate::zahlen::{Fallzahlen, Rezeptzahlen};

/// Days, both included.
#[derive(Clone, Copy, Debug)]
pub struct Zeitraum {
    /// The first.
    pub von: Datum,
    /// The last.
    pub bis: Datum,
}

/// A folder that a report is written to. Each file is written aside and renamed.
struct Ordner(PathBuf);

impl Ablage for Ordner {
    fn tabelle<T: Tabelle>(&mut self, datei: &str, zeilen: &[T]) -> stage::Result<()> {
        publish_file(&self.0.join(datei), &table_bytes(datei, zeilen)?)
    }

    fn seite(&mut self, datei: &str, html: &str) -> stage::Result<()> {
        publish_file(&self.0.join(datei), html.as_bytes())
    }
}

/// Reports on the finished runs of that time below `path`: a WORK, with a folder of its own for each payer, or the folder
/// of one payer in it. Says how many runs there were.
///
/// # Errors
/// There is no such run, a table cannot be read, or a file cannot be written.
pub fn berichte(path: &Path, config: &Config, zeit: Zeitraum, ziel: &Path) -> anyhow::Result<usize> {
    let payers = payers(path, config)?;
    let mut alle = 0;
    let mut uebersicht = Vec::new();
    for (code, ordner) in &payers {
        let laeufe = laeufe(ordner, zeit.bis)?;
        let im_zeitraum = laeufe.iter().filter(|(datum, _)| *datum >= zeit.von).count();
        if im_zeitraum == 0 {
            continue;
        }
        alle += im_zeitraum;
        let rahmen = Rahmen { wer: code.clone(), von: zeit.von, bis: zeit.bis, laeufe: im_zeitraum };
        let unterordner = if payers.len() == 1 { ziel.to_owned() } else { ziel.join(code) };
        fs::create_dir_all(&unterordner).with_context(|| format!("{} cannot be made", unterordner.display()))?;
        let kennzahlen = bericht(rahmen, &laeufe, zeit, config.payer(code)?, &mut Ordner(unterordner))?;
        uebersicht.push((code.clone(), kennzahlen));
    }
    if alle == 0 {
        bail!(stage::Error::Missing(format!(
            "{}: no finished run from {} to {}\nname WORK or WORK/PAYER, and days on which it ran",
            path.display(),
            deutsch(zeit.von),
            deutsch(zeit.bis)
        )));
    }
    if payers.len() > 1 {
        let rahmen = Rahmen { wer: "Alle Kostenträger".into(), von: zeit.von, bis: zeit.bis, laeufe: alle };
        Ordner(ziel.to_owned()).seite("index.html", &alle_kostentraeger(&rahmen, &uebersicht).html())?;
    }
    Ok(alle)
}

/// The page that leads to those of the payers.
fn alle_kostentraeger(rahmen: &Rahmen, payers: &[(String, Vec<Kennzahl>)]) -> Seite {
    let zeilen = payers.iter().flat_map(|(code, kennzahlen)| {
        kennzahlen.iter().map(move |zahl| {
            vec![
                Zelle::verweis(code, format!("{code}/index.html")),
                Zelle::text(&zahl.groesse),
                Zelle::text(&mit_einheit(zahl)),
                Zelle::text(&zahl.formel),
            ]
        })
    });
    let spalten = ["Kostenträger", "Größe", "#Wert", "Formel"];
    Seite {
        titel: rahmen.wer.clone(),
        zeile: rahmen.zeile(),
        warnung: String::new(),
        kennzahlen: Vec::new(),
        abschnitte: vec![Abschnitt {
            titel: "Kennzahlen".into(),
            satz: "Die fünf Zahlen jedes Kostenträgers; sein Name führt zu seinem Bericht.".into(),
            tabellen: vec![Tabellenteil::neu("Kennzahlen", &spalten, zeilen.collect())],
            ..Abschnitt::default()
        }],
    }
}

/// The payers that have a folder there, or the one whose folder it is.
fn payers(path: &Path, config: &Config) -> anyhow::Result<Vec<(String, PathBuf)>> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if config.payer(name).is_ok() {
        return Ok(vec![(name.to_owned(), path.to_owned())]);
    }
    let ordner = config.payers().map(|(code, _)| (code.to_owned(), path.join(code)));
    let mut payers: Vec<_> = ordner.filter(|(_, dir)| dir.is_dir()).collect();
    payers.sort();
    Ok(payers)
}

fn bericht(
    rahmen: Rahmen,
    laeufe: &[(Datum, PathBuf)],
    zeit: Zeitraum,
    payer: &Kostentraeger,
    ziel: &mut Ordner,
) -> stage::Result<Vec<Kennzahl>> {
    if payer.verfahren == Verfahren::Leistungen {
        let mut bericht = Leistungsbericht::neu(rahmen);
        let mut im_zeitraum = laeufe.iter().filter(|(datum, _)| *datum >= zeit.von);
        im_zeitraum.try_for_each(|(_, ordner)| bericht.lies(ordner))?;
        bericht.schreibe(Vec::new(), ziel)
    } else {
        let (zahlen, faelle) = summen(laeufe, zeit)?;
        Bericht::neu(rahmen, zahlen, &faelle, payer).schreibe(ziel)
    }
}

/// Runs up to that day whose payments were ordered, the earliest first.
fn laeufe(payer: &Path, bis: Datum) -> anyhow::Result<Vec<(Datum, PathBuf)>> {
    let entries = fs::read_dir(payer).with_context(|| format!("{} cannot be read", payer.display()))?;
    let mut laeufe = Vec::new();
    for entry in entries {
        let dir = entry?.path();
        let datum = dir.file_name().and_then(|name| name.to_str()).and_then(domain::datum::aus_iso);
        let Some(datum) = datum.filter(|datum| *datum <= bis) else { continue };
        if Run::from_path(&dir)?.has_stage("65-confirmations") {
            laeufe.push((datum, dir));
        }
    }
    laeufe.sort();
    Ok(laeufe)
}

fn summen(laeufe: &[(Datum, PathBuf)], zeit: Zeitraum) -> stage::Result<(Rezeptzahlen, Fallzahlen)> {
    let (mut zahlen, mut faelle) = (Rezeptzahlen::default(), Fallzahlen::default());
    let mut leser = Leser::default();
    for (nr, (datum, ordner)) in laeufe.iter().enumerate() {
        let lauf = Lauf { ordner, datum: *datum, letzter: nr + 1 == laeufe.len() };
        if *datum < zeit.von {
            lauf.vorher(&mut faelle)?;
        } else {
            leser.lies(&lauf, &mut zahlen, &mut faelle)?;
        }
    }
    Ok((zahlen, faelle))
}
