//! Findings on an invoice as a whole, and on invoices on paper. None of them decides on a line.

use domain::{
    Aufgabe, Betrag, EntscheidungsArt, Leistung, Leistungsbefund, Leistungscode, Leistungserbringer, Leistungsrechnung,
    Papierrechnung, Weg,
};
use rules::Entscheidungen;
use rules::leistungen::{ANGEBOT_BIS, IBAN, Monat, NUMMER_DOPPELT, Notiz, WEG, Wirkung, zeile};

use crate::Ergebnis;
use crate::position::Fund;
use crate::stammdaten::Stammdaten;

/// An invoice with what belongs to it.
pub(crate) struct Beleg<'a> {
    pub(crate) rechnung: &'a Leistungsrechnung,
    pub(crate) zeilen: &'a [Leistung],
    pub(crate) leistungserbringer: Option<&'a Leistungserbringer>,
    pub(crate) monat: Option<Monat>,
    /// Whether it is a pilot invoice: checked and never paid.
    pub(crate) pilot: bool,
    personen: Option<usize>,
}

impl<'a> Beleg<'a> {
    pub(crate) fn neu(rechnung: &'a Leistungsrechnung, zeilen: &'a [Leistung], stammdaten: &Stammdaten<'a>) -> Self {
        let leistungserbringer = stammdaten.leistungserbringer(&rechnung.le_nr);
        let monat = Monat::aus_text(&rechnung.abrechnungsmonat);
        let produktion = leistungserbringer.zip(monat).is_some_and(|(le, monat)| le.in_produktion(monat.erster()));
        let personen = monat.and_then(|monat| stammdaten.personen(&rechnung.le_nr, monat));
        Beleg { rechnung, zeilen, leistungserbringer, monat, pilot: !produktion, personen }
    }

    /// Adds the findings on the invoice and the task that one of them is.
    pub(crate) fn pruefe(&self, entscheidungen: &Entscheidungen<'_>, ergebnis: &mut Ergebnis) {
        ergebnis.befunde.extend(self.summen());
        if let Some(befund) = self.iban() {
            ergebnis.aufgaben.extend(self.aufgabe(&befund, entscheidungen));
            ergebnis.befunde.push(befund);
        }
        if !self.rechnung.schon_berechnet.is_empty() {
            let (ist, soll) = (self.rechnung.rechnungsnummer.as_str(), "eine neue Rechnungsnummer");
            ergebnis.befunde.push(self.notiz(&NUMMER_DOPPELT, "rechnungsnummer", ist, soll));
        }
        ergebnis.befunde.extend(self.weg());
    }

    fn summen(&self) -> Vec<Leistungsbefund> {
        let anzahl = self.zeilen.len();
        let summe: Betrag = self.zeilen.iter().map(|zeile| zeile.betrag).sum();
        let mut funde = Vec::new();
        if let Some(ist) = self.rechnung.anzahl_positionen.filter(|&ist| ist as usize != anzahl) {
            funde.push(Fund::neu(Leistungscode::L10, "anzahl_positionen", ist, anzahl));
        }
        if let Some(ist) = self.rechnung.gesamtbetrag.filter(|&ist| ist != summe) {
            funde.push(Fund::neu(Leistungscode::L10, "gesamtbetrag", ist.deutsch(), summe.deutsch()));
        }
        funde.into_iter().map(|fund| self.befund(None, fund)).collect()
    }

    fn iban(&self) -> Option<Leistungsbefund> {
        let ist: String = self.rechnung.iban.split_whitespace().collect();
        let soll = &self.leistungserbringer?.iban;
        (!ist.is_empty() && !ist.eq_ignore_ascii_case(soll)).then(|| self.notiz(&IBAN, "iban", &ist, soll))
    }

