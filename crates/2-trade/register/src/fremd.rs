//! What the runs of other payers may know of a register: keyed hashes of what identifies a person at Z0, Z1 and Z2.
//!
//! A prescription without a case in the payer's own register may belong to a case of another payer (status 1004). To
//! find out, the name, birth date, accident date and file number on the sheet are hashed like those of the other
//! payer's active cases, and looked up. The hashes are BLAKE3 keyed with the installation's key ([`stage`]'s `WORK`
//! holds it as `.schluessel`), cut to 64 bits and sorted: no case can be read from them, and without the key no guess can
//! be tried.
//!
//! They stand in `WORK/.fremd/<payer>/<date>`, outside of the run: their bytes differ from installation to installation,
//! those of a run never do. No receipt names them. What the receipt of `match-cases` names for the other payer is the
//! hash of its `faelle.csv` as in the receipt of the other run; the keyed file repeats that hash and proves with the key
//! that it was made from that register and not changed since. Only hits leave it, so results do not depend on the key.

use std::fmt;
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::PathBuf;

use domain::{Datum, GeburtsDatum, Stufe};
use rayon::prelude::*;
use stage::{Error, Run};

use crate::ablage::{faelle_blake3, lies_register};
use crate::eintrag::Eintrag;
use crate::register::Register;
use crate::schluessel::{self, Schluessel};
use crate::zeile::tage;

const KENNUNG: &[u8; 8] = b"ZbFremd2";
/// Kind and version, hash of `faelle.csv` in hex, and the proof of both with the key.
const KOPF: usize = KENNUNG.len() + 64 + BEWEIS;
const BEWEIS: usize = 32;
/// Cases that are hashed together.
const TEIL: u32 = 1 << 14;

/// What identifies a person, in normal form; empty or none = unknown.
#[derive(Clone, Copy, Debug, Default)]
pub struct Person<'a> {
    /// File number: 8 digits, or 9 with the check digit.
    pub aktenzeichen: &'a str,
    /// Family name.
    pub name: &'a str,
    /// First name.
    pub vorname: &'a str,
    /// Date of birth.
    pub geb_datum: Option<Datum>,
    /// Date of the accident.
    pub unf_datum: Option<Datum>,
}

impl Person<'_> {
    /// What has to be identical at a tier, as one hash; none if a part of it is unknown. `puffer` is only workspace.
    fn spur(&self, stufe: Stufe, schluessel: &Schluessel, puffer: &mut Vec<u8>) -> Option<u64> {
        let (art, texte, daten): (u8, &[&str], &[Option<Datum>]) = match stufe {
            Stufe::Z0 => (0, &[self.aktenzeichen, self.name], &[self.geb_datum]),
            Stufe::Z1 => (1, &[self.name, self.vorname], &[self.geb_datum, self.unf_datum]),
            Stufe::Z2 => (2, &[self.name], &[self.geb_datum, self.unf_datum]),
            _ => return None,
        };
        if texte.iter().any(|text| text.is_empty()) || daten.iter().any(Option::is_none) {
            return None;
        }
        puffer.clear();
        puffer.push(art);
        for text in texte {
            puffer.extend_from_slice(text.as_bytes());
            puffer.push(0); // stands in no normal form
        }
        daten.iter().for_each(|datum| puffer.extend_from_slice(&tage(*datum).to_le_bytes()));
        let hash = blake3::keyed_hash(schluessel, puffer);
        hash.as_bytes().first_chunk().map(|acht| u64::from_le_bytes(*acht))
    }
}

/// The keyed hashes of the active cases of another payer's register.
pub struct Fremdregister {
    schluessel: Schluessel,
    spuren: Spuren,
}

impl fmt::Debug for Fremdregister {
    /// Never the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fremdregister({} hashes)", self.spuren.alle.len())
    }
}

/// Hashes, to be found with few looks into memory: they are spread evenly, so their first bits tell where they stand.
struct Spuren {
    /// Sorted.
    alle: Vec<u64>,
    /// Where the hashes of each beginning end.
    enden: Vec<u32>,
}

impl Spuren {
    const BITS: u32 = 18;

    /// Prepares sorted hashes.
    fn neu(alle: Vec<u64>) -> Self {
        let mut enden = vec![0; 1 << Self::BITS];
        let mut ende = 0;
        for (anfang, bis) in (0_u64..).zip(&mut enden) {
            ende += alle[ende..].iter().take_while(|spur| *spur >> (u64::BITS - Self::BITS) <= anfang).count();
            *bis = ende as u32;
        }
        Spuren { alle, enden }
    }

