//! The verdicts: as little of the audits as decisions and orders need.

use domain::{Betrag, EntscheidungsArt, Klasse, Status, Stufe, Urteil, Vergabe, ZuordnungsEntscheidung};
use rules::Entscheidungen;

use super::haus::{Rechnungsdatei, Tabellen, Vorlage, Zeile};

/// What a sheet says, overruled by what people decided.
pub fn urteile(tabellen: &Tabellen) -> Vec<Urteil> {
    let entscheidungen = Entscheidungen::neu(&tabellen.entscheidungen);
    tabellen.zeilen.iter().map(|zeile| urteil(zeile, &tabellen.rechnungen[&zeile.beleg_id], &entscheidungen)).collect()
}

fn urteil(zeile: &Zeile, rechnung: &Rechnungsdatei, entscheidungen: &Entscheidungen<'_>) -> Urteil {
    let mut cent = if let Vorlage::Klar(cent) = zeile.vorlage { Some(cent) } else { None };
    let (mut status, mut freigabe) = ((zeile.vorlage == Vorlage::Mangelhaft).then_some(996), false);
    let mut vergabe = Vergabe::Automatisch;
    for e in entscheidungen.zu(&zeile.beleg_id, &zeile.pic_nr, zeile.erledigt_am) {
        match e.art {
            EntscheidungsArt::Korrektur1 => cent = e.wert.parse().ok(),
            EntscheidungsArt::Status => (status, vergabe) = (e.wert.parse().ok(), Vergabe::Manuell),
            EntscheidungsArt::Freigabe => freigabe = e.wert == "ja",
            _ => {}
        }
    }
    let gehalten = zeile.schon_berechnet && !freigabe;
    let (klasse, status) = match (status, cent) {
        _ if gehalten => (Klasse::Offen, None),
        (Some(996), _) => (Klasse::Abweisen, Some(996)),
        (_, None) => (Klasse::Offen, None),
        (_, Some(_)) => (Klasse::Zahlen, Some(0)),
    };
    let netto = cent.filter(|_| klasse == Klasse::Zahlen).map(Betrag::aus_cent);
    Urteil {
        pic_nr: zeile.pic_nr.clone(),
        rechnungsnummer: rechnung.nummer.clone(),
        status: status.map(Status),
        klasse,
        vergabe,
        brutto: netto,
        zuzahlung: None,
        ap_rabatt: None,
        hs_rabatt: None,
        absetzung: None,
        netto,
        stufe: Stufe::Z9,
        aktenzeichen: String::new(),
        entscheidung: ZuordnungsEntscheidung::Keine,
        beleg_id: zeile.beleg_id.clone(),
        erledigt_am: zeile.erledigt_am,
        offen_weil: String::new(),
        bisher: None,
        entscheidungen: 0,
    }
}
