//! What was decided after the fact, as the letter tells it.

use documents::{Blatt, Spalte, Tabelle};
use domain::Betrag;
use domain::brief::euro;

use super::rechnung::{Posten, Sache};

/// What was paid before, what is recognised now, and what becomes of the difference.
pub(super) fn nachtraege(blatt: Blatt, sache: &Sache<'_>) -> Blatt {
    let posten: Vec<(&Posten<'_>, Betrag)> = sache.nachtraege().filter_map(|p| Some((p, p.nachtrag()?))).collect();
    if posten.is_empty() {
        return blatt;
    }
    let spalten = [
        Spalte::links("PicNr"),
        Spalte::rechts("bisher gezahlt"),
        Spalte::rechts("jetzt anerkannt"),
        Spalte::rechts("Unterschied"),
    ];
    let tabelle = posten.iter().fold(Tabelle::neu(spalten), |tabelle, (p, unterschied)| {
        let bisher = p.netto() - *unterschied;
        tabelle.zeile([p.erledigt.pic_nr.clone(), bisher.deutsch(), p.netto().deutsch(), unterschied.deutsch()])
    });
    let summe: Betrag = posten.iter().map(|(_, unterschied)| *unterschied).sum();
    let blatt = blatt
        .ueberschrift("Nachträge in EUR")
        .absatz(
            "Über diese Rezepte haben wir schon abgerechnet und nun neu entschieden. Gezahlt oder zurückgefordert wird nur \
             der Unterschied; das hier Gesagte tritt an die Stelle der früheren Mitteilung.",
        )
        .tabelle(tabelle.summe("Summe", summe.deutsch()));
    let zurueck: Betrag = posten.iter().map(|(_, unterschied)| *unterschied).filter(|b| *b < Betrag::NULL).sum();
    match (zurueck == Betrag::NULL, sache.wird_verrechnet()) {
        (true, _) => blatt,
        (false, true) => {
            blatt.absatz(&format!("Die Rückforderung über {} ist in einer Zahlung verrechnet.", euro(-zurueck)))
        }
        (false, false) => blatt.absatz(&format!(
            "Bitte zahlen Sie {} an den Kostenträger zurück und geben Sie dabei den Beleg {} an.",
            euro(-zurueck),
            sache.rechnung.beleg_id
        )),
    }
}
