//! Holds an invoice of which suspiciously much would be rejected: nothing of it is paid or returned until a person has
//! looked at it.

use std::collections::{BTreeMap, HashSet};

use domain::{Befund, BremseOptionen, EntscheidungsArt, Klasse, Lesung, Rezept, Status, Urteil, Vergabe};
use rules::bremse::{self, BEISPIELE, Haeufung};
use rules::{Entscheidungen, statuses};

use crate::Ergebnis;

/// Why invoices are stopped whatever their verdicts are.
#[derive(Clone, Copy, Debug, Default)]
pub struct Anlass<'a> {
    /// Every invoice with a rejection: the run as a whole rejects too much.
    pub lauf: Option<&'a str>,
    /// The invoice of the result: its receipt is yet to come.
    pub rechnung: Option<&'a str>,
}

/// Holds those invoices of a result that the brake stops.
pub fn halte(
    ergebnis: &mut Ergebnis,
    rezepte: &[Rezept],
    entscheidungen: &Entscheidungen<'_>,
    optionen: &BremseOptionen,
    anlass: Anlass<'_>,
) {
    let mut gruende: BTreeMap<String, String> = BTreeMap::new();
    for rezepte in rezepte.chunk_by(|a, b| a.beleg_id == b.beleg_id) {
        let neu: Vec<&Rezept> = rezepte.iter().filter(|rezept| rezept.erledigt_am.is_none()).collect();
        if neu.is_empty() || neu.iter().any(|rezept| freigegeben(rezept, entscheidungen)) {
            continue;
        }
        let beleg_id = &neu[0].beleg_id;
        let eigener = anlass.rechnung.map(str::to_owned);
        let grund = eigener
            .or_else(|| zu_viele(ergebnis, beleg_id, optionen))
            .or_else(|| doppelt_kodiert(&neu))
            .or_else(|| anlass.lauf.filter(|_| abgewiesene(ergebnis, beleg_id).next().is_some()).map(str::to_owned));
        if let Some(grund) = grund {
            ergebnis.aufgaben.push(bremse::aufgabe(&neu[0].pic_nr, beleg_id, &neu[0].rechnungsnummer, &grund, None));
            gruende.insert(beleg_id.clone(), grund);
        }
    }
    if !gruende.is_empty() {
        nimm_zurueck(ergebnis, &gruende);
    }
}

fn freigegeben(rezept: &Rezept, entscheidungen: &Entscheidungen<'_>) -> bool {
    let freigabe = entscheidungen.fuer(rezept).into_iter();
    let mut freigabe = freigabe.filter(|e| e.art == EntscheidungsArt::Freigabe && e.feld == bremse::FELD);
    freigabe.next_back().is_some_and(|e| e.wert == "ja")
}

/// The prescriptions of an invoice that the program rejects now.
fn abgewiesene<'e>(ergebnis: &'e Ergebnis, beleg_id: &'e str) -> impl Iterator<Item = &'e Urteil> {
    neue(ergebnis, beleg_id).filter(|u| u.klasse == Klasse::Abweisen && u.vergabe == Vergabe::Automatisch)
}

fn neue<'e>(ergebnis: &'e Ergebnis, beleg_id: &'e str) -> impl Iterator<Item = &'e Urteil> {
    ergebnis.urteile.iter().filter(move |u| u.beleg_id == beleg_id && u.erledigt_am.is_none())
}

fn zu_viele(ergebnis: &Ergebnis, beleg_id: &str, optionen: &BremseOptionen) -> Option<String> {
    let von = neue(ergebnis, beleg_id).count();
    let status = abgewiesene(ergebnis, beleg_id).filter_map(|urteil| urteil.status);
    let Haeufung { status, anzahl } = bremse::haeufung(status, von, optionen)?;
    let text = statuses::zeile(status).map_or("", |zeile| zeile.text);
    let stellen = stellen(ergebnis, beleg_id, status);
    Some(format!("{anzahl} von {von} Rezepten bekämen {status} ({text}){stellen}"))
}

/// The column that the findings with this status are about, and what stands there on the first prescriptions.
fn stellen(ergebnis: &Ergebnis, beleg_id: &str, status: Status) -> String {
    let mut gesehen = HashSet::new();
    let befunde = ergebnis.befunde.iter().filter(|b| b.beleg_id == beleg_id && b.status == Some(status));
    let befunde: Vec<&Befund> = befunde.filter(|b| gesehen.insert(&b.pic_nr)).take(BEISPIELE).collect();
    let Some(erster) = befunde.first() else { return String::new() };
    let beispiele: Vec<String> = befunde.iter().map(|b| format!("{} „{}“", b.pic_nr, b.ist)).collect();
    format!("; Spalte {}, zum Beispiel {}", erster.feld, beispiele.join(", "))
}

/// Text that was encoded twice, in more than one prescription.
fn doppelt_kodiert(neu: &[&Rezept]) -> Option<String> {
    let texte = |r: &&&Rezept| {
        let felder = [&r.name, &r.vorname, &r.strasse, &r.ort, &r.unfallbetrieb];
        felder.into_iter().any(|feld| matches!(feld, Lesung::Wert(text) if bremse::doppelt_kodiert(text)))
    };
    let betroffen: Vec<&str> = neu.iter().filter(texte).map(|rezept| rezept.pic_nr.as_str()).collect();
    let beispiele = betroffen.iter().take(BEISPIELE).copied().collect::<Vec<_>>().join(", ");
    (betroffen.len() > 1).then(|| {
        format!("der Text von {} Rezepten ist doppelt kodiert (Ã¼ statt ü), zum Beispiel {beispiele}", betroffen.len())
    })
}

/// Takes back the verdicts on these invoices: they are open until somebody releases them.
fn nimm_zurueck(ergebnis: &mut Ergebnis, gruende: &BTreeMap<String, String>) {
    for urteil in ergebnis.urteile.iter_mut().filter(|urteil| urteil.erledigt_am.is_none()) {
        let Some(grund) = gruende.get(&urteil.beleg_id) else { continue };
        (urteil.status, urteil.klasse, urteil.vergabe) = (None, Klasse::Offen, Vergabe::Automatisch);
        (urteil.ap_rabatt, urteil.hs_rabatt, urteil.absetzung, urteil.netto) = (None, None, None, None);
        let eigene = std::mem::take(&mut urteil.offen_weil);
        let bremse = format!("Bremse: {grund}");
        urteil.offen_weil = if eigene.is_empty() { bremse } else { format!("{bremse}; {eigene}") };
    }
    ergebnis.abweichungen.retain(|abweichung| !gruende.contains_key(&abweichung.beleg_id));
    domain::Tabelle::ordne(&mut ergebnis.aufgaben);
}
