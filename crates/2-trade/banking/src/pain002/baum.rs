//! An XML document as a tree of elements with their texts and places; attributes are not looked at.

use quick_xml::NsReader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;
use quick_xml::name::ResolveResult;

use super::Pain002Fehler;

/// Elements in elements; a status report has eight or nine levels.
const TIEFSTENS: usize = 32;

/// An element.
#[derive(Debug, Default)]
pub(super) struct Knoten {
    /// Its name without prefix.
    pub name: String,
    /// Where it begins in the file.
    pub offset: u64,
    /// Its own text without blanks around it.
    pub text: String,
    /// The elements in it.
    pub kinder: Vec<Knoten>,
}

impl Knoten {
    /// The elements of that name in it.
    pub(super) fn alle<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Knoten> {
        self.kinder.iter().filter(move |kind| kind.name == name)
    }

    /// The first element at the end of a path of names.
    pub(super) fn unter(&self, pfad: &[&str]) -> Option<&Knoten> {
        pfad.iter().try_fold(self, |knoten, name| knoten.kinder.iter().find(|kind| kind.name == *name))
    }
}

/// The root element of a document whose elements are all of one of these namespaces.
pub(super) fn lies(text: &str, namensraeume: &[&str]) -> Result<Knoten, Pain002Fehler> {
    let mut leser = NsReader::from_str(text);
    leser.config_mut().expand_empty_elements = true;
    let mut offen: Vec<Knoten> = Vec::new();
    let mut namensraum = None;
    loop {
        let offset = leser.buffer_position();
        let (raum, ereignis) = match leser.read_resolved_event() {
            Ok((raum, ereignis)) => (raum, ereignis),
            Err(fehler) => return Err(Pain002Fehler::neu(offset, "", format!("not well-formed XML: {fehler}"))),
        };
        match ereignis {
            Event::Start(element) => {
                let name = element.local_name().into_inner().to_owned();
                let seiner = match raum {
                    ResolveResult::Bound(raum) => namensraeume.iter().find(|bekannt| raum.into_inner() == **bekannt),
                    _ => None,
                };
                if seiner.is_none() || seiner != *namensraum.get_or_insert(seiner) {
                    let erwartet = namensraeume.join(" or ");
                    return Err(Pain002Fehler::neu(offset, &name, format!("not an element of {erwartet}")));
                }
                if offen.len() == TIEFSTENS {
                    return Err(Pain002Fehler::neu(offset, &name, "elements within elements without end"));
                }
                offen.push(Knoten { name, offset, ..Knoten::default() });
            }
            Event::End(_) => {
                let mut fertig = offen.pop().expect("the reader checks that elements end as they begin");
                fertig.text = fertig.text.trim().to_owned();
                match offen.last_mut() {
                    Some(umfassend) => umfassend.kinder.push(fertig),
                    None => return Ok(fertig),
                }
            }
            Event::Text(inhalt) => text_dazu(&mut offen, &inhalt.xml10_content()),
            Event::CData(inhalt) => text_dazu(&mut offen, &inhalt.xml10_content()),
            Event::GeneralRef(verweis) => {
                let zeichen = verweis.resolve_char_ref().ok().flatten();
                let benannt = resolve_predefined_entity(&verweis.xml10_content()).map(str::to_owned);
                let ersatz = zeichen.map(String::from).or(benannt);
                let ersatz =
                    ersatz.ok_or_else(|| Pain002Fehler::neu(offset, "", "an entity that XML does not have"))?;
                text_dazu(&mut offen, &ersatz);
            }
            Event::DocType(_) => return Err(Pain002Fehler::neu(offset, "", "a DOCTYPE: status reports have none")),
            Event::Eof => return Err(Pain002Fehler::neu(offset, "", "the file ends within an element, or has none")),
            _ => {}
        }
    }
}

fn text_dazu(offen: &mut [Knoten], text: &str) {
    if let Some(knoten) = offen.last_mut() {
        knoten.text.push_str(text);
    }
}
