//! The verdict on one prescription: the one place where findings, decisions and open questions meet.

use std::borrow::Cow;

use domain::{
    Abweichung, Aufgabe, Befund, Betrag, EntscheidungsArt, ErledigtesRezept, Klasse, Lesung, Position, Rezept, Status,
    Urteil, Vergabe, ZuordnungsEntscheidung,
};
use rules::offen::{haelt_offen, schon_berechnet};
use rules::rabatt::{self, Hindernis, Rabatt};
use rules::statuses::{self, StatusZeile};
use rules::{Blatt, fristen};

use crate::Akte;
use crate::abgleich::{self, RUNDUNG};

/// What a verdict is made from.
#[derive(Debug)]
pub struct Sache<'s, 'a> {
    /// Everything known about the prescription.
    pub akte: &'s Akte<'a, 's>,
    /// The statuses its findings call for.
    pub status: Vec<Status>,
    /// The status a person gave.
    pub manuell: Option<&'static StatusZeile>,
    /// Whether a person released it although it was billed before.
    pub freigegeben: bool,
    /// Why it waits because it was billed before under another number.
    pub doppelt: Option<String>,
}

/// A verdict and what comes with it.
#[derive(Debug)]
pub struct Spruch {
    /// The verdict.
    pub urteil: Urteil,
    /// Findings made while settling the discounts.
    pub befunde: Vec<Befund>,
    /// Deviations from what was billed.
    pub abweichungen: Vec<Abweichung>,
    /// What a person has to do so that it can go on.
    pub aufgaben: Vec<Aufgabe>,
}

/// Gives the verdict.
pub fn faelle(sache: &Sache) -> Spruch {
    let automatisch = statuses::entscheidender(sache.status.iter().copied());
    let zeile = sache.manuell.or(automatisch);
    let abweisung = zeile.filter(|zeile| zeile.klasse == Klasse::Abweisen);
    let sofort = sache.status.iter().filter_map(|s| statuses::zeile(*s)).any(StatusZeile::weist_sofort_ab);
    let gruende = gruende(sache);
    match abweisung {
        Some(zeile) if sofort || gruende.is_empty() => weise_ab(sache, zeile),
        _ if !gruende.is_empty() => lass_offen(sache, gruende),
        _ => zahle(sache, zeile),
    }
}

/// The verdict of the earlier run that settled a prescription, unchanged.
pub fn erledigtes(rezept: &Rezept, erledigt: &ErledigtesRezept) -> Urteil {
    Urteil {
        pic_nr: rezept.pic_nr.clone(),
        rechnungsnummer: rezept.rechnungsnummer.clone(),
        status: Some(erledigt.status),
        klasse: erledigt.klasse,
        vergabe: erledigt.vergabe,
        brutto: erledigt.brutto,
        zuzahlung: erledigt.zuzahlung,
        ap_rabatt: erledigt.ap_rabatt,
        hs_rabatt: erledigt.hs_rabatt,
        absetzung: erledigt.absetzung,
        netto: erledigt.netto,
        stufe: erledigt.stufe,
        aktenzeichen: erledigt.aktenzeichen.clone(),
        entscheidung: erledigt.entscheidung,
        beleg_id: rezept.beleg_id.clone(),
        erledigt_am: Some(erledigt.erledigt_am),
        offen_weil: String::new(),
        bisher: None,
        entscheidungen: erledigt.entscheidungen.unwrap_or_default(),
    }
}

/// A reason why a prescription waits, in words, and the task it gives rise to here. Most tasks stand on the worklists
/// of the stages that found them.
struct Grund {
    text: String,
    aufgabe: Option<(EntscheidungsArt, &'static str)>,
}

impl Grund {
    fn bekannt(text: String) -> Self {
        Grund { text, aufgabe: None }
    }

