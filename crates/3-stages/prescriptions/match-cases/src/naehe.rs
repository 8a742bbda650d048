//! How near two values are that are not identical: finer than what the tiers need, to rank candidates.

use chrono::Datelike;
use domain::{Datum, GeburtsDatum, Lesung, UnfallDatum};

use crate::abstand::hoechstens;
use crate::aehnlichkeit::{Aehnlichkeit, Grad, Vergleich, name_aehnlich, vorname_aehnlich};
use crate::angaben::{Angaben, Blatt, text};
use register::Eintrag;

/// Days between two accident dates that people take for one another: the accident and the first visit to a doctor.
pub(crate) const WENIGE_TAGE: u64 = 3;
/// Largest distance of two streets, or of two towns, that may be one, misread.
const VERLESEN: usize = 2;
/// Digits of a postcode that neighbouring places share.
const PLZ_GEGEND: usize = 3;

/// How near two values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naehe {
    /// As the tiers see it, without more to say.
    Nur(Grad),
    /// Names that sound alike.
    Klang,
    /// Names a letter or two apart.
    Schreibfehler,
    /// A name that is a part of the other.
    Teil,
    /// A first name that abbreviates the other, or is another form of it.
    Kurzform,
    /// A name that is cut where its field ends.
    Gekuerzt,
    /// Name and first name stand in each other's place.
    Vertauscht,
    /// The same, one of them misspelt.
    VertauschtAehnlich,
    /// Dates whose day and month stand in each other's place.
    TagMonat,
    /// Numbers of which two neighbouring digits are exchanged.
    Zahlendreher,
    /// Numbers of which one digit differs.
    EineZiffer,
    /// Dates of accident a few days apart.
    WenigeTage,
    /// An incomplete date that agrees as far as it goes, to the month.
    MonatPasst,
    /// An incomplete date of which only the year is given, and agrees.
    JahrPasst,
    /// The same town, and a street that may be the same, misread or without its number.
    AehnlicheStrasse,
    /// Another town, but the same street and postcode.
    StrasseUndPlz,
    /// Street and town may both be the same, misread; or the street is, and the postcode the same.
    AehnlicheAnschrift,
    /// Another town or none, but the same postcode.
    GleichePlz,
    /// Another town in the same area by its postcode.
    NahePlz,
}

impl Naehe {
    /// What is said of it beside the degree of agreement; empty if there is nothing to say.
    pub fn erlaeuterung(self) -> &'static str {
        match self {
            Naehe::Nur(_) => "",
            Naehe::Klang => "Klang",
            Naehe::Schreibfehler => "Schreibfehler",
            Naehe::Teil => "Teil",
            Naehe::Kurzform => "Kurzform",
            Naehe::Gekuerzt => "am Feldende abgeschnitten",
            Naehe::Vertauscht => "Name und Vorname vertauscht",
            Naehe::VertauschtAehnlich => "Name und Vorname vertauscht, Schreibfehler",
            Naehe::TagMonat => "Tag und Monat vertauscht",
            Naehe::Zahlendreher => "Zahlendreher",
            Naehe::EineZiffer => "eine Ziffer",
            Naehe::WenigeTage => "wenige Tage",
            Naehe::MonatPasst => "Monat passt",
            Naehe::JahrPasst => "Jahr passt",
            Naehe::AehnlicheStrasse => "Straße ähnlich",
            Naehe::StrasseUndPlz => "Straße und PLZ gleich",
            Naehe::AehnlicheAnschrift => "Anschrift ähnlich",
            Naehe::GleichePlz => "PLZ gleich",
            Naehe::NahePlz => "PLZ benachbart",
        }
    }
}

/// The nearness of every field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Naehen {
    /// File number on the sheet.
    pub nummer: Naehe,
    /// Family name.
    pub name: Naehe,
    /// First name.
    pub vorname: Naehe,
    /// Date of birth.
    pub geb_datum: Naehe,
    /// Date of the accident.
    pub unf_datum: Naehe,
    /// Street and town together.
    pub adresse: Naehe,
}

