//! How wide the columns of a table are, and what stands in which line of them.

use super::schrift::Schnitt;
use super::umbruch::{breitestes_wort, umbrochen};
use super::vorlage::{Mass, SPALT, TABELLE, luft, zeilenabstand};
use crate::{Ausrichtung, Spalte, Tabelle, Zeile};

/// Sizes at which a table is read well; below them it is better to break texts.
const GUT_LESBAR: usize = 3;

/// The columns of a table on paper.
#[derive(Debug)]
pub(super) struct Raster {
    pub(super) groesse: Mass,
    spuren: Vec<Spur>,
}

#[derive(Clone, Copy, Debug)]
struct Spur {
    links: Mass,
    rechts: Mass,
    ausrichtung: Ausrichtung,
}

/// A row of a table on paper: a few lines, in each column as many as its value needs.
#[derive(Debug)]
pub(super) struct Reihe {
    pub(super) schnitt: Schnitt,
    /// Number of lines.
    pub(super) zeilen: usize,
    /// The lines of its cells.
    pub(super) texte: Vec<Stueck>,
}

/// A line of a cell.
#[derive(Debug)]
pub(super) struct Stueck {
    /// Number of the cell in its row.
    pub(super) zelle: usize,
    /// Number of the line in its row.
    pub(super) zeile: usize,
    pub(super) platz: Platz,
    pub(super) text: String,
}

/// Where a text begins or ends, from the left edge of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Platz {
    Ab(Mass),
    Bis(Mass),
}

impl Raster {
    /// Columns for a table in a width. Texts are broken where it does not hold them; nothing is ever cut.
    pub(super) fn neu(tabelle: &Tabelle, breite: Mass) -> Self {
        let luecken = Mass::try_from(tabelle.spalten.len().saturating_sub(1)).unwrap_or(0);
        let (groesse, breiten) = masse(tabelle, breite - luecken * SPALT);
        let benutzt = breiten.iter().sum::<Mass>() + luecken * SPALT;
        // A table that nearly fills the width fills it, so that its sums stand at the margin.
        let zugabe = if benutzt > breite * 2 / 3 && luecken > 0 { (breite - benutzt) / luecken } else { 0 };
        let mut links = 0;
        let mut spuren = Vec::new();
        for (spalte, breite) in tabelle.spalten.iter().zip(breiten) {
            spuren.push(Spur { links, rechts: links + breite, ausrichtung: spalte.ausrichtung });
            links += breite + SPALT + zugabe;
        }
        Raster { groesse, spuren }
    }

    /// Width of the whole table.
    pub(super) fn breite(&self) -> Mass {
        self.spuren.last().map_or(0, |spur| spur.rechts)
    }

    /// Left end of the last column, in which the sums stand.
    pub(super) fn letzte_spalte(&self) -> Mass {
        self.spuren.last().map_or(0, |spur| spur.links)
    }

    /// The headings.
    pub(super) fn kopf(&self, spalten: &[Spalte]) -> Reihe {
        self.reihe(Schnitt::Fett, spalten.iter().map(|spalte| spalte.titel.as_str()))
    }

    /// A row.
    pub(super) fn zeile(&self, zeile: &Zeile) -> Reihe {
        match zeile {
            Zeile::Werte(werte) => self.reihe(Schnitt::Normal, werte.iter().map(String::as_str)),
            Zeile::Summe(name, betrag) => self.summe(name, betrag),
        }
    }

    fn reihe<'a>(&self, schnitt: Schnitt, werte: impl Iterator<Item = &'a str>) -> Reihe {
        let mut reihe = Reihe { schnitt, zeilen: 1, texte: Vec::new() };
        for (zelle, (spur, wert)) in self.spuren.iter().zip(werte).enumerate() {
            let platz = match spur.ausrichtung {
                Ausrichtung::Links => Platz::Ab(spur.links),
                Ausrichtung::Rechts => Platz::Bis(spur.rechts),
            };
            reihe.setze(zelle, platz, umbrochen(wert, schnitt, self.groesse, spur.rechts - spur.links));
        }
        reihe
    }

    /// The name stands across all columns but the one with the amount.
    fn summe(&self, name: &str, betrag: &str) -> Reihe {
        let mut reihe = Reihe { schnitt: Schnitt::Fett, zeilen: 1, texte: Vec::new() };
        let ende = self.breite();
        let breite_betrag = Schnitt::Fett.breite(betrag, self.groesse);
        reihe.setze(0, Platz::Ab(0), umbrochen(name, Schnitt::Fett, self.groesse, ende - breite_betrag - SPALT));
        reihe.setze(1, Platz::Bis(ende), vec![betrag.to_owned()]);
        reihe
    }
}

impl Reihe {
    fn setze(&mut self, zelle: usize, platz: Platz, zeilen: Vec<String>) {
        self.zeilen = self.zeilen.max(zeilen.len());
        let stueck = |(zeile, text)| Stueck { zelle, zeile, platz, text };
        self.texte.extend(zeilen.into_iter().enumerate().map(stueck));
    }

    /// Height at a type size, with the air below it.
    pub(super) fn hoehe(&self, groesse: Mass) -> Mass {
        let zeilen = Mass::try_from(self.zeilen).unwrap_or(Mass::MAX);
        zeilenabstand(groesse).saturating_mul(zeilen).saturating_add(luft(groesse))
    }
}

