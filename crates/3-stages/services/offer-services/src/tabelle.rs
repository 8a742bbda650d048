//! The offered list as a spreadsheet with headings. Saved as CSV with `;` it is the LR1 file again: to its reader a line
//! that begins with `#` is a heading.

use domain::brief::monat;
use domain::datum::deutsch;
use domain::{Betrag, Datum, Leistungserbringer, Menge};
use forms::leistungsrechnung::spalten::{FORMATVERSION, LP};
use forms::leistungsrechnung::{Datei, Kopf, Zeile};
use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// Columns of an offered line: those of corrections are left out.
const SPALTEN: usize = 13;
/// Row of the headings.
const KOPF: u32 = 3;
/// Column of the quantity, which is to be filled in.
const MENGE: u16 = 10;
/// Widths of the columns in characters, the kind of the line first.
const BREITEN: [u8; SPALTEN + 1] = [9, 14, 16, 14, 18, 16, 12, 14, 12, 12, 10, 10, 10, 12];

/// What to do with the list, in one line.
const BITTE: &str = "# Bitte füllen Sie nur die gelben Felder der Spalte menge aus, speichern Sie die Tabelle als CSV mit dem \
     Trennzeichen Semikolon und senden Sie diese Datei zurück. Eine Zeile ohne Menge wird nicht berechnet.";

/// The formats of cells.
struct Formate {
    titel: Format,
    spalte: Format,
    text: Format,
    zahl: Format,
    eingabe: Format,
}

impl Formate {
    fn neu() -> Self {
        let grau = Color::RGB(0x00E0_E0E0);
        let gelb = Color::RGB(0x00FF_F2A8);
        Formate {
            titel: Format::new().set_bold(),
            spalte: Format::new().set_bold().set_background_color(grau),
            text: Format::new().set_num_format("@").set_align(FormatAlign::Left),
            zahl: Format::new().set_num_format("0.00"),
            eingabe: Format::new().set_num_format("0.00").set_background_color(gelb).set_unlocked(),
        }
    }
}

/// The list of a facility as an XLSX file; `am` is the day on which it is made, so that the same list is the same file.
///
/// # Errors
/// The list has more lines than a spreadsheet holds.
pub fn tabelle(le: &Leistungserbringer, datei: &Datei, am: Datum) -> Result<Vec<u8>, XlsxError> {
    let formate = Formate::neu();
    let mut mappe = Workbook::new();
    let titel = format!("Angebot für {} für {}", le.name, monat(&datei.kopf.abrechnungsmonat));
    mappe.set_properties(&DocProperties::new().set_title(&titel).set_creation_datetime(&tag(am)?));
    let blatt = mappe.add_worksheet().set_name("Angebot")?;
    eingerichtet(blatt)?;
    // The line of the invoice stands first: by it the file is known.
    texte(blatt, 0, &rechnung(&datei.kopf), &formate)?;
    blatt.write_string_with_format(1, 0, format!("# {titel}"), &formate.titel)?;
    blatt.write_string(2, 0, BITTE)?;
    ueberschriften(blatt, KOPF, LP.spalten.iter().take(SPALTEN).map(|spalte| spalte.name), &formate)?;
    for (nr, zeile) in (KOPF + 1..).zip(&datei.zeilen) {
        position(blatt, nr, zeile, &formate)?;
    }
    blatt.set_freeze_panes(KOPF + 1, 0)?;
    mappe.save_to_buffer()
}

fn tag(am: Datum) -> Result<ExcelDateTime, XlsxError> {
    use chrono::Datelike;
    ExcelDateTime::from_ymd(u16::try_from(am.year()).unwrap_or(1900), am.month() as u8, am.day() as u8)
}

/// Landscape on one page's width, the headings on each page, and only the quantities can be changed.
fn eingerichtet(blatt: &mut Worksheet) -> Result<(), XlsxError> {
    for (spalte, breite) in (0..).zip(BREITEN) {
        blatt.set_column_width(spalte, breite)?;
    }
    blatt.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    blatt.set_repeat_rows(KOPF, KOPF)?;
    blatt.protect();
    Ok(())
}

fn ueberschriften<'a>(
    blatt: &mut Worksheet,
    nr: u32,
    namen: impl Iterator<Item = &'a str>,
    formate: &Formate,
) -> Result<(), XlsxError> {
    blatt.write_string_with_format(nr, 0, "# satzart", &formate.spalte)?;
    for (spalte, name) in (1..).zip(namen) {
        blatt.write_string_with_format(nr, spalte, name, &formate.spalte)?;
    }
    Ok(())
}

fn texte(blatt: &mut Worksheet, nr: u32, werte: &[String], formate: &Formate) -> Result<(), XlsxError> {
    for (spalte, wert) in (0..).zip(werte) {
        blatt.write_string_with_format(nr, spalte, wert, &formate.text)?;
    }
    Ok(())
}

