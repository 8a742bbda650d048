//! The Zahlungsanweisung: the letter with which the payer is asked to pay.

use std::collections::{BTreeMap, HashSet};

use documents::{Blatt, Briefkopf, Spalte, Tabelle};
use domain::datum::{deutsch, ttmmjj};
use domain::{Anweisung, Betrag, Datum, Kontobefund, Kostentraeger, Verrechnung};

use stage::JournalHead;

use crate::konten;

/// What the letter says.
#[derive(Clone, Copy, Debug)]
pub struct Brief<'a> {
    /// Code of the payer.
    pub code: &'a str,
    /// The payer.
    pub kostentraeger: &'a Kostentraeger,
    /// Business date.
    pub datum: Datum,
    /// Orders of the run.
    pub anweisungen: &'a [Anweisung],
    /// What they set off.
    pub verrechnungen: &'a [Verrechnung],
    /// Findings about the accounts they pay to.
    pub kontobefunde: &'a [Kontobefund],
    /// The ledger's journal before they were ordered; none = it is not known.
    pub journal: Option<&'a JournalHead>,
}

/// The letter: orders grouped by account with a subtotal each, the total, and a field for the payer's confirmation.
pub fn zahlungsanweisung(brief: &Brief<'_>) -> Blatt {
    let Brief { code, kostentraeger, datum, anweisungen, .. } = *brief;
    let gesamt: Betrag = anweisungen.iter().map(|anweisung| anweisung.betrag).sum();
    let blatt = Blatt::brief(
        "Zahlungsanweisung",
        Briefkopf {
            absender: kostentraeger.brief.absender.clone(),
            anschrift: std::iter::once(&kostentraeger.name).chain(&kostentraeger.brief.anschrift).cloned().collect(),
            angaben: vec![
                ("Kostenträger".into(), format!("{code}, IK {}", kostentraeger.ik)),
                ("Datum".into(), deutsch(datum)),
                ("Unser Zeichen".into(), zeichen(code, datum)),
            ],
        },
    );
    if anweisungen.is_empty() {
        return blatt.absatz("An diesem Tag ist nichts zur Zahlung anzuweisen.");
    }
    let blatt = blatt.absatz(if an_leistungserbringer(anweisungen) {
        "Wir bitten, die folgenden Beträge an Leistungserbringer fristgerecht zu zahlen:"
    } else {
        "Wir bitten, die folgenden Beträge innerhalb der Rabattfrist zu zahlen:"
    });
    let quellen = quellkonten(kostentraeger, anweisungen);
    let blatt = quellen.iter().fold(blatt, |blatt, text| blatt.absatz(text));
    let blatt = blatt.tabelle(tabelle(brief).summe("Gesamtsumme Zahlungen", gesamt.deutsch()));
    journalstand(verrechnet(auffaellig(blatt, brief), brief), brief.journal)
        .absatz(&format!(
            "Anzahl der Zahlungen: {}. Fällig spätestens am {}.",
            anweisungen.len(),
            anweisungen.iter().map(|a| a.zahlungsziel).min().map(deutsch).unwrap_or_default()
        ))
        .feld(
            "Bestätigung des Kostenträgers: Die oben genannten Beträge wurden zur Zahlung angewiesen.",
            ["Datum der Ausführung", "Unterschrift und Stempel"],
        )
}

/// The journal that the payments rest on: whoever holds the letter can tell later whether it was rewritten.
fn journalstand(blatt: Blatt, journal: Option<&JournalHead>) -> Blatt {
    match journal {
        Some(head) => blatt.absatz(&format!("Stand des Journals: Eintrag {}, {}", head.nr, head.hash)),
        None => blatt,
    }
}

/// The mark at an account that people have to look at before they sign.
const MARKE: &str = " *";

/// What is to be looked at before people sign, each account once.
fn auffaellig(blatt: Blatt, brief: &Brief<'_>) -> Blatt {
    let mut belege: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for befund in brief.kontobefunde.iter().filter(|befund| konten::vor_der_zahlung(befund)) {
        belege.entry(&befund.text).or_default().push(&befund.beleg_id);
    }
    if belege.is_empty() {
        return blatt;
    }
    let zeile = |(text, belege): (&str, Vec<&str>)| format!("* {text}: Int. Bel. {}", belege.join(", "));
    belege
        .into_iter()
        .map(zeile)
        .fold(blatt.absatz("Bitte vor der Zahlung prüfen, ob das Konto stimmt:"), |blatt, text| blatt.absatz(&text))
}