impl Naehen {
    /// The nearness of a sheet and a case that were compared.
    pub fn neu(blatt: &Blatt, fall: Eintrag, v: &Vergleich) -> Self {
        let (a, b) = (&blatt.angaben, &Angaben::from(fall));
        let vertauscht = if v.name == Grad::Verschieden { vertauscht(a, b) } else { None };
        let namen = |grad, aehnlich: fn(&str, &str) -> Option<Aehnlichkeit>, a, b| match grad {
            Grad::Verschieden | Grad::Aehnlich if vertauscht.is_some() => vertauscht.unwrap_or(Naehe::Vertauscht),
            Grad::Aehnlich => aehnlich(text(a), text(b)).map_or(Naehe::Nur(grad), Naehe::from),
            _ => Naehe::Nur(grad),
        };
        Naehen {
            nummer: nummern(blatt, fall),
            name: namen(v.name, name_aehnlich, &a.name, &b.name),
            vorname: namen(v.vorname, vorname_aehnlich, &a.vorname, &b.vorname),
            geb_datum: geburtsdaten(&a.geb_datum, b.geb_datum.wert().copied(), v.geb_datum),
            unf_datum: unfalldaten(&a.unf_datum, fall.unf_datum(), v.unf_datum),
            adresse: adressen(a, b, v.adresse),
        }
    }
}

impl From<Aehnlichkeit> for Naehe {
    fn from(aehnlichkeit: Aehnlichkeit) -> Self {
        match aehnlichkeit {
            Aehnlichkeit::Klang => Naehe::Klang,
            Aehnlichkeit::Abstand => Naehe::Schreibfehler,
            Aehnlichkeit::Teil => Naehe::Teil,
            Aehnlichkeit::Kurzform => Naehe::Kurzform,
            Aehnlichkeit::Gekuerzt => Naehe::Gekuerzt,
        }
    }
}

/// Name and first name stand in each other's place; one of them may be misspelt.
fn vertauscht(a: &Angaben, b: &Angaben) -> Option<Naehe> {
    let (name, vorname) = (text(&a.name), text(&a.vorname));
    let (anderer_name, anderer_vorname) = (text(&b.name), text(&b.vorname));
    if [name, vorname].contains(&"") {
        return None;
    }
    match (name == anderer_vorname, vorname == anderer_name) {
        (true, true) => Some(Naehe::Vertauscht),
        (true, false) => name_aehnlich(vorname, anderer_name).map(|_| Naehe::VertauschtAehnlich),
        (false, true) => name_aehnlich(name, anderer_vorname).map(|_| Naehe::VertauschtAehnlich),
        (false, false) => None,
    }
}

fn nummern(blatt: &Blatt, fall: Eintrag) -> Naehe {
    match &blatt.nummer {
        None if blatt.rezept.aktenzeichen.nicht_erkannt() => Naehe::Nur(Grad::NichtErkannt),
        None => Naehe::Nur(Grad::Fehlt),
        Some(nummer) if nummer.nennt(fall) => Naehe::Nur(Grad::Identisch),
        Some(nummer) => {
            let im_register = fall.aktenzeichen9();
            let laenge = nummer.text().len().min(im_register.len());
            ziffern(nummer.text().as_bytes(), &im_register.as_bytes()[..laenge])
                .unwrap_or(Naehe::Nur(Grad::Verschieden))
        }
    }
}

/// How two different numbers of digits are near.
fn ziffern(a: &[u8], b: &[u8]) -> Option<Naehe> {
    if a.len() != b.len() {
        return None;
    }
    let mut stellen = (0..a.len()).filter(|stelle| a[*stelle] != b[*stelle]);
    match (stellen.next(), stellen.next(), stellen.next()) {
        (Some(_), None, _) => Some(Naehe::EineZiffer),
        (Some(i), Some(j), None) if j == i + 1 && a[i] == b[j] && a[j] == b[i] => Some(Naehe::Zahlendreher),
        _ => None,
    }
}

