//! Draws a sheet as plain text.

use crate::sichtbar::sichtbar;
use crate::{Ausrichtung, Baustein, Blatt, Spalte, Tabelle, Zeile};

/// Characters in a line of running text. Tables and values are as wide as they need to be: nothing is ever cut.
pub const BREITE: usize = 100;

const ABSTAND: &str = "  ";
const UNTERSCHRIFT: usize = 40;

/// The sheet as text, lines ending in LF, without blanks at line ends.
pub fn text(blatt: &Blatt) -> String {
    let blatt = &sichtbar(blatt);
    let mut zeilen = vec![blatt.titel.clone(), "=".repeat(laenge(&blatt.titel))];
    if let Some(kopf) = &blatt.briefkopf {
        let absender = Some(kopf.absender.clone()).filter(|absender| !absender.is_empty());
        let angaben: Vec<_> = kopf.angaben.iter().chain(&kopf.kontakt).cloned().collect();
        for block in [absender.into_iter().collect(), kopf.anschrift.clone(), angaben_zeilen(&angaben)] {
            zeilen.extend(Some(String::new()).filter(|_| !block.is_empty()));
            zeilen.extend(block);
        }
    }
    for baustein in &blatt.bausteine {
        zeilen.push(String::new());
        match baustein {
            Baustein::Ueberschrift(text) => zeilen.extend([text.clone(), "-".repeat(laenge(text))]),
            Baustein::NeueSeite => zeilen.push("- ".repeat(BREITE / 2)),
            Baustein::Absatz(text) => zeilen.extend(umbrochen(text)),
            Baustein::Zeilen(eigene) => zeilen.extend(eigene.iter().cloned()),
            Baustein::Angaben(angaben) => zeilen.extend(angaben_zeilen(angaben)),
            Baustein::Tabelle(tabelle) => zeilen.extend(tabelle_zeilen(tabelle)),
            Baustein::Unterschrift(was) => zeilen.extend(unterschrift_zeilen(was)),
            Baustein::Feld(text, was) => {
                zeilen.extend(umbrochen(text));
                zeilen.push(String::new());
                zeilen.extend(unterschrift_zeilen(was));
            }
        }
    }
    zeilen.iter().map(|zeile| format!("{}\n", zeile.trim_end())).collect()
}

fn laenge(text: &str) -> usize {
    text.chars().count()
}

fn umbrochen(text: &str) -> Vec<String> {
    let mut zeilen = vec![String::new()];
    for wort in text.split_whitespace() {
        let zeile = zeilen.last_mut().expect("there is always a line");
        if zeile.is_empty() {
            zeile.push_str(wort);
        } else if laenge(zeile) + 1 + laenge(wort) <= BREITE {
            zeile.push(' ');
            zeile.push_str(wort);
        } else {
            zeilen.push(wort.to_owned());
        }
    }
    zeilen
}

fn angaben_zeilen(angaben: &[(String, String)]) -> Vec<String> {
    let breite = angaben.iter().map(|(name, _)| laenge(name)).max().unwrap_or(0) + 1;
    angaben.iter().map(|(name, wert)| format!("{:breite$} {wert}", format!("{name}:"))).collect()
}

fn tabelle_zeilen(tabelle: &Tabelle) -> Vec<String> {
    let breiten = breiten(tabelle);
    let ganz = breiten.iter().sum::<usize>() + ABSTAND.len() * breiten.len().saturating_sub(1);
    let titel = tabelle.spalten.iter().map(|spalte| spalte.titel.as_str());
    let mut zeilen = vec![reihe(&tabelle.spalten, &breiten, titel), "-".repeat(ganz)];
    let mut nach_summe = false;
    for zeile in &tabelle.zeilen {
        match zeile {
            Zeile::Werte(werte) => {
                if nach_summe {
                    zeilen.push(String::new());
                }
                zeilen.push(reihe(&tabelle.spalten, &breiten, werte.iter().map(String::as_str)));
            }
            Zeile::Summe(name, betrag) => {
                let strich = breiten.last().copied().unwrap_or(0);
                zeilen.push(format!("{:>ganz$}", "-".repeat(strich)));
                let links = ganz.saturating_sub(laenge(betrag) + ABSTAND.len());
                zeilen.push(format!("{name:links$}{ABSTAND}{betrag}"));
            }
        }
        nach_summe = matches!(zeile, Zeile::Summe(..));
    }
    zeilen
}

/// Widths that hold every value, heading and amount; the first column grows until the sums' names fit, too.
fn breiten(tabelle: &Tabelle) -> Vec<usize> {
    let mut breiten: Vec<usize> = tabelle.spalten.iter().map(|spalte| laenge(&spalte.titel)).collect();
    let mut summe = 0;
    for zeile in &tabelle.zeilen {
        match zeile {
            Zeile::Werte(werte) => {
                breiten.iter_mut().zip(werte).for_each(|(breite, wert)| *breite = laenge(wert).max(*breite));
            }
            Zeile::Summe(name, betrag) => {
                summe = summe.max(laenge(name) + ABSTAND.len() + laenge(betrag));
                if let Some(letzte) = breiten.last_mut() {
                    *letzte = laenge(betrag).max(*letzte);
                }
            }
        }
    }
    let ganz = breiten.iter().sum::<usize>() + ABSTAND.len() * breiten.len().saturating_sub(1);
    if let Some(erste) = breiten.first_mut() {
        *erste += summe.saturating_sub(ganz);
    }
    breiten
}

