//! Messages of banks in XML, read from the bytes: in whatever encoding they say, without anything that grows.
//!
//! A message has no DOCTYPE, no entities of its own, no elements within elements without end and no text without end:
//! what has is refused. Elements of other namespaces, as banks and standards put them in, are passed over.

mod baum;
mod kodierung;

pub(crate) use baum::{Knoten, lies};
pub(crate) use kodierung::text;

use domain::{Betrag, Datum};

/// Why a file is no message of a bank.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("byte {offset}, {feld}: {grund}")]
pub struct XmlFehler {
    /// Byte offset, from 0, of the text as UTF-8.
    pub offset: u64,
    /// Element concerned; empty = the file as a whole.
    pub feld: String,
    /// What is wrong, and what was expected.
    pub grund: String,
}

impl XmlFehler {
    pub(crate) fn neu(offset: u64, feld: &str, grund: impl Into<String>) -> Self {
        XmlFehler { offset, feld: feld.to_owned(), grund: grund.into() }
    }
}

/// A kind of message with the versions that are read; what is read of them has the same names in all.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Art {
    /// Its name, for example `camt.053.001`.
    pub name: &'static str,
    /// First and last version.
    pub versionen: (u8, u8),
}

impl Art {
    /// Returns true if a namespace is one of this kind.
    fn hat(&self, namensraum: &str) -> bool {
        let version = namensraum
            .strip_prefix("urn:iso:std:iso:20022:tech:xsd:")
            .and_then(|text| text.strip_prefix(self.name)?.strip_prefix('.'))
            .filter(|version| version.len() == 2)
            .and_then(|version| version.parse().ok());
        version.is_some_and(|version: u8| (self.versionen.0..=self.versionen.1).contains(&version))
    }
}

impl std::fmt::Display for Art {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (erste, letzte) = self.versionen;
        write!(f, "{}.{erste:02} to .{letzte:02}", self.name)
    }
}

/// The element at the end of a path, which must be there and must not be empty.
pub(crate) fn muss<'a>(knoten: &'a Knoten, pfad: &[&str]) -> Result<&'a Knoten, XmlFehler> {
    let name = pfad.last().copied().unwrap_or_default();
    match knoten.unter(pfad) {
        Some(element) if !element.kinder.is_empty() || !element.text.is_empty() => Ok(element),
        Some(element) => Err(XmlFehler::neu(element.offset, name, "empty")),
        None => Err(XmlFehler::neu(knoten.offset, name, format!("missing in {}", knoten.name))),
    }
}

/// The day of a date or a time.
pub(crate) fn datum(element: &Knoten) -> Result<Datum, XmlFehler> {
    let tag = element.text.get(..10).and_then(domain::datum::aus_iso);
    tag.ok_or_else(|| XmlFehler::neu(element.offset, &element.name, format!("'{}' is no date", element.text)))
}

/// Decimal point, up to two decimals; zeros after them are none.
pub(crate) fn betrag(element: &Knoten) -> Result<Betrag, XmlFehler> {
    let text = element.text.as_str();
    let gekuerzt = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text };
    let falsch = || XmlFehler::neu(element.offset, &element.name, format!("'{text}' is no amount"));
    if gekuerzt.is_empty() { Err(falsch()) } else { gekuerzt.parse().map_err(|_| falsch()) }
}

/// Codes and texts of the reasons in these elements, as they may be shown: no longer than a line, and nothing in them
/// acts.
pub(crate) fn gruende<'a>(infos: impl Iterator<Item = &'a Knoten>) -> String {
    const LAENGE: usize = 200;
    let texte = infos.flat_map(|info| {
        let code = info.unter(&["Rsn"]).and_then(|grund| grund.kinder.first());
        code.into_iter().chain(info.alle("AddtlInf")).map(|teil| teil.text.as_str())
    });
    let text = texte.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
    let gezeigt = domain::anzeige::sichtbar(&text);
    match gezeigt.char_indices().nth(LAENGE) {
        Some((ende, _)) => format!("{} …", &gezeigt[..ende]),
        None => gezeigt.into_owned(),
    }
}
