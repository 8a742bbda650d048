//! What makes a record of twelve fields sound, and what is wrong with one that is not.

use domain::{Ablehnung, GeburtsDatum, datum};
use layout::Field;

use super::felder::FELDER;
use super::fields::{Fields, digits, excerpt, trimmed};
use charsets::edf03::CodePage;

/// Checks the fields of one record one after another and collects the first fault of each.
pub(super) struct Check<'r> {
    datei: &'r str,
    page: CodePage,
    satz: u64,
    fields: std::iter::Zip<std::slice::Iter<'static, Field>, std::slice::Iter<'r, &'r [u8]>>,
    offset: u64,
    raw: &'r [u8],
    faults: &'r mut Vec<Ablehnung>,
}

/// A field of the record without the blanks at its end.
#[derive(Clone, Copy)]
struct Value<'r> {
    field: &'static Field,
    bytes: &'r [u8],
    offset: u64,
}

impl<'r> Check<'r> {
    /// A check of the record `raw`, whose first field is at `offset`.
    pub(super) fn new(
        (datei, page): (&'r str, CodePage),
        (satz, offset, raw): (u64, u64, &'r [u8]),
        fields: &'r Fields<'r>,
        faults: &'r mut Vec<Ablehnung>,
    ) -> Self {
        Check { datei, page, satz, fields: FELDER.iter().zip(fields), offset, raw, faults }
    }

    /// Returns true if no field has a fault.
    pub(super) fn passes(mut self) -> bool {
        let before = self.faults.len();
        self.number();
        self.number();
        self.date(
            |digits| GeburtsDatum::aus_ttmmjjjj(digits).is_some(),
            "expected a calendar date TTMMJJJJ, zeros for what is unknown of it, or nothing",
        );
        self.date(
            |digits| datum::aus_ttmmjjjj(digits).is_some(),
            "expected a calendar date TTMMJJJJ, or nothing when it is unknown",
        );
        self.text();
        self.text();
        self.text();
        self.text();
        let lkz = self.text();
        self.plz(&lkz);
        self.text();
        self.abgegeben();
        self.faults.len() == before
    }

    fn value(&mut self) -> Value<'r> {
        let (field, raw) = self.fields.next().expect("twelve fields, each read once");
        let offset = self.offset;
        self.offset += raw.len() as u64 + 1;
        Value { field, bytes: trimmed(self.page, raw), offset }
    }

    /// As many digits as the field is long.
    fn number(&mut self) {
        let value = self.value();
        if self.digits(value).is_none() && self.decoded(value).is_some() {
            self.fault(value, format!("expected {} digits", value.field.len));
        }
    }

    fn date(&mut self, is_one: impl Fn(&str) -> bool, expected: &str) {
        let value = self.value();
        if value.bytes.is_empty() {
            return;
        }
        let sound = self.digits(value).is_some_and(|digits| is_one(&digits));
        if !sound && self.decoded(value).is_some() {
            self.fault(value, expected.into());
        }
    }

    fn text(&mut self) -> String {
        let value = self.value();
        self.decoded(value).unwrap_or_default()
    }

    fn plz(&mut self, lkz: &str) {
        let value = self.value();
        let plz = self.decoded(value).unwrap_or_default();
        if plz.bytes().all(|b| b == b'0') {
            return;
        }
        if lkz == "D" && !is_german_postcode(&plz) {
            self.fault(value, "expected a German postcode of five digits, because lkz is D".into());
        } else if !is_likely_postcode(&plz) {
            self.fault(value, "expected a postcode: digits, perhaps with letters, blanks or hyphens".into());
        }
    }

    fn abgegeben(&mut self) {
        let value = self.value();
        match self.decoded(value).as_deref() {
            Some("J" | "X" | "1" | "N" | "0" | "") | None => {}
            Some(_) => self.fault(value, "expected J, X or 1 for handed over, otherwise N, 0 or nothing".into()),
        }
    }

    /// The digits, if the value is exactly as many as its field is long.
    fn digits(&self, value: Value<'_>) -> Option<String> {
        let exact = value.bytes.len() == value.field.len && value.bytes.iter().all(digits(self.page));
        if exact { self.page.decode(value.bytes).ok() } else { None }
    }

    /// The text of a value that is defined in the code page, without control characters, and not too long.
    fn decoded(&mut self, value: Value<'_>) -> Option<String> {
        let text = match self.page.decode(value.bytes) {
            Ok(text) => text,
            Err(error) => {
                let place = Value { offset: value.offset + error.offset as u64, ..value };
                self.fault(place, format!("byte {:02X} is not defined in {}", error.byte, error.page));
                return None;
            }
        };
        if let Some(control) = control_character(&text) {
            self.fault(value, format!("control character {:02X} in the text", u32::from(control)));
            return None;
        }
        if text.len() > value.field.len && text.chars().count() > value.field.len {
            self.fault(value, format!("longer than {} characters", value.field.len));
            return None;
        }
        Some(text)
    }

    fn fault(&mut self, value: Value<'_>, grund: String) {
        self.faults.push(Ablehnung {
            datei: self.datei.to_owned(),
            satz: self.satz,
            offset: value.offset,
            feld: value.field.name.to_owned(),
            wert: excerpt(self.page, value.bytes),
            grund,
            roh: Ablehnung::hex(self.raw),
        });
    }
}

fn control_character(text: &str) -> Option<char> {
    // Nearly all texts are plain ASCII, which is quickly seen.
    let plain = text.bytes().all(|b| (0x20..0x7F).contains(&b));
    if plain { None } else { text.chars().find(|c| c.is_control()) }
}

/// Five digits; no German postcode begins with two zeros.
fn is_german_postcode(plz: &str) -> bool {
    plz.len() == 5 && plz.bytes().all(|b| b.is_ascii_digit()) && !plz.starts_with("00")
}

/// A postcode of any country: letters, digits, blanks and hyphens, a digit among them.
fn is_likely_postcode(plz: &str) -> bool {
    plz.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ' || c == '-') && plz.bytes().any(|b| b.is_ascii_digit())
}
