//! An e-prescription has no picture: it is shown as a sheet to read, made of the tables of its invoice.

use std::collections::{BTreeMap, HashSet};

use domain::anzeige::sichtbar;
use domain::datum::deutsch;
use domain::{Betrag, Datum, ERezept, Lesung, Position, Rezept, Rezepturteil, Tabelle, Zuabschlag};
use serde::Serialize;
use stage::{Result, Run, each_row};

use crate::content::untouched;

/// The folder of the tables.
const FOLDER: &str = "20-invoices";

/// Part of a sheet: values under a heading, each with its label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Abschnitt {
    /// The heading.
    titel: &'static str,
    /// Labels with their values, as they may be shown.
    zeilen: Vec<(String, String)>,
}

/// Our number of an invoice and a PicNr, as the page joins them.
pub(crate) fn key(beleg_id: &str, pic_nr: &str) -> String {
    format!("{beleg_id}|{pic_nr}")
}

/// The sheets of those of these prescriptions that came electronically.
///
/// # Errors
/// A table was changed after its stage wrote it, or cannot be read.
pub(crate) fn sheets<'t>(
    run: &Run,
    asked: impl Iterator<Item = (&'t str, &'t str)>,
) -> Result<BTreeMap<String, Vec<Abschnitt>>> {
    let asked: HashSet<String> = asked.map(|(beleg_id, pic_nr)| key(beleg_id, pic_nr)).collect();
    let mut found: BTreeMap<String, Teile> = BTreeMap::new();
    each(run, "erezepte.csv", |row: ERezept| {
        let key = key(&row.beleg_id, &row.pic_nr);
        if asked.contains(&key) {
            found.insert(key, Teile::neu(row));
        }
    })?;
    if found.is_empty() {
        return Ok(BTreeMap::new());
    }
    each(run, "rezepte.csv", |row: Rezept| {
        if let Some(teile) = found.get_mut(&key(&row.beleg_id, &row.pic_nr)) {
            teile.rezept = Some(row);
        }
    })?;
    each(run, "positionen.csv", |row: Position| {
        if let Some(teile) = found.get_mut(&key(&row.beleg_id, &row.pic_nr)) {
            teile.positionen.push(row);
        }
    })?;
    each(run, "zuabschlaege.csv", |row: Zuabschlag| {
        if let Some(teile) = found.get_mut(&key(&row.beleg_id, &row.pic_nr)) {
            teile.zuabschlaege.push(row);
        }
    })?;
    each(run, "rezepturen.csv", |row: Rezepturteil| {
        if let Some(teile) = found.get_mut(&key(&row.beleg_id, &row.pic_nr)) {
            teile.rezepturen.push(row);
        }
    })?;
    Ok(found.into_iter().map(|(key, teile)| (key, teile.sheet())).collect())
}

/// Each row of a table as its stage wrote it; none where it wrote none.
fn each<T: Tabelle>(run: &Run, file: &str, row: impl FnMut(T)) -> Result<()> {
    match untouched(run, FOLDER, file)? {
        Some(path) => each_row(&path, row),
        None => Ok(()),
    }
}

/// All that the tables say of a prescription.
struct Teile {
    erezept: ERezept,
    rezept: Option<Rezept>,
    positionen: Vec<Position>,
    zuabschlaege: Vec<Zuabschlag>,
    rezepturen: Vec<Rezepturteil>,
}

impl Teile {
    fn neu(erezept: ERezept) -> Self {
        let (positionen, zuabschlaege, rezepturen) = (Vec::new(), Vec::new(), Vec::new());
        Teile { erezept, rezept: None, positionen, zuabschlaege, rezepturen }
    }

    fn sheet(&self) -> Vec<Abschnitt> {
        let mut sheet = vec![Abschnitt::neu("E-Rezept", self.signatur())];
        if let Some(rezept) = &self.rezept {
            sheet.push(Abschnitt::neu("Versicherte Person", person(rezept, &self.erezept.versicherung)));
            sheet.push(Abschnitt::neu("Unfall", unfall(rezept, &self.erezept.unfallkennzeichen)));
            sheet.push(Abschnitt::neu("Verordnung", verordnung(rezept)));
            sheet.push(Abschnitt::neu("Abgabe", self.abgabe(rezept)));
        }
        sheet.push(Abschnitt::neu("Herstellung", self.herstellung()));
        sheet.retain(|abschnitt| !abschnitt.zeilen.is_empty());
        sheet
    }

    fn signatur(&self) -> Vec<(&'static str, String)> {
        let ERezept { erezept_id, belegnummer, unterzeichner, unterzeichnet_am, unterschrift, hinweise, .. } =
            &self.erezept;
        let haelt = if unterschrift.ist_ja() { "hält" } else { "hält nicht" };
        vec![
            ("E-Rezept-ID", erezept_id.clone()),
            ("Belegnummer", belegnummer.clone()),
            ("unterzeichnet von", unterzeichner.clone()),
            ("unterzeichnet am", unterzeichnet_am.map(deutsch).unwrap_or_default()),
            ("Signatur", haelt.to_owned()),
            ("Hinweise", hinweise.clone()),
        ]
    }

