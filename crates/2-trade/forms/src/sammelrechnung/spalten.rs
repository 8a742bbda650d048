//! The columns of SR1, declared once: the reader takes its error messages from here, and `felder.md` is made of it.

pub use crate::felder::Spalte;
use crate::felder::spalte;
pub use crate::satzart::Satzart;

/// The version that the first line must name.
pub const FORMATVERSION: &str = "SR1";

const TEXT: &str = "text, may be empty";
const DATUM: &str = "TT.MM.JJJJ, a real calendar date";
const DATUM_LEER: &str = "TT.MM.JJJJ, a real calendar date, or empty";
const BETRAG: &str = "euro from 0 to 999999999,99 with decimal comma, for example 12,93";
const BETRAG_LEER: &str = "euro from 0 to 999999999,99 with decimal comma, for example 12,93, or empty";
const BETRAG_NULL: &str = "euro from 0 to 999999999,99 with decimal comma, for example 12,93; empty = 0,00";
const SUMME: &str = "euro up to 999999999,99 with decimal comma, for example 12,93";
const SUMME_NULL: &str = "euro up to 999999999,99 with decimal comma, for example 12,93; empty = 0,00";
const JA_NEIN: &str = "J or N, or empty";
const PIC_NR: &str = "1 to 12 digits; fewer than 12 are read with leading zeros";
const EIGENE: &str = "the payer of this run";

/// `RE`: the invoice.
pub const RE: Satzart = Satzart {
    kennung: "RE",
    bedeutung: "the invoice: once, first",
    entbehrlich: 0,
    spalten: &[
        spalte("formatversion", FORMATVERSION, "version of this format"),
        spalte("rechnungsnummer", "1 to 20 characters", "the biller's number of the invoice"),
        spalte("kostentraeger", EIGENE, "code of the payer"),
        spalte("kostentraeger_ik", EIGENE, "IK of the payer"),
        spalte("rechnungssteller_ik", "9 digits with a right check digit", "IK of the biller"),
        spalte("rechnungssteller", "1 to 40 characters", "name of the biller"),
        spalte("rechnungsart", "ARZ, APO or KHA", "clearing centre, pharmacy or hospital pharmacy"),
        spalte("abrechnungsmonat", "MM.JJJJ", "month billed"),
        spalte("rechnungsdatum", DATUM, "date of the invoice"),
        spalte("eingangsdatum", DATUM, "date of its receipt"),
        spalte("anzahl_rezepte", "a whole number", "number of prescriptions"),
        spalte("brutto", SUMME, "gross"),
        spalte("zuzahlung", SUMME_NULL, "copayments"),
        spalte("ap_rabatt", SUMME, "pharmacy discount"),
        spalte("hs_rabatt", SUMME, "manufacturer discount"),
        spalte("netto", SUMME, "net"),
        spalte("iban", "an IBAN with right check digits; empty where konto and blz are given", "account of the biller"),
        spalte("konto", "1 to 10 digits; empty where iban is given", "account number of the biller"),
        spalte("blz", "8 digits; empty where iban is given", "bank code of the biller"),
    ],
};

/// `EP`: a line of the Einzelpostenliste.
pub const EP: Satzart = Satzart {
    kennung: "EP",
    bedeutung: "a listed prescription",
    entbehrlich: 0,
    spalten: &[
        spalte("pic_nr", PIC_NR, "picture number of the prescription"),
        spalte("brutto", BETRAG, "gross as listed"),
        spalte("zuzahlung", BETRAG_NULL, "copayment as listed"),
    ],
};

/// A date of which the sheet may have a part.
const TEILDATUM: &str = "TT.MM.JJJJ, incomplete as written (00.03.2005, 00.00.2005, 03.2005, 2005), or empty";

/// `RZ`: a delivered prescription.
pub const RZ: Satzart = Satzart {
    kennung: "RZ",
    bedeutung: "a delivered prescription; every column but pic_nr may be ? (not recognised)",
    entbehrlich: 1,
    spalten: &[
        spalte("pic_nr", PIC_NR, "picture number of the prescription"),
        spalte("kostentraeger_ik", TEXT, "IK of the payer on the sheet"),
        spalte("aktenzeichen", TEXT, "file number on the sheet"),
        spalte("name", TEXT, "family name"),
        spalte("vorname", TEXT, "first name"),
        spalte("zusatz", TEXT, "addition to the name"),
        spalte("geb_datum", TEILDATUM, "date of birth"),
        spalte("strasse", TEXT, "street with house number"),
        spalte("lkz", TEXT, "country code"),
        spalte("plz", TEXT, "postcode"),
        spalte("ort", TEXT, "town"),
        spalte("unf_datum", TEILDATUM, "date of the accident"),
        spalte("unfallbetrieb", TEXT, "employer at which the accident happened"),
        spalte("arzt_nr", TEXT, "number of the doctor"),
        spalte("arzt_unterschrift", JA_NEIN, "whether the doctor signed"),
        spalte("apotheken_ik", TEXT, "IK of the pharmacy"),
        spalte("vo_datum", DATUM_LEER, "date of issue"),
        spalte("abgabe_datum", DATUM_LEER, "date of dispensing"),
        spalte("brutto", BETRAG, "gross"),
        spalte("zuzahlung", BETRAG_NULL, "copayment"),
        spalte("noctu", BETRAG_NULL, "night service fee"),
        spalte("schreibgebuehr", BETRAG_NULL, "narcotics documentation fee"),
        spalte("beschaffungskosten", BETRAG_NULL, "procurement costs"),
        spalte("ap_rabatt", BETRAG_LEER, "pharmacy discount as claimed"),
        spalte("hs_rabatt", BETRAG_LEER, "manufacturer discount as claimed"),
        spalte("bild", TEXT, "file name of the picture"),
        spalte("bild_lesbar", JA_NEIN, "whether the picture can be read"),
        spalte("aut_idem_kreuz", JA_NEIN, "the doctor's medical-need mark; the column may be missing"),
    ],
};

/// `PO`: a line of a delivered prescription.
pub const PO: Satzart = Satzart {
    kennung: "PO",
    bedeutung: "a line of a delivered prescription; pzn, faktor and taxe may be ? (not recognised)",
    entbehrlich: 0,
    spalten: &[
        spalte("pic_nr", PIC_NR, "picture number of the prescription"),
        spalte("lfd_nr", "a whole number from 1 to 9999", "number of the line on the prescription"),
        spalte("pzn", "7 or 8 digits; others are kept and found fault with later", "article number"),
        spalte("faktor", "a whole number from 1 to 999", "quantity"),
        spalte("taxe", BETRAG, "gross of the line, quantity included"),
    ],
};

/// Every kind of line.
pub const SATZARTEN: [&Satzart; 4] = [&RE, &EP, &RZ, &PO];

/// The columns as Markdown, as committed in `felder.md`.
pub fn markdown() -> String {
    let mut text = String::from("# Sammelrechnung SR1\n\nMade from `spalten.rs`; a test holds it equal.\n");
    for satzart in SATZARTEN {
        satzart.markdown(&mut text);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn committed_list_is_the_table() {
        muster::assert_committed(concat!(env!("CARGO_MANIFEST_DIR"), "/src/sammelrechnung/felder.md"), &markdown());
    }

    #[test]
    fn column_names_are_unique_within_a_line() {
        for satzart in SATZARTEN {
            for (nr, spalte) in satzart.spalten.iter().enumerate() {
                assert!(satzart.spalten[nr + 1..].iter().all(|s| s.name != spalte.name), "{}", spalte.name);
            }
        }
    }
}
