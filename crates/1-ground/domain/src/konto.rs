//! Accounts of a payer's configuration: its own, from which orders are paid, and those of billers.

use serde::{Deserialize, Serialize};

use crate::{Anweisung, Kostentraeger};

/// `[[konto]]`: an own account of the payer.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Konto {
    /// Account holder.
    pub name: String,
    /// Name of the bank.
    pub bank: String,
    /// BIC; empty = unknown.
    #[serde(default)]
    pub bic: String,
    /// IBAN.
    pub iban: String,
    /// Bank code.
    pub blz: String,
    /// Account number.
    pub konto: String,
    /// `eigen` (the payer's money, the default) or `treuhand` (money held in trust by the audit centre).
    #[serde(default)]
    pub art: Kontoart,
}

/// Whose money is on an own account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kontoart {
    /// The payer's.
    #[default]
    Eigen,
    /// Held in trust for the payer.
    Treuhand,
}

impl Kontoart {
    /// The word for it in letters.
    pub fn wort(self) -> &'static str {
        match self {
            Kontoart::Eigen => "Konto",
            Kontoart::Treuhand => "Treuhandkonto",
        }
    }
}

/// `[zahlung]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct ZahlungOptionen {
    /// Which own account orders are paid from: `treuhand`, or the IBAN of one; empty = the first. An order once made
    /// keeps its account.
    pub quellkonto: String,
    /// Whether an invoice with a released sum below zero is set off against an order to the same biller; else it is only
    /// reported.
    pub verrechnung: bool,
    /// What becomes of an order to the first account of a biller that is in no master data.
    pub erstes_konto: ErstesKonto,
}

/// `[zahlung] erstes_konto`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ErstesKonto {
    /// It is ordered, marked in the letter and listed.
    #[default]
    Melden,
    /// It is held until two people release it.
    Bestaetigen,
}

/// `[[iban]]`: the IBAN of an account that billers name by number and bank code.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct IbanEintrag {
    /// Account number.
    pub konto: String,
    /// Bank code.
    pub blz: String,
    /// The IBAN of that account, as its holder gave it.
    pub iban: String,
}

impl Kostentraeger {
    /// The own account that is paid from unless something else is said: the first.
    pub fn standardkonto(&self) -> Option<&Konto> {
        self.konto.first()
    }

    /// The own account that new orders are paid from, as `[zahlung]` says.
    ///
    /// # Errors
    /// What it says names no account or several, and what to do.
    pub fn zahlungskonto(&self) -> Result<&Konto, String> {
        let falsch = |grund: &str| {
            let ibans: Vec<&str> = self.konto.iter().map(|konto| konto.iban.as_str()).collect();
            let (wert, ibans) = (&self.zahlung.quellkonto, ibans.join(", "));
            format!("zahlung.quellkonto = '{wert}': {grund}; expected \"treuhand\" or the IBAN of a [[konto]]: {ibans}")
        };
        match self.zahlung.quellkonto.as_str() {
            "" => self.standardkonto().ok_or_else(|| "[[konto]] is missing: expected at least one own account".into()),
            "treuhand" => match self.treuhandkonten().as_slice() {
                [konto] => Ok(konto),
                [] => Err(falsch("no [[konto]] has art = \"treuhand\"")),
                _ => Err(falsch("several [[konto]] have art = \"treuhand\", name one by its IBAN")),
            },
            iban => self.eigenes_konto(iban).ok_or_else(|| falsch("no [[konto]] has this IBAN")),
        }
    }

    fn treuhandkonten(&self) -> Vec<&Konto> {
        self.konto.iter().filter(|konto| konto.art == Kontoart::Treuhand).collect()
    }

    /// The own account of that IBAN, blanks in it not counted; none if the payer has no such account.
    pub fn eigenes_konto(&self, iban: &str) -> Option<&Konto> {
        self.konto.iter().find(|konto| ohne_blanks(&konto.iban) == ohne_blanks(iban))
    }

