//! Decisions by people: files in `decisions/`, and work lists that come back filled in.
//!
//! Only the form is checked here; whether the PicNr, the field, the status or the case exists is said by the stage
//! that knows them. A bad line is refused by itself, the others are kept.

use std::str::FromStr;

use domain::{Ablehnung, Datum, Entscheidung, EntscheidungsArt, Leistungscode};

use crate::tabellenkalkulation;
use crate::zeilen::{Quelle, Zeichensatz, Zeile};
use domain::kennzeichen::{iban, pic_nr, ziffern};

/// The columns of a decision file. They are found by name, in capitals or not; further columns, as a work list has
/// them, are ignored but for [`KENNUNG`].
pub const SPALTEN: [&str; 7] = ["art", "pic_nr", "feld", "wert", "bearbeiter", "zeitpunkt", "bemerkung"];

/// Columns of a work list that say again what a line is about. They need not be there; what they say must be right.
pub const KENNUNG: [&str; 3] = ["beleg_id", "rechnungsnummer", "bild"];
/// The account of an order that is made anew, where it is the one that it went to before.
pub const GLEICH: &str = "gleich";
/// Digits of a Beleg-ID.
const BELEG_ID: usize = 7;

/// What a decision file held.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gelesen {
    /// The decisions, in the order of the file.
    pub entscheidungen: Vec<Gesagt>,
    /// Lines refused by themselves.
    pub abgelehnt: Vec<Ablehnung>,
    /// Words on delivered lists.
    pub listen: Vec<Listenwort>,
    /// Lines of a work list that nobody has filled in.
    pub nicht_ausgefuellt: u64,
}

/// The field of a decision that lets a list through although it is much shorter than the one before. Its `pic_nr` names
/// the list and the beginning of its SHA-256: `bewilligungen.csv:1a2b3c4d`.
pub const BESTAETIGT_KLEIN: &str = "bestaetigt_klein";

/// The word of a person on a delivered list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listenwort {
    /// The list and its content, as [`listenname`] writes it.
    pub liste: String,
    /// Yes to taking it; a withdrawal is a no.
    pub ja: bool,
    /// Who says so.
    pub bearbeiter: String,
    /// When: `JJJJ-MM-TTTHH:MM:SS`.
    pub zeitpunkt: String,
}

/// The name of a list with its content, as a decision names it.
pub fn listenname(name: &str, sha256: &str) -> String {
    format!("{name}:{}", sha256.get(..8).unwrap_or(sha256))
}

/// What a line says: a decision that no invoice is known of yet, and what the line says of what it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Gesagt {
    /// The decision; its `beleg_id` is empty.
    pub entscheidung: Entscheidung,
    /// Our number of the invoice, seven digits; empty = not said.
    pub beleg_id: String,
    /// The biller's number of the invoice; empty = not said.
    pub rechnungsnummer: String,
    /// The picture's file name; empty = not said.
    pub bild: String,
}

/// What the decisions of a file are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gegenstand {
    /// Prescriptions: `pic_nr` is a picture number.
    Rezepte,
    /// Lines of facilities: `pic_nr` is `<le_nr>/<rechnungsnummer>:<lfd_nr>`; a status is a code.
    Leistungen,
}

