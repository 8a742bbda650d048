//! The same through the real programs, killed with `kill -9` at random moments: what can be seen from outside must hold.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use chrono::Days;
use domain::{Betrag, Datum};
use testkit::generator::zufall::Zufall;
use testkit::tree;
use testkit::world::{Blatt, PHARMACY, World, binary};

/// What is played of the chain: `open-run` and the stages up to the confirmations.
const STUFEN: usize = 7;

struct Geschichte {
    /// Told when a rule is broken.
    verlauf: Vec<String>,
    zufall: Zufall,
    world: World,
    heute: Datum,
    /// Amount of each picture number, once, and those that wait for a person.
    betraege: BTreeMap<String, Betrag>,
    unlesbar: BTreeSet<String>,
    lieferungen: u64,
    /// Copies of the ledger after earlier runs, with the receipts that lay there.
    sicherungen: Vec<(Vec<u8>, Vec<u8>)>,
}

/// Plays the history of that number; gives how many orders were made.
pub fn spiele(nr: u64) -> usize {
    let mut geschichte = Geschichte {
        verlauf: vec![format!("history {nr}")],
        zufall: Zufall::strom(20_050_311, "programs", nr),
        world: World::new(),
        heute: domain::datum::aus_iso("2005-03-01").expect("a day"),
        betraege: BTreeMap::new(),
        unlesbar: BTreeSet::new(),
        lieferungen: 0,
        sicherungen: Vec::new(),
    };
    for _ in 0..4 {
        geschichte.liefere();
        geschichte.heute = geschichte.heute + Days::new(geschichte.zufall.unter(5));
        if geschichte.zufall.promille(600) {
            geschichte.getoetet();
        } else {
            geschichte.ganz(&geschichte.heute.to_string());
        }
        geschichte.unfall();
    }
    geschichte.ende()
}

