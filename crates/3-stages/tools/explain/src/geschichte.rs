//! The story of one prescription, section by section.

use serde::Serialize;
use stage::{Config, Result};

use crate::bestand::{Bestand, Lauf};
use crate::suche::Fund;
use crate::worte::{betrag, datum, klasse};
use crate::zeilen::{Zeile, eine, zeilen};
use crate::{betraege, geliefert, pruefung, rechnung, zahlung, zuordnung};

/// How something stands. Said in words, too: nothing is told by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Art {
    /// As it should be.
    Gut,
    /// Objected to.
    Schlecht,
    /// Waits for somebody.
    Offen,
    /// Does not apply.
    Entfaellt,
    /// A statement.
    Angabe,
}

impl Art {
    /// The mark before a point.
    pub fn zeichen(self) -> &'static str {
        match self {
            Art::Gut => "✓",
            Art::Schlecht => "✗",
            Art::Offen => "…",
            Art::Entfaellt => "–",
            Art::Angabe => "·",
        }
    }

    /// The same for those who hear the page.
    pub fn wort(self) -> &'static str {
        match self {
            Art::Gut => "in Ordnung",
            Art::Schlecht => "beanstandet",
            Art::Offen => "offen",
            Art::Entfaellt => "entfällt",
            Art::Angabe => "",
        }
    }

    /// Its name in the classes of the page.
    pub fn name(self) -> &'static str {
        match self {
            Art::Gut => "gut",
            Art::Schlecht => "schlecht",
            Art::Offen => "offen",
            Art::Entfaellt => "entfaellt",
            Art::Angabe => "angabe",
        }
    }
}

/// A point of a section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Punkt {
    /// How it stands.
    pub art: Art,
    /// Its subject.
    pub was: String,
    /// Its text.
    pub text: String,
}

impl Punkt {
    pub(crate) fn neu(art: Art, was: impl Into<String>, text: impl Into<String>) -> Self {
        Punkt { art, was: was.into(), text: text.into() }
    }

    pub(crate) fn angabe(was: impl Into<String>, text: impl Into<String>) -> Self {
        Punkt::neu(Art::Angabe, was, text)
    }
}

/// A section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Abschnitt {
    /// Its heading.
    pub titel: &'static str,
    /// Where it stands.
    pub quelle: String,
    /// Its text.
    pub punkte: Vec<Punkt>,
}

/// The story.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Geschichte {
    /// Which prescription.
    pub fund: Fund,
    /// The outcome.
    pub ergebnis: Punkt,
    /// Section by section, in the order in which it happened.
    pub abschnitte: Vec<Abschnitt>,
}

/// Everything that a section looks at.
pub(crate) struct Blick<'a> {
    pub(crate) bestand: &'a Bestand,
    pub(crate) fund: &'a Fund,
    /// The newest run that judged it, or that has it at all.
    pub(crate) lauf: &'a Lauf,
    /// Its row as judged: after corrections where stage 1 wrote it.
    pub(crate) rezept: Zeile,
    /// Its invoice.
    pub(crate) rechnung: Zeile,
    /// Its verdict; empty where there is none yet.
    pub(crate) urteil: Zeile,
    pub(crate) config: &'a Config,
}

impl Blick<'_> {
    /// Rows of a table of the run that concern it.
    pub(crate) fn zeilen(&self, datei: &str) -> Result<Vec<Zeile>> {
        self.in_lauf(self.lauf, datei)
    }

    /// The same in another run.
    pub(crate) fn in_lauf(&self, lauf: &Lauf, datei: &str) -> Result<Vec<Zeile>> {
        zeilen(lauf, datei, &[("beleg_id", &self.fund.beleg_id), ("pic_nr", &self.fund.pic_nr)])
    }

    /// The name of a file of the run, with the run's date.
    pub(crate) fn quelle(&self, datei: &str) -> String {
        format!("{}/{datei}", self.lauf.datum)
    }
}