    fn enthalten(&self, spur: u64) -> bool {
        let anfang = (spur >> (u64::BITS - Self::BITS)) as usize;
        let von = anfang.checked_sub(1).map_or(0, |davor| self.enden[davor]);
        self.alle[von as usize..self.enden[anfang] as usize].binary_search(&spur).is_ok()
    }
}

impl Fremdregister {
    /// The hashes of a register with a key.
    pub fn aus(register: &Register, schluessel: Schluessel) -> Self {
        let anzahl = register.anzahl() as u32;
        let teile: Vec<Vec<u64>> = (0..anzahl.div_ceil(TEIL))
            .into_par_iter()
            .map(|nr| {
                let faelle = (nr * TEIL..anzahl.min((nr + 1) * TEIL)).map(|nummer| register.fall(nummer));
                let mut puffer = Vec::with_capacity(64);
                let mut teil = Vec::with_capacity(4 * faelle.len());
                faelle
                    .filter(|fall| !fall.abgegeben())
                    .for_each(|fall| teil.extend(spuren(fall, &schluessel, &mut puffer)));
                teil
            })
            .collect();
        let mut spuren = teile.concat();
        drop(teile);
        spuren.par_sort_unstable();
        spuren.dedup();
        Fremdregister { schluessel, spuren: Spuren::neu(spuren) }
    }

    /// The first of the tiers Z0, Z1 and Z2 at which a person has an active case in the register.
    pub fn stufe(&self, person: &Person) -> Option<Stufe> {
        let mut puffer = Vec::new();
        [Stufe::Z0, Stufe::Z1, Stufe::Z2].into_iter().find(|stufe| {
            let spur = person.spur(*stufe, &self.schluessel, &mut puffer);
            spur.is_some_and(|spur| self.spuren.enthalten(spur))
        })
    }

    fn bytes(&self, faelle_blake3: &str) -> Vec<u8> {
        let mut bytes = kopf(faelle_blake3, &self.schluessel);
        bytes.reserve_exact(self.spuren.alle.len() * size_of::<u64>() + BEWEIS);
        self.spuren.alle.iter().for_each(|spur| bytes.extend_from_slice(&spur.to_le_bytes()));
        let beweis = blake3::keyed_hash(&self.schluessel, &bytes);
        bytes.extend_from_slice(beweis.as_bytes());
        bytes
    }

    fn aus_bytes(bytes: &[u8], faelle_blake3: &str, schluessel: Schluessel) -> Option<Self> {
        let (inhalt, beweis) = bytes.split_last_chunk::<BEWEIS>()?;
        let hashes = inhalt.strip_prefix(kopf(faelle_blake3, &schluessel).as_slice())?;
        let (spuren, rest) = hashes.as_chunks();
        let echt = rest.is_empty() && blake3::keyed_hash(&schluessel, inhalt) == *beweis;
        let spuren = || Spuren::neu(spuren.iter().map(|acht| u64::from_le_bytes(*acht)).collect());
        echt.then(|| Fremdregister { schluessel, spuren: spuren() })
    }
}

/// The hashes of a case: a sheet may bear its file number with and without the check digit.
fn spuren(fall: Eintrag, schluessel: &Schluessel, puffer: &mut Vec<u8>) -> impl Iterator<Item = u64> + use<> {
    let lang = fall.aktenzeichen9();
    let kurz = &lang[..8];
    let person = Person {
        aktenzeichen: kurz,
        name: fall.name(),
        vorname: fall.vorname(),
        geb_datum: fall.geb_datum().and_then(GeburtsDatum::genau),
        unf_datum: fall.unf_datum(),
    };
    let mit_pz = Person { aktenzeichen: &lang, ..person };
    let wessen = [(person, Stufe::Z0), (mit_pz, Stufe::Z0), (person, Stufe::Z1), (person, Stufe::Z2)];
    let spuren = wessen.map(|(person, stufe)| person.spur(stufe, schluessel, puffer));
    spuren.into_iter().flatten()
}

fn kopf(faelle_blake3: &str, schluessel: &Schluessel) -> Vec<u8> {
    let mut kopf = [KENNUNG.as_slice(), faelle_blake3.as_bytes()].concat();
    let beweis = blake3::keyed_hash(schluessel, &kopf);
    kopf.extend_from_slice(beweis.as_bytes());
    kopf
}

/// Computes the hashes of a run's register with the key of its installation.
pub fn berechne(run: &Run, register: &Register) -> Result<Fremdregister, Error> {
    Ok(Fremdregister::aus(register, schluessel::lies_oder_lege_an(&run.work)?))
}

/// Writes the hashes of a run's register for the runs of other payers; to be called when the register was published.
pub fn schreibe(run: &Run, hashes: &Fremdregister) -> Result<(), Error> {
    let path = path(run);
    if let Some(dir) = path.parent() {
        fs::create_dir_all(dir).map_err(Error::create(dir))?;
    }
    stage::publish_file(&path, &hashes.bytes(&faelle_blake3(run)?))
}