    /// The own account that an order is paid from: that of the order, else the first.
    ///
    /// # Errors
    /// The payer has no such account.
    pub fn quellkonto(&self, anweisung: &Anweisung) -> Result<&Konto, String> {
        let konto = match anweisung.quellkonto.as_str() {
            "" => self.standardkonto(),
            iban => self.eigenes_konto(iban),
        };
        let Anweisung { anweisung_id, quellkonto, .. } = anweisung;
        konto.ok_or_else(|| format!("order {anweisung_id}: the payer's configuration has no account {quellkonto}"))
    }

    /// An IBAN that two own accounts have; none if all differ.
    pub fn doppeltes_konto(&self) -> Option<&str> {
        let schon_da = |(nr, konto): (usize, &Konto)| {
            self.konto[..nr].iter().any(|anderes| ohne_blanks(&anderes.iban) == ohne_blanks(&konto.iban))
        };
        let mut konten = self.konto.iter().enumerate();
        konten.find(|&konto| schon_da(konto)).map(|(_, konto)| konto.iban.as_str())
    }

    /// The IBAN that the payer's table gives for an account; none if it is not in the table.
    pub fn iban_fuer(&self, konto: &str, blz: &str) -> Option<&str> {
        let ohne_nullen = |text: &str| text.trim_start_matches('0').to_owned();
        let konto = ohne_nullen(konto);
        self.iban.iter().find(|e| ohne_nullen(&e.konto) == konto && e.blz == blz).map(|e| e.iban.as_str())
    }
}

fn ohne_blanks(text: &str) -> String {
    text.replace(' ', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    const EIGEN: &str = "DE02600501010002034304";
    const TREUHAND: &str = "DE89370400440532013000";

    /// A payer with accounts of these kinds, paid from `quellkonto`.
    fn kostentraeger(konten: &[(&str, Kontoart)], quellkonto: &str) -> Kostentraeger {
        let konto = |(iban, art): &(&str, Kontoart)| Konto {
            name: "BG".into(),
            bank: "Bank".into(),
            bic: String::new(),
            iban: (*iban).into(),
            blz: String::new(),
            konto: String::new(),
            art: *art,
        };
        let mut kostentraeger: Kostentraeger =
            toml::from_str("name = \"BG\"\nik = \"120991009\"\nkonto = []").expect("a payer");
        kostentraeger.konto = konten.iter().map(konto).collect();
        kostentraeger.zahlung.quellkonto = quellkonto.into();
        kostentraeger
    }

    #[test]
    fn orders_are_paid_from_the_account_named() {
        let konten = [(EIGEN, Kontoart::Eigen), (TREUHAND, Kontoart::Treuhand)];
        for (quellkonto, erwartet) in
            [("", EIGEN), ("treuhand", TREUHAND), (TREUHAND, TREUHAND), ("DE02 6005 0101 0002 0343 04", EIGEN)]
        {
            let kostentraeger = kostentraeger(&konten, quellkonto);
            assert_eq!(kostentraeger.zahlungskonto().map(|konto| konto.iban.as_str()), Ok(erwartet), "{quellkonto}");
        }
    }

    #[test]
    fn an_account_unknown_or_ambiguous_is_an_error() {
        use Kontoart::{Eigen, Treuhand};
        for (konten, quellkonto, grund) in [
            (&[(EIGEN, Eigen)][..], "treuhand", "no [[konto]] has art"),
            (&[(EIGEN, Treuhand), (TREUHAND, Treuhand)][..], "treuhand", "several [[konto]]"),
            (&[(EIGEN, Eigen)][..], TREUHAND, "no [[konto]] has this IBAN"),
            (&[(EIGEN, Eigen)][..], "Treuhand", "no [[konto]] has this IBAN"),
            (&[][..], "", "[[konto]] is missing"),
        ] {
            let fehler = kostentraeger(konten, quellkonto).zahlungskonto().expect_err("an error");
            assert!(fehler.contains(grund), "{fehler}");
        }
    }

    #[test]
    fn accounts_named_twice_are_found() {
        let konten = [(EIGEN, Kontoart::Eigen), ("DE02 6005 0101 0002 0343 04", Kontoart::Treuhand)];
        assert_eq!(kostentraeger(&konten, "").doppeltes_konto(), Some(konten[1].0));
        assert_eq!(kostentraeger(&konten[..1], "").doppeltes_konto(), None);
    }
}