    fn nicht_berechenbar(hindernis: &Hindernis) -> Self {
        let aufgabe = match hindernis {
            Hindernis::NichtGeregelt(_) | Hindernis::ListeFehlt => Some((EntscheidungsArt::Status, "")),
            Hindernis::DatumFehlt => Some((EntscheidungsArt::Korrektur2, "abgabe_datum")),
            Hindernis::NichtErkannt(_) => None,
        };
        Grund { text: hindernis.to_string(), aufgabe }
    }
}

/// Why the prescription waits: unread values, an open Sichtprüfung, a missing release, a period not laid down.
fn gruende(sache: &Sache) -> Vec<Grund> {
    let (akte, manuell) = (sache.akte, sache.manuell.map(|zeile| zeile.klasse));
    let mut gruende = Vec::new();
    let ungelesen: Vec<_> = akte.blatt.nicht_erkannt().into_iter().filter(|feld| haelt_offen(feld, manuell)).collect();
    if !ungelesen.is_empty() {
        gruende.push(Grund::bekannt(format!("nicht erkannt: {}", ungelesen.join(", "))));
    }
    let frueher = schon_berechnet(akte.blatt.rezept, akte.rechnung);
    if let Some(frueher) = frueher.filter(|_| manuell != Some(Klasse::Abweisen) && !sache.freigegeben) {
        gruende.push(Grund::bekannt(format!("R09: schon berechnet mit Beleg {frueher}, Freigabe fehlt")));
    }
    let doppelt = sache.doppelt.clone().filter(|_| manuell != Some(Klasse::Abweisen) && !sache.freigegeben);
    gruende.extend(doppelt.map(Grund::bekannt));
    if manuell.is_none() {
        if akte.zuordnung.entscheidung == ZuordnungsEntscheidung::Offen {
            gruende.push(Grund::bekannt("Sichtprüfung der Zuordnung".into()));
        }
        gruende.extend(verfallsfrist_nicht_geregelt(akte));
    }
    gruende
}

fn verfallsfrist_nicht_geregelt(akte: &Akte) -> Option<Grund> {
    let rezept = akte.blatt.rezept;
    rezept.abgabe_datum.wert()?;
    let fehlt = fristen::letzter_abgabetag(*rezept.vo_datum.wert()?, akte.umfeld.fristen).err()?;
    Some(Grund::nicht_berechenbar(&Hindernis::NichtGeregelt(fehlt)))
}

fn weise_ab(sache: &Sache, zeile: &StatusZeile) -> Spruch {
    let blatt = &sache.akte.blatt;
    let absetzung = blatt.berechnetes_netto();
    let abweichung = absetzung.filter(|netto| *netto != Betrag::NULL);
    Spruch {
        urteil: Urteil { absetzung, ..urteil(sache, Some(zeile.nummer), Klasse::Abweisen) },
        befunde: Vec::new(),
        abweichungen: abweichung
            .map(|netto| abgleich::abgewiesen(blatt.rezept, netto, zeile.text))
            .into_iter()
            .collect(),
        aufgaben: Vec::new(),
    }
}

fn lass_offen(sache: &Sache, gruende: Vec<Grund>) -> Spruch {
    let blatt = &sache.akte.blatt;
    let texte: Vec<_> = gruende.iter().map(|grund| grund.text.as_str()).collect();
    let aufgaben = gruende.iter().filter_map(|grund| Some(aufgabe(blatt, grund.aufgabe?, &grund.text)));
    Spruch {
        urteil: Urteil { offen_weil: texte.join("; "), ..urteil(sache, None, Klasse::Offen) },
        befunde: Vec::new(),
        abweichungen: Vec::new(),
        aufgaben: aufgaben.collect(),
    }
}

/// Pays, unless the discounts cannot be computed.
fn zahle(sache: &Sache, zeile: Option<&StatusZeile>) -> Spruch {
    let rezept = sache.akte.blatt.rezept;
    let berechnet = match rabatt_von(sache) {
        Ok(rabatt) => rabatt,
        Err(hindernis) => return lass_offen(sache, vec![Grund::nicht_berechenbar(&hindernis)]),
    };
    let abgleich = abgleich::gleiche_ab(rezept, berechnet, sache.akte.blatt.positionen.len());
    let rundung = (!abgleich.rundungen.is_empty()).then_some(Status(989));
    let status = zeile.map(|zeile| zeile.nummer).or(rundung).unwrap_or(Status(0));
    let mut urteil = urteil(sache, Some(status), Klasse::Zahlen);
    let Rabatt { ap, hs } = abgleich.rabatt;
    let zuzahlung = rezept.zuzahlung.oder(Betrag::NULL);
    urteil.netto = urteil.brutto.zip(zuzahlung).map(|(brutto, zuzahlung)| brutto - ap - hs - zuzahlung);
    urteil.absetzung = sache.akte.blatt.berechnetes_netto().zip(urteil.netto).map(|(verlangt, netto)| verlangt - netto);
    (urteil.ap_rabatt, urteil.hs_rabatt) = (Some(ap), Some(hs));
    Spruch {
        urteil,
        befunde: abgleich.rundungen.into_iter().map(|fund| RUNDUNG.befund(rezept, fund)).collect(),
        abweichungen: abgleich.abweichungen,
        aufgaben: Vec::new(),
    }
}

/// The computed discounts. Where a person pays in spite of an unread PZN, that line counts as not in the list.
fn rabatt_von(sache: &Sache) -> Result<Rabatt, Hindernis> {
    let Akte { blatt, rechnung, umfeld, .. } = sache.akte;
    let positionen = match sache.manuell {
        Some(_) => Cow::Owned(blatt.positionen.iter().cloned().map(ohne_ungelesene_pzn).collect()),
        None => Cow::Borrowed(blatt.positionen),
    };
    let blatt = Blatt { rezept: blatt.rezept, positionen: &positionen };
    rabatt::berechne(&blatt, rechnung.rechnungsart, &umfeld.rabattgrundlage)
}

fn ohne_ungelesene_pzn(mut position: Position) -> Position {
    if position.pzn.nicht_erkannt() {
        position.pzn = Lesung::Leer;
    }
    position
}

/// A verdict without any amounts but those of the sheet.
fn urteil(sache: &Sache, status: Option<Status>, klasse: Klasse) -> Urteil {
    let (rezept, zuordnung) = (sache.akte.blatt.rezept, sache.akte.zuordnung);
    let manuell = sache.manuell.is_some() && klasse != Klasse::Offen;
    Urteil {
        pic_nr: rezept.pic_nr.clone(),
        rechnungsnummer: rezept.rechnungsnummer.clone(),
        status,
        klasse,
        vergabe: if manuell { Vergabe::Manuell } else { Vergabe::Automatisch },
        brutto: rezept.brutto.wert().copied(),
        zuzahlung: rezept.zuzahlung.oder(Betrag::NULL),
        ap_rabatt: None,
        hs_rabatt: None,
        absetzung: None,
        netto: None,
        stufe: zuordnung.stufe,
        aktenzeichen: zuordnung.aktenzeichen.clone(),
        entscheidung: zuordnung.entscheidung,
        beleg_id: rezept.beleg_id.clone(),
        erledigt_am: None,
        offen_weil: String::new(),
        bisher: None,
        entscheidungen: 0,
    }
}

fn aufgabe(blatt: &Blatt, (art, feld): (EntscheidungsArt, &str), grund: &str) -> Aufgabe {
    let (bitte, folgen) = match art {
        EntscheidungsArt::Status => (
            "Grundlage nachliefern, Datum korrigieren oder abweisenden Status vergeben",
            "Status: abgewiesen mit diesem Status · Grundlage geliefert: Der nächste Lauf rechnet selbst weiter",
        ),
        _ => ("Wert vom Bild erfassen", "Wert: Die Rabatte werden damit berechnet · leer: bleibt offen"),
    };
    Aufgabe {
        art: art.to_string(),
        feld: feld.into(),
        aufgabe: format!("{grund}: {bitte}"),
        folgen: folgen.into(),
        ..rules::aufgabe::vom_blatt(blatt)
    }
}

#[cfg(test)]
mod tests;
