//! Certificates that are trusted: a folder of them, named by the payer's configuration.

use std::fs;
use std::io;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::Datum;

use crate::ber;
use crate::zertifikat::Zertifikat;

/// Certificates between a signature and an anchor, at most.
const KETTE: usize = 6;

/// The certificates of a folder, as bytes.
#[derive(Clone, Debug, Default)]
pub struct Ankerdateien(Vec<Vec<u8>>);

/// The trust anchors; without any, only the mathematics of signatures is checked.
#[derive(Clone, Debug, Default)]
pub struct Vertrauen<'a>(Vec<Zertifikat<'a>>);

impl Ankerdateien {
    /// Those of a folder: every `*.pem`, `*.crt`, `*.cer` and `*.der` in it, one certificate or more each.
    ///
    /// # Errors
    /// The folder or a file cannot be read, or a file holds no certificate.
    pub fn aus_ordner(ordner: &Path) -> io::Result<Self> {
        let mut pfade: Vec<_> = fs::read_dir(ordner)?.map(|e| e.map(|e| e.path())).collect::<io::Result<_>>()?;
        pfade.sort();
        let mut anker = Vec::new();
        for pfad in pfade {
            let endung = pfad.extension().unwrap_or_default().to_ascii_lowercase();
            if !["pem", "crt", "cer", "der"].iter().any(|e| endung == *e) {
                continue;
            }
            let gelesen = zertifikate(&fs::read(&pfad)?);
            if gelesen.is_empty() {
                let was = format!("{}: no certificate in it, expected PEM or DER", pfad.display());
                return Err(io::Error::new(io::ErrorKind::InvalidData, was));
            }
            anker.extend(gelesen);
        }
        if anker.is_empty() {
            let was = format!("{}: no certificate in this folder", ordner.display());
            return Err(io::Error::new(io::ErrorKind::InvalidData, was));
        }
        Ok(Ankerdateien(anker))
    }

    /// All of them, one after another: what a result depends on.
    pub fn bytes(&self) -> Vec<u8> {
        self.0.concat()
    }

    /// The anchors that they are; each is read once, however many signatures are checked.
    pub fn vertrauen(&self) -> Vertrauen<'_> {
        Vertrauen(self.0.iter().filter_map(|bytes| lies(bytes)).collect())
    }
}

impl Vertrauen<'_> {
    /// True if there are anchors to check against.
    pub fn prueft(&self) -> bool {
        !self.0.is_empty()
    }

    /// Holds if this certificate is one for signatures, and a chain of certificates, all valid on a day, leads from it to
    /// an anchor.
    pub(crate) fn reicht_zu(
        &self,
        erstes: Zertifikat<'_>,
        andere: &[Zertifikat<'_>],
        tag: Datum,
    ) -> Result<(), String> {
        if !erstes.darf_unterschreiben() {
            return Err(format!("the certificate of {} is not one for signatures (keyUsage)", erstes.name()));
        }
        let mut jetzt = erstes;
        for _ in 0..KETTE {
            if !jetzt.gueltig_am(tag) {
                return Err(format!("the certificate of {} was not valid on {tag}", jetzt.name()));
            }
            if self.0.iter().any(|a| a.ganz == jetzt.ganz || (a.gueltig_am(tag) && jetzt.ausgestellt_von(a))) {
                return Ok(());
            }
            match andere.iter().find(|a| a.ganz != jetzt.ganz && jetzt.ausgestellt_von(a)) {
                Some(naechstes) => jetzt = *naechstes,
                None => break,
            }
        }
        Err("no chain of certificates leads from it to a trust anchor".into())
    }
}

fn lies(bytes: &[u8]) -> Option<Zertifikat<'_>> {
    Zertifikat::lies(ber::erstes(bytes)?.0)
}

/// The certificates in a file of PEM or DER.
fn zertifikate(bytes: &[u8]) -> Vec<Vec<u8>> {
    let text = String::from_utf8_lossy(bytes);
    let pem = text.split("-----BEGIN CERTIFICATE-----").skip(1).filter_map(|teil| {
        let base64: String = teil.split("-----END").next()?.split_ascii_whitespace().collect();
        STANDARD.decode(base64).ok()
    });
    let der = (bytes.first() == Some(&ber::SEQUENCE)).then(|| bytes.to_vec());
    pem.chain(der).filter(|bytes| lies(bytes).is_some()).collect()
}
