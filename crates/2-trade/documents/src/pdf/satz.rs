//! Sets a sheet: what comes on which page, and where.

use super::baum::{Baum, Rolle};
use super::raster::{Platz, Raster, Reihe};
use super::schrift::Schnitt;
use super::seite::{Art, Seite};
use super::umbruch::umbrochen;
use super::vorlage::*;
use crate::{Baustein, Blatt, Briefkopf, Tabelle, Zeile};

/// A sheet on paper.
pub(super) struct Gesetzt {
    /// Its pages, at least one.
    pub(super) seiten: Vec<Seite>,
    /// The order in which they are read.
    pub(super) baum: Baum,
}

/// A sheet on paper.
pub(super) fn gesetzt(blatt: &Blatt) -> Gesetzt {
    let seiten = vec![Seite::default()];
    let mut satz = Satz { seiten, y: OBEN, kopfzeile: kopfzeile(blatt), baum: Baum::neu(), teil: None };
    match &blatt.briefkopf {
        Some(kopf) => satz.brief(&blatt.titel, kopf),
        None => satz.teil(Rolle::Titel, |satz| satz.zeilen(&blatt.titel, Schnitt::Fett, TITEL)),
    }
    for (nr, baustein) in blatt.bausteine.iter().enumerate() {
        satz.baustein(baustein, &blatt.bausteine[nr + 1..]);
    }
    satz.numeriert()
}

/// The line above a following page, so that it is known when it lies alone.
fn kopfzeile(blatt: &Blatt) -> String {
    let angaben = blatt.briefkopf.iter().flat_map(|kopf| &kopf.angaben).map(|(name, wert)| format!("{name}: {wert}"));
    std::iter::once(blatt.titel.clone()).chain(angaben).collect::<Vec<_>>().join("  ·  ")
}

/// Pages set so far, and how far down the last one is filled.
struct Satz {
    seiten: Vec<Seite>,
    y: Mass,
    kopfzeile: String,
    baum: Baum,
    /// The part to which the next texts belong.
    teil: Option<usize>,
}

impl Satz {
    fn seite(&mut self) -> &mut Seite {
        self.seiten.last_mut().expect("there is always a page")
    }

    /// How the next text looks, and where it belongs.
    fn art(&self, schnitt: Schnitt, groesse: Mass) -> Art {
        Art { schnitt, groesse, teil: self.teil }
    }

    /// Makes a part of the sheet of everything that `setze` sets.
    fn teil(&mut self, rolle: Rolle, setze: impl FnOnce(&mut Self)) {
        self.teil = Some(self.baum.teil(rolle));
        setze(self);
        self.teil = None;
    }

    /// Makes parts within one of everything that `setze` sets.
    fn teile(&mut self, rolle: Rolle, setze: impl FnOnce(&mut Self)) {
        self.baum.beginne(rolle);
        setze(self);
        self.baum.ende();
    }

