//! Sets a sheet: what comes on which page, and where.

use super::raster::{Platz, Raster, Reihe};
use super::schrift::Schnitt;
use super::seite::Seite;
use super::umbruch::umbrochen;
use super::vorlage::*;
use crate::{Baustein, Blatt, Briefkopf, Tabelle, Zeile};

/// The pages of a sheet, at least one.
pub(super) fn gesetzt(blatt: &Blatt) -> Vec<Seite> {
    let mut satz = Satz { seiten: vec![Seite::default()], y: OBEN, kopfzeile: kopfzeile(blatt) };
    match &blatt.briefkopf {
        Some(kopf) => satz.brief(&blatt.titel, kopf),
        None => satz.zeilen(&blatt.titel, Schnitt::Fett, TITEL),
    }
    for (nr, baustein) in blatt.bausteine.iter().enumerate() {
        satz.baustein(baustein, blatt.bausteine.get(nr + 1));
    }
    satz.numeriert()
}

/// What stands above a following page, so that it is known when it lies alone.
fn kopfzeile(blatt: &Blatt) -> String {
    let angaben = blatt.briefkopf.iter().flat_map(|kopf| &kopf.angaben).map(|(name, wert)| format!("{name}: {wert}"));
    std::iter::once(blatt.titel.clone()).chain(angaben).collect::<Vec<_>>().join("  ·  ")
}

/// Pages set so far, and how far down the last one is filled.
struct Satz {
    seiten: Vec<Seite>,
    y: Mass,
    kopfzeile: String,
}

impl Satz {
    fn seite(&mut self) -> &mut Seite {
        self.seiten.last_mut().expect("there is always a page")
    }

    fn neue_seite(&mut self) {
        self.seiten.push(Seite::default());
        self.y = OBEN_FOLGESEITE;
        let kopfzeile = std::mem::take(&mut self.kopfzeile);
        self.zeilen(&kopfzeile, Schnitt::Normal, KLEIN);
        self.kopfzeile = kopfzeile;
        let y = self.y + KLEIN / 4;
        self.seite().waagrecht(LINKS, RECHTS, y, FEIN);
        self.y = y + ABSTAND;
    }

    /// Begins a page unless so much is left on this one. What fills most of a page cannot be kept together: it begins here.
    fn halte_frei(&mut self, hoehe: Mass) -> bool {
        let voll = self.y + hoehe > UNTEN && hoehe < (UNTEN - OBEN) * 3 / 4;
        if voll {
            self.neue_seite();
        }
        voll
    }

    /// One line; gives its baseline.
    fn grundlinie(&mut self, groesse: Mass) -> Mass {
        self.halte_frei(zeilenabstand(groesse));
        let y = self.y + groesse;
        self.y += zeilenabstand(groesse);
        y
    }

    fn zeilen(&mut self, text: &str, schnitt: Schnitt, groesse: Mass) {
        self.zeilen_in(LINKS, BREITE, text, schnitt, groesse);
    }

    fn zeilen_in(&mut self, x: Mass, breite: Mass, text: &str, schnitt: Schnitt, groesse: Mass) {
        for zeile in umbrochen(text, schnitt, groesse, breite) {
            let y = self.grundlinie(groesse);
            self.seite().links(x, y, schnitt, groesse, &zeile);
        }
    }

    fn brief(&mut self, betreff: &str, kopf: &Briefkopf) {
        for y in FALZMARKEN.into_iter().chain([LOCHMARKE]) {
            self.seite().waagrecht(MARKE_LINKS, MARKE_LINKS + MARKE_BREITE, y, FEIN);
        }
        self.y = ABSENDER_OBEN;
        if !kopf.absender.is_empty() {
            self.zeilen_in(LINKS, FENSTER_BREITE, &kopf.absender, Schnitt::Normal, ABSENDER);
            let y = self.y;
            self.seite().waagrecht(LINKS, LINKS + FENSTER_BREITE, y, FEIN);
        }
        self.y = self.y.max(ANSCHRIFT_OBEN);
        for zeile in &kopf.anschrift {
            self.zeilen_in(LINKS, FENSTER_BREITE, zeile, Schnitt::Normal, TEXT);
        }
        let unter_anschrift = std::mem::replace(&mut self.y, INFO_OBEN);
        self.angaben_in(INFO_LINKS, INFO_BREITE, &kopf.angaben);
        self.y = BETREFF_OBEN.max(unter_anschrift + ABSTAND).max(self.y + ABSTAND);
        self.zeilen(betreff, Schnitt::Fett, BETREFF);
    }

