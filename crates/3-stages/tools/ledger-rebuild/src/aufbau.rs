//! Makes of the files of the runs the transactions that their stages made.

use std::collections::{BTreeMap, HashMap};

use domain::{Anweisung, Ausgabe, Betrag, Erledigt};
use ledger::{Buchung, Ledger, Neubau, NeueRechnung, NeueRueckmeldung, UNBEKANNT};
use stage::{Error, Journal, JournalEntry, JournalHead, clock};

use crate::lauf::{Erledigtes, Lauf, Stufe};

/// Which stage takes the deliveries of a kind in.
const TAKEN_BY: [(&str, &str); 4] = [
    ("unfdat", "10-unfdat"),
    ("invoices", "20-invoices"),
    ("decisions", "20-invoices"),
    ("confirmations", "65-confirmations"),
];

/// What a ledger made anew holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bilanz {
    laeufe: usize,
    anweisungen: usize,
    betrag: Betrag,
    erledigt: usize,
    bestaetigungen: usize,
}

impl std::fmt::Display for Bilanz {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Bilanz { laeufe, anweisungen, betrag, erledigt, bestaetigungen } = self;
        let betrag = betrag.deutsch();
        write!(
            f,
            "{laeufe} runs, {anweisungen} orders over {betrag} EUR, {erledigt} settled, {bestaetigungen} confirmations"
        )
    }
}

/// Makes the ledger of these runs, in the order of their dates.
///
/// # Errors
/// The files of the runs contradict each other, or the disk.
pub fn rebuild(neubau: &Neubau, laeufe: &[Lauf]) -> anyhow::Result<Bilanz> {
    let mut bilanz = Bilanz { laeufe: laeufe.len(), ..Bilanz::default() };
    if let Some(newest) = laeufe.last() {
        neubau.open(&newest.run)?.begin_anew(&heads(laeufe), &clock::now_utc())?;
    }
    for lauf in laeufe {
        let mut ledger = neubau.open(&lauf.run)?;
        ledger.restore_deliveries(&lauf.lieferungen)?;
        invoices(&mut ledger, lauf)?;
        fingerprints(&mut ledger, lauf)?;
        ledger.remember(&lauf.gemerkt)?;
        ledger.keep_rebookings(&lauf.umbuchungen)?;
        enter(&mut ledger, lauf, |folder| folder < "60")?;
        match &lauf.erledigt {
            Erledigtes::Rezepte(rows) => orders(&mut ledger, lauf, rows)?,
            Erledigtes::Leistungen(rows) => orders(&mut ledger, lauf, rows)?,
        }
        enter(&mut ledger, lauf, |folder| folder == "60-payments")?;
        let said = |(sha256, said): &(String, domain::Bestaetigung)| NeueRueckmeldung {
            datei_sha256: sha256.clone(),
            bestaetigung: said.clone(),
        };
        ledger.keep_confirmations(&lauf.bestaetigungen.iter().map(said).collect::<Vec<_>>(), UNBEKANNT)?;
        outputs(&mut ledger, lauf)?;
        enter(&mut ledger, lauf, |folder| folder > "60-payments")?;
        finish(&mut ledger, lauf)?;
        bilanz.add(lauf);
    }
    if let Some(newest) = laeufe.last() {
        neubau.open(&newest.run)?.restore_delivered()?;
    }
    Ok(bilanz)
}

impl Bilanz {
    fn add(&mut self, lauf: &Lauf) {
        self.anweisungen += lauf.anweisungen.len();
        self.betrag += lauf.anweisungen.values().map(|a| a.betrag).sum::<Betrag>();
        self.erledigt += match &lauf.erledigt {
            Erledigtes::Rezepte(rows) => rows.len(),
            Erledigtes::Leistungen(rows) => rows.len(),
        };
        self.bestaetigungen += lauf.bestaetigungen.len();
    }
}

/// The heads of journals that stand in receipts and letters: the new journal has others.
fn heads(laeufe: &[Lauf]) -> Vec<JournalHead> {
    laeufe.iter().filter_map(|lauf| lauf.stufe("60-payments")?.receipt.journal.clone()).collect()
}

fn invoices(ledger: &mut Ledger, lauf: &Lauf) -> anyhow::Result<()> {
    for beleg in &lauf.belege {
        let rechnung = NeueRechnung {
            datei_sha256: &beleg.datei_sha256,
            rechnungsnummer: &beleg.rechnungsnummer,
            rechnungssteller: &beleg.rechnungssteller,
            posten: beleg.posten.iter().map(String::as_str).collect(),
        };
        ledger.restore_invoice(&beleg.beleg_id, &rechnung)?;
    }
    if !lauf.erezepte.is_empty() {
        ledger.restore_picture_numbers(lauf.erezepte.iter().map(|(id, nr)| (id.as_str(), nr.as_str())))?;
    }
    for (sha256, decisions) in &lauf.entscheidungen {
        ledger.keep_decisions(sha256, decisions, UNBEKANNT)?;
    }
    Ok(())
}

