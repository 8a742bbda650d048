//! What goes back to facilities: a letter with every line that is not accepted or only in part, and for each invoice a
//! file in the form LR1 that the facility's system reads, corrects and sends again.
//!
//! What a facility was paid too much by its own correction is asked back, or said to be set off.
//!
//! A refused line goes back in the run that refuses it, a cut one in the run that orders the rest, a line of a pilot
//! invoice in the run that checks it. A paper invoice that is refused goes back once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use documents::{Blatt, Briefkopf, Spalte, Tabelle};
use domain::brief::monat;
use domain::datum::deutsch;
use domain::{
    AnweisungsLeistung, Betrag, Datum, Kostentraeger, Leistung, Leistungsbefund, Leistungscode, Leistungserbringer,
    Leistungsrechnung, Leistungsurteil, Papierrechnung, Rueckgabezeile,
};
use forms::leistungsrechnung::{Datei, Kopf, Zeile};
use rules::leistungen::{Wirkung, auskunft, zeile};

use self::rueckforderung::Zuviel;

mod rueckforderung;

/// Everything that the letters are made of.
pub struct Eingabe<'a> {
    /// The payer.
    pub kostentraeger: &'a Kostentraeger,
    /// Business date.
    pub datum: Datum,
    /// Invoices of the run.
    pub rechnungen: &'a [Leistungsrechnung],
    /// Their lines.
    pub leistungen: &'a [Leistung],
    /// Verdicts on them.
    pub urteile: &'a [Leistungsurteil],
    /// Findings, also on paper invoices.
    pub befunde: &'a [Leistungsbefund],
    /// Lines that this run pays.
    pub bezahlt: &'a [AnweisungsLeistung],
    /// The facilities.
    pub leistungserbringer: &'a [Leistungserbringer],
    /// Paper invoices that the run before knew already.
    pub papier_bekannt: &'a [Papierrechnung],
    /// Lines that letters of this run returned before.
    pub zurueckgegeben: &'a [Rueckgabezeile],
    /// The name of a file of the letters that are written now, from its name in the first ones.
    pub name: &'a dyn Fn(&str) -> String,
}

/// The identity of a line or a paper invoice: facility, its number of the invoice, ours, and the line.
type Kennung<'a> = (&'a str, &'a str, &'a str, Option<u32>);

impl<'a> Eingabe<'a> {
    /// The lines, by our number of their invoice and their own.
    fn je_zeile(&self) -> HashMap<(&'a str, u32), &'a Leistung> {
        self.leistungen.iter().map(|l| ((l.beleg_id.as_str(), l.lfd_nr), l)).collect()
    }

    /// Lines and paper invoices that a letter of this run returned before.
    fn schon(&self) -> BTreeSet<Kennung<'_>> {
        let mut schon = BTreeSet::new();
        for z in self.zurueckgegeben {
            schon.insert((z.le_nr.as_str(), z.rechnungsnummer.as_str(), z.beleg_id.as_str(), z.lfd_nr));
        }
        schon
    }
}

/// The returns to one facility.
#[derive(Debug)]
pub struct Rueckgabe {
    /// The facility.
    pub le_nr: String,
    /// The letter.
    pub blatt: Blatt,
    /// For each invoice of which lines go back: our number of it, and the file to be corrected.
    pub korrekturen: Vec<(String, Datei)>,
    /// Number of lines.
    pub zeilen: usize,
    /// The lines and the paper invoices.
    pub zurueck: Vec<Rueckgabezeile>,
    /// The amount not paid for them.
    pub absetzung: Betrag,
    /// What is claimed back, below zero.
    pub forderung: Betrag,
}

/// A line that goes back.
struct Zurueck<'a> {
    leistung: &'a Leistung,
    urteil: &'a Leistungsurteil,
    gruende: String,
}