    fn baustein(&mut self, baustein: &Baustein, naechster: Option<&Baustein>) {
        self.y += ABSTAND;
        match baustein {
            Baustein::Absatz(text) => {
                // A sentence that announces what follows stays with it.
                let zeilen = umbrochen(text, Schnitt::Normal, TEXT, BREITE).len();
                let hoehe = zeilenabstand(TEXT) * Mass::try_from(zeilen).unwrap_or(Mass::MAX / 2 / TEXT);
                if hoehe < UNTEN / 4 {
                    self.halte_frei(hoehe + naechster.map_or(0, anfang));
                }
                self.zeilen(text, Schnitt::Normal, TEXT);
            }
            Baustein::Zeilen(zeilen) => zeilen.iter().for_each(|zeile| self.zeilen(zeile, Schnitt::Normal, TEXT)),
            Baustein::Angaben(angaben) => self.angaben_in(LINKS, BREITE, angaben),
            Baustein::Tabelle(tabelle) => self.tabelle(tabelle),
            Baustein::Unterschrift(was) => {
                self.halte_frei(hoehe_unterschrift());
                self.unterschrift(LINKS, BREITE, was);
            }
            Baustein::Feld(text, was) => self.feld(text, was),
        }
    }

    fn angaben_in(&mut self, x: Mass, breite: Mass, angaben: &[(String, String)]) {
        let namen = angaben.iter().map(|(name, _)| Schnitt::Normal.breite(&format!("{name}:"), TEXT));
        let spalt = namen.max().unwrap_or(0).saturating_add(SPALT).min(breite / 2);
        for (name, wert) in angaben {
            let namen = umbrochen(&format!("{name}:"), Schnitt::Normal, TEXT, spalt - SPALT);
            let werte = umbrochen(wert, Schnitt::Normal, TEXT, breite - spalt);
            for nr in 0..namen.len().max(werte.len()) {
                let y = self.grundlinie(TEXT);
                let zeile = |zeilen: &[String]| zeilen.get(nr).cloned().unwrap_or_default();
                self.seite().links(x, y, Schnitt::Normal, TEXT, &zeile(&namen));
                self.seite().links(x + spalt, y, Schnitt::Normal, TEXT, &zeile(&werte));
            }
        }
    }

    fn unterschrift(&mut self, x: Mass, breite: Mass, was: &[String]) {
        let anzahl = Mass::try_from(was.len().max(2)).unwrap_or(2);
        let feld = (breite - (anzahl - 1) * SPALT * 2) / anzahl;
        let strich = self.y + SCHREIBHOEHE;
        for (nr, wort) in (0..).zip(was) {
            let links = x + nr * (feld + SPALT * 2);
            self.seite().waagrecht(links, links + feld, strich, FEIN);
            self.seite().links(links, strich + zeilenabstand(KLEIN), Schnitt::Normal, KLEIN, wort);
        }
        self.y += hoehe_unterschrift();
    }

    fn feld(&mut self, text: &str, was: &[String]) {
        let innen = BREITE - 2 * RAND_FELD;
        let zeilen = umbrochen(text, Schnitt::Normal, TEXT, innen).len();
        let texthoehe = zeilenabstand(TEXT) * Mass::try_from(zeilen).unwrap_or(Mass::MAX / 2 / TEXT);
        self.halte_frei(2 * RAND_FELD + texthoehe + hoehe_unterschrift());
        let (seite, oben) = (self.seiten.len(), self.y);
        self.y += RAND_FELD;
        self.zeilen_in(LINKS + RAND_FELD, innen, text, Schnitt::Normal, TEXT);
        self.unterschrift(LINKS + RAND_FELD, innen, was);
        self.y += RAND_FELD;
        // A text longer than a page has no frame.
        if seite == self.seiten.len() {
            let unten = self.y;
            self.seite().rahmen(LINKS, RECHTS, oben, unten, FEIN);
        }
    }

