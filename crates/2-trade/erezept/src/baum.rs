//! FHIR in XML: elements with their `value` and `url`, read one after another, within limits.
//!
//! An element, a text and a tree have most sizes; a document type is refused, so no entity can grow.

use std::io::{self, BufRead, Read};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::Abgelehnt;

/// Elements within elements; bundles have about thirty levels.
const TIEFSTENS: usize = 64;
/// Bytes of one element's tag or text: a signed document in base64 is the largest.
const STUECK: usize = 8 << 20;
/// Elements of one tree, and bytes of their values.
const KNOTEN: usize = 200_000;
const WERTE: usize = 16 << 20;
const FHIR: &str = "http://hl7.org/fhir";

/// An element with all that is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Knoten {
    /// Its name without prefix.
    pub name: String,
    /// Its attribute `url`: what an extension is.
    pub url: String,
    /// Its attribute `value`.
    pub value: String,
    /// The elements in it.
    pub kinder: Vec<Knoten>,
}

/// Stands where an element is missing.
static LEER: Knoten = Knoten { name: String::new(), url: String::new(), value: String::new(), kinder: Vec::new() };

impl Knoten {
    /// The elements of that name in it.
    pub fn alle<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Knoten> {
        self.kinder.iter().filter(move |kind| kind.name == name)
    }

    /// The first element at the end of a path of names, `a/b/c`.
    pub fn unter(&self, pfad: &str) -> Option<&Knoten> {
        pfad.split('/').try_fold(self, |knoten, name| knoten.kinder.iter().find(|kind| kind.name == name))
    }

    /// The same; an empty one where there is none.
    pub(crate) fn bei(&self, pfad: &str) -> &Knoten {
        self.unter(pfad).unwrap_or(&LEER)
    }

    /// The value of the first element at the end of a path; empty = there is none.
    pub fn wert(&self, pfad: &str) -> &str {
        self.unter(pfad).map_or("", |knoten| knoten.value.trim())
    }

    /// The first extension of that name: its `url` ends with it, whatever stands before.
    pub fn erweiterung(&self, name: &str) -> Option<&Knoten> {
        self.alle("extension").find(|e| heisst(&e.url, name))
    }

    /// The value of an extension, whatever its type; empty = there is none.
    pub fn erweiterungswert(&self, name: &str) -> &str {
        let wert = self.erweiterung(name).and_then(|e| e.kinder.iter().find(|kind| kind.name.starts_with("value")));
        wert.map_or("", |wert| wert.value.trim())
    }

    /// The resources of that type in a bundle, with the `fullUrl` of each.
    pub fn ressourcen<'a>(&'a self, art: &'a str) -> impl Iterator<Item = (&'a str, &'a Knoten)> {
        let eintraege = self.alle("entry");
        eintraege.filter_map(move |e| Some((e.wert("fullUrl"), e.unter("resource")?.unter(art)?)))
    }

    /// The value of the first `identifier` whose system ends with one of these names.
    pub fn kennung<'a>(&'a self, systeme: &[&str]) -> &'a str {
        let diese = |i: &&Knoten| systeme.iter().any(|system| heisst(i.wert("system"), system));
        self.alle("identifier").find(diese).map_or("", |i| i.wert("value"))
    }
}

/// True if a URL is or ends with this name; a version after `|` does not count.
pub(crate) fn heisst(url: &str, name: &str) -> bool {
    let url = url.split('|').next().unwrap_or_default().trim();
    url == name || url.strip_suffix(name).is_some_and(|davor| davor.ends_with('/'))
}

/// The next step in a document.
#[derive(Debug)]
pub(crate) enum Schritt {
    /// An element begins.
    Anfang(Knoten),
    /// The innermost open element ends.
    Ende,
    /// The document ends.
    Schluss,
}

/// Reads a document step by step, in memory that does not depend on its size.
pub(crate) struct Baumleser<R> {
    leser: Reader<Gedrosselt<R>>,
    puffer: Vec<u8>,
    tiefe: usize,
    wurzel: bool,
    /// Bytes of memory that the trees read so far take, about.
    gewicht: usize,
}

