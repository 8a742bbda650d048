//! The five figures that a director asks for, and the benefit statement of a year. Each says how it is computed.

use domain::{Betrag, Kennzahl, NutzenOptionen, Regressfall};

use super::{Auswertung, promille, zehntel};

/// A value with its unit, as tables have it.
pub(super) enum Wert {
    Euro(Betrag),
    Prozent(Option<u64>),
    Stunden(u64),
    Tage(Option<u32>),
    Anzahl(u32, &'static str),
}

impl Wert {
    fn text(&self) -> String {
        match self {
            Wert::Euro(betrag) => betrag.to_string(),
            Wert::Prozent(promille) => promille.map_or_else(String::new, zehntel),
            Wert::Stunden(zehntelstunden) => zehntel(*zehntelstunden),
            Wert::Tage(tage) => tage.map_or_else(String::new, |tage| tage.to_string()),
            Wert::Anzahl(anzahl, _) => anzahl.to_string(),
        }
    }

    fn einheit(&self) -> &'static str {
        match self {
            Wert::Euro(_) => "EUR",
            Wert::Prozent(_) => "%",
            Wert::Stunden(_) => "Stunden",
            Wert::Tage(_) => "Tage",
            Wert::Anzahl(_, was) => was,
        }
    }
}

pub(super) fn reihe(jahr: Option<u32>, werte: impl IntoIterator<Item = (&'static str, Wert, String)>) -> Vec<Kennzahl> {
    (1..)
        .zip(werte)
        .map(|(nr, (groesse, wert, formel))| Kennzahl {
            jahr,
            nr,
            groesse: groesse.to_owned(),
            wert: wert.text(),
            einheit: wert.einheit().to_owned(),
            formel,
        })
        .collect()
}

fn cent(betrag: Betrag) -> u64 {
    u64::try_from(betrag.cent()).unwrap_or(0)
}

/// The first screen.
pub fn kennzahlen(a: &Auswertung) -> Vec<Kennzahl> {
    let summe = |feld: fn(&domain::Rabattmonat) -> Betrag| a.rabatte.iter().map(feld).sum::<Betrag>();
    let (faellig, gewahrt) = (summe(|m| m.faellig), summe(|m| m.gewahrt));
    let erledigt: u64 = a.automatik.iter().map(|m| u64::from(m.erledigt)).sum();
    let ohne_hand: u64 = a.automatik.iter().map(|m| u64::from(m.ohne_hand)).sum();
    let gekuerzt: Betrag = a.steller.iter().map(|m| m.absetzung + m.brutto_abgewiesen).sum();
    reihe(
        None,
        [
            (
                "Bezahlt",
                Wert::Euro(a.steller.iter().map(|m| m.netto).sum()),
                "Netto aller angewiesenen Rezepte".to_owned(),
            ),
            (
                "Abgewiesen und gekürzt",
                Wert::Euro(gekuerzt),
                "Brutto der abgewiesenen Rezepte + Absetzungen".to_owned(),
            ),
            (
                "Rabatte gewahrt",
                Wert::Prozent(promille(cent(gewahrt), cent(faellig))),
                format!(
                    "{} EUR rechtzeitig angewiesen von {} EUR fälligen Rabatten",
                    gewahrt.deutsch(),
                    faellig.deutsch()
                ),
            ),
            (
                "Ohne Handarbeit",
                Wert::Prozent(promille(ohne_hand, erledigt)),
                format!("{ohne_hand} von {erledigt} erledigten Rezepten ohne Entscheidung eines Menschen"),
            ),
            (
                "Eingang bis Anweisung",
                Wert::Tage(a.median),
                "Kalendertage, in denen die Hälfte der Rezepte angewiesen war".to_owned(),
            ),
        ],
    )
}

/// The benefit statement, year by year; what the payer has set no rate for is left out.
pub fn nutzen(a: &Auswertung, regress: &[Regressfall], saetze: &NutzenOptionen) -> Vec<Kennzahl> {
    let mut jahre: Vec<&str> = a.automatik.iter().map(|m| &m.monat[..4]).collect();
    jahre.dedup();
    // Cases are looked at over the whole time, so they stand in its last year alone.
    let letztes = jahre.last().copied();
    let faelle = |jahr| (Some(jahr) == letztes).then_some(regress);
    jahre.iter().flat_map(|jahr| eines_jahres(jahr, a, faelle(*jahr), saetze)).collect()
}

fn eines_jahres(jahr: &str, a: &Auswertung, regress: Option<&[Regressfall]>, saetze: &NutzenOptionen) -> Vec<Kennzahl> {
    let automatik = a.automatik.iter().filter(|m| m.monat.starts_with(jahr));
    let (erledigt, ohne_hand) = automatik.fold((0, 0), |(e, o), m| (e + m.erledigt, o + m.ohne_hand));
    let steller = || a.steller.iter().filter(|m| m.monat.starts_with(jahr));
    let gewahrt: Betrag = a.rabatte.iter().filter(|m| m.monat.starts_with(jahr)).map(|m| m.gewahrt).sum();
    let abgewiesen: Betrag = steller().map(|m| m.brutto_abgewiesen).sum();
    let absetzung: Betrag = steller().map(|m| m.absetzung).sum();
    let mut nutzen = gewahrt + abgewiesen + absetzung;
    let mut formel = "Rabatte + Abgewiesenes + Absetzungen".to_owned();
    let mut werte = Vec::new();
    if let Some(minuten) = saetze.minuten_je_rezept {
        let gesamt = u64::from(ohne_hand) * u64::from(minuten);
        let wie = format!("{ohne_hand} Rezepte ohne Handarbeit × {minuten} Minuten");
        werte.push(("Gesparte Arbeitszeit", Wert::Stunden((gesamt + 3) / 6), wie.clone()));
        if let Some(satz) = saetze.stundensatz {
            let kosten = Betrag::aus_cent((i128::from(satz.cent()) * i128::from(gesamt) + 30).div_euclid(60) as i64);
            werte.push((
                "Gesparte Personalkosten",
                Wert::Euro(kosten),
                format!("{wie} × {} EUR je Stunde", satz.deutsch()),
            ));
            nutzen += kosten;
            formel.push_str(" + Personalkosten");
        }
    }
    werte.push(("Gewahrte Rabatte", Wert::Euro(gewahrt), "Rabatte rechtzeitig angewiesener Rezepte".to_owned()));
    werte.push(("Abgewiesen", Wert::Euro(abgewiesen), "Brutto der abgewiesenen Rezepte".to_owned()));
    werte.push((
        "Absetzungen",
        Wert::Euro(absetzung),
        "berechnetes Netto − bezahltes Netto der bezahlten Rezepte".to_owned(),
    ));
    if let Some(regress) = regress {
        let neu = regress.iter().filter(|f| f.art == "bagatellgrenze" && f.stand == "neu").count();
        let wie = "Fälle, deren Zahlungen die Bagatellgrenze neu erreicht haben (im ganzen Zeitraum)".to_owned();
        werte.push(("Regresskandidaten", Wert::Anzahl(neu as u32, "Fälle"), wie));
    }
    if let Some(satz) = saetze.kosten_je_rezept {
        let kosten = satz.mal(erledigt);
        werte.push((
            "Kosten des Verfahrens",
            Wert::Euro(kosten),
            format!("{erledigt} Rezepte × {} EUR", satz.deutsch()),
        ));
        nutzen -= kosten;
        formel.push_str(" − Kosten");
    }
    werte.push(("Nutzen", Wert::Euro(nutzen), formel));
    reihe(jahr.parse().ok(), werte)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zahlen::Rezeptzahlen;
    use domain::{Automatikmonat, Rabattmonat};
    use muster::euro;

    fn auswertung() -> Auswertung {
        let monat = "2005-03".to_owned();
        Auswertung {
            automatik: vec![Automatikmonat { monat: monat.clone(), erledigt: 8, ohne_hand: 7, anteil: "87.5".into() }],
            rabatte: vec![Rabattmonat {
                monat,
                berechnet: euro("12.00"),
                faellig: euro("10.00"),
                gewahrt: euro("7.50"),
                verloren: euro("2.50"),
            }],
            ..Rezeptzahlen::default().auswertung()
        }
    }

    #[test]
    fn shares_are_rounded_to_a_tenth_of_a_percent() {
        let zahlen = kennzahlen(&auswertung());
        assert_eq!((zahlen[2].wert.as_str(), zahlen[3].wert.as_str()), ("75.0", "87.5"));
        assert_eq!(zahlen[4].wert, "", "nothing was ordered");
    }

    #[test]
    fn a_year_says_how_each_figure_came() {
        let saetze = NutzenOptionen {
            minuten_je_rezept: Some(5),
            stundensatz: Some(euro("48.00")),
            kosten_je_rezept: Some(euro("0.50")),
        };
        let zeilen = nutzen(&auswertung(), &[], &saetze);
        let werte: Vec<(&str, &str)> = zeilen.iter().map(|z| (z.groesse.as_str(), z.wert.as_str())).collect();
        // 7 × 5 minutes = 35 minutes = 0.58 hours; × 48.00 = 28.00.
        assert_eq!(
            werte,
            [
                ("Gesparte Arbeitszeit", "0.6"),
                ("Gesparte Personalkosten", "28.00"),
                ("Gewahrte Rabatte", "7.50"),
                ("Abgewiesen", "0.00"),
                ("Absetzungen", "0.00"),
                ("Regresskandidaten", "0"),
                ("Kosten des Verfahrens", "4.00"),
                ("Nutzen", "31.50"),
            ]
        );
        assert!(zeilen.iter().all(|z| z.jahr == Some(2005)));
    }
}