/// Reads a decision file (`;`) or a filled-in work list (`,`), UTF-8 or windows-1252. `lauf` is the business date of
/// the run that takes it.
///
/// # Errors
/// The refusal of the file as a whole: it is no text, or its header lacks a column.
pub fn lies(bytes: &[u8], datei: &str, lauf: Datum, gegenstand: Gegenstand) -> Result<Gelesen, Ablehnung> {
    let quelle = Quelle::decode(bytes, datei, Zeichensatz::Auto)?;
    let kopf = quelle.erste_zeile();
    let trenner = [b';', b'\t'].into_iter().find(|trenner| kopf.contains(char::from(*trenner))).unwrap_or(b',');
    let mut zeilen = quelle.zeilen(trenner);
    let kopf = match zeilen.naechste() {
        Some(kopf) => Kopf::aus(kopf?)?,
        None => return Err(quelle.ablehnung(format!("empty: expected the header {}", SPALTEN.join(";")))),
    };
    let mut gelesen = Gelesen::default();
    while let Some(zeile) = zeilen.naechste() {
        match zeile.and_then(|zeile| kopf.entscheidung(zeile, datei, lauf, gegenstand)) {
            Ok(Some(Zeileninhalt::Entscheidung(gesagt))) => gelesen.entscheidungen.push(*gesagt),
            Ok(Some(Zeileninhalt::Liste(wort))) => gelesen.listen.push(wort),
            Ok(None) => gelesen.nicht_ausgefuellt += 1,
            Err(ablehnung) => gelesen.abgelehnt.push(ablehnung),
        }
    }
    Ok(gelesen)
}

/// The content of a line.
enum Zeileninhalt {
    Entscheidung(Box<Gesagt>),
    Liste(Listenwort),
}

/// Where each of [`SPALTEN`] and [`KENNUNG`] stands in this file, and how many columns it has.
struct Kopf {
    nummern: [usize; SPALTEN.len()],
    kennung: [Option<usize>; KENNUNG.len()],
    anzahl: usize,
}

impl Kopf {
    fn aus(zeile: Zeile<'_>) -> Result<Self, Ablehnung> {
        let spalte = |name: &str| {
            let mut gleiche = (0..zeile.anzahl()).filter(|&nr| zeile.feld(nr).eq_ignore_ascii_case(name));
            match (gleiche.next(), gleiche.next()) {
                (_, Some(_)) => Err(zeile.ablehnung(format!("column {name} twice"))),
                (nr, None) => Ok(nr),
            }
        };
        let mut nummern = [0; SPALTEN.len()];
        for (nummer, name) in nummern.iter_mut().zip(SPALTEN) {
            let fehlt = || zeile.ablehnung(format!("no column {name}: expected {}", SPALTEN.join(";")));
            *nummer = spalte(name)?.ok_or_else(fehlt)?;
        }
        let mut kennung = [None; KENNUNG.len()];
        for (nummer, name) in kennung.iter_mut().zip(KENNUNG) {
            *nummer = spalte(name)?;
        }
        Ok(Kopf { nummern, kennung, anzahl: zeile.anzahl() })
    }

    /// The decision of a line; none if nobody has filled it in.
    fn entscheidung(
        &self,
        zeile: Zeile<'_>,
        datei: &str,
        lauf: Datum,
        gegenstand: Gegenstand,
    ) -> Result<Option<Zeileninhalt>, Ablehnung> {
        // A spreadsheet pads rows with empty columns, and leaves empty last ones out.
        if (self.anzahl..zeile.anzahl()).any(|nr| !zeile.feld(nr).is_empty()) {
            return Err(zeile.ablehnung(format!("{} columns, the header has {}", zeile.anzahl(), self.anzahl)));
        }
        let [art, posten, feld, wert, bearbeiter, zeitpunkt, bemerkung] = self.nummern.map(|nr| zeile.feld(nr));
        let [beleg_id, rechnungsnummer, bild] = self.kennung.map(|nr| nr.map_or("", |nr| zeile.feld(nr)));
        // A spreadsheet fills names and times down over rows that nobody decided.
        if wert.is_empty() {
            return Ok(None);
        }
        let falsch = |spalte: usize, grund: &str| zeile.feld_ablehnung(self.nummern[spalte], SPALTEN[spalte], grund);
        if bearbeiter.is_empty() {
            return Err(falsch(4, "expected who decided"));
        }
        let zeitpunkt = tabellenkalkulation::zeitpunkt(zeitpunkt, lauf).map_err(|grund| falsch(5, grund))?;
        if feld.eq_ignore_ascii_case(BESTAETIGT_KLEIN) {
            let wort = listenwort(wert).ok_or_else(|| falsch(3, "expected ja, or zurück"))?;
            let (liste, bearbeiter) = (posten.to_owned(), bearbeiter.to_owned());
            return Ok(Some(Zeileninhalt::Liste(Listenwort { liste, ja: wort, bearbeiter, zeitpunkt })));
        }
        let art = EntscheidungsArt::from_str(art).map_err(|grund| falsch(0, &grund))?;
        let wert = getippt(art, feld, wert_aus(art, wert), lauf);
        if wert != Entscheidung::ZURUECK {
            wert_pruefen(art, &wert, gegenstand).map_err(|grund| falsch(3, &grund))?;
        }
        if art == EntscheidungsArt::Verzicht && wert == "ja" && bemerkung.is_empty() {
            return Err(falsch(6, "expected why nothing is to be paid any more"));
        }
        let pic_nr = if art.betrifft_anweisung() { Ok(String::new()) } else { gegenstand.nummer(posten) };
        let entscheidung = Entscheidung {
            art,
            pic_nr: pic_nr.map_err(|grund| falsch(1, grund))?,
            feld: feld_fuer(art, feld).map_err(|grund| falsch(2, grund))?,
            wert,
            bearbeiter: bearbeiter.to_owned(),
            zeitpunkt,
            bemerkung: bemerkung.to_owned(),
            datei: datei.to_owned(),
            zeile: zeile.satz(),
            lauf,
            beleg_id: String::new(),
        };
        Ok(Some(Zeileninhalt::Entscheidung(Box::new(Gesagt {
            entscheidung,
            beleg_id: beleg_id_aus(beleg_id),
            rechnungsnummer: rechnungsnummer.to_owned(),
            bild: bild.to_owned(),
        }))))
    }
}