    fn abgabe(&self, rezept: &Rezept) -> Vec<(&'static str, String)> {
        let mut zeilen =
            vec![("Apotheke (IK)", rezept.apotheken_ik.to_string()), ("abgegeben", tag(&rezept.abgabe_datum))];
        for Position { pzn, faktor, taxe, .. } in &self.positionen {
            zeilen.push(("Artikel", format!("PZN {pzn} × {faktor}: {} EUR", euro(taxe))));
        }
        let betraege = [
            ("Notdienstgebühr", &rezept.noctu),
            ("Dokumentation", &rezept.schreibgebuehr),
            ("Beschaffung", &rezept.beschaffungskosten),
            ("Zuzahlung", &rezept.zuzahlung),
        ];
        let belegt = betraege.into_iter().filter(|(_, betrag)| betrag.wert().is_some_and(|b| *b != Betrag::NULL));
        zeilen.extend(belegt.map(|(name, betrag)| (name, format!("{} EUR", euro(betrag)))));
        zeilen.push(("Brutto", format!("{} EUR", euro(&rezept.brutto))));
        if self.erezept.mehrkosten != Betrag::NULL {
            zeilen.push(("Mehrkosten, selbst bezahlt", format!("{} EUR", self.erezept.mehrkosten.deutsch())));
        }
        for Zuabschlag { code, betrag, .. } in &self.zuabschlaege {
            zeilen.push(("Zu- und Abschlag", format!("{code}: {} EUR", betrag.deutsch())));
        }
        zeilen
    }

    fn herstellung(&self) -> Vec<(&'static str, String)> {
        let teil = |teil: &Rezepturteil| {
            let Rezepturteil { herstellung, einheit, lfd_nr, pzn, faktor, preis, .. } = teil;
            let preis = preis.deutsch();
            ("Teil", format!("{herstellung}.{einheit}.{lfd_nr}: PZN {pzn}, {faktor} Tausendstel, {preis} EUR"))
        };
        self.rezepturen.iter().map(teil).collect()
    }
}

impl Abschnitt {
    /// The values that are there.
    fn neu(titel: &'static str, zeilen: Vec<(&'static str, String)>) -> Self {
        let zeilen = zeilen.into_iter().filter(|(_, wert)| !wert.is_empty());
        let zeilen = zeilen.map(|(name, wert)| (name.to_owned(), sichtbar(&wert).into_owned())).collect();
        Abschnitt { titel, zeilen }
    }
}

fn person(rezept: &Rezept, versicherung: &str) -> Vec<(&'static str, String)> {
    let ort = [&rezept.lkz, &rezept.plz, &rezept.ort].map(ToString::to_string);
    let geboren = rezept.geb_datum.wert().map_or_else(|| rezept.geb_datum.to_string(), |tag| tag.deutsch());
    vec![
        ("Name", rezept.name.to_string()),
        ("Vorname", rezept.vorname.to_string()),
        ("Zusatz", rezept.zusatz.to_string()),
        ("geboren", geboren),
        ("Straße", rezept.strasse.to_string()),
        ("Ort", ort.iter().filter(|teil| !teil.is_empty()).cloned().collect::<Vec<_>>().join(" ")),
        ("Kostenträger (IK)", rezept.kostentraeger_ik.to_string()),
        ("Versicherung", versicherung.to_owned()),
    ]
}

fn unfall(rezept: &Rezept, kennzeichen: &str) -> Vec<(&'static str, String)> {
    let art = match kennzeichen {
        "1" => "1: Unfall",
        "2" => "2: Arbeitsunfall",
        "4" => "4: Berufskrankheit",
        anderes => anderes,
    };
    vec![
        ("Kennzeichen", art.to_owned()),
        ("Unfalltag", rezept.unf_datum.to_string()),
        ("Betrieb", rezept.unfallbetrieb.to_string()),
    ]
}

fn verordnung(rezept: &Rezept) -> Vec<(&'static str, String)> {
    vec![
        ("verordnet", tag(&rezept.vo_datum)),
        ("Arzt (LANR)", rezept.arzt_nr.to_string()),
        ("Aut-idem-Kreuz", rezept.aut_idem_kreuz.to_string()),
    ]
}

fn tag(datum: &Lesung<Datum>) -> String {
    datum.wert().map_or_else(|| datum.to_string(), |datum| deutsch(*datum))
}

fn euro(betrag: &Lesung<Betrag>) -> String {
    betrag.wert().map_or_else(|| betrag.to_string(), |betrag| betrag.deutsch())
}
