//! Findings on a line by itself: facility, grant, period, rate, amount. What other lines used up is in `konto`.

use domain::datum::deutsch;
use domain::{Betrag, Bewilligung, Leistung, Leistungscode, Leistungscode::*, Weg};
use rules::leistungen::angebot;

use crate::rechnung::Beleg;
use crate::stammdaten::{Stammdaten, gleicher_name, gleicher_vorname};

/// A finding on a line: code, field, what stood there, what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fund {
    pub(crate) code: Leistungscode,
    pub(crate) feld: &'static str,
    pub(crate) ist: String,
    pub(crate) soll: String,
}

impl Fund {
    pub(crate) fn neu(code: Leistungscode, feld: &'static str, ist: impl ToString, soll: impl ToString) -> Self {
        Fund { code, feld, ist: ist.to_string(), soll: soll.to_string() }
    }
}

/// A line with what belongs to it.
pub(crate) struct Position<'a> {
    pub(crate) zeile: &'a Leistung,
    pub(crate) bewilligung: Option<&'a Bewilligung>,
    /// Rate agreed for the whole period.
    pub(crate) vereinbart: Option<Betrag>,
    pub(crate) funde: Vec<Fund>,
}

impl<'a> Position<'a> {
    /// Checks a line by itself.
    pub(crate) fn neu(zeile: &'a Leistung, beleg: &Beleg<'a>, stammdaten: &Stammdaten<'a>) -> Self {
        let bewilligung = stammdaten.bewilligung(&zeile.bewilligung_nr);
        let vereinbart = stammdaten.saetze.vereinbart(
            &beleg.rechnung.le_nr,
            &zeile.leistungsart,
            zeile.einheit,
            zeile.von,
            zeile.bis,
        );
        let mut position = Position { zeile, bewilligung, vereinbart, funde: Vec::new() };
        position.zulassung(beleg);
        position.person(beleg);
        position.art();
        position.zeitraum(beleg);
        position.satz_und_betrag();
        position.angebot(beleg, stammdaten);
        position
    }

    fn zulassung(&mut self, beleg: &Beleg<'_>) {
        let tag = beleg.rechnung.rechnungsdatum;
        if !beleg.leistungserbringer.is_some_and(|le| le.freigeschaltet(tag)) {
            let ab = beleg.leistungserbringer.and_then(|le| le.freigeschaltet_ab);
            let soll = ab.map_or_else(|| "freigeschaltet".into(), |ab| format!("ab {}", deutsch(ab)));
            self.funde.push(Fund::neu(L01, "rechnungsdatum", deutsch(tag), soll));
        }
    }

    /// The grant is there, and is one of this facility, file number and person.
    fn person(&mut self, beleg: &Beleg<'_>) {
        let zeile = self.zeile;
        let Some(b) = self.bewilligung else {
            self.funde.push(Fund::neu(L02, "bewilligung_nr", &zeile.bewilligung_nr, "eine Bewilligung"));
            return;
        };
        let geb_datum = zeile.geb_datum.map(deutsch).unwrap_or_default();
        for (feld, gleich, ist, soll) in [
            ("le_nr", b.le_nr == beleg.rechnung.le_nr, &beleg.rechnung.le_nr, &b.le_nr),
            ("aktenzeichen", b.aktenzeichen == zeile.aktenzeichen, &zeile.aktenzeichen, &b.aktenzeichen),
            ("name", gleicher_name(&b.name, &zeile.name), &zeile.name, &b.name),
            ("vorname", gleicher_vorname(&b.vorname, &zeile.vorname), &zeile.vorname, &b.vorname),
            ("geb_datum", zeile.geb_datum == Some(b.geb_datum), &geb_datum, &deutsch(b.geb_datum)),
        ] {
            if !gleich {
                self.funde.push(Fund::neu(L03, feld, ist, soll));
            }
        }
    }

