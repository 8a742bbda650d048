//! Signatures on what people deliver: who signed a decision or a confirmation.
//!
//! The list of people is OpenSSH's `allowed_signers`: names, options, key. The first name of a line is the person's. A
//! signature counts if it is of a key in the list, in the namespace `file`, over exactly these bytes.

use std::fs;
use std::path::Path;

use domain::Datum;
use ssh_key::{PublicKey, SshSig};
use stage::{Delivery, Error, Result, Session, check_private_to_write, sha256_hex};

use crate::NAMESPACE;

/// Ending of the name of a detached signature.
pub const ENDING: &str = ".sig";

/// The people whose signatures count.
#[derive(Clone, Debug, Default)]
pub struct Pruefer(Vec<Bekannter>);

/// A key with the names of its person.
#[derive(Clone, Debug)]
struct Bekannter {
    namen: Vec<String>,
    key: PublicKey,
    von: Option<Datum>,
    bis: Option<Datum>,
}

impl Pruefer {
    /// Reads the list that the payer's configuration names, and names it as an input of the stage; none if there is none.
    ///
    /// # Errors
    /// The list cannot be read, or a line of it cannot be used.
    pub fn open(session: &mut Session) -> Result<Option<Self>> {
        let file = session.payer().signatur.as_ref().map(|options| options.pruefer.clone()).unwrap_or_default();
        if file.is_empty() {
            return Ok(None);
        }
        let path = session.config().path(&file);
        let (pruefer, text) = Pruefer::read(&path)?;
        session.reads_content("config:pruefer".into(), sha256_hex(text.as_bytes()));
        Ok(Some(pruefer))
    }

    /// Reads a list; gives its text, too.
    ///
    /// # Errors
    /// It cannot be read, others may change it, or a line of it cannot be used.
    pub fn read(path: &Path) -> Result<(Self, String)> {
        let wrong = |why: String| Error::Config(format!("[signatur] pruefer: {}: {why}", path.display()));
        let text = fs::read_to_string(path).map_err(|e| wrong(e.to_string()))?;
        check_private_to_write(path)?;
        let pruefer = Pruefer::aus_text(&text).map_err(wrong)?;
        Ok((pruefer, text))
    }

    /// Understands a list.
    ///
    /// # Errors
    /// The first line that cannot be used, and why.
    pub fn aus_text(text: &str) -> Result<Self, String> {
        let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
        let known = lines.map(|(nr, line)| Bekannter::aus(line).map_err(|why| format!("line {nr}: {why}")));
        let known = known.collect::<Result<Vec<_>, String>>()?;
        if known.is_empty() { Err("it names nobody".into()) } else { Ok(Pruefer(known)) }
    }

    /// The names of the person who signed these bytes.
    ///
    /// # Errors
    /// Why the signature does not count.
    pub fn unterzeichner(&self, bytes: &[u8], signature: &[u8], am: Datum) -> Result<&[String], String> {
        let signature = SshSig::from_pem(signature).map_err(|e| format!("no signature of OpenSSH: {e}"))?;
        let of_key: Vec<&Bekannter> = self.0.iter().filter(|b| b.key.key_data() == signature.public_key()).collect();
        if of_key.is_empty() {
            return Err("of nobody in the list of [signatur] pruefer".into());
        }
        let in_time =
            of_key.into_iter().find(|b| b.von.is_none_or(|von| von <= am) && b.bis.is_none_or(|bis| am <= bis));
        let Some(known) = in_time else { return Err(format!("of a key that does not count on {am}")) };
        match known.key.verify(NAMESPACE, bytes, &signature) {
            Ok(()) => Ok(&known.namen),
            Err(ssh_key::Error::Namespace) => Err(format!("made for something else than {NAMESPACE} (ssh-keygen -n)")),
            Err(_) => Err("not over this content".into()),
        }
    }

    /// The names of the person who signed a delivered file, by one of these signatures: the one of its name, or any
    /// other, because a file whose name was taken has another in the inbox.
    ///
    /// # Errors
    /// Why none counts, or the disk.
    pub fn unterzeichner_von(
        &self,
        file: &Delivery,
        bytes: &[u8],
        signatures: &[Delivery],
        am: Datum,
    ) -> Result<Result<&[String], String>> {
        let name = format!("{}{ENDING}", file.name);
        let mut why = format!("no signature {name}");
        let (own, others): (Vec<_>, Vec<_>) = signatures.iter().partition(|signature| signature.name == name);
        for signature in own.iter().chain(&others) {
            let text = fs::read(&signature.path).map_err(Error::io(&signature.path))?;
            match self.unterzeichner(bytes, &text, am) {
                Ok(names) => return Ok(Ok(names)),
                Err(reason) if signature.name == name => why = format!("{name} is {reason}"),
                Err(_) => {}
            }
        }
        Ok(Err(why))
    }
}

/// Splits deliveries into files and the signatures beside them.
pub fn split(deliveries: Vec<Delivery>) -> (Vec<Delivery>, Vec<Delivery>) {
    deliveries.into_iter().partition(|delivery| !delivery.name.ends_with(ENDING))
}

