//! From findings and decisions to the one final code and the amount.

use domain::datum::deutsch;
use domain::{
    Betrag, Einheit, EntscheidungsArt, ErledigteLeistung, JaNein, Leistung, Leistungsabweichung, Leistungsbefund,
    Leistungscode, Leistungsklasse, Leistungsurteil, Menge, Vergabe,
};
use rules::Entscheidungen;
use rules::leistungen::{
    self, BERICHTIGT, BERICHTIGUNG_WARTET, KORREKTUR_ZU_HOCH, Notiz, UNWIRKSAM, Wirkung, entscheidender, tage,
};

use crate::Ergebnis;
use crate::berichtigung::{Berichtigungen, unterschied};
use crate::konto::{Buchung, Konten};
use crate::position::{Fund, Position};
use crate::rechnung::Beleg;
use crate::stammdaten::Stammdaten;

/// What a line is judged by.
pub(crate) struct Richter<'r, 'a> {
    pub(crate) beleg: &'r Beleg<'a>,
    pub(crate) stammdaten: &'r Stammdaten<'a>,
    pub(crate) entscheidungen: &'r Entscheidungen<'a>,
    pub(crate) berichtigungen: &'r Berichtigungen<'a>,
}

/// What is paid for a line.
#[derive(Clone, Copy, Debug, Default)]
struct Anerkannt {
    menge: Menge,
    satz: Option<Betrag>,
    /// Before what was paid for the line that it corrects.
    betrag: Betrag,
}

