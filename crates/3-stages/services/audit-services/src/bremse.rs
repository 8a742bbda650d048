//! Holds an invoice of which suspiciously much would be rejected: nothing of it is paid or returned until a person has
//! looked at it.

use std::collections::HashMap;

use domain::{EntscheidungsArt, Leistung, Leistungsbefund, Leistungscode, Leistungsklasse, Leistungsurteil, Vergabe};
use rules::bremse::{self, BEISPIELE, Haeufung};
use rules::{Entscheidungen, leistungen};

use crate::{Eingabe, Ergebnis, zeilen};

/// Invoices that wait, by their number, with why.
pub(crate) type Gehalten = HashMap<String, String>;

/// The invoices of these verdicts that the brake stops.
pub(crate) fn gehalten(eingabe: &Eingabe<'_>, ergebnis: &Ergebnis, entscheidungen: &Entscheidungen<'_>) -> Gehalten {
    let lauf = lauf(eingabe, ergebnis);
    let mut gehalten = Gehalten::new();
    for rechnung in eingabe.rechnungen {
        let zeilen = zeilen(eingabe.leistungen, &rechnung.beleg_id);
        let neu: Vec<&Leistung> = zeilen.iter().filter(|zeile| zeile.erledigt_am.is_none()).collect();
        if neu.is_empty() || neu.iter().any(|zeile| freigegeben(zeile, entscheidungen)) {
            continue;
        }
        let abgewiesen: Vec<&Leistungsurteil> = abgewiesene(ergebnis, &rechnung.beleg_id).collect();
        let grund = bremse::noch_nicht_eingegangen(rechnung.eingangsdatum, eingabe.heute)
            .or_else(|| zu_viele(eingabe, ergebnis, &abgewiesen, neu.len()))
            .or_else(|| doppelt_kodiert(&neu))
            .or_else(|| lauf.clone().filter(|_| !abgewiesen.is_empty()));
        gehalten.extend(grund.map(|grund| (rechnung.beleg_id.clone(), grund)));
    }
    gehalten
}

fn freigegeben(zeile: &Leistung, entscheidungen: &Entscheidungen<'_>) -> bool {
    let mut freigabe = entscheidungen.zu(&zeile.beleg_id, &zeile.posten, None).into_iter();
    let freigabe = freigabe.rfind(|e| e.art == EntscheidungsArt::Freigabe && e.feld == bremse::FELD);
    freigabe.is_some_and(|e| e.wert == "ja")
}

/// The lines of an invoice that the program rejects now.
fn abgewiesene<'e>(ergebnis: &'e Ergebnis, beleg_id: &str) -> impl Iterator<Item = &'e Leistungsurteil> {
    let von = ergebnis.urteile.partition_point(|urteil| urteil.beleg_id.as_str() < beleg_id);
    let bis = ergebnis.urteile.partition_point(|urteil| urteil.beleg_id.as_str() <= beleg_id);
    ergebnis.urteile[von..bis].iter().filter(|urteil| {
        urteil.erledigt_am.is_none()
            && urteil.klasse == Leistungsklasse::Abweisen
            && urteil.vergabe == Vergabe::Automatisch
    })
}

fn zu_viele(eingabe: &Eingabe<'_>, ergebnis: &Ergebnis, abgewiesen: &[&Leistungsurteil], von: usize) -> Option<String> {
    let codes = abgewiesen.iter().filter_map(|urteil| urteil.code);
    let Haeufung { status, anzahl } = bremse::haeufung(codes, von, eingabe.bremse)?;
    let text = leistungen::zeile(status).text;
    let stellen = stellen(ergebnis, abgewiesen.first().map_or("", |urteil| &urteil.beleg_id), status);
    Some(format!("{anzahl} von {von} Zeilen bekämen {status} ({text}){stellen}"))
}

/// The column that the findings with this code are about, and what stands there in the first lines.
fn stellen(ergebnis: &Ergebnis, beleg_id: &str, code: Leistungscode) -> String {
    let befunde = ergebnis.befunde.iter().filter(|b| b.beleg_id == beleg_id && b.code == Some(code));
    let mut befunde: Vec<&Leistungsbefund> = befunde.filter(|b| b.lfd_nr.is_some()).collect();
    befunde.dedup_by_key(|befund| befund.lfd_nr);
    befunde.truncate(BEISPIELE);
    let Some(erster) = befunde.first() else { return String::new() };
    let zeile = |b: &&Leistungsbefund| format!("Zeile {} „{}“", b.lfd_nr.unwrap_or_default(), b.ist);
    let beispiele: Vec<String> = befunde.iter().map(zeile).collect();
    format!("; Spalte {}, zum Beispiel {}", erster.feld, beispiele.join(", "))
}

/// Text that was encoded twice, in more than one line.
fn doppelt_kodiert(neu: &[&Leistung]) -> Option<String> {
    let texte =
        |zeile: &&&Leistung| [&zeile.name, &zeile.vorname].into_iter().any(|text| bremse::doppelt_kodiert(text));
    let betroffen: Vec<String> = neu.iter().filter(texte).map(|zeile| zeile.lfd_nr.to_string()).collect();
    let beispiele = betroffen[..betroffen.len().min(BEISPIELE)].join(", ");
    (betroffen.len() > 1).then(|| {
        format!("der Text von {} Zeilen ist doppelt kodiert (Ã¼ statt ü), zum Beispiel {beispiele}", betroffen.len())
    })
}

/// Why the run as a whole rejects too much, if it does.
fn lauf(eingabe: &Eingabe<'_>, ergebnis: &Ergebnis) -> Option<String> {
    let gewohnt = eingabe.gewohnt?;
    let abgewiesen = ergebnis.urteile.iter().filter(|u| u.klasse == Leistungsklasse::Abweisen).count() as u64;
    let beurteilt = ergebnis.urteile.len() as u64;
    gewohnt.uebersteigt(abgewiesen, beurteilt, eingabe.bremse).then(|| gewohnt.in_worten(abgewiesen, beurteilt))
}

/// Opens the verdicts on an invoice that waits, which were added from these numbers on, and adds its task.
pub(crate) fn oeffne(ergebnis: &mut Ergebnis, (urteile, abweichungen): (usize, usize), grund: &str) {
    ergebnis.abweichungen.truncate(abweichungen);
    let mut erste = None;
    for urteil in ergebnis.urteile[urteile..].iter_mut().filter(|urteil| urteil.erledigt_am.is_none()) {
        erste.get_or_insert_with(|| urteil.clone());
        (urteil.code, urteil.klasse, urteil.vergabe) = (None, Leistungsklasse::Offen, Vergabe::Automatisch);
        (urteil.betrag_anerkannt, urteil.absetzung, urteil.satz_anerkannt) = (None, None, None);
        (urteil.menge_anerkannt, urteil.schon_bezahlt) = (domain::Menge::NULL, domain::Betrag::NULL);
    }
    if let Some(erste) = erste {
        let aufgabe = bremse::aufgabe(&erste.posten, &erste.beleg_id, &erste.rechnungsnummer, grund, None);
        ergebnis.aufgaben.push(aufgabe);
    }
}
