//! Sealed stages, as the receiver of their files checks them.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use clap::Parser;
use signatures::Signer;
use ssh_key::private::Ed25519Keypair;
use ssh_key::{LineEnding, PrivateKey, SshSig};
use stage::{Error, Journal, JournalEntry, Receipt, RunArgs, Session, Start};
use tempfile::TempDir;

const FOLDER: &str = "70-dtaus";
const FILES: [(&str, &str); 2] = [("DTAUS0", "0128A"), ("briefe/begleitzettel.txt", "für die Bank\n")];
const PAYER: &str = "name = \"BG\"\nik = \"120991009\"\n[[konto]]\nname = \"BG\"\nbank = \"B\"\niban = \"DE02600501010002034304\"\nblz = \"60050101\"\nkonto = \"2034304\"\n";

#[derive(Parser)]
struct Args {
    #[command(flatten)]
    run: RunArgs,
}

struct NoJournal;

impl Journal for NoJournal {
    fn enter(&mut self, _: &JournalEntry<'_>) -> anyhow::Result<()> {
        Ok(())
    }
}

/// A run whose payer has these lines in its configuration.
struct World {
    dir: TempDir,
}

impl World {
    fn new(signatur: &str) -> Self {
        let world = World { dir: TempDir::new().expect("a temporary folder") };
        fs::create_dir_all(world.run()).expect("a run");
        fs::create_dir_all(world.config().join("payers")).expect("a configuration");
        fs::create_dir_all(world.config().join("rules")).expect("rules");
        for table in stage::RULE_TABLES {
            fs::write(world.config().join("rules").join(table), "").expect("a rule table");
        }
        let payer = PAYER.replace("[[konto]]", "[[konfiguration.konto]]");
        let head = "kostentraeger = \"BG28\"\ndatum = \"2005-03-11\"\nkonfiguration_blake3 = \"\"\n[konfiguration]\n";
        fs::write(world.run().join("run.toml"), format!("{head}{payer}")).expect("run.toml");
        world.configure(signatur);
        world
    }

    fn configure(&self, signatur: &str) {
        fs::write(self.config().join("payers/BG28.toml"), format!("{PAYER}{signatur}")).expect("a payer");
    }

    fn run(&self) -> PathBuf {
        self.dir.path().join("work/BG28/2005-03-11")
    }

    fn config(&self) -> PathBuf {
        self.dir.path().join("config")
    }

    /// Puts a key into the configuration folder: the same number gives the same key.
    fn key(&self, number: u8) -> PrivateKey {
        let key = PrivateKey::from(Ed25519Keypair::from_seed(&[number; 32]));
        let text = key.to_openssh(LineEnding::LF).expect("a key as text");
        let path = self.config().join("key");
        fs::write(&path, text.as_bytes()).expect("a key");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("a key of its own");
        key
    }

    /// Runs a stage with these files; whether there was anything to do.
    fn stage(&self, files: &[(&str, &str)]) -> Result<bool, Error> {
        let words = ["tool", "-q", "--config"].map(Into::into).into_iter();
        let args = Args::parse_from(words.chain([self.config().into_os_string(), self.run().into_os_string()]));
        let mut session = Session::open(&args.run, "tool", "1", FOLDER)?;
        let signer = Signer::open(&mut session)?;
        let mut stage = match session.start(&mut NoJournal).expect("a sound session") {
            Start::UpToDate(_) => return Ok(false),
            Start::Work(stage) => stage,
        };
        for (file, text) in files {
            stage.write_bytes(file, text.as_bytes())?;
        }
        signer.seal(&mut stage)?;
        stage.close(&mut NoJournal).expect("a stage that closes");
        Ok(true)
    }

    fn folder(&self) -> PathBuf {
        self.run().join(FOLDER)
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.folder().join(file)).unwrap_or_else(|e| panic!("{file}: {e}"))
    }

    fn files(&self) -> Vec<String> {
        let receipt = Receipt::load(&self.folder()).expect("a readable receipt").expect("a receipt");
        receipt.outputs.into_iter().map(|output| output.path).collect()
    }
}

const WITH_KEY: &str = "[signatur]\nschluessel = \"key\"\n";

#[test]
fn every_file_has_a_signature_and_a_line_in_the_signed_list() {
    let world = World::new(WITH_KEY);
    let key = world.key(1);
    assert!(world.stage(&FILES).expect("sealed"));
    let expected = [
        "DTAUS0",
        "DTAUS0.sig",
        "LIEFERSCHEIN",
        "LIEFERSCHEIN.sig",
        "SHA256SUMS",
        "SHA256SUMS.sig",
        "briefe/begleitzettel.txt",
        "briefe/begleitzettel.txt.sig",
    ];
    assert_eq!(world.files(), expected);
    for file in ["DTAUS0", "SHA256SUMS", "briefe/begleitzettel.txt"] {
        let signature: SshSig = world.read(&format!("{file}.sig")).parse().expect("a signature");
        let text = world.read(file);
        assert!(key.public_key().verify("file", text.as_bytes(), &signature).is_ok(), "{file}");
        assert!(key.public_key().verify("file", format!("{text} ").as_bytes(), &signature).is_err(), "{file}, changed");
    }
    let note = world.read("LIEFERSCHEIN");
    assert!(note.starts_with("kostentraeger ") && note.contains("\ndurchgang 1 DTAUS0\n"), "{note}");
    let line = |file: &str, text: &str| format!("{}  {file}\n", stage::sha256_hex(text.as_bytes()));
    let sums = [line(FILES[0].0, FILES[0].1), line("LIEFERSCHEIN", &note), line(FILES[1].0, FILES[1].1)];
    assert_eq!(world.read("SHA256SUMS"), sums.concat());
}

