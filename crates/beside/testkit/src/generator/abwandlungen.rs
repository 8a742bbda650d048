//! What may be special about a prescription. One table says how often each kind occurs, whose prescription it is and
//! what has to become of it.

use super::register::Auswahl;

/// Whose prescription it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wessen {
    /// Of the owner of a case in the payer's own register.
    Eigener(Auswahl),
    /// Of the owner of a case in another payer's register.
    Anderer,
    /// Of somebody who is in no register.
    Unbekannt,
}

/// The outcome that it must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Erwartet {
    /// It gets this final status.
    Status(u16),
    /// It waits for a person.
    Offen,
    /// There is no prescription to judge.
    Nichts,
}

/// Declares the kinds, each with how many of 100,000 prescriptions are of it, whose they are and what is expected.
macro_rules! abwandlungen {
    ($($(#[doc = $was:literal])+ $name:ident: $haeufigkeit:literal, $wessen:expr, $erwartet:expr;)+) => {
        /// What is special about a prescription.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Abwandlung { $($(#[doc = $was])+ $name),+ }

        impl Abwandlung {
            /// Every kind, in the order of the table.
            pub const ALLE: &'static [Abwandlung] = &[$(Abwandlung::$name),+];

            /// How many of 100,000 prescriptions are of this kind.
            pub const fn haeufigkeit(self) -> u64 {
                match self { $(Abwandlung::$name => $haeufigkeit),+ }
            }

            /// Whose prescription it is.
            pub const fn wessen(self) -> Wessen {
                match self { $(Abwandlung::$name => $wessen),+ }
            }

            /// What has to become of it.
            pub const fn erwartet(self) -> Erwartet {
                match self { $(Abwandlung::$name => $erwartet),+ }
            }
        }
    };
}

use Auswahl::{Abgegeben, Aktiv, Einzig, Mehrfach};
use Erwartet::{Nichts, Offen, Status};
use Wessen::{Anderer, Eigener, Unbekannt};

abwandlungen! {
    // Assignment
    /// Nothing: every field agrees with the case.
    Genau: 54_000, Eigener(Aktiv), Status(0);
    /// Another sheet under the picture number of the prescription before, in another invoice.
    DoppeltePicNr: 0, Eigener(Aktiv), Offen;
    /// Capitals, umlauts spelled out, streets abbreviated: identical all the same.
    AndereSchreibweise: 8_000, Eigener(Aktiv), Status(0);
    /// As `DoppeltePicNr`, and a person has released it.
    DoppeltePicNrFreigegeben: 0, Eigener(Aktiv), Status(0);
    /// The file number stands on the sheet and the accident date is missing: tier Z0.
    MitAktenzeichen: 10_000, Eigener(Aktiv), Status(0);
    /// A file number that is not in the register.
    UnbekanntesAktenzeichen: 500, Eigener(Aktiv), Status(0);
    /// The file number of somebody else's case.
    FalschesAktenzeichen: 100, Eigener(Aktiv), Offen;
    /// Another street of the same town.
    Umgezogen: 3_000, Eigener(Aktiv), Status(0);
    /// First name missing: tier Z2.
    VornameFehlt: 2_000, Eigener(Aktiv), Status(0);
    /// Somebody else's first name: tier Z2.
    VornameAnders: 200, Eigener(Aktiv), Status(0);
    /// Birth date misread, address identical: tier Z3.
    GebDatumFalsch: 2_000, Eigener(Aktiv), Status(0);
    /// Birth date misread, another street: tier Z3, a person decides.
    GebDatumFalschUmgezogen: 300, Eigener(Aktiv), Offen;
    /// Accident date missing: tier Z4.
    UnfDatumFehlt: 3_000, Eigener(Einzig), Status(0);
    /// Accident date missing, another street: tier Z4, a person decides.
    UnfDatumFehltUmgezogen: 300, Eigener(Einzig), Offen;
    /// Accident date missing, and the person had several accidents.
    UnfDatumFehltMehrere: 500, Eigener(Mehrfach), Offen;
    /// A typing error in the name: tier Z5, a person decides.
    Tippfehler: 1_500, Eigener(Aktiv), Offen;
    /// A typing error in the name, and a person has assigned the case.
    TippfehlerZugeordnet: 500, Eigener(Aktiv), Status(0);
    /// A typing error in the name, and a person has decided that there is no case.
    TippfehlerOhneFall: 100, Eigener(Aktiv), Status(0);
    /// A typing error in the name, and a person has given a status.
    TippfehlerMitStatus: 100, Eigener(Aktiv), Status(1005);
    /// Nobody knows the person, and the sheet is properly filled: paid without file number.
    OhneFall: 3_000, Unbekannt, Status(0);
    /// The case was handed over to another insurer.
    FallAbgegeben: 200, Eigener(Abgegeben), Status(1004);
    /// The case is in another payer's register.
    FallBeiAnderem: 300, Anderer, Status(1004);
    /// No case, and the first name is missing.
    PersonUnvollstaendig: 200, Unbekannt, Status(1005);
    /// No case, and the accident date is incomplete.
    UnfDatumUnvollstaendig: 200, Unbekannt, Status(1010);
    /// No case, and the employer is missing.
    BetriebFehlt: 200, Unbekannt, Status(1002);

    // Completeness and captured values
    /// Delivered, but not listed.
    NichtGelistet: 100, Eigener(Aktiv), Status(1013);
    /// Listed, but not delivered.
    NichtGeliefert: 100, Eigener(Aktiv), Nichts;
    /// The picture cannot be read.
    BildUnlesbar: 100, Eigener(Aktiv), Status(1000);
    /// The IK of the pharmacy has a wrong check digit.
    ApothekeFalsch: 100, Eigener(Aktiv), Status(997);
    /// The doctor did not sign.
    UnterschriftFehlt: 100, Eigener(Aktiv), Status(996);
    /// The doctor did not sign, and a person has given status 0.
    UnterschriftNachgereicht: 50, Eigener(Aktiv), Status(0);
    /// Date of issue missing.
    VoDatumFehlt: 100, Eigener(Aktiv), Status(998);
    /// Date of dispensing missing.
    AbgabeDatumFehlt: 100, Eigener(Aktiv), Status(999);
    /// A PZN with a wrong check digit.
    PznFalsch: 200, Eigener(Aktiv), Status(1011);
    /// A PZN was not recognised.
    PznUngelesen: 500, Eigener(Aktiv), Offen;
    /// A PZN was not recognised, and a person has corrected it.
    PznKorrigiert: 500, Eigener(Aktiv), Status(0);
    /// An amount was not recognised; the first correction was wrong, the second is right.
    TaxeZweimalKorrigiert: 100, Eigener(Aktiv), Status(0);
    /// The name was not recognised.
    NameUngelesen: 100, Eigener(Aktiv), Offen;
    /// The gross was not recognised.
    BruttoUngelesen: 100, Eigener(Aktiv), Offen;

    // Amounts
    /// Another gross in the list.
    BruttoWeichtAb: 100, Eigener(Aktiv), Status(993);
    /// Another copayment in the list.
    ZuzahlungWeichtAb: 100, Eigener(Aktiv), Status(991);
    /// More gross than the lines come to.
    BruttoUnerklaert: 100, Eigener(Aktiv), Status(992);
    /// A copayment, though none is due.
    MitZuzahlung: 200, Eigener(Aktiv), Status(990);
    /// A price above the Festbetrag.
    UeberFestbetrag: 200, Eigener(Aktiv), Status(994);
    /// A price above the Festbetrag with the doctor's medical-need mark.
    UeberFestbetragMitKreuz: 100, Eigener(Aktiv), Status(0);
    /// An article that may not be prescribed at a work accident.
    NichtVerordnungsfaehig: 100, Eigener(Aktiv), Status(995);
    /// The claimed discount differs by a cent.
    Rundung: 500, Eigener(Aktiv), Status(989);
    /// The discount due was not given.
    RabattFehlt: 300, Eigener(Aktiv), Status(0);
    /// Nothing was said about discounts.
    OhneRabattangabe: 300, Eigener(Aktiv), Status(0);

    // Jurisdiction and dates
    /// The IK of a payer that is none of ours.
    FremderTraeger: 100, Eigener(Aktiv), Status(1001);
    /// The IK of another payer of ours.
    AndererTraeger: 100, Eigener(Aktiv), Status(1003);
    /// The accident before the birth.
    UnfallVorGeburt: 100, Unbekannt, Status(1006);
    /// Issued before the accident.
    VorUnfallAusgestellt: 100, Eigener(Aktiv), Status(1007);
    /// Dispensed before it was issued.
    VorAusstellungAbgegeben: 100, Eigener(Aktiv), Status(1008);
    /// Dispensed more than a month after it was issued.
    Verfallen: 100, Eigener(Aktiv), Status(1009);
    /// Dispensed five years ago.
    Verjaehrt: 100, Unbekannt, Status(1012);
}

impl Abwandlung {
    /// True if an e-prescription can be of this kind: nothing of it is misread, and no list or file number comes with it.
    pub const fn elektronisch(self) -> bool {
        use Abwandlung::*;
        !matches!(
            self,
            DoppeltePicNr
                | DoppeltePicNrFreigegeben
                | MitAktenzeichen
                | UnbekanntesAktenzeichen
                | FalschesAktenzeichen
                | NichtGelistet
                | NichtGeliefert
                | BildUnlesbar
                | PznUngelesen
                | PznKorrigiert
                | TaxeZweimalKorrigiert
                | NameUngelesen
                | BruttoUngelesen
                | BruttoWeichtAb
                | ZuzahlungWeichtAb
        )
    }

    /// The kind at a point of a scale of 100,000; what the table leaves over is [`Abwandlung::Genau`].
    pub fn an(punkt: u64) -> Self {
        let mut bis = 0;
        let trifft = |art: &&Abwandlung| {
            bis += art.haeufigkeit();
            punkt < bis
        };
        Abwandlung::ALLE.iter().find(trifft).copied().unwrap_or(Abwandlung::Genau)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_covers_every_status_and_no_more_than_all_prescriptions() {
        let summe: u64 = Abwandlung::ALLE.iter().map(|art| art.haeufigkeit()).sum();
        assert!(summe <= 100_000, "{summe}");
        for status in (989..=1013).chain([0]) {
            assert!(Abwandlung::ALLE.iter().any(|art| art.erwartet() == Status(status)), "{status}");
        }
        assert!(Abwandlung::ALLE.iter().any(|art| art.erwartet() == Offen));
    }

    #[test]
    fn points_of_the_scale_meet_the_kinds_in_order() {
        assert_eq!(Abwandlung::an(0), Abwandlung::Genau);
        assert_eq!(Abwandlung::an(Abwandlung::Genau.haeufigkeit()), Abwandlung::AndereSchreibweise);
        assert_eq!(Abwandlung::an(99_999), Abwandlung::Genau);
    }
}
