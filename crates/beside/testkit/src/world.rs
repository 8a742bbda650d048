//! A small world for tests of the chain: a drop folder, a working folder, and deliveries written by hand.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use domain::Betrag;
use domain::chain::{self, PRESCRIPTIONS, Step};
use tempfile::TempDir;

/// The stages of the pharmacy chain after `open-run`, in order.
pub const PHARMACY: [&str; PRESCRIPTIONS.len() - 1] = after_opening(PRESCRIPTIONS);

/// The stages of the chain of care services after `open-run`, in order.
pub const SERVICES: [&str; chain::SERVICES.len() - 1] = after_opening(chain::SERVICES);

const fn after_opening<const N: usize>(steps: &[Step]) -> [&str; N] {
    let mut tools = [""; N];
    let mut nr = 0;
    while nr < N {
        tools[nr] = steps[nr + 1].tool;
        nr += 1;
    }
    tools
}

/// Drop folder and working folder of a test; gone when it ends.
#[derive(Debug)]
pub struct World {
    _dir: TempDir,
    /// Drop folder.
    pub drop: PathBuf,
    /// Folder of the runs.
    pub work: PathBuf,
    /// Configuration used.
    pub config: PathBuf,
    /// Payer whose chain is run.
    pub payer: String,
    /// The stages of its chain after `open-run`.
    pub stages: &'static [&'static str],
    /// Number of threads the tools may use; the machine's if not given.
    pub threads: Option<usize>,
}

/// A prescription of a hand-written invoice: one line, article not in the list unless chosen otherwise.
#[derive(Clone, Debug)]
pub struct Blatt {
    /// Picture number.
    pub pic_nr: String,
    /// Gross in euro, also the Taxe of its line.
    pub brutto: Betrag,
    /// Copayment in euro; none is due, so it is a finding, but it is paid less by it.
    pub zuzahlung: Betrag,
    /// Accident date as written; `?` = not recognised.
    pub unf_datum: String,
    /// `J` or `N`.
    pub unterschrift: char,
}

impl Blatt {
    /// A properly filled sheet without a case: it is paid without Aktenzeichen.
    pub fn neu(pic_nr: &str, cent: i64) -> Self {
        Blatt {
            pic_nr: pic_nr.into(),
            brutto: Betrag::aus_cent(cent),
            zuzahlung: Betrag::NULL,
            unf_datum: "10.12.2004".into(),
            unterschrift: 'J',
        }
    }

    /// The same with another accident date.
    pub fn unf_datum(self, text: &str) -> Self {
        Blatt { unf_datum: text.into(), ..self }
    }

    /// The same with a copayment in cents; with more than the gross its net is below zero.
    pub fn zuzahlung(self, cent: i64) -> Self {
        Blatt { zuzahlung: Betrag::aus_cent(cent), ..self }
    }

    /// The same without the doctor's signature: rejected with 996.
    pub fn ohne_unterschrift(self) -> Self {
        Blatt { unterschrift: 'N', ..self }
    }
}

impl World {
    /// An empty world for BG28 with the shipped configuration, a register of one case and a list of one article.
    pub fn new() -> Self {
        let dir = TempDir::new().expect("a temporary folder");
        let world = World {
            drop: dir.path().join("drop"),
            work: dir.path().join("work"),
            config: repository().join("pipelines"),
            payer: "BG28".into(),
            stages: &PHARMACY,
            threads: None,
            _dir: dir,
        };
        world.deliver("BG28/unfdat/BG28.dfue", &register());
        world.deliver(
            "reference/artikel.csv",
            b"pzn;gueltig_ab;gueltig_bis;bezeichnung;wirkstoff;atc;hersteller;packung;rabattart;hs_rabatt;festbetrag;verordnungsfaehig\n\
              04908802;01.01.2000;;Voltaren;;M01AB05;Muster;20 St;KEIN;0,00;;J\n",
        );
        world
    }

    /// A world on a ready delivery, which is not changed.
    pub fn on(drop: &Path) -> Self {
        let dir = TempDir::new().expect("a temporary folder");
        World {
            drop: drop.to_owned(),
            work: dir.path().join("work"),
            config: repository().join("pipelines"),
            payer: "BG28".into(),
            stages: &PHARMACY,
            threads: None,
            _dir: dir,
        }
    }

