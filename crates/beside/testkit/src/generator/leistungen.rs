//! Deliveries of care services: facilities, grants, agreed rates, and one invoice of each facility.
//!
//! Every tenth facility is in its pilot phase, the others are in production. A line is right unless its number among all
//! lines says otherwise ([`veraendert`]): a hundred lines have each kind of mistake once.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::{Context, bail};
use domain::datum::deutsch;
use domain::{Betrag, Datum, Einheit, Menge};
use forms::leistungsrechnung::{Datei, Kopf, Zeile, schreibe};
use rules::leistungen::{Monat, tage};

use super::leerer_ordner::leer;
use super::personen::Person;
use super::woerter::Woerter;
use super::zufall::Zufall;

/// The delivery of care services that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leistungsauftrag {
    /// Another seed, another delivery.
    pub saat: u64,
    /// Number of facilities; each sends one invoice.
    pub leistungserbringer: usize,
    /// Number of grants, over all facilities.
    pub bewilligungen: usize,
    /// Number of lines, over all invoices; each bills another grant.
    pub positionen: usize,
    /// Month that is billed.
    pub monat: Monat,
}

const KOSTENTRAEGER: &str = "LWL";
const ARTEN: [(&str, Einheit); 4] = [
    ("WOHNEN", Einheit::Tag),
    ("WERKSTATT", Einheit::Tag),
    ("FACHLEISTUNG", Einheit::Stunde),
    ("FAHRDIENST", Einheit::Stueck),
];

/// Makes the delivery in a drop folder. Files of an earlier delivery with the same names are replaced.
///
/// # Errors
/// An order that cannot be met, or a file that cannot be written.
pub fn erzeuge_leistungen(auftrag: &Leistungsauftrag, drop: &Path) -> anyhow::Result<()> {
    let Leistungsauftrag { leistungserbringer, bewilligungen, positionen, .. } = *auftrag;
    if leistungserbringer == 0 || leistungserbringer > 9999 || bewilligungen > 9_999_999 || positionen > bewilligungen {
        bail!("expected 1 to 9,999 facilities, at most 9,999,999 grants, and no more lines than grants");
    }
    leer(drop)?;
    let (stamm, rechnungen) = (drop.join(KOSTENTRAEGER).join("reference"), drop.join(KOSTENTRAEGER).join("invoices"));
    for ordner in [&stamm, &rechnungen] {
        fs::create_dir_all(ordner).with_context(|| ordner.display().to_string())?;
    }
    let saetze = saetze(auftrag);
    fs::write(stamm.join("leistungserbringer.csv"), stammdaten(auftrag))?;
    fs::write(stamm.join("saetze.csv"), satzliste(&saetze))?;
    let zeilen = schreibe_bewilligungen(auftrag, &saetze, &stamm.join("bewilligungen.csv"))?;
    for (nr, zeilen) in zeilen.into_iter().enumerate() {
        fs::write(rechnungen.join(format!("{}.csv", le_nr(nr))), schreibe(&rechnung(auftrag, nr, zeilen)))?;
    }
    Ok(())
}

fn le_nr(nr: usize) -> String {
    format!("LE{nr:04}")
}

/// An account at the payer's own bank, with right check digits of the IBAN.
fn iban(nr: usize) -> String {
    let konto = format!("40050150{:010}", 1000 + nr);
    let rest = konto.bytes().chain(*b"131400").fold(0, |rest, ziffer| (rest * 10 + u64::from(ziffer - b'0')) % 97);
    format!("DE{:02}{konto}", 98 - rest)
}

fn stammdaten(auftrag: &Leistungsauftrag) -> String {
    let mut text = String::from("le_nr;name;strasse;plz;ort;iban;freigeschaltet_ab;pilot_ab;produktion_ab;weg\n");
    let (pilot, produktion) = (deutsch(auftrag.monat.vorher().erster()), deutsch(auftrag.monat.erster()));
    for nr in 0..auftrag.leistungserbringer {
        let produktion = if nr % 10 == 9 { "" } else { &produktion };
        let _ = writeln!(
            text,
            "{};Haus {nr};Hauptstraße {nr};48143;Münster;{};{pilot};{pilot};{produktion};datei",
            le_nr(nr),
            iban(nr)
        );
    }
    text
}