    /// The task to clear up another IBAN; it hangs on the first open line, because decisions are about lines. None once
    /// a person answered it.
    fn aufgabe(&self, befund: &Leistungsbefund, entscheidungen: &Entscheidungen<'_>) -> Option<Aufgabe> {
        let zeile = self.zeilen.iter().find(|zeile| zeile.erledigt_am.is_none())?;
        let gefaellt = entscheidungen.zu(&zeile.beleg_id, &zeile.posten, None);
        if gefaellt.iter().any(|e| e.art == EntscheidungsArt::Freigabe && e.feld == "iban") {
            return None;
        }
        let le = &self.rechnung.le_nr;
        Some(Aufgabe {
            art: EntscheidungsArt::Freigabe.to_string(),
            pic_nr: zeile.posten.clone(),
            feld: "iban".into(),
            aufgabe: format!("{}: {} statt {}; geklärt?", IBAN.text, befund.ist, befund.soll),
            werte: "ja".into(),
            folgen: "ja: Die Frage ist geklärt · bezahlt wird in jedem Fall auf die IBAN der Stammdaten".into(),
            brutto: self.rechnung.gesamtbetrag,
            rechnungssteller: self.leistungserbringer.map_or_else(|| le.clone(), |l| format!("{} ({le})", l.name)),
            rechnungsnummer: self.rechnung.rechnungsnummer.clone(),
            beleg_id: self.rechnung.beleg_id.clone(),
            ..Aufgabe::leer()
        })
    }

    /// An offered list is recommended up to five entitled persons, a file from five; the facility's way is what holds.
    fn weg(&self) -> Option<Leistungsbefund> {
        let (weg, personen) = (self.leistungserbringer?.weg, self.personen?);
        let soll = match weg {
            Weg::Angebot if personen > ANGEBOT_BIS => Weg::Datei,
            Weg::Datei if personen < ANGEBOT_BIS => Weg::Angebot,
            _ => return None,
        };
        let soll = format!("{soll} empfohlen bei {personen} Personen");
        Some(self.notiz(&WEG, "weg", weg.als_str(), &soll))
    }

    /// Writes a finding down; on a line if one is given.
    pub(crate) fn befund(&self, lfd_nr: Option<u32>, fund: Fund) -> Leistungsbefund {
        let zeile = zeile(fund.code);
        Leistungsbefund {
            rechnungsnummer: self.rechnung.rechnungsnummer.clone(),
            lfd_nr,
            code: Some(fund.code),
            regel: zeile.regel.into(),
            klasse: zeile.wirkung.als_str().into(),
            feld: fund.feld.into(),
            ist: fund.ist,
            soll: fund.soll,
            text: zeile.text.into(),
            quelle: zeile.quelle.into(),
            le_nr: self.rechnung.le_nr.clone(),
            beleg_id: self.rechnung.beleg_id.clone(),
        }
    }

    /// Writes a note on the invoice down.
    pub(crate) fn notiz(&self, notiz: &Notiz, feld: &'static str, ist: &str, soll: &str) -> Leistungsbefund {
        Leistungsbefund {
            code: None,
            regel: notiz.regel.into(),
            klasse: Wirkung::Melden.als_str().into(),
            text: notiz.text.into(),
            quelle: notiz.quelle.into(),
            ..self.befund(None, Fund::neu(Leistungscode::Null, feld, ist, soll))
        }
    }
}

/// Paper invoices of facilities in production: they are refused.
pub(crate) fn papier(papier: &[Papierrechnung], stammdaten: &Stammdaten<'_>) -> Vec<Leistungsbefund> {
    let in_produktion = |papier: &&Papierrechnung| {
        let le = stammdaten.leistungserbringer(&papier.le_nr);
        le.zip(Monat::aus_text(&papier.abrechnungsmonat)).is_some_and(|(le, monat)| le.in_produktion(monat.erster()))
    };
    let zeile = zeile(Leistungscode::L12);
    let befund = |papier: &Papierrechnung| Leistungsbefund {
        rechnungsnummer: papier.rechnungsnummer.clone(),
        lfd_nr: None,
        code: Some(zeile.code),
        regel: zeile.regel.into(),
        klasse: zeile.wirkung.als_str().into(),
        feld: "abrechnungsmonat".into(),
        ist: format!("{} über {}", papier.abrechnungsmonat, papier.betrag.deutsch()),
        soll: "elektronische Rechnung".into(),
        text: zeile.text.into(),
        quelle: zeile.quelle.into(),
        le_nr: papier.le_nr.clone(),
        beleg_id: String::new(),
    };
    papier.iter().filter(in_produktion).map(befund).collect()
}