/// Gives no more than so many bytes for one step.
struct Gedrosselt<R> {
    innen: R,
    frei: usize,
}

impl<R: BufRead> Read for Gedrosselt<R> {
    fn read(&mut self, ziel: &mut [u8]) -> io::Result<usize> {
        let hier = self.fill_buf()?;
        let anzahl = hier.len().min(ziel.len());
        ziel[..anzahl].copy_from_slice(&hier[..anzahl]);
        self.consume(anzahl);
        Ok(anzahl)
    }
}

impl<R: BufRead> BufRead for Gedrosselt<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.frei == 0 {
            let zu_lang = format!("an element or text of more than {} MB", STUECK >> 20);
            return Err(io::Error::new(io::ErrorKind::InvalidData, zu_lang));
        }
        let hier = self.innen.fill_buf()?;
        Ok(&hier[..hier.len().min(self.frei)])
    }

    fn consume(&mut self, anzahl: usize) {
        self.frei = self.frei.saturating_sub(anzahl);
        self.innen.consume(anzahl);
    }
}

impl<R: BufRead> Baumleser<R> {
    pub(crate) fn neu(innen: R) -> Self {
        let mut leser = Reader::from_reader(Gedrosselt { innen, frei: STUECK });
        leser.config_mut().expand_empty_elements = true;
        Baumleser { leser, puffer: Vec::new(), tiefe: 0, wurzel: false, gewicht: 0 }
    }

    /// Where the reader stands in the document, in bytes from 0.
    pub(crate) fn offset(&self) -> u64 {
        self.leser.buffer_position()
    }

    /// Bytes of memory that the trees read so far take, about.
    pub(crate) fn gewicht(&self) -> usize {
        self.gewicht
    }

    /// The next step.
    pub(crate) fn weiter(&mut self) -> Result<Schritt, Abgelehnt> {
        loop {
            self.leser.get_mut().frei = STUECK;
            self.puffer.clear();
            let ereignis = self.leser.read_event_into(&mut self.puffer);
            let ereignis = ereignis.map_err(|fehler| xml(format!("not well-formed XML: {fehler}")))?;
            match ereignis {
                Event::Start(element) => {
                    if self.tiefe == TIEFSTENS {
                        return Err(xml(format!("elements nested more than {TIEFSTENS} deep")));
                    }
                    let knoten = knoten(&element, !self.wurzel)?;
                    self.tiefe += 1;
                    self.wurzel = true;
                    return Ok(Schritt::Anfang(knoten));
                }
                Event::End(_) => {
                    self.tiefe = self.tiefe.saturating_sub(1);
                    return Ok(Schritt::Ende);
                }
                Event::DocType(_) => return Err(xml("a DOCTYPE: FHIR has none")),
                Event::Eof if self.tiefe > 0 || !self.wurzel => {
                    return Err(xml("it ends within an element, or has none: the document was cut off"));
                }
                Event::Eof => return Ok(Schritt::Schluss),
                _ => {}
            }
        }
    }

    /// All of an element that has begun.
    pub(crate) fn baum(&mut self, anfang: Knoten) -> Result<Knoten, Abgelehnt> {
        let (mut anzahl, mut bytes) = (0, 0);
        let mut offen = vec![anfang];
        loop {
            match self.weiter()? {
                Schritt::Anfang(knoten) => {
                    anzahl += 1;
                    let texte = knoten.value.len() + knoten.url.len() + knoten.name.len();
                    bytes += texte;
                    self.gewicht += size_of::<Knoten>() + texte;
                    if anzahl > KNOTEN || bytes > WERTE {
                        return Err(xml(format!("a document of more than {KNOTEN} elements or {} MB", WERTE >> 20)));
                    }
                    offen.push(knoten);
                }
                Schritt::Ende => {
                    let fertig = offen.pop().expect("what ends has begun");
                    match offen.last_mut() {
                        Some(umfassend) => umfassend.kinder.push(fertig),
                        None => return Ok(fertig),
                    }
                }
                Schritt::Schluss => return Err(xml("it ends within an element")),
            }
        }
    }