/// How two different dates are near: day and month or two digits exchanged, or one digit another.
pub(crate) fn daten(a: Datum, b: Datum) -> Option<Naehe> {
    if a.year() == b.year() && (a.day(), a.month()) == (b.month(), b.day()) {
        return Some(Naehe::TagMonat);
    }
    ziffern(&datumsziffern(a), &datumsziffern(b))
}

/// The eight digits of a date, written without a text: dates are compared by the million.
pub(crate) fn datumsziffern(datum: Datum) -> [u8; 8] {
    let (tag, monat, jahr) = (datum.day(), datum.month(), datum.year().unsigned_abs());
    [tag / 10, tag % 10, monat / 10, monat % 10, jahr / 1000, jahr / 100 % 10, jahr / 10 % 10, jahr % 10]
        .map(|ziffer| ziffer as u8)
}

/// How two dates of birth are near that agree to this degree.
pub(crate) fn geburtsdaten(blatt: &Lesung<GeburtsDatum>, fall: Option<GeburtsDatum>, grad: Grad) -> Naehe {
    let (Lesung::Wert(a), Some(b)) = (blatt, fall) else { return Naehe::Nur(grad) };
    let naehe = match (a.genau(), b.genau()) {
        (Some(a), Some(b)) if grad == Grad::Verschieden => daten(a, b),
        (Some(_), Some(_)) => None,
        _ if !a.passt(b) => None,
        _ if a.teile().1 == 0 || b.teile().1 == 0 => Some(Naehe::JahrPasst),
        _ => Some(Naehe::MonatPasst),
    };
    naehe.unwrap_or(Naehe::Nur(grad))
}

pub(crate) fn unfalldaten(blatt: &Lesung<UnfallDatum>, fall: Option<Datum>, grad: Grad) -> Naehe {
    let naehe = match (blatt, fall) {
        (Lesung::Wert(UnfallDatum::Genau(a)), Some(b)) if grad == Grad::Verschieden => daten(*a, b)
            .filter(|naehe| *naehe == Naehe::TagMonat)
            .or_else(|| {
                (a.signed_duration_since(b).num_days().unsigned_abs() <= WENIGE_TAGE).then_some(Naehe::WenigeTage)
            })
            .or_else(|| daten(*a, b)),
        (Lesung::Wert(UnfallDatum::Unvollstaendig(text)), Some(b)) => unvollstaendig(text, b),
        _ => None,
    };
    naehe.unwrap_or(Naehe::Nur(grad))
}

/// `00.03.2005`, `03.2005` and `2005`, `00.00.2005` against a date.
fn unvollstaendig(text: &str, datum: Datum) -> Option<Naehe> {
    let ganz = domain::datum::deutsch(datum);
    let monat_und_jahr = text.strip_prefix("00.").unwrap_or(text);
    let jahr = monat_und_jahr.strip_prefix("00.").unwrap_or(monat_und_jahr);
    match jahr.len() {
        4 => ganz.ends_with(jahr).then_some(Naehe::JahrPasst),
        _ => ganz.ends_with(monat_und_jahr).then_some(Naehe::MonatPasst),
    }
}

fn adressen(a: &Angaben, b: &Angaben, grad: Grad) -> Naehe {
    let (strasse, andere_strasse) = (text(&a.strasse), text(&b.strasse));
    let (plz, andere_plz) = (text(&a.plz), text(&b.plz));
    let gleiche_plz = !plz.is_empty() && plz == andere_plz;
    let naehe = match grad {
        Grad::Aehnlich if aehnliche_strassen(strasse, andere_strasse) => Some(Naehe::AehnlicheStrasse),
        Grad::Verschieden | Grad::NichtErkannt | Grad::Fehlt => {
            let gleiche_strasse = !strasse.is_empty() && strasse == andere_strasse;
            let gleicher_ort = gleiche_plz || verlesen(text(&a.ort), text(&b.ort));
            let gegend = plz.get(..PLZ_GEGEND).is_some_and(|gegend| andere_plz.starts_with(gegend));
            match () {
                () if gleiche_strasse && gleiche_plz => Some(Naehe::StrasseUndPlz),
                () if gleicher_ort && aehnliche_strassen(strasse, andere_strasse) => Some(Naehe::AehnlicheAnschrift),
                () if gleiche_plz => Some(Naehe::GleichePlz),
                () if gegend && grad == Grad::Verschieden => Some(Naehe::NahePlz),
                () => None,
            }
        }
        _ => None,
    };
    naehe.unwrap_or(Naehe::Nur(grad))
}

