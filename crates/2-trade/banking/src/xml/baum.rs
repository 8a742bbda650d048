//! An XML document as a tree of elements with their texts and places.

use quick_xml::NsReader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;

use super::{Art, XmlFehler};

/// Elements in elements; a statement has eleven or twelve levels.
const TIEFSTENS: usize = 32;
/// Bytes of one text; the standard's longest has 500 characters.
const LAENGSTENS: usize = 4_096;

/// An element.
#[derive(Debug, Default)]
pub(crate) struct Knoten {
    /// Its name without prefix.
    pub name: String,
    /// Where it begins in the text.
    pub offset: u64,
    /// Its own text without blanks around it.
    pub text: String,
    /// Its currency (`Ccy`); empty = not said.
    pub waehrung: String,
    /// The elements in it.
    pub kinder: Vec<Knoten>,
}

impl Knoten {
    /// The elements of that name in it.
    pub(crate) fn alle<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Knoten> {
        self.kinder.iter().filter(move |kind| kind.name == name)
    }

    /// The first element at the end of a path of names.
    pub(crate) fn unter(&self, pfad: &[&str]) -> Option<&Knoten> {
        pfad.iter().try_fold(self, |knoten, name| knoten.kinder.iter().find(|kind| kind.name == *name))
    }

    /// The text at the end of a path of names; empty = none.
    pub(crate) fn text_unter(&self, pfad: &[&str]) -> &str {
        self.unter(pfad).map_or("", |knoten| &knoten.text)
    }
}

/// The document element of a message of one of these kinds, whose place in `arten` is given with it. Elements named
/// `einzeln` go to `nimm` as soon as they end, and stand in no tree: so a statement of a year takes no more memory than its
/// largest entry.
pub(crate) fn lies(
    text: &str,
    arten: &[Art],
    einzeln: &str,
    mut nimm: impl FnMut(Knoten) -> Result<(), XmlFehler>,
) -> Result<(usize, Knoten), XmlFehler> {
    let mut leser = NsReader::from_str(text);
    leser.config_mut().expand_empty_elements = true;
    let mut offen: Vec<Knoten> = Vec::new();
    let mut art: Option<(usize, String)> = None;
    // Elements of another namespace that are open.
    let mut fremd = 0_usize;
    loop {
        let offset = leser.buffer_position();
        let (raum, ereignis) = match leser.read_resolved_event() {
            Ok((raum, ereignis)) => (raum, ereignis),
            Err(fehler) => return Err(XmlFehler::neu(offset, "", format!("not well-formed XML: {fehler}"))),
        };
        match ereignis {
            Event::Start(element) => {
                let raum = if let ResolveResult::Bound(raum) = raum { raum.into_inner() } else { "" };
                let name = element.local_name().into_inner();
                if art.is_none() {
                    let nr =
                        arten.iter().position(|art| art.hat(raum)).ok_or_else(|| unbekannt(offset, name, arten))?;
                    art = Some((nr, raum.to_owned()));
                }
                if offen.len() + fremd == TIEFSTENS {
                    return Err(XmlFehler::neu(offset, name, "elements within elements without end"));
                }
                if fremd > 0 || art.as_ref().is_some_and(|(_, seiner)| seiner != raum) {
                    fremd += 1;
                } else {
                    offen.push(Knoten {
                        offset,
                        waehrung: waehrung(&element),
                        name: name.to_owned(),
                        ..Knoten::default()
                    });
                }
            }
            Event::End(_) if fremd > 0 => fremd -= 1,
            Event::End(_) => {
                let mut fertig = offen.pop().expect("the reader checks that elements end as they begin");
                fertig.text = fertig.text.trim().to_owned();
                match (offen.last_mut(), &art) {
                    (Some(_), _) if fertig.name == einzeln => nimm(fertig)?,
                    (Some(umfassend), _) => umfassend.kinder.push(fertig),
                    (None, Some((nr, _))) => return Ok((*nr, fertig)),
                    (None, None) => return Err(unbekannt(offset, &fertig.name, arten)),
                }
            }
            Event::Text(inhalt) if fremd == 0 => dazu(&mut offen, offset, &inhalt.xml10_content())?,
            Event::CData(inhalt) if fremd == 0 => dazu(&mut offen, offset, &inhalt.xml10_content())?,
            Event::GeneralRef(verweis) => {
                let zeichen = verweis.resolve_char_ref().ok().flatten();
                let benannt = resolve_predefined_entity(&verweis.xml10_content()).map(str::to_owned);
                let ersatz = zeichen.map(String::from).or(benannt);
                let ersatz = ersatz.ok_or_else(|| XmlFehler::neu(offset, "", "an entity that XML does not have"))?;
                if fremd == 0 {
                    dazu(&mut offen, offset, &ersatz)?;
                }
            }
            Event::DocType(_) => return Err(XmlFehler::neu(offset, "", "a DOCTYPE: messages of banks have none")),
            Event::Eof => return Err(XmlFehler::neu(offset, "", "the file ends within an element, or has none")),
            _ => {}
        }
    }
}

fn unbekannt(offset: u64, name: &str, arten: &[Art]) -> XmlFehler {
    let arten: Vec<String> = arten.iter().map(ToString::to_string).collect();
    XmlFehler::neu(offset, name, format!("not an element of {}", arten.join(", ")))
}

fn waehrung(element: &BytesStart<'_>) -> String {
    let attribut = element.try_get_attribute("Ccy").ok().flatten();
    attribut.map(|attribut| attribut.value.into_owned()).unwrap_or_default()
}

fn dazu(offen: &mut [Knoten], offset: u64, text: &str) -> Result<(), XmlFehler> {
    let Some(knoten) = offen.last_mut() else { return Ok(()) };
    if knoten.text.is_empty() {
        knoten.text.push_str(text.trim_start());
    } else {
        knoten.text.push_str(text);
    }
    if knoten.text.trim_end().len() > LAENGSTENS {
        return Err(XmlFehler::neu(offset, &knoten.name, "a text without end"));
    }
    Ok(())
}
