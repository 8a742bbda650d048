//! Certificates (X.509): what of them a signature needs.

use domain::Datum;

use crate::ber::{self, BIT_STRING, Element, GENERALIZED_TIME, INTEGER, OID, SEQUENCE, UTC_TIME};
use crate::mathematik::{self, Mangel};

/// basicConstraints, which says whether a certificate may sign others.
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1D, 0x13];
const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
const BOOLEAN: u8 = 0x01;

/// A certificate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Zertifikat<'a> {
    /// All of it.
    pub(crate) ganz: &'a [u8],
    /// What is signed of it.
    inhalt: Element<'a>,
    pub(crate) nummer: &'a [u8],
    pub(crate) aussteller: &'a [u8],
    pub(crate) inhaber: Element<'a>,
    pub(crate) schluessel: Element<'a>,
    gueltig: (Datum, Datum),
    stellt_aus: bool,
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
        let stellt_aus = felder.find(|feld| feld.tag == 0xA3).is_some_and(darf_ausstellen);
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
            algorithmus,
            unterschrift,
        })
    }

    /// Whether it was valid on a day, bounds included.
    pub(crate) fn gueltig_am(&self, tag: Datum) -> bool {
        (self.gueltig.0..=self.gueltig.1).contains(&tag)
    }

    /// Whether another certificate issued it: by name, by right and by its signature.
    pub(crate) fn ausgestellt_von(&self, andere: &Zertifikat<'_>) -> bool {
        andere.stellt_aus
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

/// Whether extensions say that a certificate may issue others.
fn darf_ausstellen(erweiterungen: Element<'_>) -> bool {
    let alle = erweiterungen.glieder().next().map(Element::glieder);
    alle.into_iter().flatten().any(|erweiterung| {
        let mut glieder = erweiterung.glieder();
        let diese = glieder.eines(OID).is_some_and(|oid| oid.inhalt == BASIC_CONSTRAINTS);
        let wert = glieder.last().and_then(|wert| ber::erstes(wert.inhalt)).map(|(wert, _)| wert);
        let ja = wert.and_then(|wert| wert.glieder().next()).is_some_and(|ca| ca.tag == BOOLEAN && ca.inhalt != [0]);
        diese && ja
    })
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
