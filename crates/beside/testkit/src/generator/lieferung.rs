//! Writes the files of a drop folder.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Context;
use charsets::edf03::CodePage;
use chrono::Days;
use domain::Datum;
use forms::entscheidungen;
use forms::sammelrechnung;
use mainframe::unfdat;
use rules::Apothekenabschlag;

use crate::erezept::{self, Karte};

use super::artikel::Sortiment;
use super::blatt::{Beschluss, Welt, ik};
use super::rechnungen::{Lieferposten, Wahrheit, rechnung};
use super::register::Register;
use super::woerter::Woerter;
use super::zufall::Zufall;
use super::{Auftrag, KOSTENTRAEGER};

/// The rates by which billers compute the discount: those of the law.
const APOTHEKENABSCHLAG: &str = include_str!("../../../../../pipelines/rules/apothekenabschlag.csv");
const APOTHEKEN: usize = 200;
/// Distance of the file numbers of two payers.
const NUMMERNKREIS: u32 = 40_000_000;

/// What the prescriptions of an order have in common.
pub fn welt(auftrag: &Auftrag) -> anyhow::Result<Welt> {
    let woerter = Woerter::neu();
    let eingang = auftrag.datum - Days::new(9);
    let mut register = auftrag.kostentraeger.iter().enumerate().map(|(nr, code)| {
        let anzahl = if nr == 0 { auftrag.faelle } else { (auftrag.faelle / 10).max(30) };
        let mut zufall = Zufall::strom(auftrag.saat, code, 0);
        Register::neu(&woerter, anzahl, 10_000_001 + nr as u32 * NUMMERNKREIS, eingang, &mut zufall)
    });
    let eigenes = register.next().context("no payer")?;
    let anderer = auftrag.kostentraeger.get(1).map(|code| ik_von(code)).zip(register.next());
    let mut apotheken = Zufall::strom(auftrag.saat, "apotheken", 0);
    Ok(Welt {
        sortiment: Sortiment::neu(&mut Zufall::strom(auftrag.saat, "artikel", 0)),
        abschlag: Apothekenabschlag::aus_csv(APOTHEKENABSCHLAG)?,
        apotheken: (0..APOTHEKEN).map(|_| ik("30", &mut apotheken)).collect(),
        ik: ik_von(&auftrag.kostentraeger[0]),
        register: eigenes,
        anderer,
        eingang,
        woerter,
    })
}

fn ik_von(code: &str) -> &'static str {
    KOSTENTRAEGER.iter().find(|(kt, _)| *kt == code).map_or("", |(_, ik)| ik)
}

/// Writes the delivery of an order and gives the truth about its prescriptions.
pub fn schreibe(auftrag: &Auftrag, welt: &Welt, drop: &Path) -> anyhow::Result<Vec<Wahrheit>> {
    let eigene = drop.join(&auftrag.kostentraeger[0]);
    schreibe_unfdat(&welt.register, &welt.woerter, &auftrag.kostentraeger[0], drop)?;
    if let Some((_, register)) = &welt.anderer {
        schreibe_unfdat(register, &welt.woerter, &auftrag.kostentraeger[1], drop)?;
    }
    let mut wahrheit = Vec::with_capacity(auftrag.rezepte);
    let mut beschluesse = Vec::new();
    for nr in 0..auftrag.rechnungen {
        let mut posten = rechnung(auftrag, welt, nr);
        if auftrag.elektronisch(nr) {
            schreibe_erezepte(&mut posten, auftrag.datum, drop, &eigene)?;
            beschluesse.extend(posten.beschluesse);
            wahrheit.extend(posten.wahrheit);
            continue;
        }
        let datei = format!("{}.csv", posten.sammelrechnung.rechnung.rechnungsnummer);
        schreibe_datei(&eigene.join("invoices"), &datei, &sammelrechnung::schreibe(&posten.sammelrechnung))?;
        beschluesse.extend(posten.beschluesse);
        wahrheit.extend(posten.wahrheit);
    }
    if !beschluesse.is_empty() {
        let datei = entscheidungsdatei(&beschluesse, auftrag.datum);
        schreibe_datei(&eigene.join("decisions"), "entscheidungen.csv", datei.as_bytes())?;
    }
    schreibe_datei(&drop.join("reference"), "artikel.csv", &welt.sortiment.csv(auftrag.datum))?;
    Ok(wahrheit)
}