    /// A table: its head again on each page, a sum never apart from the row above it.
    fn tabelle(&mut self, tabelle: &Tabelle) {
        let raster = Raster::neu(tabelle, BREITE);
        let kopf = raster.kopf(&tabelle.spalten);
        let reihen: Vec<Reihe> = tabelle.zeilen.iter().map(|zeile| raster.zeile(zeile)).collect();
        let ist_summe = |nr: usize| matches!(tabelle.zeilen.get(nr), Some(Zeile::Summe(..)));
        let bleibt_beisammen = |nr: usize| -> Mass {
            let summen = (nr + 1..).take_while(|nr| ist_summe(*nr)).map(|nr| reihen[nr].hoehe(raster.groesse) + SPALT);
            summen.fold(reihen[nr].hoehe(raster.groesse), Mass::saturating_add)
        };
        let erste = if reihen.is_empty() { 0 } else { bleibt_beisammen(0) };
        self.halte_frei(erste.saturating_add(kopf.hoehe(raster.groesse) + SPALT));
        self.tabellenkopf(&kopf, &raster);
        for (nr, reihe) in reihen.iter().enumerate() {
            if nr > 0 && !ist_summe(nr) && self.halte_frei(bleibt_beisammen(nr)) {
                self.tabellenkopf(&kopf, &raster);
            }
            if ist_summe(nr) {
                let y = self.y + SPALT / 4;
                let ganz = nr + 1 == reihen.len();
                let (links, staerke) = if ganz { (0, STARK) } else { (raster.letzte_spalte(), FEIN) };
                self.seite().waagrecht(LINKS + links, LINKS + raster.breite(), y, staerke);
                self.y = y + SPALT / 4;
            }
            self.reihe(reihe, &raster, &kopf);
            if ist_summe(nr) {
                self.y += SPALT / 2;
            }
        }
    }

    fn tabellenkopf(&mut self, kopf: &Reihe, raster: &Raster) {
        (0..kopf.zeilen).for_each(|nr| self.reihenzeile(kopf, nr, raster));
        let y = self.y + SPALT / 8;
        self.seite().waagrecht(LINKS, LINKS + raster.breite(), y, STARK);
        self.y = y + SPALT / 4;
    }

    /// The lines of a row. One that no page holds goes on below another head.
    fn reihe(&mut self, reihe: &Reihe, raster: &Raster, kopf: &Reihe) {
        for nr in 0..reihe.zeilen {
            if self.halte_frei(zeilenabstand(raster.groesse)) {
                self.tabellenkopf(kopf, raster);
            }
            self.reihenzeile(reihe, nr, raster);
        }
        self.y += luft(raster.groesse);
    }

    fn reihenzeile(&mut self, reihe: &Reihe, nr: usize, raster: &Raster) {
        let y = self.grundlinie(raster.groesse);
        for (_, platz, text) in reihe.texte.iter().filter(|(zeile, _, _)| *zeile == nr) {
            match platz {
                Platz::Ab(x) => self.seite().links(LINKS + x, y, reihe.schnitt, raster.groesse, text),
                Platz::Bis(x) => self.seite().rechts(LINKS + x, y, reihe.schnitt, raster.groesse, text),
            }
        }
    }

    fn numeriert(mut self) -> Vec<Seite> {
        let anzahl = self.seiten.len();
        for (nr, seite) in (1..).zip(&mut self.seiten) {
            seite.rechts(RECHTS, FUSSZEILE + KLEIN, Schnitt::Normal, KLEIN, &format!("Seite {nr} von {anzahl}"));
        }
        self.seiten
    }
}

const fn hoehe_unterschrift() -> Mass {
    SCHREIBHOEHE + zeilenabstand(KLEIN) + KLEIN / 4
}

/// How much of a part must at least follow on the same page.
fn anfang(baustein: &Baustein) -> Mass {
    match baustein {
        Baustein::Tabelle(_) => ABSTAND + 4 * zeilenabstand(TABELLE[0]),
        Baustein::Unterschrift(_) => ABSTAND + hoehe_unterschrift(),
        _ => 0,
    }
}
