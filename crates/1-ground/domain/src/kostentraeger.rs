//! The configuration of a payer: `pipelines/payers/<payer>.toml`. Unknown keys are errors.

use serde::{Deserialize, Deserializer, Serialize};

use crate::konto::{IbanEintrag, Konto, ZahlungOptionen};
use crate::pruefziffer::PzVerfahren;
use crate::{Betrag, BetragFehler, BriefOptionen, Datum};

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
    /// What it pays for: `rezepte` (prescriptions, the default) or `leistungen` (care services). A payer of care
    /// services has no case register, and the nightly run runs its chain.
    #[serde(default)]
    pub verfahren: Verfahren,
    /// Own accounts; the first is the default.
    pub konto: Vec<Konto>,
    /// How orders are paid.
    #[serde(default)]
    pub zahlung: ZahlungOptionen,
    /// Options of `open-run`.
    #[serde(default)]
    pub intake: IntakeOptionen,
    /// Options of `ingest-unfdat`.
    #[serde(default)]
    pub unfdat: UnfdatOptionen,
    /// Reference data: grants, facilities, rates, articles, billers.
    #[serde(default)]
    pub referenz: ReferenzOptionen,
    /// Options of `import-invoice-csv`.
    #[serde(default)]
    pub rechnung: RechnungOptionen,
    /// E-prescriptions.
    #[serde(default)]
    pub erezept: ERezeptOptionen,
    /// Options of `match-cases`.
    #[serde(default)]
    pub zuordnung: ZuordnungOptionen,
    /// Deadlines.
    #[serde(default)]
    pub fristen: Fristen,
    /// Care services: deadlines and pilot phase.
    #[serde(default)]
    pub leistungen: LeistungenOptionen,
    /// Options of `emit-dtaus`.
    #[serde(default)]
    pub dtaus: DtausOptionen,
    /// Options of `emit-sepa`.
    #[serde(default)]
    pub sepa: SepaOptionen,
    /// Letters to the payer and to billers.
    #[serde(default)]
    pub brief: BriefOptionen,
    /// Signatures of outgoing files; without this table they go out unsigned, with a warning.
    #[serde(default)]
    pub signatur: Option<SignaturOptionen>,
    /// Which decisions need two people.
    #[serde(default)]
    pub vier_augen: VierAugenOptionen,
    /// When an invoice waits because suspiciously much of it would be rejected.
    #[serde(default)]
    pub bremse: BremseOptionen,
    /// Limits from which payments for a case matter to recourse and premiums.
    #[serde(default)]
    pub regress: RegressOptionen,
    /// What the figures of the benefit statement are computed with.
    #[serde(default)]
    pub nutzen: NutzenOptionen,
    /// IBANs of billers that still bill with account and bank code. An IBAN is never derived.
    #[serde(default)]
    pub iban: Vec<IbanEintrag>,
}

fn baden_wuerttemberg() -> String {
    "BW".into()
}

/// What a payer pays for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verfahren {
    /// Prescriptions after work accidents.
    #[default]
    Rezepte,
    /// Care services of facilities.
    Leistungen,
}

/// `[intake]`: when a file in the drop folder counts as complete.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct IntakeOptionen {
    /// Seconds in which size and time of change of a new file must not change; 0 = it is not waited. `--settle` wins.
    pub settle_seconds: u32,
    /// Whether a file of the payer's drop folder is taken only with a marker beside it: `a.csv.ok`, `a.csv.done`, `a.ok`
    /// or `a.done` for `a.csv`. Where it is not required, a marker saves waiting.
    pub marker: bool,
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
    /// Check digit method of the Aktenzeichen: `none`, `mod11`, `luhn` or `ik`.
    pub pz: PzVerfahren,
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
            pz: PzVerfahren::Keines,
            max_reject_share: 0.01,
            max_shrink_share: 0.1,
        }
    }
}

/// `[referenz]`: when a list is too short to be true.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReferenzOptionen {
    /// Largest share, as a decimal fraction, by which a new list may have fewer rows than the one before.
    pub max_shrink_share: f64,
}

