//! The configuration of a payer: `pipelines/payers/<payer>.toml`. Unknown keys are errors.

use serde::{Deserialize, Serialize};

use crate::Datum;

/// A payer of this audit centre.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Kostentraeger {
    /// Full name, as on letters.
    pub name: String,
    /// Institutionskennzeichen, 9 digits.
    pub ik: String,
    /// Land whose public holidays count, two letters (`BW`).
    #[serde(default = "baden_wuerttemberg")]
    pub land: String,
    /// Own accounts; the first is the default.
    pub konto: Vec<Konto>,
    /// Options of `ingest-unfdat`.
    #[serde(default)]
    pub unfdat: UnfdatOptionen,
    /// Options of `import-invoice-csv`.
    #[serde(default)]
    pub rechnung: RechnungOptionen,
    /// Options of `match-cases`.
    #[serde(default)]
    pub zuordnung: ZuordnungOptionen,
    /// Deadlines.
    #[serde(default)]
    pub fristen: Fristen,
    /// Options of `emit-dtaus`.
    #[serde(default)]
    pub dtaus: DtausOptionen,
    /// Options of `emit-sepa`.
    #[serde(default)]
    pub sepa: SepaOptionen,
    /// IBANs of billers that still bill with account and bank code. An IBAN is never derived.
    #[serde(default)]
    pub iban: Vec<IbanEintrag>,
}

fn baden_wuerttemberg() -> String {
    "BW".into()
}

/// An own account of the payer.
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
}

/// `[unfdat]`
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct UnfdatOptionen {
    /// Carrier: `auto`, `dfue` or `datentraeger`.
    pub format: String,
    /// Code page: `EDF03DRV`, `EDF03IRV`, `CP273`, `windows-1252` or `UTF-8`.
    pub charset: String,
    /// `full`: a delivery is the whole register; `delta`: it updates and adds.
    pub mode: String,
    /// Check digit method of the Aktenzeichen: `none`.
    pub pz: String,
    /// Largest share of rejected records, as a decimal fraction, before a file is refused.
    pub max_reject_share: f64,
    /// Largest share by which a full delivery may shrink the register.
    pub max_shrink_share: f64,
}

impl Default for UnfdatOptionen {
    fn default() -> Self {
        UnfdatOptionen {
            format: "auto".into(),
            charset: "EDF03DRV".into(),
            mode: "full".into(),
            pz: "none".into(),
            max_reject_share: 0.01,
            max_shrink_share: 0.1,
        }
    }
}

/// `[rechnung]`
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct RechnungOptionen {
    /// `auto` (UTF-8 if valid, else windows-1252), `UTF-8` or `windows-1252`.
    pub charset: String,
}

impl Default for RechnungOptionen {
    fn default() -> Self {
        RechnungOptionen { charset: "auto".into() }
    }
}

/// `[zuordnung]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct ZuordnungOptionen {
    /// Who decides at tier Z2 when the first names are neither identical nor similar.
    pub z2_vorname: VornameRegel,
}

/// Who decides at tier Z2 when both first names are present and neither identical nor similar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum VornameRegel {
    /// The program (the sources' rule).
    #[default]
    Programm,
    /// A person.
    Person,
}

/// `[fristen]`
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fristen {
    /// Calendar days from receipt to the due date.
    pub zahlungsziel_tage: u32,
    /// Calendar days from the order to the due date.
    pub anweisung_tage: u32,
    /// Order no later than the second working day before the due date.
    pub strict: bool,
    /// Time from issue to dispensing.
    pub verfallsfrist: Verfallsfristen,
    /// Years after which a claim is time-barred, counted from the end of the year of dispensing.
    pub verjaehrung_jahre: i32,
}

impl Default for Fristen {
    fn default() -> Self {
        Fristen {
            zahlungsziel_tage: 10,
            anweisung_tage: 3,
            strict: false,
            verfallsfrist: Verfallsfristen::Immer(Verfallsfrist::EinMonat),
            verjaehrung_jahre: 4,
        }
    }
}

/// Time from issue to dispensing: one for all dates, or by date of issue.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(untagged)]
pub enum Verfallsfristen {
    /// The same at all times.
    Immer(Verfallsfrist),
    /// Different by date of issue; each entry holds until the next.
    AbDatum(Vec<VerfallsfristAb>),
}

/// A Verfallsfrist with the first day of issue to which it applies.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct VerfallsfristAb {
    /// First day of issue.
    pub gueltig_ab: Datum,
    /// The time from issue to dispensing.
    pub frist: Verfallsfrist,
}

/// A time from issue to dispensing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum Verfallsfrist {
    /// To the same day number of the next month, or its last day.
    #[serde(rename = "1 Monat")]
    EinMonat,
    /// Twenty-eight days.
    #[serde(rename = "28 Tage")]
    AchtundzwanzigTage,
}

/// `[dtaus]`
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct DtausOptionen {
    /// How umlauts are written.
    pub umlaute: Umlaute,
    /// Textschlüssel of the C records.
    pub textschluessel: u8,
}

impl Default for DtausOptionen {
    fn default() -> Self {
        DtausOptionen { umlaute: Umlaute::Ersetzt, textschluessel: 51 }
    }
}

/// How umlauts are written in DTAUS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Umlaute {
    /// As AE OE UE SS.
    #[default]
    Ersetzt,
    /// As the bytes of DIN 66003.
    Din66003,
}

/// `[sepa]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct SepaOptionen {
    /// `BtchBookg`: `true`, `false` or absent.
    pub batch_booking: Option<bool>,
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
    /// The IBAN that the payer's table gives for an account; none if it is not in the table.
    pub fn iban_fuer(&self, konto: &str, blz: &str) -> Option<&str> {
        let ohne_nullen = |text: &str| text.trim_start_matches('0').to_owned();
        let konto = ohne_nullen(konto);
        self.iban.iter().find(|e| ohne_nullen(&e.konto) == konto && e.blz == blz).map(|e| e.iban.as_str())
    }
}