    fn art(&mut self) {
        let Some(b) = self.bewilligung else { return };
        if b.leistungsart != self.zeile.leistungsart {
            self.funde.push(Fund::neu(L04, "leistungsart", &self.zeile.leistungsart, &b.leistungsart));
        }
        if b.einheit != self.zeile.einheit {
            self.funde.push(Fund::neu(L04, "einheit", self.zeile.einheit, b.einheit));
        }
    }

    fn zeitraum(&mut self, beleg: &Beleg<'_>) {
        let Leistung { von, bis, .. } = *self.zeile;
        if bis < von {
            self.funde.push(Fund::neu(L05, "bis", deutsch(bis), format!("nicht vor {}", deutsch(von))));
        }
        if let Some(monat) = beleg.monat {
            self.von_bis("abrechnungsmonat", monat.erster(), Some(monat.letzter()));
        }
        if let Some(b) = self.bewilligung {
            self.von_bis("bewilligung", b.von, b.bis);
        }
    }

    /// The period lies within these days.
    fn von_bis(&mut self, feld: &'static str, ab: domain::Datum, ende: Option<domain::Datum>) {
        let Leistung { von, bis, .. } = *self.zeile;
        if von < ab || ende.is_some_and(|ende| bis > ende) {
            let soll = format!("{} bis {}", deutsch(ab), ende.map(deutsch).unwrap_or_default());
            self.funde.push(Fund::neu(L05, feld, format!("{} bis {}", deutsch(von), deutsch(bis)), soll.trim_end()));
        }
    }

    fn satz_und_betrag(&mut self) {
        let zeile = self.zeile;
        match self.vereinbart {
            Some(vereinbart) if zeile.satz > vereinbart => {
                self.funde.push(Fund::neu(L06, "satz", zeile.satz.deutsch(), vereinbart.deutsch()));
            }
            None if zeile.von <= zeile.bis => {
                self.funde.push(Fund::neu(L11, "satz", zeile.satz.deutsch(), "ein vereinbarter Satz"))
            }
            _ => {}
        }
        let gerechnet = zeile.menge.mal(zeile.satz);
        if gerechnet != Some(zeile.betrag) {
            let soll = gerechnet.map(Betrag::deutsch).unwrap_or_default();
            self.funde.push(Fund::neu(L07, "betrag", zeile.betrag.deutsch(), soll));
        }
    }

    /// An offered line comes back with nothing changed but its quantity. Offered is what the reference data say; a
    /// correction was not offered.
    fn angebot(&mut self, beleg: &Beleg<'_>, stammdaten: &Stammdaten<'_>) {
        let (zeile, weg) = (self.zeile, beleg.leistungserbringer.map(|le| le.weg));
        let (Some(b), Some(monat), Some(Weg::Angebot), None) =
            (self.bewilligung, beleg.monat, weg, zeile.korrektur_lfd_nr)
        else {
            return;
        };
        let offered = angebot(b, &stammdaten.saetze, monat);
        let Some(a) = offered.iter().find(|a| a.bis >= zeile.von).or(offered.first()) else {
            self.funde.push(Fund::neu(L13, "bewilligung_nr", &zeile.bewilligung_nr, "eine angebotene Position"));
            return;
        };
        let geb_datum = zeile.geb_datum.map(deutsch).unwrap_or_default();
        for (feld, ist, soll) in [
            ("aktenzeichen", zeile.aktenzeichen.clone(), b.aktenzeichen.clone()),
            ("name", zeile.name.clone(), b.name.clone()),
            ("vorname", zeile.vorname.clone(), b.vorname.clone()),
            ("geb_datum", geb_datum, deutsch(b.geb_datum)),
            ("leistungsart", zeile.leistungsart.clone(), b.leistungsart.clone()),
            ("von", deutsch(zeile.von), deutsch(a.von)),
            ("bis", deutsch(zeile.bis), deutsch(a.bis)),
            ("einheit", zeile.einheit.to_string(), b.einheit.to_string()),
            ("satz", zeile.satz.deutsch(), a.satz.deutsch()),
        ] {
            if ist != soll {
                self.funde.push(Fund::neu(L13, feld, ist, soll));
            }
        }
    }
}
