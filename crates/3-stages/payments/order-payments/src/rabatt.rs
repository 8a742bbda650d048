//! Discounts lost and at risk, prescription by prescription, each with the reason.
//!
//! The discount of a prescription is kept only if the prescription itself is paid in time. **Lost** (`verloren`): ordered
//! after the Anweisungsdatum or its cut-off, because that the money still arrives in time is nothing to count on; or not
//! ordered and the Zahlungsziel has passed. **At risk** (`gefaehrdet`): not ordered and the Zahlungsziel has not passed,
//! but the Anweisungsdatum has come, or it comes within [`VORLAUF`] working days and a person still has to decide.

use std::collections::{BTreeSet, HashMap, HashSet};

use domain::datum::deutsch;
use domain::{
    AnweisungsRezept, Aufgabe, Betrag, Datum, Entscheidung, EntscheidungsArt, Fristen, Klasse, OhneAnweisung,
    Rabattstand, Rabattverlust, Rechnung, Tabelle, Urteil,
};
use rules::Entscheidungen;
use rules::kalender::Kalender;

use crate::{Posten, Termine};

/// Working days before the Anweisungsdatum from which an open task puts a discount at risk.
pub const VORLAUF: u32 = 3;

/// What lost discounts are found from.
#[derive(Debug)]
pub struct Eingabe<'a> {
    /// Invoices of the run.
    pub rechnungen: &'a [Rechnung],
    /// What the biller claims on those that are open.
    pub verlangt: &'a Verlangt,
    /// The verdicts on them.
    pub urteile: &'a [Urteil],
    /// Decisions in force.
    pub entscheidungen: &'a [Entscheidung],
    /// Tasks that wait for a person.
    pub aufgaben: &'a [Aufgabe],
    /// What this run has ordered of them.
    pub bezahlt: &'a [AnweisungsRezept],
    /// Invoices for which nothing is ordered.
    pub ohne: &'a [OhneAnweisung],
    /// Deadlines.
    pub fristen: &'a Fristen,
    /// Working days of the payer's Land.
    pub kalender: &'a Kalender,
    /// Business date.
    pub datum: Datum,
}

/// Our number of the invoice and picture number.
type Schluessel<'a> = (&'a str, &'a str);

struct Nachschlag<'a> {
    eingabe: &'a Eingabe<'a>,
    rechnungen: HashMap<&'a str, (&'a Rechnung, Termine)>,
    aufgaben: HashMap<Schluessel<'a>, BTreeSet<&'static str>>,
    entscheidungen: Entscheidungen<'a>,
    ohne: HashMap<&'a str, &'a str>,
    bald: Datum,
}

/// Every prescription whose discount is lost or at risk, in the order of the table.
pub fn verluste(eingabe: &Eingabe<'_>) -> Vec<Rabattverlust> {
    let nachschlag = Nachschlag::neu(eingabe);
    let angewiesen = eingabe.bezahlt.iter().filter_map(|bezahlt| nachschlag.zu_spaet(bezahlt));
    let in_diesem_lauf: HashSet<Schluessel<'_>> =
        eingabe.bezahlt.iter().map(|r| (r.beleg_id.as_str(), r.pic_nr.as_str())).collect();
    let ausstehend = eingabe
        .urteile
        .iter()
        // Of what was paid already, the discount was kept or lost then.
        .filter(|u| u.bisher.is_none_or(|bisher| bisher == Betrag::NULL))
        .filter(|u| u.erledigt_am.is_none() && !in_diesem_lauf.contains(&(u.beleg_id.as_str(), u.pic_nr.as_str())));
    let ausstehend = ausstehend.filter_map(|urteil| nachschlag.ausstehend(urteil));
    // Where there is no discount, none is lost; where it is not known, it may be.
    let mut verluste: Vec<_> = angewiesen.chain(ausstehend).filter(|v| v.rabatt != Some(Betrag::NULL)).collect();
    verluste.sort_by(Tabelle::ordnung);
    verluste
}

/// Sum of the discounts in that state, where they are known.
pub fn summe(verluste: &[Rabattverlust], stand: Rabattstand) -> Betrag {
    verluste.iter().filter(|verlust| verlust.stand == stand).filter_map(|verlust| verlust.rabatt).sum()
}

impl<'a> Nachschlag<'a> {
    fn neu(eingabe: &'a Eingabe<'a>) -> Self {
        let termine = |r: &Rechnung| Termine::ab(r.eingang(), eingabe.fristen, eingabe.kalender);
        let mut aufgaben: HashMap<Schluessel<'_>, BTreeSet<&'static str>> = HashMap::new();
        for aufgabe in eingabe.aufgaben {
            let wort = aufgabe.art.parse().map_or("Aufgabe", wort);
            aufgaben.entry((&aufgabe.beleg_id, &aufgabe.pic_nr)).or_default().insert(wort);
        }
        Nachschlag {
            eingabe,
            rechnungen: eingabe.rechnungen.iter().map(|r| (r.beleg_id.as_str(), (r, termine(r)))).collect(),
            aufgaben,
            entscheidungen: Entscheidungen::neu(eingabe.entscheidungen),
            ohne: eingabe.ohne.iter().map(|o| (o.beleg_id.as_str(), o.grund.as_str())).collect(),
            bald: eingabe.kalender.arbeitstage_nach(eingabe.datum, VORLAUF),
        }
    }