    /// From now on uses a copy of the configuration in which the payer's file has each first text replaced by the
    /// second.
    pub fn configure(&mut self, changes: &[(&str, &str)]) {
        let mut config = crate::tree::read(&self.config);
        let file = config.get_mut(&format!("payers/{}.toml", self.payer)).expect("the payer's file");
        let mut text = String::from_utf8(std::mem::take(file)).expect("a text");
        for (before, after) in changes {
            assert!(text.contains(before), "{before} stands in the payer's file");
            text = text.replacen(before, after, 1);
        }
        *file = text.into_bytes();
        self.config = self.work.with_file_name("config");
        crate::tree::write(&self.config, &config);
    }

    /// A world for the payer of care services on a ready delivery, which is not changed.
    pub fn services(drop: &Path) -> Self {
        World { payer: "LWL".into(), stages: &SERVICES, ..World::on(drop) }
    }

    /// A world for the payer of care services on a copy of a delivery, to which more can be delivered.
    pub fn services_on_copy(drop: &Path) -> Self {
        let world = World::services(drop);
        let drop = world.work.with_file_name("drop");
        crate::tree::write(&drop, &crate::tree::read(&world.drop));
        World { drop, ..world }
    }

    /// Puts a file into the drop folder.
    pub fn deliver(&self, path: &str, bytes: &[u8]) {
        let path = self.drop.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder in the drop folder");
        fs::write(path, bytes).expect("a file in the drop folder");
    }

    /// Delivers an invoice of these sheets, received on `eingang` (`TT.MM.JJJJ`), as file `name`.
    pub fn invoice(&self, name: &str, nummer: &str, eingang: &str, blaetter: &[Blatt]) {
        self.deliver(&format!("BG28/invoices/{name}"), sr1(nummer, eingang, blaetter).as_bytes());
    }

    /// Delivers decision lines below the header.
    pub fn decide(&self, name: &str, lines: &str) {
        let text = format!("art;pic_nr;feld;wert;bearbeiter;zeitpunkt;bemerkung;beleg_id\n{lines}\n");
        self.deliver(&format!("BG28/decisions/{name}"), text.as_bytes());
    }

    /// The run's folder of a date.
    pub fn run(&self, date: &str) -> PathBuf {
        self.work.join(&self.payer).join(date)
    }

    /// A command for one tool on the run of a date.
    pub fn command(&self, tool: &str, date: &str, options: &[&str]) -> Command {
        let mut command = Command::new(binary(tool));
        command.args(["--config".as_ref(), self.config.as_os_str()]).args(options).env("LC_ALL", "C");
        if let Some(threads) = self.threads {
            command.env("RAYON_NUM_THREADS", threads.to_string());
        }
        if tool == "open-run" {
            command.arg("--drop").arg(&self.drop);
        }
        command.arg(self.run(date));
        command
    }

    /// Runs one tool to its end.
    pub fn stage(&self, tool: &str, date: &str, options: &[&str]) -> Output {
        self.command(tool, date, options).output().expect("the tool can be started")
    }

    /// Runs the chain of a date as `make pipeline` does. The first stage that fails ends it: its name and what it said.
    pub fn chain(&self, date: &str) -> Result<(), (String, i32, String)> {
        for tool in ["open-run"].iter().chain(self.stages) {
            let output = self.stage(tool, date, &["--keep-going"]);
            if !output.status.success() {
                let said = String::from_utf8_lossy(&output.stderr).into_owned();
                return Err(((*tool).into(), output.status.code().unwrap_or(-1), said));
            }
        }
        Ok(())
    }

    /// As [`chain`](Self::chain), but goes on after a stage that refused a file of a delivery: the first such stage is
    /// what comes back.
    pub fn chain_to_its_end(&self, date: &str) -> Result<(), (String, i32, String)> {
        let mut first = Ok(());
        for tool in ["open-run"].iter().chain(self.stages) {
            let output = self.stage(tool, date, &[]);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            match output.status.code() {
                Some(0) => {}
                Some(65) => first = first.and(Err(((*tool).into(), 65, said))),
                code => return Err(((*tool).into(), code.unwrap_or(-1), said)),
            }
        }
        first
    }