fn reihe<'a>(spalten: &[Spalte], breiten: &[usize], werte: impl Iterator<Item = &'a str>) -> String {
    let zellen: Vec<String> = spalten
        .iter()
        .zip(breiten)
        .zip(werte)
        .map(|((spalte, &breite), wert)| match spalte.ausrichtung {
            Ausrichtung::Links => format!("{wert:breite$}"),
            Ausrichtung::Rechts => format!("{wert:>breite$}"),
        })
        .collect();
    zellen.join(ABSTAND)
}

fn unterschrift_zeilen(was: &[String]) -> Vec<String> {
    let striche = vec!["_".repeat(UNTERSCHRIFT); was.len()].join(ABSTAND);
    let worte: Vec<String> = was.iter().map(|wort| format!("{wort:UNTERSCHRIFT$}")).collect();
    vec![String::new(), striche, worte.join(ABSTAND)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Briefkopf;

    #[test]
    fn a_sheet_with_every_part() {
        let posten = Tabelle::neu([Spalte::links("Beleg"), Spalte::links("ARZ"), Spalte::rechts("Betrag")])
            .zeile(["8968510", "Süd", "3.534,11"])
            .zeile(["8968511", "Süd", "6.239,55"])
            .summe("Zwischensumme", "9.773,66")
            .zeile(["8968512", "Nord", "76.159,50"])
            .summe("Gesamtsumme Zahlungen", "85.933,16");
        let blatt = Blatt::neu("Anweisung")
            .zeilen(["Musterkasse", "Köln"])
            .angaben([("Datum", "27.08.2012"), ("Bezug", "Z.A.")])
            .tabelle(posten)
            .unterschrift(["Ort, Datum", "Unterschrift"]);
        let strich = "_".repeat(UNTERSCHRIFT);
        let unten = format!("\n\n{strich}  {strich}\nOrt, Datum{:32}Unterschrift\n", "");
        let oben = "\
Anweisung
=========

Musterkasse
Köln

Datum: 27.08.2012
Bezug: Z.A.

Beleg            ARZ      Betrag
--------------------------------
8968510          Süd    3.534,11
8968511          Süd    6.239,55
                       ---------
Zwischensumme           9.773,66

8968512          Nord  76.159,50
                       ---------
Gesamtsumme Zahlungen  85.933,16
";
        assert_eq!(text(&blatt), format!("{oben}{unten}"));
    }

    #[test]
    fn a_letter_shows_its_head_below_the_subject() {
        let kopf = Briefkopf {
            absender: "Prüfstelle, 70173 Stuttgart".into(),
            anschrift: vec!["Musterkasse".into(), "50667 Köln".into()],
            angaben: vec![("Datum".into(), "27.08.2012".into())],
            kontakt: vec![],
        };
        let oben =
            "Anweisung\n=========\n\nPrüfstelle, 70173 Stuttgart\n\nMusterkasse\n50667 Köln\n\nDatum: 27.08.2012\n";
        assert_eq!(text(&Blatt::brief("Anweisung", kopf)), oben);
        let ohne = Briefkopf { anschrift: vec!["Musterkasse".into()], ..Briefkopf::default() };
        assert_eq!(text(&Blatt::brief("A", ohne)), "A\n=\n\nMusterkasse\n");
    }

    #[test]
    fn a_field_is_a_text_with_lines_to_write_on() {
        let lose = Blatt::neu("T").absatz("Bestätigt:").unterschrift(["Datum"]);
        assert_eq!(text(&Blatt::neu("T").feld("Bestätigt:", ["Datum"])), text(&lose));
    }

    #[test]
    fn running_text_is_broken_at_blanks_and_never_cut() {
        let lang = format!("{} {}", "wort ".repeat(30), "x".repeat(150));
        let zeilen = umbrochen(&lang);
        assert_eq!(zeilen.len(), 3);
        assert!(laenge(&zeilen[0]) <= BREITE && zeilen[2] == "x".repeat(150));
        assert_eq!(umbrochen(""), [""]);
    }

    #[test]
    fn no_blanks_at_line_ends() {
        let tabelle =
            Tabelle::neu([Spalte::rechts("Zahl"), Spalte::links("Text")]).zeile(["1", ""]).zeile(["", "lang"]);
        let gezeichnet = text(&Blatt::neu("T").tabelle(tabelle).absatz("a  b"));
        assert!(gezeichnet.lines().all(|zeile| zeile == zeile.trim_end()), "{gezeichnet:?}");
    }
}
