//! What a facility is told of the findings on its line: what it sent itself, never what our own records hold.
//!
//! § 35 SGB I (Sozialgeheimnis): whoever sends a grant number must not learn by it whose grant it is. So a facility that
//! is not admitted is told that alone; a grant of another facility is "not yours" and nothing else; a field that does
//! not agree is named without its true value. An expected value is given only where the sender has to know it: the rate
//! agreed with him, and the figure to which a line that is paid was cut.

use domain::{Leistungsbefund, Leistungscode, Leistungscode::*};

use super::codes::{Wirkung, zeile};

/// The findings of one line that refuse or cut it, in German words for its sender; empty if there is none.
pub fn auskunft(befunde: &[&Leistungsbefund]) -> String {
    let hat = |code| befunde.iter().any(|befund| befund.code == Some(code));
    let fremd = befunde.iter().any(|befund| befund.code == Some(L03) && befund.feld == "le_nr");
    if hat(L01) {
        return ohne_wert(L01);
    }
    if fremd {
        return format!("{L03} Bewilligung gehört nicht zu Ihrer Einrichtung");
    }
    let wirkt = |befund: &&Leistungsbefund| befund.code.and_then(|code| wirkung(code).map(|wirkung| (code, wirkung)));
    let abgewiesen = befunde.iter().filter_map(wirkt).any(|(_, wirkung)| wirkung == Wirkung::Abweisen);
    let mut saetze: Vec<String> = Vec::new();
    for (befund, (code, _)) in befunde.iter().filter_map(|befund| wirkt(befund).map(|wirkt| (befund, wirkt))) {
        let satz = satz(code, befund, abgewiesen);
        if !saetze.contains(&satz) {
            saetze.push(satz);
        }
    }
    saetze.join("; ")
}

/// What a code does to a line, if it refuses or cuts.
fn wirkung(code: Leistungscode) -> Option<Wirkung> {
    Some(zeile(code).wirkung).filter(|wirkung| matches!(wirkung, Wirkung::Abweisen | Wirkung::Kuerzen))
}

fn ohne_wert(code: Leistungscode) -> String {
    format!("{code} {}", zeile(code).text)
}

fn satz(code: Leistungscode, befund: &Leistungsbefund, abgewiesen: bool) -> String {
    let Leistungsbefund { feld, ist, soll, .. } = befund;
    match code {
        L03 => format!("{code} {} stimmt nicht mit der Bewilligung überein", wort(feld)),
        L06 => format!("{} (berechnet {ist} EUR, vereinbart {soll} EUR)", ohne_wert(code)),
        L07 if !abgewiesen => format!("{} (berechnet {ist} EUR, richtig {soll} EUR)", ohne_wert(code)),
        L08 if !abgewiesen => format!("{} (berechnet {ist}, anerkannt {soll})", ohne_wert(code)),
        _ => ohne_wert(code),
    }
}

/// A column of an invoice as people call it.
fn wort(feld: &str) -> &str {
    match feld {
        "aktenzeichen" => "Aktenzeichen",
        "name" => "Name",
        "vorname" => "Vorname",
        "geb_datum" => "Geburtsdatum",
        andere => andere,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn befund(code: Leistungscode, feld: &str, ist: &str, soll: &str) -> Leistungsbefund {
        Leistungsbefund {
            rechnungsnummer: "R1".into(),
            lfd_nr: Some(1),
            code: Some(code),
            regel: String::new(),
            klasse: zeile(code).wirkung.als_str().into(),
            feld: feld.into(),
            ist: ist.into(),
            soll: soll.into(),
            text: zeile(code).text.into(),
            quelle: String::new(),
            le_nr: "LE1".into(),
            beleg_id: "1".into(),
        }
    }

    fn gesagt(befunde: &[Leistungsbefund]) -> String {
        auskunft(&befunde.iter().collect::<Vec<_>>())
    }

    /// Every finding that rests on what our own records hold, with that value in it.
    fn aus_den_akten() -> Vec<Leistungsbefund> {
        let felder = [
            (L02, "bewilligung_nr"),
            (L03, "aktenzeichen"),
            (L03, "name"),
            (L03, "vorname"),
            (L03, "geb_datum"),
            (L04, "leistungsart"),
            (L04, "einheit"),
            (L05, "bewilligung"),
            (L05, "abrechnungsmonat"),
            (L09, "von"),
            (L11, "satz"),
            (L13, "name"),
        ];
        felder.iter().map(|(code, feld)| befund(*code, feld, "gesendet", "GEHEIM")).collect()
    }

    #[test]
    fn nothing_of_our_records_is_told() {
        let alle = aus_den_akten();
        assert!(!gesagt(&alle).contains("GEHEIM"), "{}", gesagt(&alle));
        for einer in &alle {
            assert!(!gesagt(std::slice::from_ref(einer)).contains("GEHEIM"), "{einer:?}");
        }
    }

    #[test]
    fn of_another_facilitys_grant_only_that_it_is_not_theirs_is_told() {
        let mut alle = aus_den_akten();
        alle.push(befund(L03, "le_nr", "LE1", "GEHEIM"));
        alle.push(befund(L06, "satz", "120,00", "112,40"));
        alle.push(befund(L08, "menge", "33,00", "GEHEIM"));
        assert_eq!(gesagt(&alle), "L03 Bewilligung gehört nicht zu Ihrer Einrichtung");
    }

    #[test]
    fn a_facility_that_is_not_admitted_is_told_that_alone() {
        let mut alle = aus_den_akten();
        alle.push(befund(L03, "le_nr", "LE1", "GEHEIM"));
        alle.push(befund(L01, "rechnungsdatum", "04.02.2024", "ab 01.06.2024"));
        assert_eq!(gesagt(&alle), "L01 Leistungserbringer am Rechnungsdatum nicht freigeschaltet");
    }

    #[test]
    fn the_agreed_rate_is_told_and_a_limit_only_where_the_line_was_cut_to_it() {
        let satz = befund(L06, "satz", "115,00", "112,40");
        let menge = befund(L08, "menge", "12,25", "10,00");
        assert_eq!(
            gesagt(&[satz.clone(), menge.clone()]),
            "L06 Satz höher als vereinbart (berechnet 115,00 EUR, vereinbart 112,40 EUR); \
             L08 Menge höher als bewilligt (berechnet 12,25, anerkannt 10,00)"
        );
        let person = befund(L03, "name", "Meier", "Maier");
        assert_eq!(
            gesagt(&[person, menge]),
            "L03 Name stimmt nicht mit der Bewilligung überein; L08 Menge höher als bewilligt"
        );
    }
}