/// Makes the passes of a run one after another; what it returned goes with the last.
fn orders<E: Erledigt>(ledger: &mut Ledger, lauf: &Lauf, settled: &[(Option<String>, E)]) -> anyhow::Result<()> {
    if lauf.stufe("60-payments").is_none() {
        return Ok(());
    }
    let mut paid: HashMap<&str, Vec<&E>> = HashMap::new();
    let mut returned = Vec::new();
    for (order, posten) in settled {
        match order {
            Some(order) => paid.entry(order).or_default().push(posten),
            None => returned.push(posten),
        }
    }
    let mut passes: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
    for row in &lauf.durchgaenge {
        passes.entry(row.pass).or_default().push(&row.anweisung_id);
    }
    for (&pass, ids) in &passes {
        let mut buchung = ledger.book(UNBEKANNT)?;
        if buchung.pass() != pass {
            return Err(contradiction(lauf, &format!("its passes have no number {}", buchung.pass())).into());
        }
        for &id in ids {
            match lauf.anweisungen.get(id) {
                Some(order) => make(&mut buchung, order, paid.get(id).map_or(&[], Vec::as_slice))?,
                None => buchung.write_in_this_pass(id)?,
            }
        }
        buchung.commit()?;
    }
    let mut buchung = ledger.book(UNBEKANNT)?;
    for posten in returned {
        buchung.settle(None, posten)?;
    }
    for verzicht in &lauf.verzichte {
        buchung.give_up(verzicht)?;
    }
    Ok(buchung.commit()?)
}

fn fingerprints(ledger: &mut Ledger, lauf: &Lauf) -> anyhow::Result<()> {
    if lauf.abdruecke.is_empty() {
        return Ok(());
    }
    let buch = ledger.fingerprints()?;
    for (beleg_id, pic_nr, inhalt) in &lauf.abdruecke {
        buch.keep(beleg_id, pic_nr, inhalt.as_deref())?;
    }
    Ok(buch.commit()?)
}

fn make<E: Erledigt>(buchung: &mut Buchung<'_>, order: &Anweisung, paid: &[&E]) -> anyhow::Result<()> {
    let id = &order.anweisung_id;
    let teil = id.rsplit_once('-').and_then(|(_, teil)| teil.parse().ok());
    buchung.order(order, teil.ok_or_else(|| Error::Data(format!("order {id} has no number of its part")))?)?;
    for &posten in paid {
        buchung.settle(Some(id), posten)?;
    }
    Ok(())
}

fn contradiction(lauf: &Lauf, what: &str) -> Error {
    Error::Data(format!("{}: {what}; put back the run's folder from a backup", lauf.run.dir.display()))
}

/// Enters which files carry which orders.
fn outputs(ledger: &mut Ledger, lauf: &Lauf) -> anyhow::Result<()> {
    for (art, rows) in &lauf.ausgaben {
        let left_out = rows.iter().filter(|row| row.datei.is_empty()).map(|row| row.anweisung_id.as_str());
        ledger.keep_left_out(*art, left_out)?;
        let mut files: BTreeMap<(u32, &str), Vec<&Ausgabe>> = BTreeMap::new();
        for row in rows.iter().filter(|row| !row.datei.is_empty()) {
            files.entry((row.pass, &row.datei_sha256)).or_default().push(row);
        }
        for ((pass, sha256), rows) in files {
            let message = rows.first().map(|row| row.nachricht_id.as_str()).filter(|id| !id.is_empty());
            if let Some(message) = message {
                let contained = rows.iter().map(|row| (row.sammler_id.clone(), row.anweisung_id.clone()));
                ledger.keep_message(message, &contained.collect::<Vec<_>>())?;
            }
            ledger.keep_output(*art, pass, sha256, rows.iter().map(|row| row.anweisung_id.as_str()))?;
        }
    }
    Ok(())
}

fn enter(ledger: &mut Ledger, lauf: &Lauf, which: impl Fn(&str) -> bool) -> anyhow::Result<()> {
    for Stufe { folder, receipt, receipt_hash } in lauf.stufen.iter().filter(|stufe| which(&stufe.folder)) {
        ledger.enter(&JournalEntry {
            lauf: &lauf.run.datum_iso(),
            stufe: folder,
            receipt,
            receipt_hash: receipt_hash.clone(),
            zeit: UNBEKANNT.to_owned(),
        })?;
    }
    Ok(())
}

/// Records which deliveries the published stages of the run took in or refused.
fn finish(ledger: &mut Ledger, lauf: &Lauf) -> anyhow::Result<()> {
    for (art, folder) in TAKEN_BY {
        let Some(stufe) = lauf.stufe(folder) else { continue };
        let read = |name: &str| stufe.receipt.inputs.iter().any(|input| input.path == format!("00-inbox/{art}/{name}"));
        let mut taken = Vec::new();
        let again = |sha256: &str| lauf.wieder.contains(&(art.to_owned(), sha256.to_owned()));
        for (_, delivery) in lauf.lieferungen.iter().filter(|(_, d)| d.art == art && read(&d.name) && !again(&d.sha256))
        {
            let ours = ledger.delivery(art, &delivery.sha256)?.is_some_and(|known| known.lauf == lauf.run.datum_iso());
            taken.extend(ours.then_some(delivery.sha256.as_str()));
        }
        ledger.finish_deliveries(art, taken)?;
    }
    Ok(())
}
