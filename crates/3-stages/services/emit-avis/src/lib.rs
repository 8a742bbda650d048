//! The Zahlungsavis: what each facility is paid by this run's orders, line by line, with the reason for what is not.
//!
//! An avis holds every line of every invoice that an order of this run pays: also those that were returned, and those
//! that an earlier order paid. What it says is paid adds up to the payment.

use std::collections::{BTreeMap, HashMap, HashSet};

use documents::{Blatt, Briefkopf, Spalte, Tabelle};
use domain::brief::{euro, faellig, iban_gruppen};
use domain::datum::deutsch;
use domain::{
    Anweisung, AnweisungsLeistung, Betrag, Datum, Kostentraeger, Leistung, Leistungscode, Leistungserbringer,
    Leistungsurteil, Vergabe,
};
use forms::zahlungsavis::{self, Zeile};

/// Everything that the avis is made of.
#[derive(Debug)]
pub struct Eingabe<'a> {
    /// The payer.
    pub kostentraeger: &'a Kostentraeger,
    /// Business date.
    pub datum: Datum,
    /// Orders of this run.
    pub anweisungen: &'a [Anweisung],
    /// Lines that they pay.
    pub bezahlt: &'a [AnweisungsLeistung],
    /// Verdicts on all lines of the run.
    pub urteile: &'a [Leistungsurteil],
    /// The lines as billed.
    pub leistungen: &'a [Leistung],
    /// The facilities.
    pub leistungserbringer: &'a [Leistungserbringer],
    /// The meaning of a code in words.
    pub grund: fn(Leistungscode) -> &'static str,
}

/// The avis of one facility.
#[derive(Debug)]
pub struct Avis {
    /// The facility.
    pub le_nr: String,
    /// For its system.
    pub csv: Vec<u8>,
    /// To read.
    pub blatt: Blatt,
    /// The amount it says is paid.
    pub gezahlt: Betrag,
    /// Number of lines.
    pub zeilen: usize,
}

/// One avis for each facility that this run pays, by its number.
pub fn avise(eingabe: &Eingabe<'_>) -> Vec<Avis> {
    let mut je_le: BTreeMap<&str, Vec<&Anweisung>> = BTreeMap::new();
    for anweisung in eingabe.anweisungen {
        je_le.entry(&anweisung.le_nr).or_default().push(anweisung);
    }
    let index = Index::neu(eingabe);
    je_le.into_iter().map(|(le_nr, anweisungen)| avis(eingabe, &index, le_nr, &anweisungen)).collect()
}