/// Writes the hashes of a run's published register if they are not there, or not made from it with today's key.
pub fn ergaenze(run: &Run) -> Result<(), Error> {
    let schluessel = schluessel::lies_oder_lege_an(&run.work)?;
    let mut anfang = [0; KOPF];
    let gelesen = File::open(path(run)).and_then(|mut file| file.read_exact(&mut anfang));
    if gelesen.is_ok() && anfang.as_slice() == kopf(&faelle_blake3(run)?, &schluessel) {
        return Ok(());
    }
    schreibe(run, &Fremdregister::aus(&lies_register(run)?, schluessel))
}

/// The hashes of another payer's run whose `faelle.csv` has this hash by the receipt of its stage.
pub fn lies(run: &Run, faelle_blake3: &str) -> Result<Fremdregister, Error> {
    let path = path(run);
    let wieder = |was: &str| {
        format!("{}: {was}\nrun ingest-unfdat --force {} to make them again", path.display(), run.dir.display())
    };
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == ErrorKind::NotFound => {
            return Err(Error::Missing(wieder("the keyed hashes of the register are missing")));
        }
        Err(source) => return Err(Error::Io { path, source }),
    };
    let schluessel = schluessel::lies(&run.work)?
        .ok_or_else(|| Error::Missing(wieder("the installation's key, WORK/.schluessel, is missing")))?;
    Fremdregister::aus_bytes(&bytes, faelle_blake3, schluessel)
        .ok_or_else(|| Error::Data(wieder("the keyed hashes were made from another register or with another key")))
}

fn path(run: &Run) -> PathBuf {
    run.work.join(".fremd").join(&run.kostentraeger).join(run.datum_iso())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::tests::{fall, tag};

    const HASH: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    fn person(aktenzeichen: &str) -> Person<'_> {
        let (geb_datum, unf_datum) = (tag("12.05.1954"), tag("10.12.2004"));
        Person { aktenzeichen, name: "meyer", vorname: "karl", geb_datum, unf_datum }
    }

    #[test]
    fn a_person_is_found_at_the_first_tier_that_fits() {
        let abgegeben = domain::Fall { aktenzeichen: "10000002".into(), abgegeben: domain::JaNein::Ja, ..fall() };
        let abgegeben = domain::Fall { name: "Koch".into(), ..abgegeben };
        let register = Register::aus(&[fall(), abgegeben]).expect("a register");
        let fremde = Fremdregister::aus(&register, [7; 32]);
        for (was, gesucht, stufe) in [
            ("file number", person("10000001"), Some(Stufe::Z0)),
            ("file number with check digit", person("100000015"), Some(Stufe::Z0)),
            ("wrong check digit", person("100000016"), Some(Stufe::Z1)),
            ("no file number", person(""), Some(Stufe::Z1)),
            ("other first name", Person { vorname: "uwe", ..person("") }, Some(Stufe::Z2)),
            ("no first name", Person { vorname: "", ..person("") }, Some(Stufe::Z2)),
            ("file number alone", Person { geb_datum: None, ..person("10000001") }, None),
            ("no accident date", Person { unf_datum: None, ..person("") }, None),
            ("other name", Person { name: "meier", ..person("10000001") }, None),
            ("handed over", Person { name: "koch", ..person("10000002") }, None),
        ] {
            assert_eq!(fremde.stufe(&gesucht), stufe, "{was}");
        }
    }

    #[test]
    fn the_file_is_bound_to_key_and_register_and_shows_no_name() {
        let register = Register::aus(&[fall()]).expect("a register");
        let bytes = Fremdregister::aus(&register, [7; 32]).bytes(HASH);
        let gelesen = Fremdregister::aus_bytes(&bytes, HASH, [7; 32]).expect("our own file");
        assert_eq!(gelesen.stufe(&person("")), Some(Stufe::Z1));
        assert!(Fremdregister::aus_bytes(&bytes, HASH, [8; 32]).is_none());
        assert!(Fremdregister::aus_bytes(&bytes, &HASH.replace('0', "1"), [7; 32]).is_none());
        for stelle in 0..bytes.len() {
            let mut falsch = bytes.clone();
            falsch[stelle] ^= 1;
            assert!(Fremdregister::aus_bytes(&falsch, HASH, [7; 32]).is_none(), "{stelle}");
        }
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        assert!(!text.contains("meyer") && !text.contains("10000001"));
        assert_ne!(bytes, Fremdregister::aus(&register, [8; 32]).bytes(HASH));
    }
}