impl<'a> Richter<'_, 'a> {
    /// Judges a line, books what it pays and adds verdict, findings and deviations. A line that an earlier run settled
    /// keeps its verdict; what it paid is booked already.
    pub(crate) fn richte(
        &self,
        zeile: &'a Leistung,
        stamm: &str,
        erledigt: Option<&ErledigteLeistung>,
        konten: &mut Konten,
        ergebnis: &mut Ergebnis,
    ) {
        if let Some(erledigt) = erledigt {
            ergebnis.urteile.push(self.wie_erledigt(zeile, erledigt));
            return;
        }
        if self.berichtigungen.wartet(zeile) {
            ergebnis.befunde.push(self.notiz(zeile, &BERICHTIGUNG_WARTET, zeile.betrag, zeile.betrag));
            ergebnis.urteile.push(self.urteil(zeile));
            return;
        }
        let mut position = Position::neu(zeile, self.beleg, self.stammdaten);
        let grenze = self.verbrauch(&mut position, stamm, konten);
        let (code, vergabe) = self.code(&position, ergebnis);
        let abgewiesen = leistungen::zeile(code).wirkung == Wirkung::Abweisen;
        let anerkannt = match (abgewiesen, vergabe) {
            (true, _) => Anerkannt::default(),
            (false, Vergabe::Automatisch) => anerkannt(&position, grenze),
            (false, Vergabe::Manuell) => entschieden(&position, grenze, code),
        };
        let anerkannt = self.berichtigt(zeile, anerkannt, ergebnis);
        let schon_bezahlt = konten.schon_bezahlt(&zeile.bewilligung_nr, stamm);
        let schon_bezahlt = if abgewiesen { Betrag::NULL } else { schon_bezahlt };
        let neu = unterschied(zeile, self.beleg.pilot, anerkannt.betrag, schon_bezahlt);
        if anerkannt.betrag < schon_bezahlt {
            ergebnis.befunde.push(self.notiz(zeile, &KORREKTUR_ZU_HOCH, schon_bezahlt, anerkannt.betrag));
        }
        konten.buche(Buchung {
            bewilligung_nr: &zeile.bewilligung_nr,
            stamm,
            abrechnungsmonat: &self.beleg.rechnung.abrechnungsmonat,
            zeitraum: (zeile.von, zeile.bis),
            menge: anerkannt.menge,
            betrag: neu,
        });
        if !abgewiesen {
            ergebnis.abweichungen.extend(abweichungen(zeile, &anerkannt, &position.funde, (code, vergabe)));
        }
        ergebnis.urteile.push(Leistungsurteil {
            code: Some(code),
            klasse: klasse(code),
            vergabe,
            betrag_anerkannt: Some(neu),
            absetzung: Some(zeile.betrag - schon_bezahlt - neu),
            menge_anerkannt: anerkannt.menge,
            satz_anerkannt: anerkannt.satz,
            schon_bezahlt,
            stamm: stamm.to_owned(),
            ..self.urteil(zeile)
        });
        let befunde = position.funde.into_iter().map(|fund| self.beleg.befund(Some(zeile.lfd_nr), fund));
        ergebnis.befunde.extend(befunde);
    }

    /// What is accepted of a line of which a later one says that less is due.
    fn berichtigt(&self, zeile: &Leistung, anerkannt: Anerkannt, ergebnis: &mut Ergebnis) -> Anerkannt {
        match self.berichtigungen.hoechstens(zeile).filter(|hoechstens| *hoechstens < anerkannt.betrag) {
            None => anerkannt,
            Some(hoechstens) => {
                ergebnis.befunde.push(self.notiz(zeile, &BERICHTIGT, anerkannt.betrag, hoechstens));
                Anerkannt { betrag: hoechstens, ..anerkannt }
            }
        }
    }

    /// A note on the amount of a line.
    fn notiz(&self, zeile: &Leistung, notiz: &Notiz, ist: Betrag, soll: Betrag) -> Leistungsbefund {
        let mut befund = self.beleg.notiz(notiz, "betrag", &ist.deutsch(), &soll.deutsch());
        befund.lfd_nr = Some(zeile.lfd_nr);
        befund
    }

    /// Finds what other lines have used up; gives the largest quantity that may be paid, if there is a limit.
    fn verbrauch(&self, position: &mut Position<'_>, stamm: &str, konten: &Konten) -> Option<Menge> {
        let zeile = position.zeile;
        let nummer = &zeile.bewilligung_nr;
        if let Some((von, bis)) = konten.doppelt(nummer, stamm, zeile.von, zeile.bis) {
            let ist = format!("{} bis {}", deutsch(zeile.von), deutsch(zeile.bis));
            let soll = format!("bezahlt: {} bis {}", deutsch(von), deutsch(bis));
            position.funde.push(Fund::neu(Leistungscode::L09, "von", ist, soll));
        }
        let zaehlt_tage = zeile.einheit == Einheit::Tag && zeile.von <= zeile.bis;
        let im_zeitraum = zaehlt_tage.then(|| tage(zeile.von, zeile.bis));
        let im_monat = position.bewilligung.and_then(|b| b.max_menge_monat).map(|hoechstens| {
            hoechstens.abzueglich(konten.verbraucht(nummer, stamm, &self.beleg.rechnung.abrechnungsmonat))
        });
        let grenze = im_zeitraum.into_iter().chain(im_monat).min()?;
        if zeile.menge > grenze {
            position.funde.push(Fund::neu(Leistungscode::L08, "menge", zeile.menge.deutsch(), grenze.deutsch()));
        }
        Some(grenze)
    }

    /// The final code: what a person decided, else the first of the findings. No decision pays a day a second time.
    fn code(&self, position: &Position<'_>, ergebnis: &mut Ergebnis) -> (Leistungscode, Vergabe) {
        let zeile = position.zeile;
        let automatisch = entscheidender(position.funde.iter().map(|fund| fund.code));
        let entschieden = self.entscheidungen.zu(&zeile.beleg_id, &zeile.posten, zeile.erledigt_am);
        let letzte = entschieden.into_iter().rfind(|e| e.art == EntscheidungsArt::Status);
        let Some(manuell) = letzte.and_then(|e| e.wert.parse::<Leistungscode>().ok()) else {
            return (automatisch, Vergabe::Automatisch);
        };
        let doppelt = position.funde.iter().any(|fund| fund.code == Leistungscode::L09);
        if doppelt && leistungen::zeile(manuell).wirkung != Wirkung::Abweisen {
            let mut befund = self.beleg.notiz(&UNWIRKSAM, "status", manuell.als_str(), Leistungscode::L09.als_str());
            befund.lfd_nr = Some(zeile.lfd_nr);
            ergebnis.befunde.push(befund);
            return (Leistungscode::L09, Vergabe::Automatisch);
        }
        (manuell, Vergabe::Manuell)
    }

    /// A verdict on a line without what was decided.
    fn urteil(&self, zeile: &Leistung) -> Leistungsurteil {
        Leistungsurteil {
            rechnungsnummer: zeile.rechnungsnummer.clone(),
            lfd_nr: zeile.lfd_nr,
            code: None,
            klasse: Leistungsklasse::Offen,
            vergabe: Vergabe::Automatisch,
            betrag_berechnet: zeile.betrag,
            betrag_anerkannt: None,
            absetzung: None,
            bewilligung_nr: zeile.bewilligung_nr.clone(),
            aktenzeichen: zeile.aktenzeichen.clone(),
            le_nr: self.beleg.rechnung.le_nr.clone(),
            pilot: JaNein::from(self.beleg.pilot),
            menge_anerkannt: Menge::NULL,
            satz_anerkannt: None,
            schon_bezahlt: Betrag::NULL,
            abrechnungsmonat: self.beleg.rechnung.abrechnungsmonat.clone(),
            von: zeile.von,
            bis: zeile.bis,
            stamm: zeile.stamm.clone(),
            posten: zeile.posten.clone(),
            beleg_id: zeile.beleg_id.clone(),
            erledigt_am: zeile.erledigt_am,
        }
    }

    fn wie_erledigt(&self, zeile: &Leistung, erledigt: &ErledigteLeistung) -> Leistungsurteil {
        Leistungsurteil {
            code: Some(erledigt.code),
            klasse: erledigt.klasse,
            vergabe: erledigt.vergabe,
            betrag_anerkannt: Some(erledigt.betrag_anerkannt),
            absetzung: Some(erledigt.absetzung),
            pilot: erledigt.pilot,
            menge_anerkannt: erledigt.menge_anerkannt,
            satz_anerkannt: erledigt.satz_anerkannt,
            schon_bezahlt: erledigt.schon_bezahlt,
            stamm: erledigt.stamm.clone(),
            erledigt_am: Some(erledigt.erledigt_am),
            ..self.urteil(zeile)
        }
    }
}