    /// A prescription that this run ordered after its deadline.
    fn zu_spaet(&self, bezahlt: &AnweisungsRezept) -> Option<Rabattverlust> {
        let &(rechnung, termine) = self.rechnungen.get(bezahlt.beleg_id.as_str())?;
        if bezahlt.rabattstand != Some(Rabattstand::Verloren) {
            return None;
        }
        let bestehende = self.entscheidungen.zu(&bezahlt.beleg_id, &bezahlt.pic_nr, None);
        let entschieden = bestehende.into_iter().rfind(|e| e.lauf > termine.anweisungsdatum);
        let grund = match (verspaetet(rechnung, termine), entschieden) {
            (Some(verspaetet), _) => verspaetet,
            (None, Some(e)) => format!("offene Aufgabe: {} erst am {} entschieden", wort(e.art), deutsch(e.lauf)),
            (None, None) if self.eingabe.datum == termine.anweisungsdatum => "nach 12:00 Uhr angewiesen".to_owned(),
            (None, None) => format!("verspätet angewiesen am {}", deutsch(self.eingabe.datum)),
        };
        Some(verlust(rechnung, termine, &bezahlt.pic_nr, bezahlt.rabatt, (Rabattstand::Verloren, grund)))
    }

    /// A prescription that is released and not ordered, or open.
    fn ausstehend(&self, urteil: &Urteil) -> Option<Rabattverlust> {
        let &(rechnung, termine) = self.rechnungen.get(urteil.beleg_id.as_str())?;
        let (rabatt, ab, warum) = match urteil.klasse {
            Klasse::Abweisen => return None,
            Klasse::Zahlen => (Some(urteil.rabatt()), self.eingabe.datum, self.nicht_angewiesen(urteil)),
            Klasse::Offen => (self.verlangt(urteil), self.bald, self.offen(urteil)),
        };
        let stand = if self.eingabe.datum > termine.zahlungsziel {
            Rabattstand::Verloren
        } else if ab >= termine.anweisungsdatum {
            Rabattstand::Gefaehrdet
        } else {
            return None;
        };
        let gruende: Vec<String> = verspaetet(rechnung, termine).into_iter().chain([warum]).collect();
        Some(verlust(rechnung, termine, &urteil.pic_nr, rabatt, (stand, gruende.join("; "))))
    }

    fn verlangt(&self, urteil: &Urteil) -> Option<Betrag> {
        self.eingabe.verlangt.get(&(urteil.beleg_id.clone(), urteil.pic_nr.clone())).copied().flatten()
    }

    fn nicht_angewiesen(&self, urteil: &Urteil) -> String {
        let grund = self.ohne.get(urteil.beleg_id.as_str()).copied().unwrap_or("die Anweisung steht aus");
        format!("nicht angewiesen: {grund}")
    }

    /// The tasks by name, and what is open in the words of the verdict.
    fn offen(&self, urteil: &Urteil) -> String {
        let namen = self.aufgaben.get(&(urteil.beleg_id.as_str(), urteil.pic_nr.as_str()));
        let namen: Vec<&str> = namen.into_iter().flatten().copied().collect();
        match namen.as_slice() {
            [] => format!("offen: {}", urteil.offen_weil),
            namen => format!("offene Aufgabe {}: {}", namen.join(", "), urteil.offen_weil),
        }
    }
}

/// Returns true if the invoice came to us when its Anweisungsdatum had passed.
fn verspaetet(rechnung: &Rechnung, termine: Termine) -> Option<String> {
    let zu_spaet = rechnung.herkunft > termine.anweisungsdatum;
    zu_spaet.then(|| format!("verspätet geliefert, erst am {} übernommen", deutsch(rechnung.herkunft)))
}

fn verlust(
    rechnung: &Rechnung,
    termine: Termine,
    pic_nr: &str,
    rabatt: Option<Betrag>,
    (stand, grund): (Rabattstand, String),
) -> Rabattverlust {
    Rabattverlust {
        pic_nr: pic_nr.to_owned(),
        beleg_id: rechnung.beleg_id.clone(),
        rechnungsnummer: rechnung.rechnungsnummer.clone(),
        rechnungssteller_ik: rechnung.rechnungssteller_ik.clone(),
        rabatt,
        rabattfrist: termine.rabattfrist,
        anweisungsdatum: termine.anweisungsdatum,
        stand,
        grund,
    }
}

/// The open prescriptions by invoice and picture number, with the discounts that the biller claims on them.
pub type Verlangt = HashMap<(String, String), Option<Betrag>>;

/// The open prescriptions of these verdicts; what is claimed on them is still to be read.
pub fn offene(urteile: &[Urteil]) -> Verlangt {
    let offen = urteile.iter().filter(|u| u.klasse == Klasse::Offen && u.erledigt_am.is_none());
    offen.map(|u| ((u.beleg_id.clone(), u.pic_nr.clone()), None)).collect()
}

/// The name of a task.
fn wort(art: EntscheidungsArt) -> &'static str {
    match art {
        EntscheidungsArt::Korrektur1 => "Erstkorrektur",
        EntscheidungsArt::Korrektur2 => "Zweitkorrektur",
        EntscheidungsArt::Zuordnung => "Zuordnung",
        EntscheidungsArt::Status => "Status",
        EntscheidungsArt::Freigabe => "Freigabe R09",
        EntscheidungsArt::Neuanweisung => "Neuanweisung",
        EntscheidungsArt::Verzicht => "Verzicht",
        EntscheidungsArt::Umbuchung => "Umbuchung",
    }
}
