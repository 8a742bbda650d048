//! Signed documents: CMS SignedData (RFC 5652) as cards and connectors make them.

use domain::Datum;

use crate::ber::{self, Element, INTEGER, OCTET_STRING, OID, SEQUENCE, SET};
use crate::mathematik::{self, Hash, Mangel};
use crate::vertrauen::Vertrauen;
use crate::zertifikat::{self, Zertifikat};

const SIGNED_DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02];
const MESSAGE_DIGEST: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x04];
const SIGNING_TIME: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x05];
const CONTENT_TYPE: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x03];

/// A signed document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signiert {
    /// The signed content.
    pub inhalt: Vec<u8>,
    /// Why the signature does not hold, if it does not.
    pub unterschrift: Result<(), String>,
    /// Common name in the signer's certificate; empty = none found.
    pub unterzeichner: String,
    /// Day of signing as the signer says.
    pub unterzeichnet_am: Option<Datum>,
}

/// Takes a document out of its signature and checks that.
///
/// # Errors
/// It is no SignedData with a document in it; what it is instead.
pub fn lies(bytes: &[u8], vertrauen: &Vertrauen<'_>) -> Result<Signiert, String> {
    if bytes.first() != Some(&SEQUENCE) {
        return Err(kein_cms(bytes));
    }
    let umschlag = Umschlag::lies(bytes).ok_or("a broken CMS SignedData: expected a signed document (PKCS#7)")?;
    let inhalt = umschlag.inhalt.zeichen().ok_or("a broken CMS SignedData: its content cannot be put together")?;
    let mut signiert = Signiert { inhalt, unterschrift: Ok(()), unterzeichner: String::new(), unterzeichnet_am: None };
    let unterschrift = match umschlag.unterzeichner {
        Some(unterzeichner) => pruefe(unterzeichner, &umschlag, &mut signiert, vertrauen),
        None => Err("nobody signed".to_owned()),
    };
    signiert.unterschrift = unterschrift;
    Ok(signiert)
}

/// Names, in words, the thing that stands where a signed document is expected.
fn kein_cms(bytes: &[u8]) -> String {
    let text = bytes.iter().take(60).all(|b| b.is_ascii_graphic() || b.is_ascii_whitespace() || *b >= 0x80);
    let was = match bytes {
        [] => "nothing",
        [b'<', ..] => "an unsigned document",
        _ if text => "plain text, a placeholder",
        _ => "bytes that are no CMS",
    };
    format!("{was} in place of a signed document: expected CMS SignedData (PKCS#7) in base64")
}

/// The parts of SignedData.
struct Umschlag<'a> {
    art: &'a [u8],
    inhalt: Element<'a>,
    zertifikate: Vec<Zertifikat<'a>>,
    unterzeichner: Option<Element<'a>>,
}

impl<'a> Umschlag<'a> {
    fn lies(bytes: &'a [u8]) -> Option<Self> {
        let mut aussen = ber::erstes(bytes)?.0.glieder();
        if aussen.eines(OID)?.inhalt != SIGNED_DATA {
            return None;
        }
        let mut glieder = ber::erstes(aussen.eines(0xA0)?.inhalt)?.0.glieder();
        glieder.eines(INTEGER)?;
        glieder.eines(SET)?;
        let mut gekapselt = glieder.eines(SEQUENCE)?.glieder();
        let art = gekapselt.eines(OID)?.inhalt;
        let inhalt = ber::erstes(gekapselt.eines(0xA0)?.inhalt)?.0;
        if inhalt.tag & !0x20 != OCTET_STRING {
            return None;
        }
        let zertifikate = glieder.vielleicht(0xA0).map(Element::glieder);
        let zertifikate = zertifikate.into_iter().flatten().filter_map(Zertifikat::lies).collect();
        glieder.vielleicht(0xA1);
        let unterzeichner = glieder.eines(SET)?.glieder().next();
        Some(Umschlag { art, inhalt, zertifikate, unterzeichner })
    }
}

/// The parts of a SignerInfo.
struct Unterzeichner<'a> {
    wer: Element<'a>,
    hash: Hash,
    attribute: Option<Element<'a>>,
    algorithmus: Element<'a>,
    unterschrift: Vec<u8>,
}