/// Misread, or one of them without its house number.
fn aehnliche_strassen(a: &str, b: &str) -> bool {
    let ohne_nummer = |strasse: &str| strasse.trim_end_matches(|z: char| z != ' ').trim_end().to_owned();
    let beide = !a.is_empty() && !b.is_empty();
    beide && (hoechstens(VERLESEN, a, b) || ohne_nummer(a) == b || ohne_nummer(b) == a)
}

/// Two spellings of one place, or nearly so.
fn verlesen(a: &str, b: &str) -> bool {
    !a.is_empty() && !b.is_empty() && hoechstens(VERLESEN, a, b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::muster::tag;

    #[test]
    fn dates() {
        for (a, b, naehe) in [
            ("12.05.1954", "05.12.1954", Some(Naehe::TagMonat)),
            ("12.05.1954", "21.05.1954", Some(Naehe::Zahlendreher)),
            ("12.05.1954", "12.05.1945", Some(Naehe::Zahlendreher)),
            ("12.05.1954", "13.05.1954", Some(Naehe::EineZiffer)),
            ("12.05.1954", "12.05.1964", Some(Naehe::EineZiffer)),
            ("12.05.1954", "23.05.1954", None),
            ("12.05.1954", "12.06.1955", None),
        ] {
            assert_eq!(daten(tag(a), tag(b)), naehe, "{a} {b}");
        }
    }

    #[test]
    fn dates_of_accident() {
        for (blatt, fall, naehe) in [
            ("2004-12-10", "10.12.2004", Naehe::Nur(Grad::Identisch)),
            ("2004-10-12", "12.10.2004", Naehe::Nur(Grad::Identisch)),
            ("2004-12-10", "12.10.2004", Naehe::TagMonat),
            ("2004-12-10", "12.12.2004", Naehe::WenigeTage),
            ("2004-12-10", "30.11.2004", Naehe::Nur(Grad::Verschieden)),
            ("2004-12-10", "10.12.2003", Naehe::EineZiffer),
            ("00.12.2004", "10.12.2004", Naehe::MonatPasst),
            ("12.2004", "10.12.2004", Naehe::MonatPasst),
            ("11.2004", "10.12.2004", Naehe::Nur(Grad::Unvollstaendig)),
            ("2004", "10.12.2004", Naehe::JahrPasst),
            ("00.00.2004", "10.12.2004", Naehe::JahrPasst),
            ("2003", "10.12.2004", Naehe::Nur(Grad::Unvollstaendig)),
            ("", "10.12.2004", Naehe::Nur(Grad::Fehlt)),
        ] {
            let lesung: Lesung<UnfallDatum> = Lesung::aus_text(blatt).expect(blatt);
            let grad = match &lesung {
                Lesung::Wert(UnfallDatum::Unvollstaendig(_)) => Grad::Unvollstaendig,
                Lesung::Wert(datum) if datum.genau() == Some(tag(fall)) => Grad::Identisch,
                Lesung::Wert(_) => Grad::Verschieden,
                _ => Grad::Fehlt,
            };
            assert_eq!(unfalldaten(&lesung, Some(tag(fall)), grad), naehe, "{blatt} {fall}");
        }
    }

    #[test]
    fn streets() {
        for (a, b, aehnlich) in [
            ("hauptstrasse 5", "hauptstrasse 6", true),
            ("haupstrase 5", "hauptstrasse 5", true),
            ("hauptstrasse", "hauptstrasse 5", true),
            ("hauptstrasse 5", "ahornsteig 77", false),
            ("", "a 5", false),
        ] {
            assert_eq!(aehnliche_strassen(a, b), aehnlich, "{a:?} {b:?}");
        }
    }
}
