//! Letters: who sends them and answers questions, and how they say amounts, accounts and days.

use serde::{Deserialize, Serialize};

use crate::anzeige::unsichtbar;
use crate::datum::deutsch;
use crate::{Betrag, Datum};

/// `[brief]`: the window of letters to this payer, who answers questions, and how letters to billers end.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct BriefOptionen {
    /// The sender in one line, above the address; empty where the letter paper says so.
    pub absender: String,
    /// Postal address below the payer's name, line by line.
    pub anschrift: Vec<String>,
    /// Who answers questions about a letter; empty = nobody is named.
    pub ansprechpartner: String,
    /// Telephone, for example `0711 123-456`; empty = none is named.
    pub telefon: String,
    /// Mail address; empty = none is named.
    pub email: String,
    /// How a letter ends, line by line.
    pub gruss: Vec<String>,
    /// Calendar days from the date of a letter within which a biller may object to it.
    pub einwand_tage: u32,
}

impl Default for BriefOptionen {
    fn default() -> Self {
        let leer = String::new;
        BriefOptionen {
            absender: leer(),
            anschrift: Vec::new(),
            ansprechpartner: leer(),
            telefon: leer(),
            email: leer(),
            gruss: vec!["Mit freundlichen Grüßen".into()],
            einwand_tage: 30,
        }
    }
}

/// Longest line that the window of a letter holds.
const ZEILE: usize = 70;

impl BriefOptionen {
    /// Who answers questions, as the head of a letter names it.
    pub fn kontakt(&self) -> Vec<(String, String)> {
        let zeilen = [("Ansprechpartner", &self.ansprechpartner), ("Telefon", &self.telefon), ("E-Mail", &self.email)];
        let genannt = zeilen.into_iter().filter(|(_, wert)| !wert.is_empty());
        genannt.map(|(name, wert)| (name.to_owned(), wert.clone())).collect()
    }

    /// The last day on which a biller may object to a letter of a day.
    pub fn einwand_bis(&self, am: Datum) -> Datum {
        am + chrono::Days::new(u64::from(self.einwand_tage))
    }

    /// Every value that cannot stand in a letter: its key, the value, and what was expected.
    pub fn maengel(&self) -> Vec<(&'static str, String, &'static str)> {
        let mut maengel = Vec::new();
        let einzeln = [("brief.absender", &self.absender), ("brief.ansprechpartner", &self.ansprechpartner)];
        let viele = [("brief.anschrift", &self.anschrift), ("brief.gruss", &self.gruss)];
        let zeilen = viele.into_iter().flat_map(|(key, zeilen)| zeilen.iter().map(move |zeile| (key, zeile)));
        for (key, zeile) in einzeln.into_iter().chain(zeilen) {
            if zeile.chars().count() > ZEILE || zeile.chars().any(unsichtbar) {
                maengel.push((key, zeile.clone(), "a line of at most 70 characters, none of them invisible"));
            }
        }
        if !self.telefon.is_empty() && !telefonnummer(&self.telefon) {
            maengel.push(("brief.telefon", self.telefon.clone(), "a telephone number, for example 0711 123-456"));
        }
        if !self.email.is_empty() && !mailadresse(&self.email) {
            maengel.push(("brief.email", self.email.clone(), "a mail address, for example pruefung@example.de"));
        }
        if !(1..=366).contains(&self.einwand_tage) {
            maengel.push(("brief.einwand_tage", self.einwand_tage.to_string(), "a number of days from 1 to 366"));
        }
        maengel
    }
}

/// Digits, at least five of them, with what people write between them.
fn telefonnummer(text: &str) -> bool {
    text.bytes().filter(u8::is_ascii_digit).count() >= 5
        && text.chars().all(|c| c.is_ascii_digit() || " +-/()".contains(c))
}

/// One `@` with something before it and a name with a point after it.
fn mailadresse(text: &str) -> bool {
    let Some((name, haus)) = text.split_once('@') else { return false };
    let zeichen = |c: char| c.is_alphanumeric() || ".-_+".contains(c);
    let teile: Vec<&str> = haus.split('.').collect();
    !name.is_empty()
        && text.chars().filter(|c| *c != '@').all(zeichen)
        && !haus.contains('@')
        && teile.len() > 1
        && teile.iter().all(|teil| !teil.is_empty())
}