/// Writes an invoice as a bundle, with the account of its biller as master data. What is known of its prescriptions goes by
/// the picture numbers that they get: in a new ledger from 1 on.
fn schreibe_erezepte(posten: &mut Lieferposten, datum: Datum, drop: &Path, eigene: &Path) -> anyhow::Result<()> {
    let mut pic_nrn: Vec<String> = posten.sammelrechnung.rezepte.iter().map(|rezept| rezept.pic_nr.clone()).collect();
    pic_nrn.sort();
    let jahr = datum.format("%y");
    let neue: HashMap<String, String> =
        pic_nrn.into_iter().zip(1..).map(|(alte, nr)| (alte, format!("8{jahr}{nr:09}"))).collect();
    for pic_nr in
        posten.beschluesse.iter_mut().map(|(pic_nr, _)| pic_nr).chain(posten.wahrheit.iter_mut().map(|w| &mut w.pic_nr))
    {
        if let Some(neue) = neue.get(pic_nr) {
            pic_nr.clone_from(neue);
        }
    }
    let rechnung = &posten.sammelrechnung.rechnung;
    let ordner = eigene.join("invoices");
    fs::create_dir_all(&ordner)?;
    let mut ziel = BufWriter::new(File::create(ordner.join(format!("{}.xml", rechnung.rechnungsnummer)))?);
    erezept::schreibe(&posten.sammelrechnung, &Karte::neu(), &mut ziel)?;
    ziel.flush()?;
    let liste = format!(
        "ik;name;strasse;plz;ort;iban;bic;konto;blz;gueltig_ab;gueltig_bis\n{};{};Weg 1;70173;Stuttgart;{};;{};{};01.01.2000;\n",
        rechnung.rechnungssteller_ik, rechnung.rechnungssteller, rechnung.iban, rechnung.konto, rechnung.blz
    );
    schreibe_datei(&drop.join("reference"), "rechnungssteller.csv", liste.as_bytes())
}

/// Record by record, so that a large register is never in memory as bytes.
fn schreibe_unfdat(register: &Register, woerter: &Woerter, code: &str, drop: &Path) -> anyhow::Result<()> {
    let ordner = drop.join(code).join("unfdat");
    fs::create_dir_all(&ordner)?;
    let mut ziel = BufWriter::new(File::create(ordner.join(format!("{code}_UnfDat.dfue")))?);
    let mut satz = Vec::new();
    for akte in &register.akten {
        satz.clear();
        unfdat::write_record(&akte.fall(woerter), CodePage::Edf03Drv, &mut satz)?;
        ziel.write_all(&satz)?;
    }
    Ok(ziel.flush()?)
}

fn schreibe_datei(ordner: &Path, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
    fs::create_dir_all(ordner)?;
    Ok(fs::write(ordner.join(name), bytes)?)
}

/// A decision file: one decision a second, from eight in the morning of the business date on.
fn entscheidungsdatei(beschluesse: &[(String, Beschluss)], datum: Datum) -> String {
    let mut text = entscheidungen::SPALTEN.join(";") + "\n";
    for (sekunde, (pic_nr, (art, feld, wert))) in beschluesse.iter().enumerate() {
        let (bearbeiter, minuten) = (["mm", "kb"][sekunde % 2], sekunde / 60);
        let zeit = format!("{:02}:{:02}:{:02}", 8 + minuten / 60, minuten % 60, sekunde % 60);
        text += &format!("{art};{pic_nr};{feld};{wert};{bearbeiter};{datum}T{zeit};\n");
    }
    text
}