fn listenwort(wert: &str) -> Option<bool> {
    match wert_aus(EntscheidungsArt::Freigabe, wert).as_str() {
        "ja" => Some(true),
        Entscheidung::ZURUECK => Some(false),
        _ => None,
    }
}

impl Gegenstand {
    /// The name of what is decided on, in the one form in which we keep it.
    fn nummer(self, text: &str) -> Result<String, &'static str> {
        match self {
            Gegenstand::Rezepte => pic_nr(text).ok_or("expected 1 to 12 digits"),
            Gegenstand::Leistungen => {
                let (beleg, lfd_nr) = text.rsplit_once(':').unwrap_or_default();
                let gut = beleg.contains('/') && ziffern(lfd_nr, 1..=7);
                gut.then(|| text.to_owned()).ok_or("expected <le_nr>/<rechnungsnummer>:<lfd_nr>")
            }
        }
    }
}

/// A Beleg-ID with the zeros that a spreadsheet takes away.
fn beleg_id_aus(text: &str) -> String {
    if ziffern(text, 1..=BELEG_ID) { format!("{text:0>BELEG_ID$}") } else { text.to_owned() }
}

fn wert_pruefen(art: EntscheidungsArt, wert: &str, gegenstand: Gegenstand) -> Result<(), String> {
    let benennt_einen_fall = matches!(art, EntscheidungsArt::Zuordnung | EntscheidungsArt::Umbuchung);
    if benennt_einen_fall && ziffern(wert, 8..=8) {
        return Err("8 digits: an Aktenzeichen has 9 in a decision; did a spreadsheet take a leading zero away?".into());
    }
    let (gut, erwartet) = match art {
        EntscheidungsArt::Status if gegenstand == Gegenstand::Leistungen => {
            (wert.parse::<Leistungscode>().is_ok(), "expected 0 or a code, for example L05")
        }
        EntscheidungsArt::Korrektur1 | EntscheidungsArt::Korrektur2 => (true, ""),
        EntscheidungsArt::Zuordnung | EntscheidungsArt::Umbuchung => {
            (wert == "keine" || ziffern(wert, 9..=9), "expected an Aktenzeichen of 9 digits, or keine")
        }
        EntscheidungsArt::Status => (ziffern(wert, 1..=4), "expected the number of a status, for example 1005"),
        EntscheidungsArt::Freigabe => (wert == "ja", "expected ja; what is not released needs no decision"),
        EntscheidungsArt::Neuanweisung => (
            wert == GLEICH || iban(wert).is_some(),
            "expected the IBAN to pay to, or gleich for the account that it went to; are its check digits right?",
        ),
        EntscheidungsArt::Verzicht => (true, ""),
    };
    if gut { Ok(()) } else { Err(erwartet.into()) }
}