/// One letter for each facility to which something goes back, by its number.
pub fn rueckgaben(eingabe: &Eingabe<'_>) -> Vec<Rueckgabe> {
    let (mut zeilen, mut papier, mut zuviel) = (zurueck(eingabe), papier(eingabe), rueckforderung::zuviel(eingabe));
    let facilities: BTreeSet<&str> = zeilen.keys().chain(papier.keys()).chain(zuviel.keys()).copied().collect();
    let eine = |le_nr| {
        let (zeilen, papier) = (zeilen.remove(le_nr).unwrap_or_default(), papier.remove(le_nr).unwrap_or_default());
        rueckgabe(eingabe, le_nr, &zeilen, &papier, &zuviel.remove(le_nr).unwrap_or_default())
    };
    facilities.into_iter().map(eine).collect()
}

/// Lines that go back to one facility, by invoice.
type JeBeleg<'a> = BTreeMap<&'a str, Vec<Zurueck<'a>>>;

/// The lines that go back, by facility.
fn zurueck<'a>(eingabe: &Eingabe<'a>) -> BTreeMap<&'a str, JeBeleg<'a>> {
    let leistungen = eingabe.je_zeile();
    let bezahlt: BTreeSet<(&str, u32)> = eingabe.bezahlt.iter().map(|b| (b.beleg_id.as_str(), b.lfd_nr)).collect();
    let gruende = gruende(eingabe.befunde);
    let schon = eingabe.schon();
    let mut zeilen: BTreeMap<&str, JeBeleg<'_>> = BTreeMap::new();
    for urteil in eingabe.urteile.iter().filter(|urteil| urteil.erledigt_am.is_none()) {
        let schluessel = (urteil.beleg_id.as_str(), urteil.lfd_nr);
        let gekuerzt = urteil.absetzung.is_some_and(|absetzung| absetzung != Betrag::NULL);
        let abgewiesen = urteil.code.is_some_and(|code| zeile(code).wirkung == Wirkung::Abweisen);
        let nichts = urteil.betrag_anerkannt == Some(Betrag::NULL);
        let fertig = abgewiesen || nichts || urteil.pilot.ist_ja() || bezahlt.contains(&schluessel);
        if let (true, true, Some(leistung)) = (gekuerzt, fertig, leistungen.get(&schluessel)) {
            if schon.contains(&(&urteil.le_nr, &leistung.rechnungsnummer, &urteil.beleg_id, Some(leistung.lfd_nr))) {
                continue;
            }
            let gruende = gruende.get(&schluessel).cloned().unwrap_or_else(|| grund(urteil));
            let ziel = zeilen.entry(&urteil.le_nr).or_default().entry(&urteil.beleg_id).or_default();
            ziel.push(Zurueck { leistung, urteil, gruende });
        }
    }
    zeilen
}

/// The findings on each line that refuse or cut it, as its sender may know them.
fn gruende(befunde: &[Leistungsbefund]) -> HashMap<(&str, u32), String> {
    let mut je_zeile: HashMap<(&str, u32), Vec<&Leistungsbefund>> = HashMap::new();
    for befund in befunde {
        if let Some(lfd_nr) = befund.lfd_nr {
            je_zeile.entry((befund.beleg_id.as_str(), lfd_nr)).or_default().push(befund);
        }
    }
    let gesagt = je_zeile.into_iter().map(|(zeile, befunde)| (zeile, auskunft(&befunde)));
    gesagt.filter(|(_, text)| !text.is_empty()).collect()
}

/// The words of a verdict where no finding has any: a person decided.
fn grund(urteil: &Leistungsurteil) -> String {
    let code = urteil.code.unwrap_or(Leistungscode::Null);
    format!("{code} {}", zeile(code).text)
}

/// Findings on paper invoices that the run before did not know, by facility.
fn papier<'a>(eingabe: &Eingabe<'a>) -> BTreeMap<&'a str, Vec<&'a Leistungsbefund>> {
    let bekannt: BTreeSet<(&str, &str)> =
        eingabe.papier_bekannt.iter().map(|p| (p.le_nr.as_str(), p.rechnungsnummer.as_str())).collect();
    let schon = eingabe.schon();
    let mut je_le: BTreeMap<&str, Vec<&Leistungsbefund>> = BTreeMap::new();
    for befund in eingabe.befunde.iter().filter(|befund| befund.code == Some(Leistungscode::L12)) {
        let schon = schon.contains(&(&befund.le_nr, &befund.rechnungsnummer, "", None));
        if !schon && !bekannt.contains(&(befund.le_nr.as_str(), befund.rechnungsnummer.as_str())) {
            je_le.entry(&befund.le_nr).or_default().push(befund);
        }
    }
    je_le
}

