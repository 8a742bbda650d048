//! How a prescription was delivered, and what people said of it.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use domain::anzeige::sichtbar;
use erezept::buendel;
use stage::{Error, Result};

use crate::bestand::Lauf;
use crate::geschichte::{Abschnitt, Art, Blick, Punkt};
use crate::rechnung::genannt;
use crate::worte::{betrag, datum, wert};
use crate::zeilen::{Zeile, eine, zeilen};

/// Bytes of one line of an invoice that are looked at; more are no line of an invoice.
const ZEILE: u64 = 1 << 20;
/// Characters of a line that are shown.
const GEZEIGT: usize = 200;

/// Invoice, file and line; of an e-prescription who signed it.
pub(crate) fn abschnitt(blick: &Blick<'_>) -> Result<Abschnitt> {
    let rechnung = &blick.rechnung;
    let mut punkte = vec![Punkt::angabe(
        "Rechnung",
        format!(
            "{} vom {}, {}, IK {}; eingegangen {}, Beleg {}",
            blick.fund.rechnungsnummer,
            datum(rechnung.wert("rechnungsdatum")),
            rechnung.wert("rechnungssteller"),
            rechnung.wert("rechnungssteller_ik"),
            datum(rechnung.wert("eingangsdatum")),
            blick.fund.beleg_id,
        ),
    )];
    let elektronisch = blick.zeilen("20-invoices/erezepte.csv")?.pop();
    if let Some(erezept) = &elektronisch {
        punkte.extend(signatur(erezept));
    }
    let herkunft = blick.bestand.laeufe.iter().find(|lauf| lauf.datum.to_string() == rechnung.wert("herkunft"));
    if let Some(lauf) = herkunft
        && let Some(eingang) =
            eine(lauf, "00-inbox/uebersicht.csv", &[("art", "invoices"), ("sha256", rechnung.wert("datei_sha256"))])?
    {
        let name = eingang.wert("name");
        let lfd = match eingang.wert("lfd") {
            "" => String::new(),
            lfd => format!(", Lieferung {lfd}"),
        };
        punkte.push(Punkt::angabe(
            "Datei",
            format!(
                "{}, angenommen am {}{lfd}, SHA-256 {}…",
                sichtbar(name),
                datum(&lauf.datum.to_string()),
                kurz(eingang.wert("sha256"))
            ),
        ));
        let pfad = lauf.ordner.join("00-inbox/invoices").join(name);
        punkte.extend(match &elektronisch {
            Some(erezept) => im_buendel(&pfad, blick.rezept.wert("zeile"), erezept.wert("erezept_id"))?,
            None => in_zeilen(&pfad, &stellen(blick)?)?,
        });
    }
    if !rechnung.wert("schon_berechnet").is_empty() {
        let erste = genannt(blick, rechnung.wert("schon_berechnet"))?;
        let text = format!("diese Rechnung kam schon einmal: {erste}");
        punkte.push(Punkt::neu(Art::Schlecht, "doppelt", text));
    }
    if !blick.rezept.wert("schon_berechnet").is_empty() {
        let erste = genannt(blick, blick.rezept.wert("schon_berechnet"))?;
        let text = format!("dieses Rezept wurde schon berechnet: {erste}");
        punkte.push(Punkt::neu(Art::Schlecht, "doppelt", text));
    }
    Ok(Abschnitt { titel: "Wie geliefert", quelle: format!("{}/00-inbox", rechnung.wert("herkunft")), punkte })
}

fn kurz(sha256: &str) -> String {
    sha256.chars().take(16).collect()
}

fn signatur(erezept: &Zeile) -> Vec<Punkt> {
    let mut punkte = vec![Punkt::angabe(
        "E-Rezept-ID",
        format!("{}, Belegnummer {}", erezept.wert("erezept_id"), erezept.wert("belegnummer")),
    )];
    let am = match erezept.wert("unterzeichnet_am") {
        "" => String::new(),
        tag => format!(" am {}", datum(tag)),
    };
    let wer = match erezept.wert("unterzeichner") {
        "" => "niemand, dessen Name darin steht",
        wer => wer,
    };
    punkte.push(match erezept.wert("unterschrift") {
        "ja" => Punkt::neu(Art::Gut, "Signatur", format!("gilt: {}{am}", sichtbar(wer))),
        _ => Punkt::neu(Art::Schlecht, "Signatur", format!("gilt nicht: {}{am}", sichtbar(wer))),
    });
    if !erezept.wert("hinweise").is_empty() {
        punkte.push(Punkt::angabe("Hinweise", sichtbar(erezept.wert("hinweise"))));
    }
    if !matches!(erezept.wert("mehrkosten"), "" | "0.00") {
        punkte.push(Punkt::angabe(
            "Mehrkosten",
            format!("{}, vom Versicherten bezahlt", betrag(erezept.wert("mehrkosten"))),
        ));
    }
    punkte
}