/// A correction names its field. The case and the status of a prescription are one each, whatever stands there.
fn feld_fuer(art: EntscheidungsArt, feld: &str) -> Result<String, &'static str> {
    match art {
        EntscheidungsArt::Korrektur1 | EntscheidungsArt::Korrektur2 if feld.is_empty() => {
            Err("expected a column of RZ, or a column of PO with its line, for example pzn:1")
        }
        EntscheidungsArt::Zuordnung | EntscheidungsArt::Umbuchung | EntscheidungsArt::Status => Ok(String::new()),
        EntscheidungsArt::Neuanweisung | EntscheidungsArt::Verzicht if feld.is_empty() => {
            Err("expected the order that came back, for example BG28-0000001-1")
        }
        EntscheidungsArt::Freigabe => Ok(feld.to_ascii_lowercase()),
        _ => Ok(feld.to_owned()),
    }
}

/// A corrected value as it was typed, whatever a spreadsheet made of it.
fn getippt(art: EntscheidungsArt, feld: &str, wert: String, lauf: Datum) -> String {
    let korrektur = matches!(art, EntscheidungsArt::Korrektur1 | EntscheidungsArt::Korrektur2);
    if korrektur && wert != Entscheidung::ZURUECK { tabellenkalkulation::wert(feld, &wert, lauf) } else { wert }
}