fn rueckgabe(
    eingabe: &Eingabe<'_>,
    le_nr: &str,
    je_beleg: &JeBeleg<'_>,
    papier: &[&Leistungsbefund],
    zuviel: &[Zuviel<'_>],
) -> Rueckgabe {
    let rechnung = |beleg_id: &str| eingabe.rechnungen.iter().find(|rechnung| rechnung.beleg_id == beleg_id);
    let mut blatt = brief(eingabe, le_nr, je_beleg.is_empty() && papier.is_empty());
    let mut korrekturen = Vec::new();
    for (beleg_id, zeilen) in je_beleg {
        let Some(rechnung) = rechnung(beleg_id) else { continue };
        let pilot = zeilen.iter().any(|zeile| zeile.urteil.pilot.ist_ja());
        let art = if pilot { "Pilotrechnung: geprüft, nicht gezahlt" } else { "Produktion" };
        blatt = blatt
            .ueberschrift(&format!("Rechnung {}", rechnung.rechnungsnummer))
            .angaben([
                ("Leistungsmonat", monat(&rechnung.abrechnungsmonat)),
                ("Unser Beleg", (*beleg_id).to_owned()),
                ("Art", art.to_owned()),
                ("Berichtigungsdatei", (eingabe.name)(&korrektur(beleg_id))),
            ])
            .tabelle(tabelle(zeilen));
        korrekturen.push(((*beleg_id).to_owned(), vorlage(rechnung, zeilen)));
    }
    if !papier.is_empty() {
        blatt = blatt
            .absatz("Die folgenden Papierrechnungen werden nicht gezahlt, weil Sie nur noch elektronisch abrechnen:")
            .zeilen(papier.iter().map(|befund| format!("{} ({})", befund.rechnungsnummer, befund.ist)));
    }
    let blatt = rueckforderung::abschnitt(blatt, zuviel);
    let alle = || je_beleg.values().flatten();
    Rueckgabe {
        le_nr: le_nr.to_owned(),
        blatt: schluss(eingabe, blatt, !korrekturen.is_empty()),
        korrekturen,
        zeilen: alle().count() + zuviel.len(),
        zurueck: alle()
            .map(|zeile| position(le_nr, zeile.leistung))
            .chain(zuviel.iter().map(|zuviel| position(le_nr, zuviel.leistung)))
            .chain(papier.iter().map(|befund| papierrechnung(befund)))
            .collect(),
        absetzung: alle().filter_map(|zeile| zeile.urteil.absetzung).sum(),
        forderung: zuviel.iter().map(|zuviel| zuviel.betrag).sum(),
    }
}

/// A line that goes back, as it is remembered.
fn position(le_nr: &str, leistung: &Leistung) -> Rueckgabezeile {
    Rueckgabezeile {
        le_nr: le_nr.to_owned(),
        rechnungsnummer: leistung.rechnungsnummer.clone(),
        beleg_id: leistung.beleg_id.clone(),
        lfd_nr: Some(leistung.lfd_nr),
        auflage: 0,
    }
}

/// A paper invoice that goes back, as it is remembered.
fn papierrechnung(befund: &Leistungsbefund) -> Rueckgabezeile {
    Rueckgabezeile {
        le_nr: befund.le_nr.clone(),
        rechnungsnummer: befund.rechnungsnummer.clone(),
        beleg_id: String::new(),
        lfd_nr: None,
        auflage: 0,
    }
}

const BERICHTIGEN: &str = "Zu jeder Rechnung liegt die genannte Berichtigungsdatei bei. Ihr System kann sie lesen; berichtigt \
     und mit neuer Rechnungsnummer können Sie sie als Korrekturrechnung erneut einreichen. Eine berichtigte Position gilt \
     nicht als doppelt.";

/// Name of the file in which an invoice is corrected, in the first letters of a run.
pub fn korrektur(beleg_id: &str) -> String {
    format!("korrektur-{beleg_id}.csv")
}

/// The end: how the facility can go on, until when it may object, and how the letter ends.
fn schluss(eingabe: &Eingabe<'_>, blatt: Blatt, berichtigen: bool) -> Blatt {
    let brief = &eingabe.kostentraeger.brief;
    let blatt = if berichtigen { blatt.ueberschrift("Was Sie tun können").absatz(BERICHTIGEN) } else { blatt };
    blatt
        .absatz(&format!(
            "Einwände richten Sie bitte bis zum {} an uns; nennen Sie dabei Rechnung und Position.",
            deutsch(brief.einwand_bis(eingabe.datum))
        ))
        .zeilen(brief.gruss.iter().cloned())
}

fn brief(eingabe: &Eingabe<'_>, le_nr: &str, nur_forderung: bool) -> Blatt {
    let le = eingabe.leistungserbringer.iter().find(|le| le.le_nr == le_nr);
    let kopf = Briefkopf {
        absender: eingabe.kostentraeger.name.clone(),
        anschrift: le.map(Leistungserbringer::anschrift).unwrap_or_default(),
        angaben: vec![("LE-Nr.".into(), le_nr.to_owned()), ("Datum".into(), deutsch(eingabe.datum))],
        kontakt: eingabe.kostentraeger.brief.kontakt(),
    };
    let (titel, anlass) = match nur_forderung {
        true => ("Zu viel gezahlt", "Sie haben Positionen berichtigt, für die wir schon mehr gezahlt haben."),
        false => (
            "Nicht anerkannte Positionen",
            "die folgenden Positionen Ihrer Rechnungen werden nicht oder nicht ganz anerkannt.",
        ),
    };
    Blatt::brief(titel, kopf).absatz("Sehr geehrte Damen und Herren,").absatz(anlass)
}

fn tabelle(zeilen: &[Zurueck<'_>]) -> Tabelle {
    let mut tabelle = Tabelle::neu([
        Spalte::rechts("Pos."),
        Spalte::links("Bewilligung"),
        Spalte::links("Zeitraum"),
        Spalte::links("Grund"),
        Spalte::rechts("berechnet in EUR"),
        Spalte::rechts("abgesetzt in EUR"),
    ]);
    for zeile in zeilen {
        let leistung = zeile.leistung;
        tabelle = tabelle.zeile([
            leistung.lfd_nr.to_string(),
            leistung.bewilligung_nr.clone(),
            format!("{}–{}", deutsch(leistung.von), deutsch(leistung.bis)),
            zeile.gruende.clone(),
            leistung.betrag.deutsch(),
            zeile.urteil.absetzung.unwrap_or_default().deutsch(),
        ]);
    }
    let summe: Betrag = zeilen.iter().filter_map(|zeile| zeile.urteil.absetzung).sum();
    tabelle.summe("Abgesetzt", summe.deutsch())
}

/// The lines as billed, each naming itself as the one to be corrected; number, dates and totals are left to be filled in.
fn vorlage(rechnung: &Leistungsrechnung, zeilen: &[Zurueck<'_>]) -> Datei {
    let kopf = Kopf {
        le_nr: rechnung.le_nr.clone(),
        kostentraeger: rechnung.kostentraeger.clone(),
        abrechnungsmonat: rechnung.abrechnungsmonat.clone(),
        iban: rechnung.iban.clone(),
        ..Kopf::default()
    };
    let position = |(nr, zeile): (u32, &Zurueck<'_>)| {
        let l = zeile.leistung;
        Zeile {
            lfd_nr: nr,
            bewilligung_nr: l.bewilligung_nr.clone(),
            aktenzeichen: l.aktenzeichen.clone(),
            name: l.name.clone(),
            vorname: l.vorname.clone(),
            geb_datum: l.geb_datum,
            leistungsart: l.leistungsart.clone(),
            von: l.von,
            bis: l.bis,
            menge: Some(l.menge),
            einheit: l.einheit,
            satz: l.satz,
            betrag: Some(l.betrag),
            korrektur: Some((l.rechnungsnummer.clone(), l.lfd_nr)),
            hinweis: zeile.gruende.clone(),
        }
    };
    Datei { kopf, zeilen: (1..).zip(zeilen).map(position).collect() }
}
