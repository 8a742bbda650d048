//! An answer as text, as JSON and as a page.

use askama::Template;
use stage::{Error, Result};

use crate::geschichte::{Art, Geschichte, Punkt};
use crate::{Antwort, Fund};

/// Letters of a line of text before it goes on in the next.
const BREIT: usize = 118;
/// Where the text of a point begins.
const EINZUG: usize = 30;

#[derive(Template)]
#[template(path = "erklaerung.html")]
struct Seite<'a> {
    frage: &'a str,
    funde: &'a [Fund],
    geschichten: &'a [Geschichte],
}

impl Antwort {
    /// For a terminal.
    pub fn text(&self) -> String {
        let mut text = String::new();
        if self.funde.len() > 1 {
            text += &format!("{}: {} Rezepte\n", self.frage, self.funde.len());
            for fund in &self.funde {
                let Fund { kostentraeger, beleg_id, pic_nr, rechnungsnummer, stand } = fund;
                text +=
                    &format!("  {kostentraeger}  {pic_nr}  Beleg {beleg_id}  Rechnung {rechnungsnummer}  {stand}\n");
            }
            text.push('\n');
        }
        for geschichte in &self.geschichten {
            erzaehlt(geschichte, &mut text);
        }
        text
    }

    /// For programs.
    ///
    /// # Errors
    /// Never: everything in it can be written.
    pub fn json(&self) -> Result<String> {
        let text = serde_json::to_string_pretty(self).map_err(|e| Error::Internal(format!("JSON: {e}")))?;
        Ok(text + "\n")
    }

    /// A page by itself, for the file.
    ///
    /// # Errors
    /// Never: the template was compiled.
    pub fn html(&self) -> Result<String> {
        let seite = Seite { frage: &self.frage, funde: &self.funde, geschichten: &self.geschichten };
        seite.render().map_err(|e| Error::Internal(format!("page: {e}")))
    }
}

fn erzaehlt(geschichte: &Geschichte, text: &mut String) {
    let Fund { kostentraeger, pic_nr, rechnungsnummer, .. } = &geschichte.fund;
    *text += &format!("{kostentraeger}  Rezept {pic_nr}  Rechnung {rechnungsnummer}\n");
    *text += &format!("{} {}\n", geschichte.ergebnis.art.zeichen(), geschichte.ergebnis.text);
    for abschnitt in &geschichte.abschnitte {
        *text += &format!("\n{}  ({})\n", abschnitt.titel, abschnitt.quelle);
        let (kurz, lang): (Vec<_>, Vec<_>) = abschnitt
            .punkte
            .iter()
            .partition(|punkt| ist_regel(punkt) && matches!(punkt.art, Art::Gut | Art::Entfaellt));
        for (art, was) in [(Art::Gut, "bestanden"), (Art::Entfaellt, "entfällt")] {
            let namen: Vec<&str> =
                kurz.iter().filter(|punkt| punkt.art == art).map(|punkt| punkt.was.as_str()).collect();
            if !namen.is_empty() {
                zeile(&Punkt::neu(art, was, namen.join(", ")), text);
            }
        }
        lang.iter().for_each(|punkt| zeile(punkt, text));
    }
    text.push('\n');
}

/// True for a point that is a rule, named by its status: those that found nothing share a line.
fn ist_regel(punkt: &Punkt) -> bool {
    punkt.was.split(' ').next().is_some_and(|nummer| (3..=4).contains(&nummer.len()) && nummer.parse::<u16>().is_ok())
}

/// A point: mark, what it is about, and its text, broken between words.
fn zeile(punkt: &Punkt, text: &mut String) {
    let vorne = format!("  {} {}", punkt.art.zeichen(), punkt.was);
    let mut breite = vorne.chars().count();
    *text += &vorne;
    if breite >= EINZUG {
        *text += "\n";
        breite = 0;
    }
    *text += &" ".repeat(EINZUG - breite);
    let mut spalte = EINZUG;
    for (nr, wort) in punkt.text.split_whitespace().enumerate() {
        let laenge = wort.chars().count();
        if nr > 0 && spalte + 1 + laenge > BREIT {
            *text += &format!("\n{}", " ".repeat(EINZUG));
            spalte = EINZUG;
        } else if nr > 0 {
            text.push(' ');
            spalte += 1;
        }
        *text += wort;
        spalte += laenge;
    }
    text.push('\n');
}
