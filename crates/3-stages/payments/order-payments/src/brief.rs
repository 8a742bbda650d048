//! The Zahlungsanweisung: the letter with which the payer is asked to pay.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use documents::{Blatt, Briefkopf, Spalte, Tabelle};
use domain::brief::{euro, faellig, iban_gruppen};
use domain::datum::{deutsch, ttmmjj};
use domain::{Anweisung, Bankdatei, Betrag, Datum, Konto, Kontobefund, Kostentraeger, Verrechnung};
use stage::JournalHead;

use crate::konten;

/// Everything that the letter says.
#[derive(Clone, Copy, Debug)]
pub struct Brief<'a> {
    /// Code of the payer.
    pub code: &'a str,
    /// The payer.
    pub kostentraeger: &'a Kostentraeger,
    /// Business date.
    pub datum: Datum,
    /// The pass whose orders these are.
    pub pass: u32,
    /// The orders; at least one: where nothing is to be paid there is no letter.
    pub anweisungen: &'a [Anweisung],
    /// Claims that they set off.
    pub verrechnungen: &'a [Verrechnung],
    /// Findings about the accounts they pay to.
    pub kontobefunde: &'a [Kontobefund],
    /// The bank files that carry them.
    pub bankdateien: &'a [Bankdatei],
    /// The ledger's journal before they were ordered; none = it is not known.
    pub journal: Option<&'a JournalHead>,
}

/// The letter: orders grouped by account with a subtotal each, the total, a field for the payer's confirmation, and
/// what is to be looked at on a page after it.
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
                ("Unser Zeichen".into(), zeichen(code, datum, brief.pass)),
            ],
            kontakt: kostentraeger.brief.kontakt(),
        },
    );
    let blatt = blatt.absatz("Sehr geehrte Damen und Herren,").absatz(&bitte(anweisungen, gesamt));
    let blatt = quellkonten(blatt, brief);
    let blatt = dateien(blatt.tabelle(tabelle(brief).summe("Gesamtsumme Zahlungen", gesamt.deutsch())), brief);
    let blatt = verrechnet(blatt, brief);
    let hinweise = hinweise(brief);
    let blatt = if hinweise.is_empty() { blatt } else { blatt.absatz(SIEHE_HINWEISE) };
    let blatt = journalstand(blatt, brief.journal).zeilen(kostentraeger.brief.gruss.iter().cloned()).feld(
        "Bestätigung des Kostenträgers: Die oben genannten Beträge wurden zur Zahlung angewiesen.",
        ["Datum der Ausführung", "Unterschrift und Stempel"],
    );
    mit_hinweisen(blatt, &hinweise)
}