/// The value decided, in the one form in which it is kept: people write `Keine` and `JA`. A correction says `leer` where
/// nothing stands on the sheet.
fn wert_aus(art: EntscheidungsArt, wert: &str) -> String {
    if ["zurück", "zurueck"].contains(&wert.to_lowercase().as_str()) {
        return Entscheidung::ZURUECK.to_owned();
    }
    match art {
        EntscheidungsArt::Korrektur1 | EntscheidungsArt::Korrektur2 if wert.eq_ignore_ascii_case("leer") => {
            String::new()
        }
        EntscheidungsArt::Zuordnung | EntscheidungsArt::Umbuchung | EntscheidungsArt::Freigabe => {
            wert.to_ascii_lowercase()
        }
        EntscheidungsArt::Neuanweisung if wert.eq_ignore_ascii_case(GLEICH) => GLEICH.to_owned(),
        EntscheidungsArt::Neuanweisung => iban(&wert.to_ascii_uppercase()).unwrap_or_else(|| wert.to_owned()),
        EntscheidungsArt::Verzicht if wert.eq_ignore_ascii_case("ja") => "ja".to_owned(),
        _ => wert.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lauf() -> Datum {
        domain::datum::aus_iso("2005-03-11").expect("a day")
    }

    fn lies_zeilen(zeilen: &str) -> Gelesen {
        lies(format!("{}\r\n{zeilen}", SPALTEN.join(";")).as_bytes(), "d.csv", lauf(), Gegenstand::Rezepte)
            .expect("a good header")
    }

    #[test]
    fn every_kind_is_read() {
        let gelesen = lies_zeilen(
            "korrektur1;503305647453;pzn:1;01279518;mm;2005-03-11T08:05:00;\n\
             korrektur2;503305647453;vo_datum;leer;mm;2005-03-11 08:06:00;\n\
             zuordnung;03305647478;x;keine;mm;2005-03-11;\n\
             zuordnung;503305647478;;100019559;mm;2005-03-11T08:11:00;\n\
             status;503305647522;;1005;mm;2005-03-11T08:12:00;\"unleserlich; \"\"Bild\"\"\"\n\
             freigabe;503305647522;;ja;mm;2005-03-11T08:12:00;",
        );
        assert_eq!((gelesen.abgelehnt.len(), gelesen.nicht_ausgefuellt), (0, 0));
        let alle: Vec<_> = gelesen.entscheidungen.iter().map(|g| &g.entscheidung).collect();
        let [erste, zweite, dritte, .., status, _] = &alle[..] else { panic!("six decisions") };
        assert_eq!((erste.art, erste.feld.as_str(), erste.zeile), (EntscheidungsArt::Korrektur1, "pzn:1", 2));
        assert_eq!((zweite.wert.as_str(), zweite.zeitpunkt.as_str()), ("", "2005-03-11T08:06:00"));
        assert_eq!((dritte.pic_nr.as_str(), dritte.feld.as_str()), ("003305647478", ""));
        assert_eq!((status.bemerkung.as_str(), status.lauf), ("unleserlich; \"Bild\"", lauf()));
    }

    #[test]
    fn a_bad_line_is_refused_and_the_others_are_kept() {
        for (zeile, feld) in [
            ("korrektur3;503305647453;pzn:1;0;mm;2005-03-11T08:05:00;", "art"),
            ("korrektur1;?;pzn:1;0;mm;2005-03-11T08:05:00;", "pic_nr"),
            ("korrektur1;503305647453;;0;mm;2005-03-11T08:05:00;", "feld"),
            ("korrektur1;503305647453;pzn:1;0;;2005-03-11T08:05:00;", "bearbeiter"),
            ("korrektur1;503305647453;pzn:1;0;mm;;", "zeitpunkt"),
            ("korrektur1;503305647453;pzn:1;0;mm;31.02.2005;", "zeitpunkt"),
            ("korrektur1;503305647453;pzn:1;0;mm;2005-03-12;", "zeitpunkt"),
            ("zuordnung;503305647453;;100019559;mm;11.03.2050 08:00;", "zeitpunkt"),
            ("status;5,03306E+11;;0;mm;2005-03-11;", "pic_nr"),
            ("korrektur1;503305647453;pzn:1;0;mm;2005-02-30T08:05:00;", "zeitpunkt"),
            ("korrektur1;503305647453;pzn:1;0;mm;2005-03-11T24:05:00;", "zeitpunkt"),
            ("korrektur1;503305647453;pzn:1;0;mm;2005-03-11T08;", "zeitpunkt"),
            ("zuordnung;503305647453;;1234567;mm;2005-03-11;", "wert"),
            ("status;503305647453;;x;mm;2005-03-11;", "wert"),
            ("freigabe;503305647453;;nein;mm;2005-03-11;", "wert"),
            ("zuordnung;503305647453;;10000425;mm;2005-03-11;", "wert"),
            ("status;503305647453;;0;mm;2005-03-11;;;x", ""),
            ("status;503305647453;;0;mm", "zeitpunkt"),
            ("status;503305647453;;\"0;mm;2005-03-11;", ""),
        ] {
            let gelesen = lies_zeilen(&format!("status;1;;0;mm;2005-03-11;\n{zeile}\n"));
            assert_eq!(gelesen.entscheidungen.len(), 1, "{zeile}");
            assert_eq!((gelesen.abgelehnt[0].satz, gelesen.abgelehnt[0].feld.as_str()), (3, feld), "{zeile}");
        }
    }

    #[test]
    fn orders_that_came_back_are_decided_on_by_name() {
        let gelesen = lies_zeilen(
            "neuanweisung;;BG28-0000001-1;de08 3006 0601 0001 1622 68;mm;2005-03-11;\n\
             neuanweisung;x;BG28-0000001-1;Gleich;mm;2005-03-11;\n\
             verzicht;503305647453;BG28-0000001-1;Ja;mm;2005-03-11;bar bezahlt\n\
             verzicht;;BG28-0000001-1;bar bezahlt;mm;2005-03-11;",
        );
        let werte: Vec<_> = gelesen.entscheidungen.iter().map(|g| g.entscheidung.wert.as_str()).collect();
        assert_eq!(werte, ["DE08300606010001162268", "gleich", "ja", "bar bezahlt"]);
        assert!(gelesen.entscheidungen.iter().all(|g| g.entscheidung.pic_nr.is_empty()));
        for (zeile, feld) in [
            ("neuanweisung;;BG28-0000001-1;DE09300606010001162268;mm;2005-03-11;", "wert"),
            ("neuanweisung;;BG28-0000001-1;ja;mm;2005-03-11;", "wert"),
            ("neuanweisung;;;gleich;mm;2005-03-11;", "feld"),
            ("verzicht;;BG28-0000001-1;ja;mm;2005-03-11;", "bemerkung"),
        ] {
            assert_eq!(lies_zeilen(zeile).abgelehnt[0].feld, feld, "{zeile}");
        }
    }

    #[test]
    fn a_word_on_a_list_is_no_decision_on_a_prescription() {
        let gelesen = lies_zeilen(
            "freigabe;artikel.csv:1a2b3c4d;bestaetigt_klein;Ja;mm;2005-03-11T08:00:00;\n\
             freigabe;artikel.csv:1a2b3c4d;BESTAETIGT_KLEIN;zurück;kb;2005-03-11T09:00:00;\n\
             freigabe;artikel.csv:1a2b3c4d;bestaetigt_klein;nein;kb;2005-03-11T09:00:00;\n\
             freigabe;artikel.csv:1a2b3c4d;bestaetigt_klein;;kb;2005-03-11T09:00:00;",
        );
        let worte: Vec<(bool, &str)> = gelesen.listen.iter().map(|wort| (wort.ja, wort.bearbeiter.as_str())).collect();
        assert_eq!(worte, [(true, "mm"), (false, "kb")]);
        assert_eq!((gelesen.entscheidungen.len(), gelesen.abgelehnt.len(), gelesen.nicht_ausgefuellt), (0, 1, 1));
        assert_eq!(gelesen.listen[0].liste, listenname("artikel.csv", "1a2b3c4d5e6f"));
    }

    #[test]
    fn a_line_without_a_value_is_not_filled_in() {
        for art in ["korrektur1", "korrektur2", "zuordnung", "status", "freigabe", "neuanweisung", "verzicht"] {
            let gelesen = lies_zeilen(&format!("{art};503305647464;pzn:1;;mm;2005-03-11T08:00:00;"));
            assert_eq!((gelesen.entscheidungen.len(), gelesen.nicht_ausgefuellt, gelesen.abgelehnt.len()), (0, 1, 0));
        }
    }

    #[test]
    fn times_and_words_as_people_write_them() {
        for (text, zeitpunkt) in [
            ("2005-03-11T08:00:00", "2005-03-11T08:00:00"),
            ("2005-03-11 08:00", "2005-03-11T08:00:00"),
            ("11.03.2005 08:00", "2005-03-11T08:00:00"),
            ("11.3.2005 8:00:05", "2005-03-11T08:00:05"),
            ("11.03.2005", "2005-03-11T23:59:59"),
            ("2005-03-11", "2005-03-11T23:59:59"),
        ] {
            let gelesen = lies_zeilen(&format!("zuordnung;503305647453;;KEINE;mm;{text};"));
            let [e] = &gelesen.entscheidungen[..] else { panic!("{text}: {:?}", gelesen.abgelehnt) };
            assert_eq!((e.entscheidung.wert.as_str(), e.entscheidung.zeitpunkt.as_str()), ("keine", zeitpunkt));
        }
    }

    #[test]
    fn a_spreadsheet_saves_in_windows_1252_and_people_write_headers_in_capitals() {
        let mut bytes = SPALTEN.join(";").to_uppercase().into_bytes();
        bytes.extend(b"\r\nstatus;503305647453;;0;M\xFCller;2005-03-11;\r\n");
        let gelesen = lies(&bytes, "d.csv", lauf(), Gegenstand::Rezepte).expect("a good header");
        assert_eq!(gelesen.entscheidungen[0].entscheidung.bearbeiter, "Müller");
    }

    #[test]
    fn a_work_list_comes_back() {
        let liste = "art,pic_nr,feld,wert,bearbeiter,zeitpunkt,bemerkung,aufgabe,bild\n\
                     korrektur1,503305647453,brutto,\"12,93\",mm,2005-03-11T08:05:00,,\"Brutto, bitte\",x.tif\n\
                     zuordnung,503305647453,,,,,,Fall?,x.tif\n\
                     status,503305647453,,0,mm,,,Status?,x.tif\n";
        let gelesen = lies(liste.as_bytes(), "arbeitsliste.csv", lauf(), Gegenstand::Rezepte).expect("a good header");
        assert_eq!(gelesen.entscheidungen[0].entscheidung.wert, "12,93");
        assert_eq!((gelesen.entscheidungen.len(), gelesen.nicht_ausgefuellt, gelesen.abgelehnt.len()), (1, 1, 1));
    }

    #[test]
    fn a_spreadsheet_pads_rows_and_leaves_empty_last_cells_out() {
        let gelesen = lies_zeilen("status;503305647453;;0;mm;2005-03-11;;;;\nstatus;503305647453;;0;mm;2005-03-11");
        assert_eq!((gelesen.entscheidungen.len(), gelesen.abgelehnt.len()), (2, 0));
        let tabs = format!("{}\nstatus\t503305647453\t\t0\tmm\t2005-03-11\n", SPALTEN.join("\t"));
        let gelesen = lies(tabs.as_bytes(), "d.csv", lauf(), Gegenstand::Rezepte).expect("a good header");
        assert_eq!(gelesen.entscheidungen.len(), 1);
    }

    #[test]
    fn a_work_list_says_what_its_lines_are_about() {
        let liste = "art,pic_nr,feld,wert,bearbeiter,zeitpunkt,bemerkung,bild,rechnungsnummer,BELEG_ID\n\
                     status,503305647453,,zurueck,mm,2005-03-11,,x.tif,R-1,2\n";
        let gelesen = lies(liste.as_bytes(), "arbeitsliste.csv", lauf(), Gegenstand::Rezepte).expect("a good header");
        let g = &gelesen.entscheidungen[0];
        assert_eq!((g.beleg_id.as_str(), g.rechnungsnummer.as_str(), g.bild.as_str()), ("0000002", "R-1", "x.tif"));
        assert!(g.entscheidung.nimmt_zurueck());
    }

    #[test]
    fn files_that_are_none() {
        for bytes in [&b""[..], b"art;pic_nr;feld;wert;bearbeiter;zeitpunkt\n", b"art;pic_nr\n", b"art;\xE4\n"] {
            assert!(lies(bytes, "d.csv", lauf(), Gegenstand::Rezepte).is_err(), "{bytes:?}");
        }
        let doppelt = format!("{};art\n", SPALTEN.join(";"));
        assert!(lies(doppelt.as_bytes(), "d.csv", lauf(), Gegenstand::Rezepte).is_err());
    }

    #[test]
    fn lines_of_facilities_are_named_by_invoice_and_number() {
        let lies = |zeile: &str| {
            let text = format!("{}\n{zeile}\n", SPALTEN.join(";"));
            lies(text.as_bytes(), "d.csv", lauf(), Gegenstand::Leistungen).expect("a good header")
        };
        let gut = lies("status;LE001/R-1:17;;0;mm;2005-03-03;\nstatus;LE001/R:1:2;;L05;mm;2005-03-03;");
        let namen: Vec<&str> = gut.entscheidungen.iter().map(|e| e.entscheidung.pic_nr.as_str()).collect();
        assert_eq!(namen, ["LE001/R-1:17", "LE001/R:1:2"]);
        for zeile in ["status;503305647453;;0;mm;2005-03-03;", "status;LE001/R:x;;0;mm;2005-03-03;"] {
            assert_eq!(lies(zeile).abgelehnt[0].feld, "pic_nr", "{zeile}");
        }
        assert_eq!(lies("status;LE001/R:1;;1005;mm;2005-03-03;").abgelehnt[0].feld, "wert");
    }
}