/// The rate of every facility and kind of service.
fn saetze(auftrag: &Leistungsauftrag) -> Vec<[Betrag; ARTEN.len()]> {
    let mut zufall = Zufall::strom(auftrag.saat, "saetze", 0);
    let mut satz = || Betrag::aus_cent(zufall.zwischen(2_000..=15_000));
    (0..auftrag.leistungserbringer).map(|_| std::array::from_fn(|_| satz())).collect()
}

fn satzliste(saetze: &[[Betrag; ARTEN.len()]]) -> String {
    let mut text = String::from("le_nr;leistungsart;einheit;gueltig_ab;gueltig_bis;satz\n");
    for (nr, saetze) in saetze.iter().enumerate() {
        for ((art, einheit), satz) in ARTEN.iter().zip(saetze) {
            let _ = writeln!(text, "{};{art};{einheit};01.01.2000;;{}", le_nr(nr), komma(*satz));
        }
    }
    text
}

fn komma(betrag: Betrag) -> String {
    betrag.to_string().replace('.', ",")
}

/// Writes the grants one by one, and gives the lines that bill some of them, by facility.
fn schreibe_bewilligungen(
    auftrag: &Leistungsauftrag,
    saetze: &[[Betrag; ARTEN.len()]],
    pfad: &Path,
) -> anyhow::Result<Vec<Vec<Zeile>>> {
    let woerter = Woerter::neu();
    let mut zufall = Zufall::strom(auftrag.saat, "bewilligungen", 0);
    let mut ziel = BufWriter::new(File::create(pfad).with_context(|| pfad.display().to_string())?);
    writeln!(
        ziel,
        "bewilligung_nr;aktenzeichen;name;vorname;geb_datum;le_nr;leistungsart;einheit;von;bis;max_menge_monat"
    )?;
    let mut zeilen = vec![Vec::new(); auftrag.leistungserbringer];
    let mut berechnet = 0;
    for nr in 0..auftrag.bewilligungen {
        let (le, art) = (zufall.stelle(auftrag.leistungserbringer), zufall.stelle(ARTEN.len()));
        let person = Person::ziehe(&woerter, auftrag.monat.erster(), &mut zufall);
        let zeile = zeile(auftrag.monat, nr, art, &person, saetze[le][art], &woerter, &mut zufall);
        let hoechstens = if zufall.promille(200) { "31,00" } else { "" };
        let Zeile { bewilligung_nr, aktenzeichen, name, vorname, leistungsart, einheit, .. } = &zeile;
        let geb_datum = deutsch(person.geb_datum);
        writeln!(
            ziel,
            "{bewilligung_nr};{aktenzeichen};{name};{vorname};{geb_datum};{};{leistungsart};{einheit};01.01.2020;;{hoechstens}",
            le_nr(le)
        )?;
        // As many lines as are due, spread evenly over the grants.
        if berechnet * auftrag.bewilligungen < auftrag.positionen * (nr + 1) && berechnet < auftrag.positionen {
            zeilen[le].push(veraendert(zeile, berechnet));
            berechnet += 1;
        }
    }
    ziel.flush()?;
    Ok(zeilen)
}

