//! Tells if a signature belongs to bytes and a key.

use bp256::BrainpoolP256r1;
use ecdsa::signature::hazmat::PrehashVerifier;
use ring::digest;
use ring::signature::{self, UnparsedPublicKey, VerificationAlgorithm};

use crate::ber::{BIT_STRING, Element, OID, SEQUENCE, erstes};

/// Object identifiers, as they stand in signatures.
const RSA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01];
const RSA_PSS: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0A];
const EC: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01];
const P256: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];
const P384: &[u8] = &[0x2B, 0x81, 0x04, 0x00, 0x22];
const BRAINPOOL_P256R1: &[u8] = &[0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x07];
/// sha256WithRSAEncryption, sha384…, sha512…: the last byte tells.
const MIT_RSA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01];
/// ecdsa-with-SHA256, SHA384, SHA512: the last byte tells.
const MIT_ECDSA: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03];
/// SHA-256, SHA-384, SHA-512: the last byte tells.
const SHA: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02];

/// How bytes are hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    fn nach_stelle(stelle: u8) -> Option<Hash> {
        [None, Some(Hash::Sha256), Some(Hash::Sha384), Some(Hash::Sha512)].get(usize::from(stelle)).copied().flatten()
    }

    /// The hash that an AlgorithmIdentifier names.
    pub(crate) fn aus(algorithmus: Element<'_>) -> Option<Hash> {
        match oid(algorithmus)?.strip_prefix(SHA)? {
            [stelle] => Hash::nach_stelle(*stelle),
            _ => None,
        }
    }

    /// The hash of bytes.
    pub(crate) fn von(self, bytes: &[u8]) -> digest::Digest {
        let algorithmus = match self {
            Hash::Sha256 => &digest::SHA256,
            Hash::Sha384 => &digest::SHA384,
            Hash::Sha512 => &digest::SHA512,
        };
        digest::digest(algorithmus, bytes)
    }
}

/// The object identifier that an AlgorithmIdentifier begins with.
fn oid(algorithmus: Element<'_>) -> Option<&[u8]> {
    (algorithmus.tag == SEQUENCE).then(|| algorithmus.glieder().eines(OID)).flatten().map(|oid| oid.inhalt)
}

/// How a signature was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verfahren {
    Pkcs1(Hash),
    Pss(Hash),
    Ecdsa(Hash),
}

/// The scheme that an AlgorithmIdentifier names; `hash` where it leaves that to another place.
fn verfahren(algorithmus: Element<'_>, hash: Option<Hash>) -> Option<Verfahren> {
    let oid = oid(algorithmus)?;
    if oid == RSA {
        return hash.map(Verfahren::Pkcs1);
    }
    if oid == RSA_PSS {
        return pss_hash(algorithmus).or(hash).map(Verfahren::Pss);
    }
    if oid == EC {
        return hash.map(Verfahren::Ecdsa);
    }
    if let Some([stelle @ 11..=13]) = oid.strip_prefix(MIT_RSA) {
        return Hash::nach_stelle(stelle - 10).map(Verfahren::Pkcs1);
    }
    match oid.strip_prefix(MIT_ECDSA)? {
        // 2, 3, 4 = SHA-256, SHA-384, SHA-512.
        [stelle @ 2..=4] => Hash::nach_stelle(stelle - 1).map(Verfahren::Ecdsa),
        _ => None,
    }
}

/// The hash that parameters of RSASSA-PSS name.
fn pss_hash(algorithmus: Element<'_>) -> Option<Hash> {
    let mut glieder = algorithmus.glieder();
    glieder.eines(OID)?;
    let parameter = glieder.eines(SEQUENCE)?;
    let hash = parameter.glieder().vielleicht(0xA0)?;
    Hash::aus(erstes(hash.inhalt)?.0)
}

/// Why a signature does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mangel {
    /// Its scheme or key is none that we know.
    Unbekannt,
    /// It does not belong to these bytes.
    Falsch,
}

/// Checks that a signature over bytes was made with the key `spki` (SubjectPublicKeyInfo).
pub(crate) fn pruefe(
    spki: Element<'_>,
    algorithmus: Element<'_>,
    hash: Option<Hash>,
    bytes: &[u8],
    unterschrift: &[u8],
) -> Result<(), Mangel> {
    let verfahren = verfahren(algorithmus, hash).ok_or(Mangel::Unbekannt)?;
    let (art, kurve, schluessel) = schluessel(spki).ok_or(Mangel::Unbekannt)?;
    let ring: &'static dyn VerificationAlgorithm = match (art, kurve, verfahren) {
        (RSA, _, Verfahren::Pkcs1(Hash::Sha256)) => &signature::RSA_PKCS1_2048_8192_SHA256,
        (RSA, _, Verfahren::Pkcs1(Hash::Sha384)) => &signature::RSA_PKCS1_2048_8192_SHA384,
        (RSA, _, Verfahren::Pkcs1(Hash::Sha512)) => &signature::RSA_PKCS1_2048_8192_SHA512,
        (RSA | RSA_PSS, _, Verfahren::Pss(Hash::Sha256)) => &signature::RSA_PSS_2048_8192_SHA256,
        (RSA | RSA_PSS, _, Verfahren::Pss(Hash::Sha384)) => &signature::RSA_PSS_2048_8192_SHA384,
        (RSA | RSA_PSS, _, Verfahren::Pss(Hash::Sha512)) => &signature::RSA_PSS_2048_8192_SHA512,
        (EC, P256, Verfahren::Ecdsa(Hash::Sha256)) => &signature::ECDSA_P256_SHA256_ASN1,
        (EC, P256, Verfahren::Ecdsa(Hash::Sha384)) => &signature::ECDSA_P256_SHA384_ASN1,
        (EC, P384, Verfahren::Ecdsa(Hash::Sha256)) => &signature::ECDSA_P384_SHA256_ASN1,
        (EC, P384, Verfahren::Ecdsa(Hash::Sha384)) => &signature::ECDSA_P384_SHA384_ASN1,
        (EC, BRAINPOOL_P256R1, Verfahren::Ecdsa(hash)) => return brainpool(schluessel, hash, bytes, unterschrift),
        _ => return Err(Mangel::Unbekannt),
    };
    UnparsedPublicKey::new(ring, schluessel).verify(bytes, unterschrift).map_err(|_| Mangel::Falsch)
}

/// The curve of German health professional cards, which ring lacks.
fn brainpool(schluessel: &[u8], hash: Hash, bytes: &[u8], unterschrift: &[u8]) -> Result<(), Mangel> {
    let schluessel =
        ecdsa::VerifyingKey::<BrainpoolP256r1>::from_sec1_bytes(schluessel).map_err(|_| Mangel::Unbekannt)?;
    let unterschrift = ecdsa::Signature::<BrainpoolP256r1>::from_der(unterschrift).map_err(|_| Mangel::Falsch)?;
    schluessel.verify_prehash(hash.von(bytes).as_ref(), &unterschrift).map_err(|_| Mangel::Falsch)
}

/// Kind, curve and bytes of a public key.
fn schluessel(spki: Element<'_>) -> Option<(&[u8], &[u8], &[u8])> {
    let mut glieder = spki.glieder();
    let mut algorithmus = glieder.eines(SEQUENCE)?.glieder();
    let art = algorithmus.eines(OID)?.inhalt;
    let kurve = algorithmus.vielleicht(OID).map_or(&[][..], |kurve| kurve.inhalt);
    // The first byte says how many bits of the last are none of it: in keys none.
    let schluessel = glieder.eines(BIT_STRING)?.inhalt.strip_prefix(&[0])?;
    Some((art, kurve, schluessel))
}