    /// Passes over an element that has begun.
    pub(crate) fn vorbei(&mut self) -> Result<(), Abgelehnt> {
        let mut offen = 1usize;
        while offen > 0 {
            match self.weiter()? {
                Schritt::Anfang(_) => offen += 1,
                Schritt::Ende => offen -= 1,
                Schritt::Schluss => break,
            }
        }
        Ok(())
    }
}

fn xml(grund: impl Into<String>) -> Abgelehnt {
    Abgelehnt::neu("XML", grund)
}

/// An element as it begins. The root must be FHIR.
fn knoten(element: &BytesStart<'_>, wurzel: bool) -> Result<Knoten, Abgelehnt> {
    let name = element.local_name().into_inner().to_owned();
    let mut knoten = Knoten { name, ..Knoten::default() };
    let mut fhir = !wurzel;
    for attribut in element.attributes() {
        let attribut = attribut.map_err(|fehler| xml(format!("not well-formed XML: {fehler}")))?;
        let name = attribut.key.into_inner();
        if !(matches!(name, "value" | "url") || (wurzel && name.starts_with("xmlns"))) {
            continue;
        }
        let wert = attribut.normalized_value(XmlVersion::Implicit1_0);
        let wert = wert.map_err(|fehler| xml(format!("attribute {name}: {fehler}")))?.into_owned();
        match name {
            "value" => knoten.value = wert,
            "url" => knoten.url = wert,
            _ => fhir |= wert == FHIR,
        }
    }
    if fhir { Ok(knoten) } else { Err(xml(format!("no FHIR: expected a root element of {FHIR}"))) }
}

/// The root element of a document in memory.
///
/// # Errors
/// It is no XML, no FHIR, or larger or deeper than any document that we know.
pub fn lies(bytes: &[u8]) -> Result<Knoten, Abgelehnt> {
    let mut leser = Baumleser::neu(bytes);
    match leser.weiter()? {
        Schritt::Anfang(anfang) => leser.baum(anfang),
        _ => Err(xml("no element")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AUF: &str = "<Bundle xmlns=\"http://hl7.org/fhir\">";

    #[test]
    fn values_and_extensions_are_found_by_name() {
        let text = format!(
            "{AUF}<identifier><system value='http://x/NS_A'/><value value='7'/></identifier>\
             <extension url='https://y/EX|1.3'><valueString value=' a&amp;b '></valueString></extension></Bundle>"
        );
        let knoten = lies(text.as_bytes()).expect("FHIR");
        assert_eq!(knoten.kennung(&["NS_A"]), "7");
        assert_eq!(knoten.kennung(&["A"]), "");
        assert_eq!(knoten.erweiterungswert("EX"), "a&b");
    }

    #[test]
    fn what_is_dangerous_is_refused() {
        let tief = format!("{AUF}{}", "<a>".repeat(10_000));
        let bombe = "<!DOCTYPE b [<!ENTITY a \"aaaa\">]><b xmlns=\"http://hl7.org/fhir\" value=\"&a;\"/>";
        let lang = format!("{AUF}<a value=\"{}\"/></Bundle>", "a".repeat(STUECK + 1));
        let text = format!("{AUF}{}</Bundle>", "a".repeat(STUECK + 1));
        for (text, grund) in [
            (tief.as_str(), "nested more than"),
            (bombe, "DOCTYPE"),
            (lang.as_str(), "more than 8 MB"),
            (text.as_str(), "more than 8 MB"),
            ("<Bundle/>", "no FHIR"),
            (AUF, "cut off"),
            ("", "cut off"),
            ("<b xmlns=\"http://hl7.org/fhir\" value=\"&a;\"/>", "attribute value"),
        ] {
            let fehler = lies(text.as_bytes()).expect_err(grund);
            assert!(fehler.grund.contains(grund), "{fehler}");
        }
    }
}