impl Default for ReferenzOptionen {
    fn default() -> Self {
        ReferenzOptionen { max_shrink_share: 0.1 }
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

/// `[erezept]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct ERezeptOptionen {
    /// Folder with the certificates that are trusted, within the configuration's: the chain of each signer's certificate
    /// is checked on the day of signing. Empty = only the mathematics of signatures is checked.
    pub vertrauensanker: String,
}

/// `[zuordnung]`
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct ZuordnungOptionen {
    /// Who decides where first names do not agree.
    pub z2_vorname: VornameRegel,
    /// Bits from which on a hint that stands alone waits for a person; 0 = hints make no tasks.
    pub hinweis_ab: u16,
}

impl Default for ZuordnungOptionen {
    fn default() -> Self {
        ZuordnungOptionen { z2_vorname: VornameRegel::default(), hinweis_ab: 30 }
    }
}

/// Who decides where first names do not agree: of twins hurt in one accident they alone tell who is who.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum VornameRegel {
    /// The program at Z2, whatever the first names (the sources' rule).
    Programm,
    /// A person, if the first name on the sheet may be that of a brother or sister; one that is missing may not.
    Person,
    /// A person also where a first name is missing, and where the birth year is another: of twins, or of father and son,
    /// of whom one has a case, nothing else tells who is who.
    #[default]
    Streng,
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
    /// Working days after which an order that nobody has confirmed is reported.
    pub bestaetigung_tage: u32,
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
            bestaetigung_tage: 5,
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

/// `[leistungen]`
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct LeistungenOptionen {
    /// Calendar days from receipt of a facility's invoice to its due date.
    pub zahlungsziel_tage: u32,
    /// Months of the pilot phase that must agree with paper before a facility is ready for production.
    pub pilot_monate: u32,
}

impl Default for LeistungenOptionen {
    fn default() -> Self {
        LeistungenOptionen { zahlungsziel_tage: 30, pilot_monate: 3 }
    }
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

/// `[regress]`: limits on what is paid for one accident case.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct RegressOptionen {
    /// Recourse against a third party is not sought below so much, in euro as a text: `"500,00"`. Not set: no list.
    #[serde(deserialize_with = "euro")]
    pub bagatellgrenze: Option<Betrag>,
    /// Limits of the premium rebate procedure (Nachlass) on the payments of one case in one year, in euro as texts.
    #[serde(deserialize_with = "euros")]
    pub nachlassgrenzen: Vec<Betrag>,
    /// From which part of a limit on a case is listed as near to it, in percent.
    pub knapp_prozent: u32,
}

impl Default for RegressOptionen {
    fn default() -> Self {
        RegressOptionen { bagatellgrenze: None, nachlassgrenzen: Vec::new(), knapp_prozent: 80 }
    }
}

/// `[nutzen]`: rates of the benefit statement. None of them has a default: what is not set is not computed.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct NutzenOptionen {
    /// Minutes that a clerk needs for a prescription that no program audits.
    pub minuten_je_rezept: Option<u32>,
    /// Cost of an hour of a clerk, in euro as a text: `"48,00"`.
    #[serde(deserialize_with = "euro")]
    pub stundensatz: Option<Betrag>,
    /// Cost of the procedure for each prescription settled, in euro as a text: `"0,45"`.
    #[serde(deserialize_with = "euro")]
    pub kosten_je_rezept: Option<Betrag>,
}

/// `[signatur]`: with which key outgoing files are signed, and whose signatures count on what comes in.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct SignaturOptionen {
    /// Path of the private key, seen from the configuration folder: OpenSSH, Ed25519, without a passphrase.
    pub schluessel: String,
    /// Whether files go out unsigned, with a warning, while there is no such key; otherwise that is an error.
    pub unsigniert: bool,
    /// Path of the list of people whose signatures count, seen from the configuration folder, in the form of OpenSSH's
    /// `allowed_signers`. With it, decisions and confirmations count only with a detached signature of one of them beside
    /// the file (`a.csv.sig`), and who decides must be who signs. Empty = signatures are not looked at.
    pub pruefer: String,
}

/// `[vier_augen]`: which decisions count only once a second person has taken the same. Those that move money to another
/// account, pay again what came back, or assign the case of somebody else always do.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct VierAugenOptionen {
    /// Every decision on at least so much gross, in euro as a text: `"500,00"`. Not set: no amount needs two.
    #[serde(deserialize_with = "euro")]
    pub ab_betrag: Option<Betrag>,
    /// What always needs two: `konto`, `neuanweisung` and `fremder_fall` do whether they stand here or not; kinds of
    /// decisions may be added.
    pub immer: Vec<String>,
}

impl VierAugenOptionen {
    /// What always needs two people.
    pub const IMMER: [&str; 3] = ["konto", "neuanweisung", "fremder_fall"];
}

impl Default for VierAugenOptionen {
    fn default() -> Self {
        VierAugenOptionen { ab_betrag: None, immer: Self::IMMER.map(str::to_owned).to_vec() }
    }
}

/// `[bremse]`: one broken export must not return a whole invoice for ever.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct BremseOptionen {
    /// Largest share of an invoice's prescriptions or lines, as a decimal fraction, that may get the same rejecting
    /// status without a person looking at it.
    pub anteil: f64,
    /// So few never hold an invoice, whatever their share.
    pub mindestens: u32,
}

impl Default for BremseOptionen {
    fn default() -> Self {
        BremseOptionen { anteil: 0.3, mindestens: 20 }
    }
}

fn euro<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Betrag>, D::Error> {
    Option::<String>::deserialize(deserializer)?.map(|text| betrag(&text).map_err(serde::de::Error::custom)).transpose()
}

fn euros<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Betrag>, D::Error> {
    let texte = Vec::<String>::deserialize(deserializer)?;
    texte.iter().map(|text| betrag(text).map_err(serde::de::Error::custom)).collect()
}

/// As people write it, or as the run's copy of the configuration has it.
fn betrag(text: &str) -> Result<Betrag, BetragFehler> {
    Betrag::aus_deutsch(text).or_else(|_| text.parse())
}