/// A line of an invoice that speaks of the prescription: its number, as it was kept from import on, and its kind.
type Stelle = (u64, &'static str);

/// Where the prescription stands in its invoice.
fn stellen(blick: &Blick<'_>) -> Result<Vec<Stelle>> {
    let mut stellen = Vec::new();
    for (satzart, tabelle) in [
        ("EP", "20-invoices/einzelposten.csv"),
        ("RZ", "20-invoices/rezepte.csv"),
        ("PO", "20-invoices/positionen.csv"),
    ] {
        let zeilen = blick.zeilen(tabelle)?;
        stellen.extend(zeilen.iter().filter_map(|zeile| Some((zeile.wert("zeile").parse().ok()?, satzart))));
    }
    stellen.sort_unstable();
    Ok(stellen)
}

/// Those lines as they stand in the file; only where they stand, if it is gone.
fn in_zeilen(pfad: &Path, stellen: &[Stelle]) -> Result<Vec<Punkt>> {
    let name = |(nummer, satzart): &Stelle| format!("Zeile {nummer} ({satzart})");
    let Ok(datei) = File::open(pfad) else {
        let ohne_text = stellen.iter().map(|stelle| Punkt::angabe(name(stelle), "mit der Datei gelöscht"));
        return Ok(ohne_text.chain([fehlt()]).collect());
    };
    let mut leser = BufReader::new(datei);
    let mut gesucht = stellen.iter().peekable();
    let (mut punkte, mut bytes, mut nummer) = (Vec::new(), Vec::new(), 0u64);
    while let Some(stelle) = gesucht.peek() {
        bytes.clear();
        let gelesen = std::io::Read::take(&mut leser, ZEILE).read_until(b'\n', &mut bytes).map_err(Error::io(pfad))?;
        if gelesen == 0 {
            break;
        }
        nummer += 1;
        if nummer == stelle.0 {
            let text = String::from_utf8_lossy(&bytes);
            let anfang: String = sichtbar(text.trim_end()).chars().take(GEZEIGT).collect();
            punkte.push(Punkt::angabe(name(stelle), anfang));
            gesucht.next();
        }
    }
    Ok(punkte)
}

/// Where a prescription stands in a bundle.
fn im_buendel(pfad: &Path, nummer: &str, erezept_id: &str) -> Result<Vec<Punkt>> {
    let Ok(datei) = File::open(pfad) else {
        return Ok(vec![Punkt::angabe("im Bundle", format!("Rezept {nummer}")), fehlt()]);
    };
    let mut gefunden = Vec::new();
    let gelesen = buendel::zerlege(BufReader::new(datei), |rezepte| {
        for (ort, knoten) in rezepte {
            if erezept::rezept::erezept_id(knoten) == erezept_id {
                gefunden.push(Punkt::angabe("im Bundle", format!("Rezept {}, ab Byte {}", ort.nummer, ort.offset)));
            }
        }
        Ok::<_, std::convert::Infallible>(())
    });
    match gelesen {
        Ok(_) => Ok(gefunden),
        Err(fehler) => Err(Error::Data(format!("{}: {fehler}", pfad.display()))),
    }
}

fn fehlt() -> Punkt {
    Punkt::angabe("Datei", "liegt nicht mehr im Eingang (Aufbewahrung)")
}

/// Decisions of people, in every run; nothing if nobody said anything.
pub(crate) fn entscheidungen(blick: &Blick<'_>) -> Result<Option<Abschnitt>> {
    let mut punkte: Vec<Punkt> = Vec::new();
    for lauf in &blick.bestand.laeufe {
        for zeile in blick.in_lauf(lauf, "20-invoices/entscheidungen.csv")? {
            let punkt = entscheidung(&zeile);
            if !punkte.contains(&punkt) {
                punkte.push(punkt);
            }
        }
        for zeile in abgelehnte(lauf, &blick.fund.pic_nr)? {
            punkte.push(Punkt::neu(
                Art::Schlecht,
                format!("abgelehnt, {} Zeile {}", sichtbar(zeile.wert("datei")), zeile.wert("satz")),
                sichtbar(zeile.wert("grund")),
            ));
        }
    }
    if punkte.is_empty() {
        return Ok(None);
    }
    let quelle = blick.quelle("20-invoices/entscheidungen.csv");
    Ok(Some(Abschnitt { titel: "Korrekturen und Entscheidungen", quelle, punkte }))
}

fn entscheidung(zeile: &Zeile) -> Punkt {
    let feld = match zeile.wert("feld") {
        "" => String::new(),
        feld => format!(" {}", sichtbar(feld)),
    };
    let bemerkung = match zeile.wert("bemerkung") {
        "" => String::new(),
        bemerkung => format!("; {}", sichtbar(bemerkung)),
    };
    Punkt::angabe(
        format!("{}{feld}", zeile.wert("art")),
        format!(
            "{} · {} am {} · {} Zeile {}{bemerkung}",
            sichtbar(&wert(zeile.wert("wert"))),
            sichtbar(zeile.wert("bearbeiter")),
            zeile.wert("zeitpunkt"),
            sichtbar(zeile.wert("datei")),
            zeile.wert("zeile"),
        ),
    )
}

/// Lines of decision files about it that were refused: their value or reason names it.
fn abgelehnte(lauf: &Lauf, pic_nr: &str) -> Result<Vec<Zeile>> {
    let alle = zeilen(lauf, "20-invoices/abgelehnt.csv", &[])?;
    let dieses = |zeile: &Zeile| ["wert", "grund"].iter().any(|spalte| zeile.wert(spalte).contains(pic_nr));
    Ok(alle.into_iter().filter(dieses).collect())
}