/// Type size and widths of the columns: as wide as their values at a size that is read well; else texts are broken at
/// blanks; else at a smaller size; else anywhere.
fn masse(tabelle: &Tabelle, platz: Mass) -> (Mass, Vec<Mass>) {
    for groesse in &TABELLE[..GUT_LESBAR] {
        let breiten = natuerliche_breiten(tabelle, *groesse);
        if breiten.iter().sum::<Mass>() <= platz {
            return (*groesse, breiten);
        }
    }
    for groesse in &TABELLE[GUT_LESBAR - 1..] {
        let kleinste = kleinste_breiten(tabelle, *groesse);
        if kleinste.iter().sum::<Mass>() <= platz {
            return (*groesse, gestaucht(&natuerliche_breiten(tabelle, *groesse), &kleinste, platz));
        }
    }
    let groesse = TABELLE[TABELLE.len() - 1];
    let natuerlich = natuerliche_breiten(tabelle, groesse);
    (groesse, gestaucht(&natuerlich, &vec![0; natuerlich.len()], platz))
}

/// Widths at which no value is broken.
fn natuerliche_breiten(tabelle: &Tabelle, groesse: Mass) -> Vec<Mass> {
    let mut breiten = groesste(tabelle, |text, schnitt| schnitt.breite(text, groesse));
    let summen = tabelle.zeilen.iter().filter_map(|zeile| match zeile {
        Zeile::Summe(_, betrag) => Some(Schnitt::Fett.breite(betrag, groesse)),
        Zeile::Werte(_) => None,
    });
    if let (Some(letzte), Some(summe)) = (breiten.last_mut(), summen.max()) {
        *letzte = summe.max(*letzte);
    }
    breiten
}

/// Widths at which no word is torn and no number broken.
fn kleinste_breiten(tabelle: &Tabelle, groesse: Mass) -> Vec<Mass> {
    let woerter = groesste(tabelle, |text, schnitt| breitestes_wort(text, schnitt, groesse));
    let natuerlich = natuerliche_breiten(tabelle, groesse);
    let paare = tabelle.spalten.iter().zip(woerter.into_iter().zip(natuerlich));
    paare
        .map(|(spalte, (wort, natuerlich))| match spalte.ausrichtung {
            Ausrichtung::Links => wort,
            Ausrichtung::Rechts => natuerlich,
        })
        .collect()
}

/// The largest measure of heading and values in each column.
fn groesste(tabelle: &Tabelle, mass: impl Fn(&str, Schnitt) -> Mass) -> Vec<Mass> {
    let mut groesste: Vec<Mass> = tabelle.spalten.iter().map(|spalte| mass(&spalte.titel, Schnitt::Fett)).collect();
    for zeile in &tabelle.zeilen {
        if let Zeile::Werte(werte) = zeile {
            groesste.iter_mut().zip(werte).for_each(|(g, wert)| *g = mass(wert, Schnitt::Normal).max(*g));
        }
    }
    groesste
}

/// Takes from the widest columns until all fit, from none more than to its smallest width.
fn gestaucht(natuerlich: &[Mass], kleinste: &[Mass], platz: Mass) -> Vec<Mass> {
    let bei =
        |grenze: Mass| -> Vec<Mass> { natuerlich.iter().zip(kleinste).map(|(n, k)| *n.min(k.max(&grenze))).collect() };
    let (mut passt, mut zu_breit) = (0, natuerlich.iter().copied().max().unwrap_or(0) + 1);
    while zu_breit - passt > 1 {
        let grenze = passt.midpoint(zu_breit);
        if bei(grenze).iter().sum::<Mass>() <= platz { passt = grenze } else { zu_breit = grenze }
    }
    bei(passt)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::vorlage::BREITE;

    fn tabelle(name: &str) -> Tabelle {
        Tabelle::neu([Spalte::links("Beleg"), Spalte::links("Rechnungssteller"), Spalte::rechts("Betrag in EUR")])
            .zeile(["8968512", name, "76.159,50"])
            .summe("Gesamtsumme Zahlungen", "76.159,50")
    }

    #[test]
    fn a_small_table_is_as_wide_as_its_values() {
        let raster = Raster::neu(&tabelle("Nord"), BREITE);
        assert_eq!(raster.groesse, TABELLE[0]);
        let natuerlich: Mass = natuerliche_breiten(&tabelle("Nord"), TABELLE[0]).iter().sum();
        assert_eq!(raster.breite(), natuerlich + 2 * SPALT);
    }

    #[test]
    fn long_texts_are_broken_and_numbers_are_not() {
        let name = "Apothekenrechenzentrum ".repeat(12);
        let raster = Raster::neu(&tabelle(&name), BREITE);
        assert!(raster.breite() <= BREITE && raster.groesse == TABELLE[GUT_LESBAR - 1]);
        let reihe = raster.zeile(&tabelle(&name).zeilen[0]);
        assert!(reihe.zeilen > 1);
        let betraege: Vec<_> = reihe.texte.iter().filter(|stueck| matches!(stueck.platz, Platz::Bis(_))).collect();
        assert_eq!(betraege.len(), 1);
        assert_eq!(betraege[0].text, "76.159,50");
    }

    #[test]
    fn a_table_that_no_size_holds_loses_no_character() {
        let spalten: Vec<Spalte> = (0..30).map(|nr| Spalte::links(&format!("Spalte{nr}"))).collect();
        let werte: Vec<String> = (0..30).map(|nr| format!("Wert{nr}ohneLuecke")).collect();
        let tabelle = Tabelle::neu(spalten).zeile(werte.clone());
        let raster = Raster::neu(&tabelle, BREITE);
        assert!(raster.breite() <= BREITE, "{} > {BREITE}", raster.breite());
        let reihe = raster.zeile(&tabelle.zeilen[0]);
        let zusammen: String = reihe.texte.iter().map(|stueck| stueck.text.as_str()).collect();
        assert_eq!(zusammen, werte.concat());
    }
}