/// The line that bills a grant for the whole month.
fn zeile(
    monat: Monat,
    nr: usize,
    art: usize,
    person: &Person,
    satz: Betrag,
    woerter: &Woerter,
    zufall: &mut Zufall,
) -> Zeile {
    let (von, bis) = (monat.erster(), monat.letzter());
    let menge = match ARTEN[art].1 {
        Einheit::Tag => tage(von, bis),
        _ => Menge::aus_hundertstel(zufall.unter(1_900) + 100),
    };
    Zeile {
        lfd_nr: 0,
        bewilligung_nr: format!("B{nr:07}"),
        aktenzeichen: format!("{nr:08}"),
        name: person.name(woerter),
        vorname: person.vorname(woerter).to_owned(),
        geb_datum: Some(person.geb_datum),
        leistungsart: ARTEN[art].0.to_owned(),
        von,
        bis,
        menge: Some(menge),
        einheit: ARTEN[art].1,
        satz,
        betrag: menge.mal(satz),
        korrektur: None,
        hinweis: String::new(),
    }
}

/// Seven of a hundred lines are wrong, each in another way.
fn veraendert(mut zeile: Zeile, nr: usize) -> Zeile {
    let cent = |betrag: Betrag, mehr: i64| Betrag::aus_cent(betrag.cent() + mehr);
    match nr % 100 {
        7 => zeile.bewilligung_nr = "B-unbekannt".into(),
        17 => zeile.name.push_str("-Falsch"),
        27 => zeile.leistungsart = "ANDERES".into(),
        37 => zeile.bis = zeile.bis + chrono::Days::new(1),
        47 => zeile.satz = cent(zeile.satz, 100),
        57 => zeile.betrag = zeile.betrag.map(|betrag| cent(betrag, 333)),
        67 => zeile.menge = Some(Menge::ganz(40)),
        _ => return zeile,
    }
    zeile
}

fn rechnung(auftrag: &Leistungsauftrag, nr: usize, mut zeilen: Vec<Zeile>) -> Datei {
    for (lfd_nr, zeile) in (1..).zip(&mut zeilen) {
        zeile.lfd_nr = lfd_nr;
    }
    let tag: Datum = auftrag.monat.letzter() + chrono::Days::new(3);
    let kopf = Kopf {
        rechnungsnummer: format!("{}-{}", le_nr(nr), auftrag.monat),
        le_nr: le_nr(nr),
        kostentraeger: KOSTENTRAEGER.into(),
        abrechnungsmonat: auftrag.monat.to_string(),
        rechnungsdatum: Some(tag),
        eingangsdatum: Some(tag + chrono::Days::new(1)),
        anzahl_positionen: u32::try_from(zeilen.len()).ok(),
        gesamtbetrag: Some(zeilen.iter().filter_map(|zeile| zeile.betrag).sum()),
        iban: iban(nr),
    };
    Datei { kopf, zeilen }
}

#[cfg(test)]
mod tests {
    use forms::leistungsrechnung::{Zeichensatz, lies};
    use forms::referenz;

    use super::*;

    #[test]
    fn a_delivery_is_sound_in_form_and_of_the_size_wanted() {
        let drop = tempfile::tempdir().expect("a folder");
        let monat = Monat::aus_text("2024-03").expect("a month");
        let auftrag = Leistungsauftrag { saat: 1, leistungserbringer: 10, bewilligungen: 500, positionen: 200, monat };
        erzeuge_leistungen(&auftrag, drop.path()).expect("written");
        let datei = |name: &str| fs::read(drop.path().join("LWL").join(name)).expect(name);
        let strom = |name: &str| std::io::Cursor::new(datei(&format!("reference/{name}")));
        let le = referenz::lies_leistungserbringer(strom("leistungserbringer.csv"), "").expect("memory");
        assert_eq!(le.expect("sound").len(), 10);
        let bewilligungen = referenz::lies_bewilligungen(strom("bewilligungen.csv"), "").expect("memory");
        assert_eq!(bewilligungen.expect("sound").len(), 500);
        assert_eq!(referenz::lies_saetze(strom("saetze.csv"), "").expect("memory").expect("sound").len(), 40);
        let zeilen = |nr| lies(&datei(&format!("invoices/{}.csv", le_nr(nr))), "", Zeichensatz::Utf8, None);
        let anzahl: usize = (0..10).map(|nr| zeilen(nr).expect("sound").zeilen.len()).sum();
        assert_eq!(anzahl, 200);
    }
}
