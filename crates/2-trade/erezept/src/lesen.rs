//! Values as FHIR writes them.

use domain::{Betrag, Datum, Lesung};

/// An amount: a decimal with a point; zeros after the cents do not count.
pub(crate) fn betrag(text: &str) -> Option<Betrag> {
    let kurz = match text.split_once('.') {
        Some((euro, cent)) if cent.len() > 2 => {
            let (cent, rest) = cent.split_at_checked(2)?;
            rest.bytes().all(|b| b == b'0').then(|| format!("{euro}.{cent}"))?
        }
        _ => text.to_owned(),
    };
    kurz.parse().ok()
}

/// A whole number from 1 to 999; `1.000` is one.
pub(crate) fn faktor(text: &str) -> Option<u32> {
    let (ganz, rest) = text.split_once('.').unwrap_or((text, ""));
    let zahl = (!ganz.is_empty() && ganz.len() <= 3 && ganz.bytes().all(|b| b.is_ascii_digit())).then(|| ganz.parse());
    zahl?.ok().filter(|zahl| (1..=999).contains(zahl) && rest.bytes().all(|b| b == b'0'))
}

/// The day of a date or of a time.
pub(crate) fn datum(text: &str) -> Option<Datum> {
    let tag = text.split('T').next().unwrap_or_default();
    domain::datum::aus_iso(tag)
}

/// Text in one line: control characters are blanks, and there is none at its ends.
pub(crate) fn text(text: &str) -> String {
    let zeile: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    zeile.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text as a captured field. A lone question mark would say that it was not recognised.
pub(crate) fn lesung(wert: &str) -> Lesung<String> {
    match text(wert) {
        leer if leer.is_empty() => Lesung::Leer,
        unklar if unklar == "?" => Lesung::NichtErkannt,
        wert => Lesung::Wert(wert),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_keep_their_cents() {
        for (text, cent) in [("14.86", Some(1486)), ("14.9", Some(1490)), ("3", Some(300)), ("-1.770", Some(-177))] {
            assert_eq!(betrag(text).map(Betrag::cent), cent, "{text}");
        }
        for text in ["1.005", "", "1,5", "1e2", "NaN"] {
            assert_eq!(betrag(text), None, "{text}");
        }
        assert_eq!(["1", "2.000", "0", "1.5", "1000", ""].map(faktor), [Some(1), Some(2), None, None, None, None]);
    }
}
