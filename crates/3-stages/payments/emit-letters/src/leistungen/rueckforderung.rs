//! What a facility was paid too much by its own correction, in its letter.

use std::collections::{BTreeMap, HashMap};

use documents::{Blatt, Spalte, Tabelle};
use domain::brief::euro;
use domain::datum::deutsch;
use domain::{Betrag, Leistung, Leistungsurteil};

use super::Eingabe;

/// A line by which a facility corrects a paid one to less.
pub(super) struct Zuviel<'a> {
    pub(super) leistung: &'a Leistung,
    urteil: &'a Leistungsurteil,
    /// What is claimed, below zero.
    pub(super) betrag: Betrag,
    /// The order that sets it off.
    anweisung_id: Option<&'a str>,
}

/// The claims of this run that no letter told, by facility: those that an order sets off, and where the payer sets nothing
/// off, all.
pub(super) fn zuviel<'a>(eingabe: &Eingabe<'a>) -> BTreeMap<&'a str, Vec<Zuviel<'a>>> {
    let leistungen = eingabe.je_zeile();
    let bezahlt: HashMap<(&str, u32), &str> =
        eingabe.bezahlt.iter().map(|b| ((b.beleg_id.as_str(), b.lfd_nr), b.anweisung_id.as_str())).collect();
    let schon = eingabe.schon();
    let mut je_le: BTreeMap<&str, Vec<Zuviel<'_>>> = BTreeMap::new();
    for urteil in eingabe.urteile.iter().filter(|urteil| urteil.erledigt_am.is_none() && !urteil.pilot.ist_ja()) {
        let schluessel = (urteil.beleg_id.as_str(), urteil.lfd_nr);
        let anweisung_id = bezahlt.get(&schluessel).copied();
        let (Some(betrag), Some(leistung)) = (urteil.betrag_anerkannt, leistungen.get(&schluessel)) else { continue };
        let gesagt =
            schon.contains(&(&urteil.le_nr, &leistung.rechnungsnummer, &urteil.beleg_id, Some(leistung.lfd_nr)));
        let wartet = anweisung_id.is_none() && eingabe.kostentraeger.zahlung.verrechnung;
        if betrag < Betrag::NULL && !gesagt && !wartet {
            je_le.entry(&urteil.le_nr).or_default().push(Zuviel { leistung, urteil, betrag, anweisung_id });
        }
    }
    je_le
}

/// Says what comes back, and how.
pub(super) fn abschnitt(blatt: Blatt, zuviel: &[Zuviel<'_>]) -> Blatt {
    if zuviel.is_empty() {
        return blatt;
    }
    let mut tabelle = Tabelle::neu([
        Spalte::links("Rechnung"),
        Spalte::rechts("Pos."),
        Spalte::links("berichtigt"),
        Spalte::links("Zeitraum"),
        Spalte::rechts("gezahlt in EUR"),
        Spalte::rechts("steht zu in EUR"),
        Spalte::rechts("zurück in EUR"),
    ]);
    for Zuviel { leistung, urteil, betrag, .. } in zuviel {
        let original = leistung
            .korrektur_lfd_nr
            .map_or_else(String::new, |nr| format!("{}, Pos. {nr}", leistung.korrektur_rechnung));
        tabelle = tabelle.zeile([
            leistung.rechnungsnummer.clone(),
            leistung.lfd_nr.to_string(),
            original,
            format!("{}–{}", deutsch(leistung.von), deutsch(leistung.bis)),
            urteil.schon_bezahlt.deutsch(),
            (urteil.schon_bezahlt + *betrag).deutsch(),
            (-*betrag).deutsch(),
        ]);
    }
    let summe = |verrechnet: bool| -> Betrag {
        zuviel.iter().filter(|z| z.anweisung_id.is_some() == verrechnet).map(|z| -z.betrag).sum()
    };
    let blatt =
        blatt.ueberschrift("Zu viel gezahlt").tabelle(tabelle.summe("Zurück", (summe(true) + summe(false)).deutsch()));
    let blatt = match summe(false) {
        Betrag::NULL => blatt,
        offen => {
            blatt.absatz(&format!("Bitte zahlen Sie {} zurück; nennen Sie dabei Rechnung und Position.", euro(offen)))
        }
    };
    match summe(true) {
        Betrag::NULL => blatt,
        verrechnet => blatt.absatz(&format!("{} sind mit einer Zahlung an Sie verrechnet.", euro(verrechnet))),
    }
}
