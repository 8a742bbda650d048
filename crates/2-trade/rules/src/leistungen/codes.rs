//! The codes of findings on facilities' invoices, in order of precedence.

use domain::Leistungscode;
use domain::Leistungscode::*;

/// What a finding does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wirkung {
    /// The line is paid as billed.
    Zahlen,
    /// The line is paid, but no more than was granted and agreed.
    Kuerzen,
    /// The line, or the paper invoice, goes back unpaid.
    Abweisen,
    /// It is reported and does nothing else.
    Melden,
}

impl Wirkung {
    /// The word for it in `befunde.csv`.
    pub const fn als_str(self) -> &'static str {
        match self {
            Wirkung::Zahlen => "zahlen",
            Wirkung::Kuerzen => "kuerzen",
            Wirkung::Abweisen => "abweisen",
            Wirkung::Melden => "melden",
        }
    }
}

/// A code with its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Codezeile {
    /// The code.
    pub code: Leistungscode,
    /// What it does.
    pub wirkung: Wirkung,
    /// Name of its rule.
    pub regel: &'static str,
    /// What it judges by.
    pub quelle: &'static str,
    /// The finding in words, German: it goes into letters.
    pub text: &'static str,
}

const fn c(
    code: Leistungscode,
    wirkung: Wirkung,
    regel: &'static str,
    quelle: &'static str,
    text: &'static str,
) -> Codezeile {
    Codezeile { code, wirkung, regel, quelle, text }
}

const STAMM: &str = "Stammdaten des Leistungserbringers";
const BEWILLIGUNG: &str = "Bewilligung";
const SATZ: &str = "Satzvereinbarung";
const RECHNUNG: &str = "Rechnung";
const BEZAHLT: &str = "bezahlte Zeiträume";

/// Every code; the first that a line has is its final one. The last three but `0` never decide on a line.
#[rustfmt::skip]
pub const CODES: &[Codezeile] = &[
    c(L01, Wirkung::Abweisen, "nicht_freigeschaltet", STAMM, "Leistungserbringer am Rechnungsdatum nicht freigeschaltet"),
    c(L02, Wirkung::Abweisen, "bewilligung_unbekannt", BEWILLIGUNG, "Bewilligung unbekannt"),
    c(L03, Wirkung::Abweisen, "bewilligung_fremd", BEWILLIGUNG, "Bewilligung gehört zu anderem Leistungserbringer, anderer Person oder anderem Aktenzeichen"),
    c(L04, Wirkung::Abweisen, "leistungsart_einheit", BEWILLIGUNG, "Leistungsart oder Einheit entspricht nicht der Bewilligung"),
    c(L05, Wirkung::Abweisen, "zeitraum", BEWILLIGUNG, "Zeitraum liegt nicht ganz in Bewilligung und Abrechnungsmonat"),
    c(L11, Wirkung::Abweisen, "satz_fehlt", SATZ, "Kein im ganzen Zeitraum gültiger Satz vereinbart"),
    c(L09, Wirkung::Abweisen, "doppelt", BEZAHLT, "Zeitraum dieser Bewilligung bereits bezahlt"),
    c(L06, Wirkung::Kuerzen, "satz_zu_hoch", SATZ, "Satz höher als vereinbart"),
    c(L07, Wirkung::Kuerzen, "betrag", RECHNUNG, "Betrag ist nicht Menge mal Satz"),
    c(L08, Wirkung::Kuerzen, "menge_zu_hoch", BEWILLIGUNG, "Menge höher als bewilligt"),
    c(L10, Wirkung::Melden, "summen", RECHNUNG, "Angaben der Rechnung weichen von der Summe der Positionen ab"),
    c(L12, Wirkung::Abweisen, "papierrechnung", STAMM, "Papierrechnung, obwohl nur noch elektronisch abgerechnet wird"),
    c(L13, Wirkung::Melden, "angebot_geaendert", "Angebot", "In der angebotenen Position wurde mehr als die Menge geändert"),
    c(Null, Wirkung::Zahlen, "korrekt", "kein Befund", "Ohne Beanstandung"),
];

/// A note: a finding without a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notiz {
    /// Name of the rule.
    pub regel: &'static str,
    /// What it judges by.
    pub quelle: &'static str,
    /// The note in words, German.
    pub text: &'static str,
}