/// The request in a sentence.
fn bitte(anweisungen: &[Anweisung], gesamt: Betrag) -> String {
    let zahl = match anweisungen.len() {
        1 => "den folgenden Betrag".to_owned(),
        mehrere => format!("die folgenden {mehrere} Beträge"),
    };
    let (an, bis) = if an_leistungserbringer(anweisungen) {
        ("Leistungserbringer", "spätestens am genannten Tag")
    } else {
        ("Rechnungssteller", "innerhalb der Rabattfrist, also spätestens am genannten Tag")
    };
    format!("wir bitten Sie, {zahl}, zusammen {}, {bis} an {an} zu zahlen.", euro(gesamt))
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
const SIEHE_HINWEISE: &str =
    "* Bitte prüfen Sie vor der Zahlung, ob dieses Konto stimmt; warum, steht auf der Seite „Hinweise zu den Konten“.";

/// Accounts to be looked at before people sign: biller, account, what about it, and the invoices; each biller once for
/// each of his accounts.
fn hinweise(brief: &Brief<'_>) -> Vec<[String; 4]> {
    let je_id: BTreeMap<&str, &Anweisung> =
        brief.anweisungen.iter().map(|anweisung| (anweisung.anweisung_id.as_str(), anweisung)).collect();
    let mut belege: BTreeMap<(String, String, &str), BTreeSet<&str>> = BTreeMap::new();
    for befund in brief.kontobefunde.iter().filter(|befund| konten::vor_der_zahlung(befund)) {
        if let Some(anweisung) = je_id.get(befund.anweisung_id.as_str()) {
            let wer = format!("{} ({})", anweisung.rechnungssteller, nummer(anweisung));
            belege.entry((wer, konto(anweisung), &befund.text)).or_default().insert(&befund.beleg_id);
        }
    }
    belege.into_iter().map(|((wer, konto, text), belege)| [wer, konto, text.to_owned(), genannt(&belege)]).collect()
}

/// Invoices by number, the first of them where there are many.
fn genannt(belege: &BTreeSet<&str>) -> String {
    const GENANNT: usize = 8;
    let erste: Vec<&str> = belege.iter().take(GENANNT).copied().collect();
    match belege.len().saturating_sub(GENANNT) {
        0 => erste.join(", "),
        weitere => format!("{} und {weitere} weitere", erste.join(", ")),
    }
}

/// The hints on a page of their own, after what is signed.
fn mit_hinweisen(blatt: Blatt, hinweise: &[[String; 4]]) -> Blatt {
    if hinweise.is_empty() {
        return blatt;
    }
    let spalten = ["Rechnungssteller", "Konto", "Hinweis", "Int. Bel."].map(Spalte::links);
    let tabelle = hinweise.iter().fold(Tabelle::neu(spalten), |tabelle, hinweis| tabelle.zeile(hinweis.clone()));
    blatt
        .neue_seite()
        .ueberschrift("Hinweise zu den Konten")
        .absatz(
            "Bitte fragen Sie den Rechnungssteller unter einer Nummer, die Sie schon kennen, und nicht unter einer von \
             seiner Rechnung, bevor Sie auf ein solches Konto zahlen.",
        )
        .tabelle(tabelle)
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

/// From which own accounts is to be paid.
fn quellkonten(blatt: Blatt, brief: &Brief<'_>) -> Blatt {
    let Brief { kostentraeger, anweisungen, .. } = *brief;
    let mut blatt = blatt;
    for eigenes in &kostentraeger.konto {
        let davon: Vec<&Anweisung> =
            anweisungen.iter().filter(|a| kostentraeger.quellkonto(a) == Ok(eigenes)).collect();
        if davon.is_empty() {
            continue;
        }
        let quelle = quelle(eigenes);
        blatt = blatt.absatz(&if davon.len() == anweisungen.len() {
            format!("Bitte zahlen Sie {quelle}.")
        } else {
            let summe: Betrag = davon.iter().map(|anweisung| anweisung.betrag).sum();
            let belege: Vec<&str> = davon.iter().map(|anweisung| anweisung.beleg_id.as_str()).collect();
            format!("Davon zahlen Sie bitte {} {quelle}: Int. Bel. {}.", euro(summe), belege.join(", "))
        });
    }
    blatt
}

fn quelle(konto: &Konto) -> String {
    format!("vom {} {} bei der Bank {}", konto.art.wort(), iban_gruppen(&konto.iban), konto.bank)
}

/// The bank files that carry the orders: how many each, which sum, and the beginning of the hash by which the payer knows
/// that it is this one. While both are in use they hold the same.
fn dateien(blatt: Blatt, brief: &Brief<'_>) -> Blatt {
    let angabe = |datei: &Bankdatei| {
        let Bankdatei { anzahl, betrag, datei_sha256, .. } = datei;
        let zahlungen = if *anzahl == 1 { "1 Zahlung".to_owned() } else { format!("{anzahl} Zahlungen") };
        (datei.datei.clone(), format!("{zahlungen}, {}, SHA-256 beginnt mit {:.16}", euro(*betrag), datei_sha256))
    };
    let satz = match brief.bankdateien.len() {
        0 => return blatt,
        1 => "Die Zahlungen stehen in dieser Datei:",
        _ => "Die Zahlungen stehen in diesen Dateien. Beide tragen dieselben Zahlungen: bitte nur eine einreichen.",
    };
    let blatt = blatt.absatz(satz).angaben(brief.bankdateien.iter().map(angabe));
    brief.bankdateien.iter().filter(|datei| datei.fremd > 0).fold(blatt, |blatt, datei| {
        blatt.absatz(&format!(
            "{} trägt auch Zahlungen, um die schon ein früheres Schreiben bat ({}): bitte nur einreichen, wenn die Datei \
             jenes Schreibens nicht eingereicht wurde.",
            datei.datei, datei.fremd
        ))
    })
}

/// `Z.A. TT.MM.JJ.<payer>`, of later passes with their number.
fn zeichen(code: &str, datum: Datum, pass: u32) -> String {
    let ziffern = ttmmjj(datum);
    let spaeter = if pass > 1 { format!("-{pass}") } else { String::new() };
    format!("Z.A. {}.{}.{}.{code}{spaeter}", &ziffern[0..2], &ziffern[2..4], &ziffern[4..6])
}

/// Returns true if facilities are paid; else clearing centres and pharmacies.
fn an_leistungserbringer(anweisungen: &[Anweisung]) -> bool {
    anweisungen.iter().any(|anweisung| !anweisung.le_nr.is_empty())
}

/// The biller's number, with what it is.
fn nummer(anweisung: &Anweisung) -> String {
    if anweisung.le_nr.is_empty() { format!("IK {}", anweisung.rechnungssteller_ik) } else { anweisung.le_nr.clone() }
}

/// The account that is paid to, as people compare it.
fn konto(anweisung: &Anweisung) -> String {
    let Anweisung { iban, konto, blz, .. } = anweisung;
    match (konto.is_empty(), iban.is_empty()) {
        (true, _) => iban_gruppen(iban),
        (false, true) => format!("{konto}, BLZ {blz}"),
        (false, false) => format!("{konto}, BLZ {blz}, {}", iban_gruppen(iban)),
    }
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
        Spalte::links(name),
        Spalte::links("fällig am"),
        Spalte::rechts("Betrag in EUR"),
    ]);
    for gruppe in konten.values() {
        for anweisung in gruppe {
            tabelle = tabelle.zeile(zeile(anweisung, brief.datum));
        }
        let summe: Betrag = gruppe.iter().map(|anweisung| anweisung.betrag).sum();
        let marke = if gruppe.iter().any(|a| zu_pruefen.contains(a.anweisung_id.as_str())) { MARKE } else { "" };
        tabelle = tabelle.summe(&format!("Zwischensumme Konto {}{marke}", konto(gruppe[0])), summe.deutsch());
    }
    tabelle
}

fn zeile(anweisung: &Anweisung, datum: Datum) -> [String; 7] {
    [
        anweisung.zahlungsstatus.to_string(),
        anweisung.beleg_id.clone(),
        anweisung.rechnungsnummer.clone(),
        format!("{}{}", anweisung.rechnungssteller_ik, anweisung.le_nr),
        anweisung.rechnungssteller.clone(),
        faellig(anweisung.zahlungsziel, datum),
        anweisung.betrag.deutsch(),
    ]
}