    fn neue_seite(&mut self) {
        self.seiten.push(Seite::default());
        self.y = OBEN_FOLGESEITE;
        // What is repeated belongs to no part, even in the middle of one.
        let (kopfzeile, teil) = (std::mem::take(&mut self.kopfzeile), self.teil.take());
        self.zeilen(&kopfzeile, Schnitt::Normal, KLEIN);
        (self.kopfzeile, self.teil) = (kopfzeile, teil);
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
            let art = self.art(schnitt, groesse);
            self.seite().links(x, y, art, &zeile);
        }
    }

    fn brief(&mut self, betreff: &str, kopf: &Briefkopf) {
        for y in FALZMARKEN.into_iter().chain([LOCHMARKE]) {
            self.seite().waagrecht(MARKE_LINKS, MARKE_LINKS + MARKE_BREITE, y, FEIN);
        }
        self.y = ABSENDER_OBEN;
        if !kopf.absender.is_empty() {
            self.teil(Rolle::Absatz, |satz| {
                satz.zeilen_in(LINKS, FENSTER_BREITE, &kopf.absender, Schnitt::Normal, ABSENDER);
            });
            let y = self.y;
            self.seite().waagrecht(LINKS, LINKS + FENSTER_BREITE, y, FEIN);
        }
        self.y = self.y.max(ANSCHRIFT_OBEN);
        if !kopf.anschrift.is_empty() {
            self.teil(Rolle::Absatz, |satz| {
                for zeile in &kopf.anschrift {
                    satz.zeilen_in(LINKS, FENSTER_BREITE, zeile, Schnitt::Normal, TEXT);
                }
            });
        }
        let unter_anschrift = std::mem::replace(&mut self.y, INFO_OBEN);
        let angaben: Vec<_> = kopf.angaben.iter().chain(&kopf.kontakt).cloned().collect();
        self.angaben_in(INFO_LINKS, INFO_BREITE, &angaben);
        self.y = BETREFF_OBEN.max(unter_anschrift + ABSTAND).max(self.y + ABSTAND);
        self.teil(Rolle::Titel, |satz| satz.zeilen(betreff, Schnitt::Fett, BETREFF));
    }

    fn baustein(&mut self, baustein: &Baustein, danach: &[Baustein]) {
        self.y += ABSTAND;
        match baustein {
            Baustein::Ueberschrift(text) => {
                self.y += ABSTAND / 2;
                self.halte_frei(ueberschrift() + folge(danach));
                self.teil(Rolle::Ueberschrift, |satz| satz.zeilen(text, Schnitt::Fett, UEBERSCHRIFT));
                self.y -= ABSTAND / 2;
            }
            Baustein::Absatz(text) => {
                // A sentence that announces what follows stays with it.
                let hoehe = hoehe_absatz(text, BREITE);
                if hoehe < UNTEN / 4 {
                    self.halte_frei(hoehe + danach.first().map_or(0, anfang));
                }
                self.teil(Rolle::Absatz, |satz| satz.zeilen(text, Schnitt::Normal, TEXT));
            }
            Baustein::Zeilen(zeilen) => self.teil(Rolle::Absatz, |satz| {
                let hoehe = zeilenabstand(TEXT).saturating_mul(anzahl(zeilen.len()));
                satz.halte_frei(hoehe.saturating_add(danach.first().map_or(0, anfang)));
                zeilen.iter().for_each(|zeile| satz.zeilen(zeile, Schnitt::Normal, TEXT));
            }),
            Baustein::Angaben(angaben) => {
                let hoehe = zeilenabstand(TEXT).saturating_mul(anzahl(angaben.len()));
                self.halte_frei(hoehe.saturating_add(danach.first().map_or(0, anfang)));
                self.angaben_in(LINKS, BREITE, angaben);
            }
            Baustein::Tabelle(tabelle) => self.teile(Rolle::Tabelle, |satz| satz.tabelle(tabelle)),
            Baustein::Unterschrift(was) => {
                self.halte_frei(hoehe_unterschrift());
                self.unterschrift(LINKS, BREITE, was);
            }
            Baustein::Feld(text, was) => self.teile(Rolle::Feld, |satz| satz.feld(text, was)),
            Baustein::NeueSeite => self.neue_seite(),
        }
    }

    fn angaben_in(&mut self, x: Mass, breite: Mass, angaben: &[(String, String)]) {
        if angaben.is_empty() {
            return;
        }
        let namen = angaben.iter().map(|(name, _)| Schnitt::Normal.breite(&format!("{name}:"), TEXT));
        let spalt = namen.max().unwrap_or(0).saturating_add(SPALT).min(breite / 2);
        self.teile(Rolle::Liste, |satz| {
            for (name, wert) in angaben {
                satz.teile(Rolle::Eintrag, |satz| satz.angabe(x, [spalt, breite], name, wert));
            }
        });
    }

    /// A name at `x`, and its value `spalt` to the right of it.
    fn angabe(&mut self, x: Mass, [spalt, breite]: [Mass; 2], name: &str, wert: &str) {
        let namen = umbrochen(&format!("{name}:"), Schnitt::Normal, TEXT, spalt - SPALT);
        let werte = umbrochen(wert, Schnitt::Normal, TEXT, breite - spalt);
        let teile = [self.baum.teil(Rolle::Name), self.baum.teil(Rolle::Wert)];
        for nr in 0..namen.len().max(werte.len()) {
            let y = self.grundlinie(TEXT);
            for (teil, x, zeilen) in [(teile[0], x, &namen), (teile[1], x + spalt, &werte)] {
                if let Some(zeile) = zeilen.get(nr) {
                    let art = Art { schnitt: Schnitt::Normal, groesse: TEXT, teil: Some(teil) };
                    self.seite().links(x, y, art, zeile);
                }
            }
        }
    }

    fn unterschrift(&mut self, x: Mass, breite: Mass, was: &[String]) {
        let anzahl = anzahl(was.len().max(2));
        let feld = (breite - (anzahl - 1) * SPALT * 2) / anzahl;
        let strich = self.y + SCHREIBHOEHE;
        for (nr, wort) in (0..).zip(was) {
            let links = x + nr * (feld + SPALT * 2);
            self.seite().waagrecht(links, links + feld, strich, FEIN);
            self.teil(Rolle::Absatz, |satz| {
                let art = satz.art(Schnitt::Normal, KLEIN);
                satz.seite().links(links, strich + zeilenabstand(KLEIN), art, wort);
            });
        }
        self.y += hoehe_unterschrift();
    }

    fn feld(&mut self, text: &str, was: &[String]) {
        let innen = BREITE - 2 * RAND_FELD;
        self.halte_frei((2 * RAND_FELD + hoehe_unterschrift()).saturating_add(hoehe_absatz(text, innen)));
        let (seite, oben) = (self.seiten.len(), self.y);
        self.y += RAND_FELD;
        self.teil(Rolle::Absatz, |satz| satz.zeilen_in(LINKS + RAND_FELD, innen, text, Schnitt::Normal, TEXT));
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
        let koepfe = self.zellen(tabelle.spalten.iter().map(|_| Rolle::Spaltenkopf));
        self.tabellenkopf(&kopf, &raster, &koepfe);
        for (nr, reihe) in reihen.iter().enumerate() {
            if nr > 0 && !ist_summe(nr) && self.halte_frei(bleibt_beisammen(nr)) {
                self.tabellenkopf(&kopf, &raster, &[]);
            }
            if ist_summe(nr) {
                let y = self.y + SPALT / 4;
                let ganz = nr + 1 == reihen.len();
                let (links, staerke) = if ganz { (0, STARK) } else { (raster.letzte_spalte(), FEIN) };
                self.seite().waagrecht(LINKS + links, LINKS + raster.breite(), y, staerke);
                self.y = y + SPALT / 4;
            }
            let rollen = zellrollen(&tabelle.zeilen[nr], tabelle.spalten.len());
            let zellen = self.zellen(rollen.into_iter());
            self.reihe(reihe, &raster, &kopf, &zellen);
            if ist_summe(nr) {
                self.y += SPALT / 2;
            }
        }
    }

    /// A row of the table; gives the parts that its cells are.
    fn zellen(&mut self, rollen: impl Iterator<Item = Rolle>) -> Vec<usize> {
        self.baum.beginne(Rolle::Reihe);
        let zellen = rollen.map(|rolle| self.baum.teil(rolle)).collect();
        self.baum.ende();
        zellen
    }

    /// The head of a table; repeated, its cells are no parts.
    fn tabellenkopf(&mut self, kopf: &Reihe, raster: &Raster, zellen: &[usize]) {
        (0..kopf.zeilen).for_each(|nr| self.reihenzeile(kopf, nr, raster, zellen));
        let y = self.y + SPALT / 8;
        self.seite().waagrecht(LINKS, LINKS + raster.breite(), y, STARK);
        self.y = y + SPALT / 4;
    }

    /// The lines of a row. One that no page holds goes on below another head.
    fn reihe(&mut self, reihe: &Reihe, raster: &Raster, kopf: &Reihe, zellen: &[usize]) {
        for nr in 0..reihe.zeilen {
            if self.halte_frei(zeilenabstand(raster.groesse)) {
                self.tabellenkopf(kopf, raster, &[]);
            }
            self.reihenzeile(reihe, nr, raster, zellen);
        }
        self.y += luft(raster.groesse);
    }

    fn reihenzeile(&mut self, reihe: &Reihe, nr: usize, raster: &Raster, zellen: &[usize]) {
        let y = self.grundlinie(raster.groesse);
        for stueck in reihe.texte.iter().filter(|stueck| stueck.zeile == nr) {
            let teil = zellen.get(stueck.zelle).copied();
            let art = Art { schnitt: reihe.schnitt, groesse: raster.groesse, teil };
            match stueck.platz {
                Platz::Ab(x) => self.seite().links(LINKS + x, y, art, &stueck.text),
                Platz::Bis(x) => self.seite().rechts(LINKS + x, y, art, &stueck.text),
            }
        }
    }

    fn numeriert(mut self) -> Gesetzt {
        let anzahl = self.seiten.len();
        let art = self.art(Schnitt::Normal, KLEIN);
        for (nr, seite) in (1..).zip(&mut self.seiten) {
            seite.rechts(RECHTS, FUSSZEILE + KLEIN, art, &format!("Seite {nr} von {anzahl}"));
        }
        Gesetzt { seiten: self.seiten, baum: self.baum }
    }
}