/// Another IBAN on the invoice than the one that is paid to.
pub const IBAN: Notiz =
    Notiz { regel: "iban", quelle: STAMM, text: "IBAN der Rechnung weicht ab; gezahlt wird auf das gemeldete Konto" };
/// The facility used this number before.
pub const NUMMER_DOPPELT: Notiz =
    Notiz { regel: "rechnungsnummer_doppelt", quelle: RECHNUNG, text: "Rechnungsnummer wurde schon verwendet" };
/// Another way of billing is recommended for that number of entitled persons.
pub const WEG: Notiz = Notiz {
    regel: "weg",
    quelle: STAMM,
    text: "Weg der Abrechnung passt nicht zur Zahl der leistungsberechtigten Personen",
};
/// A text about the person holds a character that is not seen but acts.
pub const STEUERZEICHEN: Notiz =
    Notiz { regel: "steuerzeichen", quelle: RECHNUNG, text: "Steuerzeichen oder unsichtbares Zeichen im Text" };
/// A person released a line whose days are paid already.
pub const UNWIRKSAM: Notiz = Notiz {
    regel: "freigabe_unwirksam",
    quelle: BEZAHLT,
    text: "Entscheidung ohne Wirkung: der Zeitraum ist bereits bezahlt",
};
/// For the line that is corrected more was paid than the correction comes to.
pub const KORREKTUR_ZU_HOCH: Notiz = Notiz {
    regel: "ueberzahlt",
    quelle: BEZAHLT,
    text: "Für die berichtigte Position wurde mehr gezahlt, als ihr zusteht",
};
/// A later invoice of the facility corrects the line to less.
pub const BERICHTIGT: Notiz = Notiz {
    regel: "berichtigt",
    quelle: RECHNUNG,
    text: "Eine spätere Rechnung berichtigt die Position: höchstens deren Betrag wird gezahlt",
};
/// The line corrects one that is not settled yet to less.
pub const BERICHTIGUNG_WARTET: Notiz = Notiz {
    regel: "berichtigung_wartet",
    quelle: RECHNUNG,
    text: "Die berichtigte Position ist noch nicht erledigt: die Berichtigung gilt mit ihr",
};

/// The row of a code.
pub fn zeile(code: Leistungscode) -> &'static Codezeile {
    CODES.iter().find(|zeile| zeile.code == code).expect("every code has its row")
}

/// Returns true if a person may give a line this code: some are said of an invoice, or of one on paper.
pub fn ist_urteil(code: Leistungscode) -> bool {
    !matches!(code, L10 | L12 | L13)
}

/// The code that decides among those of a line; `0` if none does.
pub fn entscheidender(codes: impl Iterator<Item = Leistungscode>) -> Leistungscode {
    let rang = |code: &Leistungscode| CODES.iter().position(|zeile| zeile.code == *code);
    codes.filter(|code| !matches!(code, L10 | L12 | L13)).min_by_key(rang).unwrap_or(Null)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_one_row() {
        for code in Leistungscode::ALLE {
            assert_eq!(CODES.iter().filter(|zeile| zeile.code == *code).count(), 1, "{code}");
        }
    }

    #[test]
    fn precedence_is_that_of_the_specification() {
        let folge = [L01, L02, L03, L04, L05, L11, L09, L06, L07, L08];
        for (nr, code) in folge.iter().enumerate() {
            assert_eq!(entscheidender(folge[nr..].iter().rev().copied()), *code);
        }
        assert_eq!(entscheidender([L13, L10].into_iter()), Null);
        assert_eq!(entscheidender([].into_iter()), Null);
    }

    #[test]
    fn classes_are_those_of_the_specification() {
        for code in [L01, L02, L03, L04, L05, L09, L11, L12] {
            assert_eq!(zeile(code).wirkung, Wirkung::Abweisen, "{code}");
        }
        for code in [L06, L07, L08] {
            assert_eq!(zeile(code).wirkung, Wirkung::Kuerzen, "{code}");
        }
        for code in [L10, L13] {
            assert_eq!(zeile(code).wirkung, Wirkung::Melden, "{code}");
        }
    }
}