impl<'a> Unterzeichner<'a> {
    fn lies(element: Element<'a>) -> Option<Self> {
        let mut glieder = element.glieder();
        glieder.eines(INTEGER)?;
        let wer = glieder.irgendeins()?;
        let hash = Hash::aus(glieder.eines(SEQUENCE)?)?;
        let attribute = glieder.vielleicht(0xA0);
        let algorithmus = glieder.eines(SEQUENCE)?;
        let unterschrift = glieder.naechstes(OCTET_STRING, OCTET_STRING | 0x20)?.zeichen()?;
        Some(Unterzeichner { wer, hash, attribute, algorithmus, unterschrift })
    }

    /// His certificate: named by issuer and number, or the only one there.
    fn zertifikat(&self, alle: &[Zertifikat<'a>]) -> Option<Zertifikat<'a>> {
        if self.wer.tag != SEQUENCE {
            return <[_; 1]>::try_from(alle).ok().map(|[eines]| eines);
        }
        let mut glieder = self.wer.glieder();
        let (aussteller, nummer) = (glieder.eines(SEQUENCE)?.ganz, glieder.eines(INTEGER)?.inhalt);
        alle.iter().copied().find(|z| z.aussteller == aussteller && z.nummer == nummer)
    }

    fn attribut(&self, oid: &[u8]) -> Option<Element<'a>> {
        self.attribute?.glieder().find_map(|attribut| {
            let mut glieder = attribut.glieder();
            (glieder.eines(OID)?.inhalt == oid).then(|| glieder.eines(SET)?.glieder().next()).flatten()
        })
    }
}

fn pruefe(
    element: Element<'_>,
    umschlag: &Umschlag<'_>,
    signiert: &mut Signiert,
    vertrauen: &Vertrauen<'_>,
) -> Result<(), String> {
    let unterzeichner = Unterzeichner::lies(element).ok_or("the signature is of a form or hash that is not known")?;
    signiert.unterzeichnet_am = unterzeichner.attribut(SIGNING_TIME).and_then(zertifikat::tag);
    let zertifikat = unterzeichner.zertifikat(&umschlag.zertifikate).ok_or("the signer's certificate is missing")?;
    signiert.unterzeichner = zertifikat.name();
    let schluessel = zertifikat.schluessel;
    let (hash, algorithmus) = (unterzeichner.hash, unterzeichner.algorithmus);
    let ergebnis = match unterzeichner.attribute {
        None => mathematik::pruefe(schluessel, algorithmus, Some(hash), &signiert.inhalt, &unterzeichner.unterschrift),
        Some(attribute) => {
            let soll = unterzeichner.attribut(MESSAGE_DIGEST).ok_or("the signature does not say what it is over")?;
            if soll.inhalt != hash.von(&signiert.inhalt).as_ref() {
                return Err("the document was changed after it was signed".into());
            }
            if unterzeichner.attribut(CONTENT_TYPE).is_some_and(|art| art.inhalt != umschlag.art) {
                return Err("the signature is over another kind of content".into());
            }
            // Signed is the set of attributes by itself, without the tag that it has in its place.
            let mut bytes = attribute.ganz.to_vec();
            bytes[0] = SET;
            mathematik::pruefe(schluessel, algorithmus, Some(hash), &bytes, &unterzeichner.unterschrift)
        }
    };
    match ergebnis {
        Err(Mangel::Unbekannt) => return Err("signed with a scheme or key that is not known".into()),
        Err(Mangel::Falsch) => return Err("the signature does not belong to the document and key".into()),
        Ok(()) => {}
    }
    if !vertrauen.prueft() {
        return Ok(());
    }
    let tag = signiert.unterzeichnet_am.ok_or("the signature names no time, so its certificate cannot be checked")?;
    vertrauen.reicht_zu(zertifikat, &umschlag.zertifikate, tag)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vertrauen::Ankerdateien;

    const INHALT: &[u8] = b"<Bundle xmlns=\"http://hl7.org/fhir\"/>";

    /// Made by openssl: RSA with indefinite lengths, RSA-PSS, P-256 and brainpoolP256r1.
    const DOKUMENTE: [&[u8]; 4] = [
        include_bytes!("../tests/unterschriften/rsa.p7"),
        include_bytes!("../tests/unterschriften/pss.p7"),
        include_bytes!("../tests/unterschriften/p256.p7"),
        include_bytes!("../tests/unterschriften/bp.p7"),
    ];

    #[test]
    fn every_scheme_is_checked() {
        for (nr, bytes) in DOKUMENTE.iter().enumerate() {
            let signiert = lies(bytes, &Vertrauen::default()).expect("signed");
            assert_eq!(signiert.inhalt, INHALT, "{nr}");
            assert_eq!(signiert.unterschrift, Ok(()), "{nr}");
            assert!(signiert.unterzeichnet_am.is_some() && signiert.unterzeichner.starts_with("Erfundene"), "{nr}");
        }
    }

    #[test]
    fn no_changed_bit_of_a_document_goes_unseen() {
        for (nr, bytes) in DOKUMENTE.iter().enumerate() {
            let begin = bytes.windows(INHALT.len()).position(|stelle| stelle == INHALT).expect("the document");
            for bit in (0..INHALT.len() * 8).step_by(5) {
                let mut bytes = bytes.to_vec();
                bytes[begin + bit / 8] ^= 1 << (bit % 8);
                let signiert = lies(&bytes, &Vertrauen::default()).expect("signed");
                assert!(signiert.unterschrift.is_err(), "{nr}: bit {bit}");
            }
        }
    }

    #[test]
    fn a_changed_or_cut_signature_never_panics() {
        for bytes in DOKUMENTE {
            for stelle in (0..bytes.len()).step_by(5) {
                let mut anders = bytes.to_vec();
                anders[stelle] ^= 0x55;
                let _ = lies(&anders, &Vertrauen::default());
                let _ = lies(&bytes[..stelle], &Vertrauen::default());
            }
        }
    }

    #[test]
    fn a_chain_leads_to_the_anchor_or_it_does_not_hold() {
        let ordner = tempfile::tempdir().expect("a folder");
        std::fs::write(ordner.path().join("a.pem"), include_bytes!("../tests/unterschriften/wurzel.pem"))
            .expect("a file");
        let anker = Ankerdateien::aus_ordner(ordner.path()).expect("an anchor");
        let vertrauen = anker.vertrauen();
        let holds = |bytes| lies(bytes, &vertrauen).expect("signed").unterschrift;
        assert_eq!(holds(DOKUMENTE[0]), Ok(()));
        assert!(holds(DOKUMENTE[2]).expect_err("signed by nobody known").contains("trust anchor"));
    }

    #[test]
    fn a_chain_is_one_of_the_right_certificates_on_the_right_day() {
        let ordner = tempfile::tempdir().expect("a folder");
        let wurzel = include_bytes!("../tests/unterschriften/kettenwurzel.pem");
        std::fs::write(ordner.path().join("a.pem"), wurzel).expect("a file");
        let anker = Ankerdateien::aus_ordner(ordner.path()).expect("an anchor");
        let vertrauen = anker.vertrauen();
        let kette = include_bytes!("../tests/unterschriften/kette.p7");
        assert_eq!(lies(kette, &vertrauen).expect("signed").unterschrift, Ok(()), "by way of another certificate");
        let umschlag = Umschlag::lies(kette).expect("signed");
        let karte = umschlag.zertifikate.iter().find(|z| z.name() == "Erfundene Kettenkarte").expect("the card");
        let an_dem_tag =
            |tag| vertrauen.reicht_zu(*karte, &umschlag.zertifikate, domain::datum::aus_iso(tag).expect("a day"));
        assert_eq!(an_dem_tag("2027-01-01"), Ok(()));
        for tag in ["2026-11-27", "2090-01-01"] {
            assert!(an_dem_tag(tag).expect_err(tag).contains("was not valid on"), "{tag}");
        }
        for (bytes, grund) in [
            (&include_bytes!("../tests/unterschriften/transport.p7")[..], "not one for signatures"),
            (include_bytes!("../tests/unterschriften/ohne_recht.p7"), "trust anchor"),
        ] {
            assert_eq!(
                lies(bytes, &Vertrauen::default()).expect("signed").unterschrift,
                Ok(()),
                "the mathematics hold"
            );
            let mangel = lies(bytes, &vertrauen).expect("signed").unterschrift.expect_err(grund);
            assert!(mangel.contains(grund), "{mangel}");
        }
    }

    #[test]
    fn what_stands_in_its_place_is_named() {
        for (bytes, was) in [
            (&b"Verordnungsdaten Beispiel"[..], "plain text"),
            (b"<Bundle/>", "unsigned"),
            (b"", "nothing"),
            (b"\x00\x01", "no CMS"),
            (b"\x30\x80\x06", "broken"),
        ] {
            let fehler = lies(bytes, &Vertrauen::default()).expect_err("refused");
            assert!(fehler.contains(was), "{fehler}");
        }
    }
}