#[test]
fn the_same_files_and_key_give_the_same_bytes_everywhere() {
    let worlds = [World::new(WITH_KEY), World::new(WITH_KEY)];
    for world in &worlds {
        world.key(1);
        world.stage(&FILES).expect("sealed");
    }
    for file in worlds[0].files() {
        assert_eq!(worlds[0].read(&file), worlds[1].read(&file), "{file}");
    }
    assert!(!worlds[0].stage(&FILES).expect("sealed"), "up to date");
}

#[test]
fn another_key_makes_the_stage_anew() {
    let world = World::new(WITH_KEY);
    world.key(1);
    world.stage(&FILES).expect("sealed");
    let first = world.read("DTAUS0.sig");
    world.key(2);
    assert!(world.stage(&FILES).expect("sealed"));
    assert_ne!(world.read("DTAUS0.sig"), first);
}

#[test]
fn without_a_key_files_are_listed_and_not_signed() {
    for signatur in ["", "[signatur]\nunsigniert = true\n", "[signatur]\nschluessel = \"key\"\nunsigniert = true\n"] {
        let world = World::new(signatur);
        world.stage(&FILES).expect("unsigned");
        assert_eq!(world.files(), ["DTAUS0", "LIEFERSCHEIN", "SHA256SUMS", "briefe/begleitzettel.txt"], "{signatur:?}");
    }
}

#[test]
fn a_key_that_comes_later_signs_what_was_unsigned() {
    let world = World::new("[signatur]\nschluessel = \"key\"\nunsigniert = true\n");
    world.stage(&FILES).expect("unsigned");
    world.key(1);
    assert!(world.stage(&FILES).expect("sealed"));
    assert!(world.folder().join("DTAUS0.sig").is_file());
}

#[test]
fn without_outgoing_files_there_is_nothing_to_seal() {
    let world = World::new(WITH_KEY);
    world.key(1);
    world.stage(&[]).expect("nothing to seal");
    assert!(world.files().is_empty());
}

#[track_caller]
fn assert_refused(world: &World, says: &[&str]) {
    let error = world.stage(&FILES).expect_err("a wrong configuration");
    assert_eq!(error.exit_code(), 78);
    let said = error.to_string();
    assert!(says.iter().all(|text| said.contains(text)), "{said}");
    assert!(!world.folder().exists(), "nothing is published");
}

#[test]
fn a_missing_key_is_an_error() {
    assert_refused(&World::new(WITH_KEY), &["[signatur] schluessel", "/key", "ssh-keygen -t ed25519", "unsigniert"]);
    assert_refused(&World::new("[signatur]\n"), &["names no key"]);
}

#[test]
fn a_key_that_others_can_read_is_an_error() {
    let world = World::new(WITH_KEY);
    world.key(1);
    fs::set_permissions(world.config().join("key"), fs::Permissions::from_mode(0o640)).expect("a wider mode");
    assert_refused(&world, &["/key", "0640", "chmod 600"]);
}

#[test]
fn a_file_that_is_no_private_key_is_an_error_even_where_unsigned_is_allowed() {
    let world = World::new("[signatur]\nschluessel = \"key\"\nunsigniert = true\n");
    let public = world.key(1).public_key().to_openssh().expect("a public key as text");
    fs::write(world.config().join("key"), public).expect("a public key");
    assert_refused(&world, &["no private key of OpenSSH", "ssh-keygen -t ed25519"]);
}

/// Runs a program; none, loudly, if it is not installed.
fn foreign(program: &str, arguments: &[&str], folder: &Path, stdin: Option<&Path>) -> Option<Output> {
    let input = stdin.map_or(Stdio::null(), |path| fs::File::open(path).expect("a file").into());
    match Command::new(program).args(arguments).current_dir(folder).stdin(input).output() {
        Ok(output) => Some(output),
        Err(e) => {
            muster::skipped(&format!("{program} cannot be started ({e}); it would check what was signed"));
            None
        }
    }
}

#[test]
fn keys_that_ask_or_are_of_another_kind_are_refused() {
    for (kind, passphrase, says) in [("ed25519", "geheim", "passphrase"), ("ecdsa", "", "ssh-keygen -t ed25519")] {
        let world = World::new(WITH_KEY);
        let arguments = ["-q", "-t", kind, "-N", passphrase, "-f", "key"];
        let Some(made) = foreign("ssh-keygen", &arguments, &world.config(), None) else { return };
        assert!(made.status.success(), "{made:?}");
        assert_refused(&world, &[says]);
    }
}

#[test]
fn openssh_and_coreutils_find_everything_in_order() {
    let world = World::new(WITH_KEY);
    let public = world.key(1).public_key().to_openssh().expect("a public key as text");
    world.stage(&FILES).expect("sealed");
    fs::write(world.folder().join("signers"), format!("zahlbar namespaces=\"file\" {public}\n")).expect("signers");
    let Some(sums) = foreign("sha256sum", &["-c", "--strict", "SHA256SUMS"], &world.folder(), None) else { return };
    assert!(sums.status.success(), "{sums:?}");
    for file in ["DTAUS0", "SHA256SUMS", "briefe/begleitzettel.txt"] {
        let signature = format!("{file}.sig");
        let verify = ["-Y", "verify", "-f", "signers", "-I", "zahlbar", "-n", "file", "-s", &signature];
        let path = world.folder().join(file);
        let Some(sound) = foreign("ssh-keygen", &verify, &world.folder(), Some(&path)) else { return };
        assert!(sound.status.success(), "{file}: {sound:?}");
        fs::write(&path, "changed").expect("a changed file");
        let changed = foreign("ssh-keygen", &verify, &world.folder(), Some(&path)).expect("it ran before");
        assert!(!changed.status.success(), "{file}, changed: {changed:?}");
    }
}
