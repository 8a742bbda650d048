//! An invented card: RSA, 2048 bits, whose signatures of equal bytes are equal.

use domain::Datum;
use ring::digest;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};

/// The certificate of the root that issued the card, in PEM: a trust anchor for tests.
pub const WURZEL: &str = include_str!("karte/wurzel.pem");
const ZERTIFIKAT: &[u8] = include_bytes!("karte/karte.der");
const SCHLUESSEL: &[u8] = include_bytes!("karte/karte.pk8");
const AUSSTELLER: &str = "Erfundene Wurzel";
const NUMMER: u8 = 0x12;

const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
const DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01];
const SIGNED_DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02];
const CONTENT_TYPE: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x03];
const MESSAGE_DIGEST: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x04];
const SIGNING_TIME: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x05];
const SHA256: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
const RSA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01];
const NULL: &[u8] = &[0x05, 0x00];
const ENDE: &[u8] = &[0, 0];
/// Bytes of a piece of the document, as connectors cut it.
const STUECK: usize = 1000;

/// The card.
#[derive(Debug)]
pub struct Karte(RsaKeyPair);

impl Karte {
    /// The card that everybody has.
    ///
    /// # Panics
    /// Never: its key is in the program.
    pub fn neu() -> Self {
        Karte(RsaKeyPair::from_pkcs8(SCHLUESSEL).expect("the key of the invented card"))
    }

    /// Signs a document: CMS SignedData with indefinite lengths and the document in pieces.
    pub fn unterschreibe(&self, dokument: &[u8], tag: Datum) -> Vec<u8> {
        umschlag(dokument, &self.unterzeichner(dokument, tag))
    }

    /// A document under the signature of another one: it does not hold.
    pub fn unterschiebe(&self, dokument: &[u8], tag: Datum) -> Vec<u8> {
        umschlag(dokument, &self.unterzeichner(b"another document", tag))
    }

    /// Who signed what and when, with the signature.
    fn unterzeichner(&self, dokument: &[u8], tag: Datum) -> Vec<u8> {
        let zeit = tag.format("%y%m%d100000Z").to_string();
        let mut attribute = [
            attribut(CONTENT_TYPE, &tlv(0x06, DATA)),
            attribut(SIGNING_TIME, &tlv(0x17, zeit.as_bytes())),
            attribut(MESSAGE_DIGEST, &tlv(0x04, digest::digest(&digest::SHA256, dokument).as_ref())),
        ];
        attribute.sort();
        let attribute = attribute.concat();
        let mut unterschrift = vec![0; self.0.public().modulus_len()];
        let bytes = tlv(0x31, &attribute);
        self.0.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &bytes, &mut unterschrift).expect("the key can sign");
        let name = tlv(0x30, &[tlv(0x06, COMMON_NAME), tlv(0x0C, AUSSTELLER.as_bytes())].concat());
        let wer = tlv(0x30, &[tlv(0x30, &tlv(0x31, &name)), tlv(0x02, &[NUMMER])].concat());
        let unterzeichner = [
            tlv(0x02, &[1]),
            wer,
            algorithmus(SHA256),
            tlv(0xA0, &attribute),
            algorithmus(RSA),
            tlv(0x04, &unterschrift),
        ];
        tlv(0x30, &unterzeichner.concat())
    }
}

impl Default for Karte {
    fn default() -> Self {
        Karte::neu()
    }
}

fn umschlag(dokument: &[u8], unterzeichner: &[u8]) -> Vec<u8> {
    let mut stuecke = Vec::new();
    for stueck in dokument.chunks(STUECK) {
        stuecke.extend(tlv(0x04, stueck));
    }
    let offen = |tag: u8, inhalt: &[u8]| [&[tag, 0x80], inhalt, ENDE].concat();
    let gekapselt = offen(0x30, &[tlv(0x06, DATA), offen(0xA0, &offen(0x24, &stuecke))].concat());
    let signiert =
        [tlv(0x02, &[1]), tlv(0x31, &algorithmus(SHA256)), gekapselt, tlv(0xA0, ZERTIFIKAT), tlv(0x31, unterzeichner)];
    offen(0x30, &[tlv(0x06, SIGNED_DATA), offen(0xA0, &offen(0x30, &signiert.concat()))].concat())
}

fn algorithmus(oid: &[u8]) -> Vec<u8> {
    tlv(0x30, &[&tlv(0x06, oid), NULL].concat())
}

fn attribut(oid: &[u8], wert: &[u8]) -> Vec<u8> {
    tlv(0x30, &[tlv(0x06, oid), tlv(0x31, wert)].concat())
}

/// An element in DER.
fn tlv(tag: u8, inhalt: &[u8]) -> Vec<u8> {
    let laenge = inhalt.len();
    let mut bytes = vec![tag];
    match laenge {
        0..0x80 => bytes.push(laenge as u8),
        0x80..0x100 => bytes.extend([0x81, laenge as u8]),
        0x100..0x1_0000 => bytes.extend([0x82, (laenge >> 8) as u8, laenge as u8]),
        _ => bytes.extend([0x83, (laenge >> 16) as u8, (laenge >> 8) as u8, laenge as u8]),
    }
    bytes.extend_from_slice(inhalt);
    bytes
}