impl Geschichte {
    fn stufen() -> impl Iterator<Item = &'static str> {
        ["open-run"].into_iter().chain(PHARMACY.into_iter().take(STUFEN))
    }

    /// One new invoice, its file once more under another name, or a decision on what cannot be read.
    fn liefere(&mut self) {
        self.lieferungen += 1;
        let name = format!("{}.csv", self.lieferungen);
        let unlesbar: Vec<String> = self.unlesbar.iter().cloned().collect();
        if !unlesbar.is_empty() && self.zufall.promille(500) {
            let pic_nr = unlesbar[self.zufall.stelle(unlesbar.len())].clone();
            // Not after the run that takes it.
            let am = self.heute;
            self.world.decide(&name, &format!("korrektur1;{pic_nr};unf_datum;10.12.2004;ab;{am}T00:00:00;"));
            self.unlesbar.remove(&pic_nr);
        }
        let mut blaetter = Vec::new();
        for stelle in 0..=self.zufall.unter(3) {
            let pic_nr = format!("{:012}", 100 * self.lieferungen + stelle);
            let blatt = Blatt::neu(&pic_nr, self.zufall.zwischen(100..=9_999));
            self.betraege.insert(pic_nr.clone(), blatt.brutto);
            blaetter.push(if self.zufall.promille(250) {
                self.unlesbar.insert(pic_nr);
                blatt.unf_datum("?")
            } else {
                blatt
            });
        }
        let eingang = self.heute - Days::new(self.zufall.unter(14));
        let (nummer, eingang) = (format!("2005-{}", self.lieferungen), domain::datum::deutsch(eingang));
        self.world.invoice(&name, &nummer, &eingang, &blaetter);
        if self.zufall.promille(300) {
            self.world.invoice(&format!("again-{name}"), &nummer, &eingang, &blaetter);
        }
    }

    /// A chain that is killed somewhere, and not taken up again.
    fn getoetet(&mut self) {
        let datum = self.heute.to_string();
        let bis = self.zufall.stelle(STUFEN + 1);
        for tool in Geschichte::stufen().take(bis) {
            assert!(self.world.stage(tool, &datum, &["--keep-going"]).status.success(), "{tool} on {datum}");
        }
        let tool = Geschichte::stufen().nth(bis).expect("a stage");
        let mut child = self
            .world
            .command(tool, &datum, &["--keep-going", "--force"])
            .stderr(Stdio::null())
            .spawn()
            .expect("the tool can be started");
        std::thread::sleep(Duration::from_micros(self.zufall.unter(40_000)));
        self.verlauf.push(format!("{datum}: {tool} killed"));
        let _ = child.kill();
        let _ = child.wait();
    }

    /// The ledger is lost, or an older one lies in its place: a run is refused, and the right one is put back or made anew
    /// from the runs.
    fn unfall(&mut self) {
        let datei = self.world.work.join("BG28/ledger.sqlite");
        // What a killed program left beside the file belongs to it.
        let Ok(db) = rusqlite::Connection::open(&datei) else { return };
        db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).expect("a file by itself");
        drop(db);
        let gut = fs::read(&datei).expect("the ledger");
        self.sicherungen.push((gut.clone(), self.belege()));
        let datum = self.heute.to_string();
        let aelter = self.zufall.stelle(self.sicherungen.len());
        if !self.world.run(&datum).join("00-inbox").is_dir() || self.zufall.promille(500) {
            return;
        }
        let (bytes, belege) = &self.sicherungen[aelter];
        match *belege != self.belege() {
            true => fs::write(&datei, bytes).expect("one that does not know all that was published"),
            false => fs::remove_file(&datei).expect("gone"),
        }
        for tool in ["open-run", "order-payments"] {
            let output = self.world.stage(tool, &datum, &["--force"]);
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(70), "{tool} on {datum}: {said}");
            assert!(said.contains("nothing was ordered"), "{said}");
        }
        let zurueck = self.zufall.promille(400);
        self.verlauf.push(format!("{datum}: another ledger of {aelter}, put back: {zurueck}"));
        if zurueck {
            fs::write(&datei, gut).expect("put back");
            return;
        }
        let output = Command::new(binary("ledger-rebuild")).arg(self.world.work.join("BG28")).output();
        let output = output.expect("the tool can be started");
        assert!(output.status.success(), "{datum}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// The receipts of all runs.
    fn belege(&self) -> Vec<u8> {
        let files = tree::read(&self.world.work.join("BG28")).into_iter();
        files.filter(|(path, _)| path.ends_with("receipt.json")).flat_map(|(_, bytes)| bytes).collect()
    }

    fn ganz(&mut self, datum: &str) {
        self.verlauf.push(format!("{datum}: whole"));
        for tool in Geschichte::stufen() {
            let force = ["--keep-going", "--force"];
            let options = &force[..1 + self.zufall.stelle(2)];
            let output = self.world.stage(tool, datum, options);
            assert!(output.status.success(), "{tool} on {datum}: {}", String::from_utf8_lossy(&output.stderr));
        }
    }

    /// A last whole run when everything is due; then every run is taken up again, the broken off ones too.
    fn ende(mut self) -> usize {
        self.heute = self.heute + Days::new(30);
        self.ganz(&self.heute.to_string());
        let eintraege = std::fs::read_dir(self.world.work.join("BG28")).expect("runs");
        let daten: Vec<String> = eintraege.map(|e| name(&e.expect("an entry"))).collect();
        let (mut ids, mut bezahlt, mut teile) = (BTreeSet::new(), BTreeMap::new(), BTreeMap::<_, usize>::new());
        for datum in &daten {
            if !self.world.run(datum).join("run.toml").is_file() {
                continue;
            }
            let vorher = self.world.run(datum).join("60-payments").is_dir().then(|| self.auftraege(datum));
            self.ganz(datum);
            let auftraege = self.auftraege(datum);
            // A killed run may have ordered without writing: what it wrote is then a part of what the ledger holds.
            assert!(vorher.iter().flatten().all(|zeile| auftraege.contains(zeile)), "orders of {datum} changed");
            let mut summen: BTreeMap<String, Betrag> = BTreeMap::new();
            for zeile in self.world.table(datum, "60-payments/anweisung_rezepte.csv") {
                let netto: Betrag = zeile["netto"].parse().expect("an amount");
                *summen.entry(zeile["anweisung_id"].clone()).or_default() += netto;
                let doppelt = bezahlt.insert(zeile["pic_nr"].clone(), netto);
                assert_eq!(doppelt, None, "{} is ordered twice", zeile["pic_nr"]);
            }
            for zeile in &auftraege {
                assert!(ids.insert(zeile["anweisung_id"].clone()), "{} exists twice", zeile["anweisung_id"]);
                assert_eq!(summen[&zeile["anweisung_id"]].to_string(), zeile["betrag"]);
                *teile.entry(zeile["beleg_id"].clone()).or_default() += 1;
            }
        }
        for (beleg, anzahl) in teile {
            assert!(
                (1..=anzahl).all(|teil| ids.contains(&format!("BG28-{beleg}-{teil}"))),
                "parts of {beleg}: {ids:?}"
            );
        }
        let lesbar = self.betraege.iter().filter(|(pic_nr, _)| !self.unlesbar.contains(*pic_nr));
        assert_eq!(
            bezahlt,
            lesbar.map(|(p, b)| (p.clone(), *b)).collect(),
            "everything readable is ordered, in full: {:?}",
            self.verlauf
        );
        ids.len()
    }

    fn auftraege(&self, datum: &str) -> Vec<BTreeMap<String, String>> {
        self.world.table(datum, "60-payments/anweisungen.csv")
    }
}

fn name(entry: &std::fs::DirEntry) -> String {
    entry.file_name().to_string_lossy().into_owned()
}
