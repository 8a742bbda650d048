//! A sheet in which nothing acts: what came from outside may hold escape sequences and marks that turn the direction of
//! writing. Both renderers draw this one.

use domain::anzeige;

use crate::{Baustein, Blatt, Briefkopf, Spalte, Tabelle, Zeile};

/// The sheet with every character that acts as its number.
pub(crate) fn sichtbar(blatt: &Blatt) -> Blatt {
    Blatt {
        titel: text(&blatt.titel),
        briefkopf: blatt.briefkopf.as_ref().map(briefkopf),
        bausteine: blatt.bausteine.iter().map(baustein).collect(),
    }
}

fn text(text: &str) -> String {
    anzeige::sichtbar(text).into_owned()
}

fn texte(zeilen: &[String]) -> Vec<String> {
    zeilen.iter().map(|zeile| text(zeile)).collect()
}

fn angaben(angaben: &[(String, String)]) -> Vec<(String, String)> {
    angaben.iter().map(|(name, wert)| (text(name), text(wert))).collect()
}

fn briefkopf(kopf: &Briefkopf) -> Briefkopf {
    Briefkopf {
        absender: text(&kopf.absender),
        anschrift: texte(&kopf.anschrift),
        angaben: angaben(&kopf.angaben),
        kontakt: angaben(&kopf.kontakt),
    }
}

fn baustein(baustein: &Baustein) -> Baustein {
    match baustein {
        Baustein::Ueberschrift(titel) => Baustein::Ueberschrift(text(titel)),
        Baustein::Absatz(absatz) => Baustein::Absatz(text(absatz)),
        Baustein::Zeilen(zeilen) => Baustein::Zeilen(texte(zeilen)),
        Baustein::Angaben(werte) => Baustein::Angaben(angaben(werte)),
        Baustein::Tabelle(tabelle) => Baustein::Tabelle(Tabelle {
            spalten: tabelle.spalten.iter().map(spalte).collect(),
            zeilen: tabelle.zeilen.iter().map(zeile).collect(),
        }),
        Baustein::Unterschrift(was) => Baustein::Unterschrift(texte(was)),
        Baustein::Feld(absatz, was) => Baustein::Feld(text(absatz), texte(was)),
        Baustein::NeueSeite => Baustein::NeueSeite,
    }
}

fn spalte(spalte: &Spalte) -> Spalte {
    Spalte { titel: text(&spalte.titel), ausrichtung: spalte.ausrichtung }
}

fn zeile(zeile: &Zeile) -> Zeile {
    match zeile {
        Zeile::Werte(werte) => Zeile::Werte(texte(werte)),
        Zeile::Summe(name, betrag) => Zeile::Summe(text(name), text(betrag)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_part_of_a_sheet_commands_a_terminal() {
        const BOESE: &str = "a\u{1b}]0;x\u{7}\u{202e}";
        let kopf = Briefkopf {
            absender: BOESE.into(),
            anschrift: vec![BOESE.into()],
            angaben: vec![(BOESE.into(), BOESE.into())],
            kontakt: vec![(BOESE.into(), BOESE.into())],
        };
        let tabelle = Tabelle::neu([Spalte::links(BOESE)]).zeile([BOESE]).summe(BOESE, BOESE);
        let blatt = Blatt::brief(BOESE, kopf)
            .ueberschrift(BOESE)
            .absatz(BOESE)
            .zeilen([BOESE])
            .angaben([(BOESE, BOESE)])
            .tabelle(tabelle)
            .unterschrift([BOESE])
            .feld(BOESE, [BOESE]);
        let gezeichnet = crate::text(&blatt);
        assert!(!gezeichnet.chars().any(|c| c != '\n' && anzeige::unsichtbar(c)), "{gezeichnet:?}");
        assert!(gezeichnet.contains("a\\x1b]0;x\\x07\\u{202e}"), "{gezeichnet}");
    }
}
