//! Certificates (X.509): what of them a signature needs.

use domain::Datum;

use crate::ber::{self, BIT_STRING, Element, GENERALIZED_TIME, INTEGER, OID, SEQUENCE, UTC_TIME};
use crate::mathematik::{self, Mangel};

/// basicConstraints, which says whether a certificate may sign others.
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1D, 0x13];
/// keyUsage, which says what a key is for.
const KEY_USAGE: &[u8] = &[0x55, 0x1D, 0x0F];
/// Its bits digitalSignature and nonRepudiation, and keyCertSign.
const UNTERSCHRIFT: u8 = 0xC0;
const ZERTIFIKATE: u8 = 0x04;
const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
const BOOLEAN: u8 = 0x01;

/// A certificate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Zertifikat<'a> {
    /// All of it.
    pub(crate) ganz: &'a [u8],
    /// The signed part of it.
    inhalt: Element<'a>,
    pub(crate) nummer: &'a [u8],
    pub(crate) aussteller: &'a [u8],
    pub(crate) inhaber: Element<'a>,
    pub(crate) schluessel: Element<'a>,
    gueltig: (Datum, Datum),
    stellt_aus: bool,
    /// The first eight bits of keyUsage; all of them where it says nothing.
    verwendung: u8,
    algorithmus: Element<'a>,
    unterschrift: &'a [u8],
}

impl<'a> Zertifikat<'a> {
    /// The certificate of these bytes.
    pub(crate) fn lies(element: Element<'a>) -> Option<Self> {
        let mut glieder = (element.tag == SEQUENCE).then(|| element.glieder())?;
        let inhalt = glieder.eines(SEQUENCE)?;
        let algorithmus = glieder.eines(SEQUENCE)?;
        let unterschrift = glieder.eines(BIT_STRING)?.inhalt.strip_prefix(&[0])?;
        let mut felder = inhalt.glieder();
        felder.vielleicht(0xA0);
        let nummer = felder.eines(INTEGER)?.inhalt;
        felder.eines(SEQUENCE)?;
        let aussteller = felder.eines(SEQUENCE)?.ganz;
        let mut zeiten = felder.eines(SEQUENCE)?.glieder();
        let gueltig = (tag(zeiten.irgendeins()?)?, tag(zeiten.irgendeins()?)?);
        let inhaber = felder.eines(SEQUENCE)?;
        let schluessel = felder.eines(SEQUENCE)?;
        let erweiterungen = felder.find(|feld| feld.tag == 0xA3);
        let stellt_aus = erweiterungen.and_then(|e| erweiterung(e, BASIC_CONSTRAINTS)).is_some_and(ist_ca);
        let verwendung = match erweiterungen.and_then(|e| erweiterung(e, KEY_USAGE)) {
            // The first byte says how many bits of the last are none.
            Some(bits) => bits.inhalt.get(1).copied().unwrap_or_default(),
            None => u8::MAX,
        };
        let ganz = element.ganz;
        Some(Zertifikat {
            ganz,
            inhalt,
            nummer,
            aussteller,
            inhaber,
            schluessel,
            gueltig,
            stellt_aus,
            verwendung,
            algorithmus,
            unterschrift,
        })
    }

    /// True if it was valid on a day, bounds included.
    pub(crate) fn gueltig_am(&self, tag: Datum) -> bool {
        (self.gueltig.0..=self.gueltig.1).contains(&tag)
    }

    /// True if its key is for signing documents.
    pub(crate) fn darf_unterschreiben(&self) -> bool {
        self.verwendung & UNTERSCHRIFT != 0
    }

    /// True if another certificate issued it: by name, by right and by its signature.
    pub(crate) fn ausgestellt_von(&self, andere: &Zertifikat<'_>) -> bool {
        andere.stellt_aus
            && andere.verwendung & ZERTIFIKATE != 0
            && self.aussteller == andere.inhaber.ganz
            && self.unterschrieben_mit(andere.schluessel) == Ok(())
    }

    fn unterschrieben_mit(&self, schluessel: Element<'_>) -> Result<(), Mangel> {
        mathematik::pruefe(schluessel, self.algorithmus, None, self.inhalt.ganz, self.unterschrift)
    }

    /// The common name of its holder.
    pub(crate) fn name(&self) -> String {
        let attribute = self.inhaber.glieder().flat_map(Element::glieder);
        let name = attribute.filter_map(|attribut| {
            let mut glieder = attribut.glieder();
            (glieder.eines(OID)?.inhalt == COMMON_NAME).then(|| glieder.irgendeins()).flatten()
        });
        let name = name.last().map(|name| String::from_utf8_lossy(name.inhalt).into_owned()).unwrap_or_default();
        name.chars().filter(|c| !c.is_control()).collect()
    }
}

/// The value of an extension; none if it is not there.
fn erweiterung<'a>(alle: Element<'a>, oid: &[u8]) -> Option<Element<'a>> {
    alle.glieder().next()?.glieder().find_map(|erweiterung| {
        let mut glieder = erweiterung.glieder();
        let diese = glieder.eines(OID)?.inhalt == oid;
        Some(ber::erstes(glieder.last().filter(|_| diese)?.inhalt)?.0)
    })
}

/// True if basicConstraints say that a certificate may issue others.
fn ist_ca(grenzen: Element<'_>) -> bool {
    grenzen.glieder().next().is_some_and(|ca| ca.tag == BOOLEAN && ca.inhalt != [0])
}

/// The day of a time.
pub(crate) fn tag(zeit: Element<'_>) -> Option<Datum> {
    let text = std::str::from_utf8(zeit.inhalt).ok()?;
    let text = match zeit.tag {
        GENERALIZED_TIME => text.get(..8)?.to_owned(),
        // Two digits of the year: 50 to 99 are of the century before.
        UTC_TIME if text.get(..2)? >= "50" => format!("19{}", text.get(..6)?),
        UTC_TIME => format!("20{}", text.get(..6)?),
        _ => return None,
    };
    domain::datum::aus_iso(&format!("{}-{}-{}", text.get(..4)?, text.get(4..6)?, text.get(6..8)?))
}