/// Tells the story.
pub(crate) fn erzaehle(bestand: &Bestand, fund: &Fund, config: &Config) -> Result<Geschichte> {
    let schluessel = [("beleg_id", fund.beleg_id.as_str()), ("pic_nr", fund.pic_nr.as_str())];
    let mut lauf = &bestand.laeufe[0];
    let (mut rezept, mut urteil) = (None, None);
    for spaeterer in &bestand.laeufe {
        let in_diesem = match eine(spaeterer, "30-stage1/rezepte.csv", &schluessel)? {
            None => eine(spaeterer, "20-invoices/rezepte.csv", &schluessel)?,
            korrigiert => korrigiert,
        };
        if let Some(zeile) = in_diesem {
            lauf = spaeterer;
            rezept = Some(zeile);
            urteil = eine(spaeterer, "50-stage2/urteile.csv", &schluessel)?.or(urteil);
        }
    }
    let rechnung = eine(lauf, "20-invoices/rechnungen.csv", &schluessel[..1])?.unwrap_or_default();
    let (rezept, urteil) = (rezept.unwrap_or_default(), urteil.unwrap_or_default());
    let blick = Blick { bestand, fund, lauf, rezept, rechnung, urteil, config };
    let mut abschnitte = vec![geliefert::abschnitt(&blick)?];
    abschnitte.extend(geliefert::entscheidungen(&blick)?);
    abschnitte.push(pruefung::abschnitt(&blick)?);
    abschnitte.push(zuordnung::abschnitt(&blick)?);
    abschnitte.push(betraege::abschnitt(&blick)?);
    abschnitte.push(verdikt(&blick)?);
    abschnitte.extend(zahlung::abschnitte(&blick)?);
    abschnitte.push(rechnung::abschnitt(&blick)?);
    Ok(Geschichte { fund: fund.clone(), ergebnis: ergebnis(&blick), abschnitte })
}

fn ergebnis(blick: &Blick<'_>) -> Punkt {
    let urteil = &blick.urteil;
    let art = match urteil.wert("klasse") {
        "zahlen" => Art::Gut,
        "abweisen" => Art::Schlecht,
        _ => Art::Offen,
    };
    let mut text = match urteil.wert("klasse") {
        "" => "noch nicht beurteilt".to_owned(),
        eine => klasse(eine).to_owned(),
    };
    if let Some(status) = status(urteil.wert("status")) {
        text += &format!(": Status {status}");
    }
    if !urteil.wert("netto").is_empty() {
        text += &format!("; netto {}", betrag(urteil.wert("netto")));
    }
    Punkt::neu(art, "Ergebnis", text)
}

/// A status with its text.
pub(crate) fn status(nummer: &str) -> Option<String> {
    let zeile = rules::statuses::zeile(nummer.parse().ok()?)?;
    Some(format!("{nummer} {}", zeile.text))
}

/// The verdict, run by run, and why it is no other one.
fn verdikt(blick: &Blick<'_>) -> Result<Abschnitt> {
    let mut punkte = Vec::new();
    for lauf in &blick.bestand.laeufe {
        for urteil in blick.in_lauf(lauf, "50-stage2/urteile.csv")? {
            let erledigt = urteil.wert("erledigt_am");
            if !erledigt.is_empty() && erledigt != lauf.datum.to_string() {
                continue;
            }
            let mut text = klasse(urteil.wert("klasse")).to_owned();
            if let Some(status) = status(urteil.wert("status")) {
                text += &format!(", Status {status}, {} vergeben", urteil.wert("vergabe"));
            }
            if !urteil.wert("offen_weil").is_empty() {
                text += &format!("; offen, weil: {}", urteil.wert("offen_weil"));
            }
            let art = match urteil.wert("klasse") {
                "zahlen" => Art::Gut,
                "abweisen" => Art::Schlecht,
                _ => Art::Offen,
            };
            punkte.push(Punkt::neu(art, format!("Lauf vom {}", datum(&lauf.datum.to_string())), text));
        }
    }
    if let Some(warum) = warum_kein_anderer(blick)? {
        punkte.push(Punkt::angabe("warum kein anderer", warum));
    }
    Ok(Abschnitt { titel: "Urteil", quelle: blick.quelle("50-stage2/urteile.csv"), punkte })
}

/// Findings that call for another status than the final one.
fn warum_kein_anderer(blick: &Blick<'_>) -> Result<Option<String>> {
    let endgueltig = blick.urteil.wert("status");
    if endgueltig.is_empty() {
        return Ok(None);
    }
    let befunde = blick.zeilen("50-stage2/befunde.csv")?;
    let mut andere: Vec<&str> =
        befunde.iter().map(|b| b.wert("status")).filter(|s| !s.is_empty() && *s != endgueltig).collect();
    andere.sort_unstable();
    andere.dedup();
    if andere.is_empty() {
        return Ok(None);
    }
    let warum = match blick.urteil.wert("vergabe") {
        "manuell" => "der Eintrag einer Person geht vor",
        _ => "der Rang dieses Status geht vor",
    };
    Ok(Some(format!("auch gefunden: {}; {warum}", andere.join(", "))))
}