    /// Runs the chain and expects it to succeed.
    pub fn must_run(&self, date: &str) {
        if let Err((tool, code, said)) = self.chain(date) {
            panic!("{tool} on {date} ended with {code}:\n{said}");
        }
    }

    /// The cells of a table of a run, one map per row.
    pub fn table(&self, date: &str, file: &str) -> Vec<std::collections::BTreeMap<String, String>> {
        let path = self.run(date).join(file);
        let mut reader = csv::Reader::from_path(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        reader.deserialize().map(|row| row.expect("a row of a table")).collect()
    }
}

impl Default for World {
    fn default() -> Self {
        World::new()
    }
}

/// The root of the repository.
pub fn repository() -> PathBuf {
    let mut above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    above.find(|dir| dir.join("Cargo.lock").is_file()).expect("the workspace has a lock file").to_owned()
}

/// The tool beside the running test: `target/<profile>/<tool>`, built by `make build`.
pub fn binary(tool: &str) -> PathBuf {
    let test = std::env::current_exe().expect("the test knows where it is");
    let profile = test.ancestors().find(|dir| dir.join("deps").is_dir()).expect("a folder of the build");
    let path = profile.join(tool);
    assert!(path.is_file(), "{} is not built: run `make build` first (make test does)", path.display());
    path
}

/// A register of one case that no hand-written prescription fits.
fn register() -> Vec<u8> {
    let text = "10000001$7$01011950$01012004$Erna$$Beispiel$Weg 1$D$70173$Stuttgart$$";
    charsets::edf03::CodePage::Edf03Drv.encode_exact(text).expect("characters of the code table")
}

/// An invoice in the form SR1 whose totals agree, to the account by which its biller is known.
pub fn sr1(nummer: &str, eingang: &str, blaetter: &[Blatt]) -> String {
    sr1_to(";1162268;29090605", nummer, eingang, blaetter)
}

/// As [`sr1`], to an account as `iban;konto;blz`.
pub fn sr1_to(account: &str, nummer: &str, eingang: &str, blaetter: &[Blatt]) -> String {
    let komma = |betrag: Betrag| betrag.to_string().replace('.', ",");
    let (brutto, zuzahlung): (Betrag, Betrag) =
        (blaetter.iter().map(|blatt| blatt.brutto).sum(), blaetter.iter().map(|blatt| blatt.zuzahlung).sum());
    let (netto, brutto, zuzahlung) = (komma(brutto - zuzahlung), komma(brutto), komma(zuzahlung));
    let mut text = format!(
        "RE;SR1;{nummer};BG28;120991009;303100245;Apothekenrechenzentrum Nord;ARZ;02.2005;28.02.2005;{eingang};{};{brutto};{zuzahlung};0,00;0,00;{netto};{account}\n",
        blaetter.len()
    );
    for blatt in blaetter {
        text += &format!("EP;{};{};{}\n", blatt.pic_nr, komma(blatt.brutto), komma(blatt.zuzahlung));
    }
    for Blatt { pic_nr, brutto, zuzahlung, unf_datum, unterschrift } in blaetter {
        let zuzahlung = if *zuzahlung == Betrag::NULL { String::new() } else { komma(*zuzahlung) };
        let brutto = komma(*brutto);
        // Another quantity for each, or they would be one prescription billed again and again.
        let faktor = 1 + pic_nr.parse::<u64>().unwrap_or_default() % 997;
        text += &format!(
            "RZ;{pic_nr};120991009;;Muster;Max;;12.05.1954;Allee 3;D;38100;Braunschweig;{unf_datum};Betrieb GmbH;;{unterschrift};\
             305327686;25.01.2005;04.02.2005;{brutto};{zuzahlung};;;;;;{pic_nr}.tif;J\nPO;{pic_nr};1;04908802;{faktor};{brutto}\n"
        );
    }
    text
}