fn klasse(code: Leistungscode) -> Leistungsklasse {
    match leistungen::zeile(code).wirkung {
        Wirkung::Abweisen => Leistungsklasse::Abweisen,
        Wirkung::Kuerzen => Leistungsklasse::Kuerzen,
        Wirkung::Zahlen | Wirkung::Melden => Leistungsklasse::Zahlen,
    }
}

/// half-up(min(quantity, limit) × min(rate, agreed rate)), at most what was billed. Where a person pays a line for
/// which no rate is agreed, the billed one counts.
fn anerkannt(position: &Position<'_>, grenze: Option<Menge>) -> Anerkannt {
    let zeile = position.zeile;
    let menge = grenze.map_or(zeile.menge, |grenze| zeile.menge.min(grenze));
    let satz = position.vereinbart.map_or(zeile.satz, |vereinbart| zeile.satz.min(vereinbart));
    let gerechnet = menge.mal(satz).unwrap_or(zeile.betrag);
    Anerkannt { menge, satz: Some(satz), betrag: gerechnet.min(zeile.betrag) }
}

/// The payment that a person's code gives: `0` everything as billed, a code that cuts what its own finding computes. That no day is
/// paid twice is seen to before.
fn entschieden(position: &Position<'_>, grenze: Option<Menge>, code: Leistungscode) -> Anerkannt {
    let zeile = position.zeile;
    let wie_berechnet = Anerkannt { menge: zeile.menge, satz: Some(zeile.satz), betrag: zeile.betrag };
    let gerechnet = |menge: Menge, satz: Betrag| Anerkannt {
        menge,
        satz: Some(satz),
        betrag: menge.mal(satz).unwrap_or(zeile.betrag).min(zeile.betrag),
    };
    match code {
        Leistungscode::L06 => {
            gerechnet(zeile.menge, position.vereinbart.map_or(zeile.satz, |satz| satz.min(zeile.satz)))
        }
        Leistungscode::L07 => gerechnet(zeile.menge, zeile.satz),
        Leistungscode::L08 => gerechnet(grenze.map_or(zeile.menge, |grenze| zeile.menge.min(grenze)), zeile.satz),
        _ => wie_berechnet,
    }
}

/// Where the accepted figures differ from the billed ones, each with the finding that says why.
fn abweichungen(
    zeile: &Leistung,
    anerkannt: &Anerkannt,
    funde: &[Fund],
    (entschieden, vergabe): (Leistungscode, Vergabe),
) -> Vec<Leistungsabweichung> {
    let satz = anerkannt.satz.unwrap_or(zeile.satz);
    let groessen = [
        ("menge", zeile.menge.to_string(), anerkannt.menge.to_string(), Leistungscode::L08),
        ("satz", zeile.satz.to_string(), satz.to_string(), Leistungscode::L06),
        ("betrag", zeile.betrag.to_string(), anerkannt.betrag.to_string(), Leistungscode::L07),
    ];
    let betragscode = match vergabe {
        Vergabe::Automatisch => entscheidender(funde.iter().map(|fund| fund.code)),
        Vergabe::Manuell => entschieden,
    };
    let code = |groesse: &str, code| if groesse == "betrag" { betragscode } else { code };
    let abweichung = |(groesse, berechnet, anerkannt, eigener): (&str, String, String, Leistungscode)| {
        let code = code(groesse, eigener);
        (berechnet != anerkannt).then(|| Leistungsabweichung {
            rechnungsnummer: zeile.rechnungsnummer.clone(),
            lfd_nr: zeile.lfd_nr,
            groesse: groesse.into(),
            berechnet,
            anerkannt,
            code,
            grund: leistungen::zeile(code).text.into(),
            beleg_id: zeile.beleg_id.clone(),
        })
    };
    groessen.into_iter().filter_map(abweichung).collect()
}