/// The parts that the cells of a row are. The name of a sum stands across all columns but the last.
fn zellrollen(zeile: &Zeile, spalten: usize) -> Vec<Rolle> {
    match zeile {
        Zeile::Werte(werte) => vec![Rolle::Zelle; werte.len()],
        Zeile::Summe(..) => vec![Rolle::Reihenkopf(spalten.saturating_sub(1).max(1)), Rolle::Zelle],
    }
}

fn anzahl(anzahl: usize) -> Mass {
    Mass::try_from(anzahl).unwrap_or(Mass::MAX)
}

fn hoehe_absatz(text: &str, breite: Mass) -> Mass {
    zeilenabstand(TEXT).saturating_mul(anzahl(umbrochen(text, Schnitt::Normal, TEXT, breite).len())).min(BLATT_HOEHE)
}

const fn ueberschrift() -> Mass {
    ABSTAND + zeilenabstand(UEBERSCHRIFT)
}

const fn hoehe_unterschrift() -> Mass {
    SCHREIBHOEHE + zeilenabstand(KLEIN) + KLEIN / 4
}

/// How much must at least follow a heading on the same page.
fn folge(danach: &[Baustein]) -> Mass {
    match danach {
        [Baustein::Absatz(_) | Baustein::Angaben(_), zweiter, ..] => {
            ABSTAND + 2 * zeilenabstand(TEXT) + anfang(zweiter)
        }
        [erster, ..] => anfang(erster),
        [] => 0,
    }
}

/// How much of a part must at least follow on the same page.
fn anfang(baustein: &Baustein) -> Mass {
    match baustein {
        Baustein::Ueberschrift(_) => ueberschrift(),
        Baustein::Angaben(_) => ABSTAND + zeilenabstand(TEXT),
        Baustein::Tabelle(_) => ABSTAND + 4 * zeilenabstand(TABELLE[0]),
        Baustein::Unterschrift(_) => ABSTAND + hoehe_unterschrift(),
        Baustein::Feld(text, _) => {
            ABSTAND + 2 * RAND_FELD + hoehe_absatz(text, BREITE - 2 * RAND_FELD) + hoehe_unterschrift()
        }
        _ => 0,
    }
}
