//! Each rule's answer: passed, objected to, open or not applicable, with the values it looked at.

use domain::Status;
use domain::anzeige::sichtbar;
use rules::statuses::STATUSES;
use stage::Result;

use crate::geschichte::{Abschnitt, Art, Blick, Punkt};
use crate::worte::{spalte, wert};
use crate::zeilen::Zeile;

/// The columns of a prescription that the rule of a status looks at.
fn felder(status: u16) -> &'static [&'static str] {
    match status {
        1000 => &["bild_lesbar"],
        1001 | 1003 => &["kostentraeger_ik"],
        997 => &["apotheken_ik"],
        996 => &["arzt_unterschrift"],
        998 => &["vo_datum"],
        999 | 1012 => &["abgabe_datum"],
        1010 => &["unf_datum"],
        1002 => &["unf_datum", "unfallbetrieb"],
        1005 => &["name", "vorname", "geb_datum"],
        1006 => &["unf_datum", "geb_datum"],
        1007 => &["unf_datum", "vo_datum"],
        1008 | 1009 => &["vo_datum", "abgabe_datum"],
        991 | 990 => &["zuzahlung"],
        993 | 992 => &["brutto"],
        994 => &["aut_idem_kreuz"],
        989 => &["ap_rabatt", "hs_rabatt"],
        _ => &[],
    }
}

/// Why a rule says nothing about it; none where it applies.
fn entfaellt(status: u16, blick: &Blick<'_>) -> Option<&'static str> {
    let leer = |spalte: &str| blick.rezept.wert(spalte).is_empty();
    let fall = !blick.urteil.wert("aktenzeichen").is_empty();
    let klinik = blick.rechnung.wert("rechnungsart") == "KHA";
    let ganz = domain::datum::aus_iso(blick.rezept.wert("unf_datum")).is_some();
    match status {
        1002 | 1005 | 1010 if fall => Some("ein Fall ist zugeordnet"),
        1004 if !fall => Some("kein Fall zugeordnet"),
        1001 | 1003 if leer("kostentraeger_ik") => Some("auf dem Blatt steht kein Kostenträger"),
        1006 | 1007 if !fall && !ganz => Some("kein ganzes Unfalldatum"),
        994 | 989 if klinik => Some("Rechnung einer Krankenhausapotheke"),
        989 if blick.urteil.wert("klasse") != "zahlen" => Some("nur bei bezahlten Rezepten"),
        _ => None,
    }
}

/// Every rule of both stages, then the notes.
pub(crate) fn abschnitt(blick: &Blick<'_>) -> Result<Abschnitt> {
    let mut befunde = blick.zeilen("50-stage2/befunde.csv")?;
    if befunde.is_empty() {
        befunde = blick.zeilen("30-stage1/befunde.csv")?;
    }
    let beurteilt = !blick.urteil.wert("klasse").is_empty();
    let pzn: Vec<String> = blick
        .zeilen("30-stage1/positionen.csv")?
        .iter()
        .map(|zeile| sichtbar(&wert(zeile.wert("pzn"))).into_owned())
        .collect();
    let mut punkte = Vec::new();
    for zeile in STATUSES.iter().filter(|zeile| !zeile.regel.is_empty()) {
        let Status(nummer) = zeile.nummer;
        let eigene: Vec<&Zeile> = befunde.iter().filter(|b| b.wert("status") == nummer.to_string()).collect();
        if !eigene.is_empty() {
            punkte.extend(eigene.iter().map(|befund| beanstandet(befund)));
            continue;
        }
        // Given by people only, or not looked at yet.
        if nummer == 0 || (zeile.stufe == 2 && !beurteilt) {
            continue;
        }
        let mut werte: Vec<String> = felder(nummer)
            .iter()
            .map(|feld| format!("{} {}", spalte(feld), sichtbar(&wert(blick.rezept.wert(feld)))))
            .collect();
        if matches!(nummer, 1011 | 994 | 995) {
            werte.push(format!("PZN {}", pzn.join(", ")));
        }
        let werte = if werte.is_empty() { "nicht beanstandet".to_owned() } else { werte.join(", ") };
        let offen = felder(nummer).iter().any(|feld| blick.rezept.wert(feld) == "?");
        let was = format!("{nummer} {}", zeile.regel);
        punkte.push(match entfaellt(nummer, blick) {
            Some(warum) => Punkt::neu(Art::Entfaellt, was, format!("entfällt: {warum}")),
            None if offen => Punkt::neu(Art::Offen, was, werte),
            None => Punkt::neu(Art::Gut, was, werte),
        });
    }
    let hinweise = befunde.iter().filter(|befund| befund.wert("status").is_empty());
    punkte.extend(hinweise.map(|befund| Punkt { art: Art::Angabe, ..beanstandet(befund) }));
    Ok(Abschnitt { titel: "Prüfung, Regel für Regel", quelle: blick.quelle("50-stage2/befunde.csv"), punkte })
}

fn beanstandet(befund: &Zeile) -> Punkt {
    let mut text = sichtbar(befund.wert("text")).into_owned();
    let werte = [("war", befund.wert("ist")), ("erwartet", befund.wert("soll"))];
    for (wie, was) in werte.iter().filter(|(_, was)| !was.is_empty()) {
        text += &format!("; {wie} {}", sichtbar(&wert(was)));
    }
    if !befund.wert("quelle").is_empty() {
        text += &format!(" ({})", befund.wert("quelle"));
    }
    let was = format!("{} {}", befund.wert("status"), befund.wert("regel"));
    Punkt::neu(Art::Schlecht, was.trim(), text)
}