/// An amount as people read it: `6.119,22 EUR`.
pub fn euro(betrag: Betrag) -> String {
    format!("{} EUR", betrag.deutsch())
}

/// A number as people read it: `12.345`.
pub fn zahl(zahl: u64) -> String {
    let ziffern = zahl.to_string();
    let mut text = String::with_capacity(ziffern.len() + ziffern.len() / 3);
    for (nr, ziffer) in ziffern.chars().enumerate() {
        if nr > 0 && (ziffern.len() - nr).is_multiple_of(3) {
            text.push('.');
        }
        text.push(ziffer);
    }
    text
}

/// An IBAN in groups of four: `DE02 6005 0101 0002 0343 04`.
pub fn iban_gruppen(iban: &str) -> String {
    let zeichen: Vec<char> = iban.chars().filter(|c| !c.is_whitespace()).collect();
    zeichen.chunks(4).map(|gruppe| gruppe.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// When a payment is due, seen from a day: the day itself, or that it is late already.
pub fn faellig(ziel: Datum, am: Datum) -> String {
    if ziel < am { format!("sofort fällig (Zahlungsziel war {})", deutsch(ziel)) } else { deutsch(ziel) }
}

const MONATE: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

/// A month as people say it: `März 2024` for `2024-03`; as it stands there if it is no month.
pub fn monat(monat: &str) -> String {
    let teile = monat.split_once('-').and_then(|(jahr, nr)| Some((jahr, nr.parse::<usize>().ok()?)));
    let name = teile.and_then(|(jahr, nr)| Some((jahr, MONATE.get(nr.checked_sub(1)?)?)));
    name.map_or_else(|| monat.to_owned(), |(jahr, name)| format!("{name} {jahr}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_read_one_style() {
        assert_eq!(euro(Betrag::aus_cent(611_922)), "6.119,22 EUR");
        assert_eq!(euro(Betrag::aus_cent(-5)), "-0,05 EUR");
        assert_eq!([zahl(0), zahl(999), zahl(1_000), zahl(12_345_678)], ["0", "999", "1.000", "12.345.678"]);
        assert_eq!(iban_gruppen("DE02600501010002034304"), "DE02 6005 0101 0002 0343 04");
        assert_eq!(iban_gruppen("NL91 ABNA 0417164300"), "NL91 ABNA 0417 1643 00");
        assert_eq!([monat("2024-03"), monat("2024-13"), monat("2024-00")], ["März 2024", "2024-13", "2024-00"]);
    }

    #[test]
    fn what_is_late_says_so() {
        let tag = |text| crate::datum::aus_iso(text).expect("a day");
        assert_eq!(faellig(tag("2024-05-06"), tag("2024-05-03")), "06.05.2024");
        assert_eq!(faellig(tag("2024-05-03"), tag("2024-05-03")), "03.05.2024");
        assert_eq!(faellig(tag("2024-04-05"), tag("2024-05-03")), "sofort fällig (Zahlungsziel war 05.04.2024)");
    }

    #[test]
    fn what_cannot_stand_in_a_letter_is_found() {
        let gut = BriefOptionen {
            telefon: "+49 (0)711 123-456".into(),
            email: "a.b-c@pruef.example.de".into(),
            ..BriefOptionen::default()
        };
        assert_eq!(gut.maengel(), []);
        for (telefon, email, tage, zeile) in [
            ("0711 ABC", "", 30, ""),
            ("", "a@b", 30, ""),
            ("", "a@@b.de", 30, ""),
            ("", "a b@c.de", 30, ""),
            ("", "", 0, ""),
            ("", "", 367, ""),
            ("", "", 30, "x\u{202e}"),
            ("", "", 30, &"x".repeat(71)),
        ] {
            let brief = BriefOptionen {
                telefon: telefon.into(),
                email: email.into(),
                einwand_tage: tage,
                gruss: vec![zeile.into()],
                ..BriefOptionen::default()
            };
            assert_eq!(brief.maengel().len(), 1, "{telefon:?} {email:?} {tage} {zeile:?}");
        }
    }
}