struct Index<'a> {
    urteile: HashMap<&'a str, Vec<&'a Leistungsurteil>>,
    leistungen: HashMap<(&'a str, u32), &'a Leistung>,
    bezahlt: HashMap<(&'a str, u32), &'a AnweisungsLeistung>,
    /// What each order sets off: lines of other invoices than its own.
    verrechnet: HashMap<&'a str, Vec<&'a AnweisungsLeistung>>,
}

impl<'a> Index<'a> {
    fn neu(eingabe: &Eingabe<'a>) -> Self {
        let mut belege: HashSet<&str> = eingabe.anweisungen.iter().map(|a| a.beleg_id.as_str()).collect();
        belege.extend(eingabe.bezahlt.iter().map(|bezahlt| bezahlt.beleg_id.as_str()));
        let mut urteile: HashMap<&str, Vec<&Leistungsurteil>> = HashMap::new();
        for urteil in eingabe.urteile.iter().filter(|urteil| belege.contains(urteil.beleg_id.as_str())) {
            urteile.entry(&urteil.beleg_id).or_default().push(urteil);
        }
        let eigene: HashSet<(&str, &str)> =
            eingabe.anweisungen.iter().map(|a| (a.anweisung_id.as_str(), a.beleg_id.as_str())).collect();
        let mut verrechnet: HashMap<&str, Vec<&AnweisungsLeistung>> = HashMap::new();
        for b in eingabe.bezahlt.iter().filter(|b| !eigene.contains(&(b.anweisung_id.as_str(), b.beleg_id.as_str()))) {
            verrechnet.entry(&b.anweisung_id).or_default().push(b);
        }
        Index {
            urteile,
            verrechnet,
            leistungen: eingabe.leistungen.iter().map(|l| ((l.beleg_id.as_str(), l.lfd_nr), l)).collect(),
            bezahlt: eingabe.bezahlt.iter().map(|b| ((b.beleg_id.as_str(), b.lfd_nr), b)).collect(),
        }
    }

    /// The lines of an invoice that an order pays, and those of others that it sets off.
    fn zeilen(&self, eingabe: &Eingabe<'a>, anweisung: &'a Anweisung) -> Vec<Zeile<'a>> {
        let urteile = self.urteile.get(anweisung.beleg_id.as_str()).into_iter().flatten();
        let verrechnet = self.verrechnet.get(anweisung.anweisung_id.as_str()).into_iter().flatten();
        let fremde = verrechnet
            .filter_map(|b| self.urteile.get(b.beleg_id.as_str())?.iter().find(|urteil| urteil.lfd_nr == b.lfd_nr));
        urteile.chain(fremde).filter_map(|urteil| self.zeile(eingabe, anweisung, urteil)).collect()
    }

    fn zeile(&self, eingabe: &Eingabe<'a>, anweisung: &'a Anweisung, urteil: &'a Leistungsurteil) -> Option<Zeile<'a>> {
        let schluessel = (urteil.beleg_id.as_str(), urteil.lfd_nr);
        let bezahlt = self.bezahlt.get(&schluessel).filter(|b| b.anweisung_id == anweisung.anweisung_id);
        let frueher = if bezahlt.is_none() && urteil.erledigt_am.is_some() { urteil.betrag_anerkannt } else { None };
        let code = urteil.code.unwrap_or(Leistungscode::Null);
        Some(Zeile {
            leistung: self.leistungen.get(&schluessel)?,
            urteil,
            anweisung_id: bezahlt.map_or("", |_| anweisung.anweisung_id.as_str()),
            gezahlt: bezahlt.map_or(Betrag::NULL, |b| b.netto),
            schon_gezahlt: urteil.schon_bezahlt + frueher.unwrap_or_default(),
            grund: match (code, urteil.vergabe) {
                (Leistungscode::Null, Vergabe::Automatisch) => "",
                (Leistungscode::Null, Vergabe::Manuell) => "nach Prüfung wie berechnet anerkannt",
                (code, _) => (eingabe.grund)(code),
            },
        })
    }
}

fn avis<'a>(eingabe: &Eingabe<'a>, index: &Index<'a>, le_nr: &str, anweisungen: &[&'a Anweisung]) -> Avis {
    let je_anweisung: Vec<(&Anweisung, Vec<Zeile<'_>>)> =
        anweisungen.iter().map(|anweisung| (*anweisung, index.zeilen(eingabe, anweisung))).collect();
    let alle: Vec<Zeile<'_>> = je_anweisung.iter().flat_map(|(_, zeilen)| zeilen.iter().cloned()).collect();
    Avis {
        le_nr: le_nr.to_owned(),
        csv: zahlungsavis::schreibe(&alle),
        blatt: blatt(eingabe, le_nr, &je_anweisung),
        gezahlt: alle.iter().map(|zeile| zeile.gezahlt).sum(),
        zeilen: alle.len(),
    }
}

fn blatt(eingabe: &Eingabe<'_>, le_nr: &str, je_anweisung: &[(&Anweisung, Vec<Zeile<'_>>)]) -> Blatt {
    let le = eingabe.leistungserbringer.iter().find(|le| le.le_nr == le_nr);
    let kopf = Briefkopf {
        absender: eingabe.kostentraeger.name.clone(),
        anschrift: le.map(Leistungserbringer::anschrift).unwrap_or_default(),
        angaben: vec![("LE-Nr.".into(), le_nr.to_owned()), ("Datum".into(), deutsch(eingabe.datum))],
        kontakt: eingabe.kostentraeger.brief.kontakt(),
    };
    let summe: Betrag = je_anweisung.iter().map(|(anweisung, _)| anweisung.betrag).sum();
    let konto = le.map(|le| le.iban.as_str()).unwrap_or_default();
    let mut blatt = Blatt::brief("Zahlungsavis", kopf).absatz("Sehr geehrte Damen und Herren,").absatz(&format!(
        "wir zahlen Ihnen {} auf das Konto {}.",
        euro(summe),
        iban_gruppen(konto)
    ));
    for (anweisung, zeilen) in je_anweisung {
        blatt = blatt
            .angaben([("Rechnung", anweisung.rechnungsnummer.clone()), ("Zahlung", zahlung(anweisung, eingabe.datum))])
            .tabelle(tabelle(zeilen).summe("Gezahlt", anweisung.betrag.deutsch()));
    }
    blatt
        .absatz("Was abgewiesen oder gekürzt wurde, können Sie mit einer Korrekturrechnung berichtigen.")
        .zeilen(eingabe.kostentraeger.brief.gruss.iter().cloned())
}

/// An order with the day by which it is paid.
fn zahlung(anweisung: &Anweisung, am: Datum) -> String {
    let faellig = faellig(anweisung.zahlungsziel, am);
    let wann = if anweisung.zahlungsziel < am { faellig } else { format!("fällig am {faellig}") };
    format!("{}, {wann}", anweisung.anweisung_id)
}

/// The lines of an invoice: billed = cut + paid before + paid. Where nothing was paid before, its column is left out.
fn tabelle(zeilen: &[Zeile<'_>]) -> Tabelle {
    let frueher = zeilen.iter().any(|zeile| zeile.schon_gezahlt != Betrag::NULL);
    let mut spalten = vec![
        Spalte::rechts("Pos."),
        Spalte::links("Bewilligung"),
        Spalte::links("Aktenzeichen"),
        Spalte::links("Zeitraum"),
        Spalte::links("Code"),
        Spalte::links("Grund"),
        Spalte::rechts("berechnet"),
        Spalte::rechts("abgesetzt"),
    ];
    spalten.extend(frueher.then(|| Spalte::rechts("schon gezahlt")));
    spalten.push(Spalte::rechts("gezahlt"));
    let mut tabelle = Tabelle::neu(spalten);
    for zeile in zeilen {
        let Zeile { leistung, urteil, .. } = zeile;
        let mut werte = vec![
            leistung.lfd_nr.to_string(),
            leistung.bewilligung_nr.clone(),
            leistung.aktenzeichen.clone(),
            format!("{}–{}", deutsch(leistung.von), deutsch(leistung.bis)),
            urteil.code.map(|code| code.to_string()).unwrap_or_default(),
            zeile.grund.to_owned(),
            leistung.betrag.deutsch(),
            zeile.absetzung().deutsch(),
        ];
        werte.extend(frueher.then(|| zeile.schon_gezahlt.deutsch()));
        werte.push(zeile.gezahlt.deutsch());
        tabelle = tabelle.zeile(werte);
    }
    tabelle
}