fn rechnung(kopf: &Kopf) -> [String; 11] {
    let (jahr, monat) = kopf.abrechnungsmonat.split_once('-').unwrap_or_default();
    let leer = String::new;
    [
        "LR".into(),
        FORMATVERSION.into(),
        kopf.rechnungsnummer.clone(),
        kopf.le_nr.clone(),
        kopf.kostentraeger.clone(),
        format!("{monat}.{jahr}"),
        leer(),
        leer(),
        leer(),
        leer(),
        kopf.iban.clone(),
    ]
}

fn position(blatt: &mut Worksheet, nr: u32, zeile: &Zeile, formate: &Formate) -> Result<(), XlsxError> {
    let werte = [
        "LP".to_owned(),
        zeile.lfd_nr.to_string(),
        zeile.bewilligung_nr.clone(),
        zeile.aktenzeichen.clone(),
        zeile.name.clone(),
        zeile.vorname.clone(),
        zeile.geb_datum.map(deutsch).unwrap_or_default(),
        zeile.leistungsart.clone(),
        deutsch(zeile.von),
        deutsch(zeile.bis),
    ];
    texte(blatt, nr, &werte, formate)?;
    match zeile.menge {
        Some(menge) => zahl(blatt, (nr, MENGE), &menge_text(menge), &formate.eingabe)?,
        None => {
            blatt.write_blank(nr, MENGE, &formate.eingabe)?;
        }
    }
    blatt.write_string_with_format(nr, MENGE + 1, zeile.einheit.to_string(), &formate.text)?;
    zahl(blatt, (nr, MENGE + 2), &betrag_text(zeile.satz), &formate.zahl)
}

fn menge_text(menge: Menge) -> String {
    menge.to_string()
}

fn betrag_text(betrag: Betrag) -> String {
    betrag.to_string()
}

/// A number of two decimals, which a spreadsheet holds exactly enough to show them again.
fn zahl(blatt: &mut Worksheet, (nr, spalte): (u32, u16), text: &str, format: &Format) -> Result<(), XlsxError> {
    match text.parse::<f64>() {
        Ok(zahl) => blatt.write_number_with_format(nr, spalte, zahl, format).map(|_| ()),
        Err(_) => blatt.write_string_with_format(nr, spalte, text, format).map(|_| ()),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use domain::{Einheit, Weg};
    use forms::leistungsrechnung::{Empfaenger, Zeichensatz, lies};

    use super::*;

    fn tag(text: &str) -> Datum {
        domain::datum::aus_iso(text).expect("a day")
    }

    fn angebot() -> (Leistungserbringer, Datei) {
        let le = Leistungserbringer {
            le_nr: "LE1".into(),
            name: "Haus".into(),
            strasse: String::new(),
            plz: String::new(),
            ort: String::new(),
            iban: String::new(),
            freigeschaltet_ab: None,
            pilot_ab: None,
            produktion_ab: None,
            weg: Weg::Angebot,
        };
        let zeile = Zeile {
            lfd_nr: 1,
            bewilligung_nr: "0012".into(),
            aktenzeichen: "1".into(),
            name: "Müller".into(),
            vorname: "Bernd".into(),
            geb_datum: Some(tag("1962-04-03")),
            leistungsart: "WOHNEN".into(),
            von: tag("2024-03-01"),
            bis: tag("2024-03-31"),
            menge: Some(Menge::ganz(31)),
            einheit: Einheit::Tag,
            satz: Betrag::aus_cent(4201),
            betrag: None,
            korrektur: None,
            hinweis: String::new(),
        };
        let kopf = Kopf {
            rechnungsnummer: "A202403".into(),
            le_nr: "LE1".into(),
            kostentraeger: "LWL".into(),
            abrechnungsmonat: "2024-03".into(),
            ..Kopf::default()
        };
        (le, Datei { kopf, zeilen: vec![zeile] })
    }

    #[test]
    fn the_same_list_is_the_same_file() {
        let (le, datei) = angebot();
        let einmal = tabelle(&le, &datei, tag("2024-04-02")).expect("a file");
        assert!(einmal.starts_with(b"PK") && einmal == tabelle(&le, &datei, tag("2024-04-02")).expect("a file"));
    }

    #[test]
    fn saved_as_csv_it_is_the_list_again() {
        let (_, datei) = angebot();
        let csv = "LR;LR1;A202403;LE1;LWL;03.2024;;;;;\n# Angebot für Haus für März 2024;;;;;;;;;;\n# Bitte;;;;;;;;;;\n\
            # satzart;lfd_nr;bewilligung_nr;aktenzeichen;name;vorname;geb_datum;leistungsart;von;bis;menge;einheit;satz;betrag\n\
            LP;1;0012;1;Müller;Bernd;03.04.1962;WOHNEN;01.03.2024;31.03.2024;31,00;TAG;42,01;\n";
        let bekannt: HashMap<String, Weg> = [("LE1".to_owned(), Weg::Angebot)].into();
        let empfaenger = Empfaenger { kostentraeger: "LWL", leistungserbringer: &bekannt, am: tag("2024-04-02") };
        assert_eq!(lies(csv.as_bytes(), "a.csv", Zeichensatz::Utf8, Some(empfaenger)), Ok(datei));
    }
}