/// The claims that are subtracted in the amounts above.
fn verrechnet(blatt: Blatt, brief: &Brief<'_>) -> Blatt {
    if brief.verrechnungen.is_empty() {
        return blatt;
    }
    let eigener = |id: &str| brief.anweisungen.iter().find(|a| a.anweisung_id == id).map(|a| a.beleg_id.clone());
    let spalten = [
        Spalte::links("Forderung aus Int. Bel."),
        Spalte::links("RechNr."),
        Spalte::links("abgezogen bei Int. Bel."),
        Spalte::rechts("Betrag in EUR"),
    ];
    let tabelle = brief.verrechnungen.iter().fold(Tabelle::neu(spalten), |tabelle, v| {
        let bei = eigener(&v.anweisung_id).unwrap_or_default();
        tabelle.zeile([v.beleg_id.clone(), v.rechnungsnummer.clone(), bei, v.betrag.deutsch()])
    });
    let summe: Betrag = brief.verrechnungen.iter().map(|v| v.betrag).sum();
    blatt
        .absatz("Mit Forderungen gegen denselben Rechnungssteller verrechnet, in den Beträgen oben schon abgezogen:")
        .tabelle(tabelle.summe("Summe der Verrechnungen", summe.deutsch()))
}

/// From which own accounts is to be paid, where that is not the first.
fn quellkonten(kostentraeger: &Kostentraeger, anweisungen: &[Anweisung]) -> Vec<String> {
    let mut texte = Vec::new();
    for konto in kostentraeger.konto.iter().skip(1) {
        let vom_konto = |a: &&Anweisung| kostentraeger.quellkonto(a) == Ok(konto);
        let davon: Vec<&Anweisung> = anweisungen.iter().filter(vom_konto).collect();
        let quelle = format!("vom {} {} ({})", konto.art.wort(), konto.iban, konto.bank);
        if davon.is_empty() {
            continue;
        }
        texte.push(if davon.len() == anweisungen.len() {
            format!("Bitte alle Beträge {quelle} zahlen.")
        } else {
            let summe: Betrag = davon.iter().map(|anweisung| anweisung.betrag).sum();
            let belege: Vec<&str> = davon.iter().map(|anweisung| anweisung.beleg_id.as_str()).collect();
            format!("Davon bitte {} EUR {quelle} zahlen: Int. Bel. {}.", summe.deutsch(), belege.join(", "))
        });
    }
    texte
}

/// `Z.A. TT.MM.JJ.<payer>`
fn zeichen(code: &str, datum: Datum) -> String {
    let ziffern = ttmmjj(datum);
    format!("Z.A. {}.{}.{}.{code}", &ziffern[0..2], &ziffern[2..4], &ziffern[4..6])
}

/// Whether facilities are paid; else clearing centres and pharmacies.
fn an_leistungserbringer(anweisungen: &[Anweisung]) -> bool {
    anweisungen.iter().any(|anweisung| !anweisung.le_nr.is_empty())
}

fn tabelle(brief: &Brief<'_>) -> Tabelle {
    let anweisungen = brief.anweisungen;
    let zu_pruefen: HashSet<&str> =
        brief.kontobefunde.iter().filter(|b| konten::vor_der_zahlung(b)).map(|b| b.anweisung_id.as_str()).collect();
    let (nummer, name) =
        if an_leistungserbringer(anweisungen) { ("LE-Nr.", "Leistungserbringer") } else { ("ARZIK", "ARZ") };
    let mut konten: BTreeMap<(&str, &str, &str), Vec<&Anweisung>> = BTreeMap::new();
    for anweisung in anweisungen {
        let kennung = if anweisung.konto.is_empty() { anweisung.iban.as_str() } else { "" };
        konten.entry((kennung, &anweisung.blz, &anweisung.konto)).or_default().push(anweisung);
    }
    let mut tabelle = Tabelle::neu([
        Spalte::links("Zahlungsstatus"),
        Spalte::links("Int. Bel."),
        Spalte::links("RechNr."),
        Spalte::links(nummer),
        Spalte::rechts("Kontonr."),
        Spalte::links("BLZ/IBAN"),
        Spalte::links(name),
        Spalte::rechts("Betrag in EUR"),
    ]);
    for gruppe in konten.values() {
        for anweisung in gruppe {
            let marke = if zu_pruefen.contains(anweisung.anweisung_id.as_str()) { MARKE } else { "" };
            tabelle = tabelle.zeile(zeile(anweisung, marke));
        }
        let summe: Betrag = gruppe.iter().map(|anweisung| anweisung.betrag).sum();
        tabelle = tabelle.summe("Zwischensumme Konto", summe.deutsch());
    }
    tabelle
}

fn zeile(anweisung: &Anweisung, marke: &str) -> [String; 8] {
    let bank = if anweisung.konto.is_empty() { &anweisung.iban } else { &anweisung.blz };
    [
        anweisung.zahlungsstatus.to_string(),
        anweisung.beleg_id.clone(),
        anweisung.rechnungsnummer.clone(),
        format!("{}{}", anweisung.rechnungssteller_ik, anweisung.le_nr),
        anweisung.konto.clone(),
        format!("{bank}{marke}"),
        anweisung.rechnungssteller.clone(),
        anweisung.betrag.deutsch(),
    ]
}