impl Bekannter {
    fn aus(line: &str) -> Result<Self, String> {
        let (names, rest) = line.split_once(char::is_whitespace).ok_or("expected names, options and a key")?;
        let namen: Vec<String> = names.trim_matches('"').split(',').map(str::to_owned).collect();
        if namen.iter().any(|name| name.is_empty() || name.contains(['*', '?', '!'])) {
            return Err(format!("'{names}': expected names of one person, without patterns"));
        }
        let key_at = ["ssh-", "sk-ssh-", "ecdsa-"].iter().filter_map(|kind| word_at(rest, kind)).min();
        let (options, key) = rest.split_at(key_at.ok_or("no public key of OpenSSH")?);
        let key = PublicKey::from_openssh(key.trim()).map_err(|e| format!("no public key of OpenSSH: {e}"))?;
        if !matches!(key.algorithm(), ssh_key::Algorithm::Ed25519) {
            return Err(format!("its kind is {}: expected ssh-ed25519", key.algorithm()));
        }
        let mut known = Bekannter { namen, key, von: None, bis: None };
        for option in options.split([',', ' ', '\t']).filter(|option| !option.is_empty()) {
            known.option(option)?;
        }
        Ok(known)
    }

    fn option(&mut self, option: &str) -> Result<(), String> {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        let value = value.trim_matches('"');
        let unusable = || format!("option {option}: expected namespaces=\"{NAMESPACE}\", valid-after or valid-before");
        match name.to_ascii_lowercase().as_str() {
            "namespaces" if value.split(',').any(|space| space == NAMESPACE) => {}
            "valid-after" => self.von = Some(day(value).ok_or_else(unusable)?),
            "valid-before" => self.bis = Some(day(value).ok_or_else(unusable)?),
            _ => return Err(unusable()),
        }
        Ok(())
    }
}

/// Where a word that begins so stands.
fn word_at(text: &str, begins: &str) -> Option<usize> {
    text.match_indices(begins)
        .map(|(at, _)| at)
        .find(|at| text[..*at].chars().next_back().is_none_or(char::is_whitespace))
}

/// `JJJJMMTT`, with or without a time after it.
fn day(text: &str) -> Option<Datum> {
    let (jahr, monat, tag) = (text.get(..4)?, text.get(4..6)?, text.get(6..8)?);
    domain::datum::aus_iso(&format!("{jahr}-{monat}-{tag}"))
}

#[cfg(test)]
mod tests {
    use ssh_key::{HashAlg, LineEnding, PrivateKey};

    use super::*;

    fn key(seed: u8) -> PrivateKey {
        ssh_key::private::Ed25519Keypair::from_seed(&[seed; 32]).into()
    }

    fn line(names: &str, options: &str, seed: u8) -> String {
        format!("{names} {options} {}", key(seed).public_key().to_openssh().expect("a key"))
    }

    fn sign(seed: u8, namespace: &str, bytes: &[u8]) -> Vec<u8> {
        let signature = key(seed).sign(namespace, HashAlg::Sha512, bytes).expect("a signature");
        signature.to_pem(LineEnding::LF).expect("a text").into_bytes()
    }

    fn tag(text: &str) -> Datum {
        domain::datum::aus_iso(text).expect("a day")
    }

    #[test]
    fn a_signature_counts_for_its_person_and_its_bytes_alone() {
        let list = format!("# people\n{}\n\n{}\n", line("mm,m.mueller", "namespaces=\"file\"", 1), line("kb", "", 2));
        let list = Pruefer::aus_text(&list).expect("a list");
        let who = |bytes: &[u8], signature: &[u8]| {
            list.unterzeichner(bytes, signature, tag("2005-03-11")).map(|names| names.join(" "))
        };
        assert_eq!(who(b"a", &sign(1, "file", b"a")), Ok("mm m.mueller".into()));
        assert_eq!(who(b"a", &sign(2, "file", b"a")), Ok("kb".into()));
        for (bytes, signature, why) in [
            (&b"b"[..], sign(1, "file", b"a"), "not over this content"),
            (b"a", sign(3, "file", b"a"), "nobody in the list"),
            (b"a", sign(1, "git", b"a"), "something else than file"),
            (b"a", b"-----BEGIN SSH SIGNATURE-----".to_vec(), "no signature of OpenSSH"),
            (b"a", Vec::new(), "no signature of OpenSSH"),
        ] {
            assert!(who(bytes, &signature).is_err_and(|reason| reason.contains(why)), "{why}");
        }
    }

    #[test]
    fn a_key_counts_in_its_time() {
        let list =
            Pruefer::aus_text(&line("mm", "valid-after=\"20050301\",valid-before=\"20050331\"", 1)).expect("a list");
        for (day, counts) in [("2005-02-28", false), ("2005-03-01", true), ("2005-03-31", true), ("2005-04-01", false)]
        {
            assert_eq!(list.unterzeichner(b"a", &sign(1, "file", b"a"), tag(day)).is_ok(), counts, "{day}");
        }
    }

    #[test]
    fn a_list_that_cannot_be_used_is_refused_with_its_line() {
        for (text, why) in [
            (String::new(), "names nobody"),
            ("mm".into(), "line 1: expected names"),
            ("mm ssh-ed25519 AAAA".into(), "line 1: no public key"),
            (format!("{}\n{}", line("mm", "", 1), line("*", "", 2)), "line 2: '*'"),
            (line("mm", "cert-authority", 1), "option cert-authority"),
            (line("mm", "namespaces=\"git\"", 1), "option namespaces"),
            (line("mm", "valid-after=\"x\"", 1), "option valid-after"),
        ] {
            let found = Pruefer::aus_text(&text).expect_err(why);
            assert!(found.contains(why), "{found}");
        }
    }
}
