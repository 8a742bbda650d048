//! What the files of a run say, each held against the receipt of its stage.

use std::collections::{BTreeMap, HashMap, HashSet};

use anyhow::Context;
use domain::{
    Anweisung, AnweisungsLeistung, AnweisungsRezept, Ausgabe, Bestaetigung, Datum, Durchgang, ERezept, Eingang,
    Entscheidung, ErledigteLeistung, ErledigtesRezept, Gemerkt, Leistung, Leistungsrechnung, Position, Rechnung,
    Rezept, Tabelle, Umbuchung, Verfahren, Verzicht, Zurueckgewiesen,
};
use ledger::{Ausgang, NewDelivery};
use register::abdruck::abdruck;
use rules::Blatt;
use serde::de::DeserializeOwned;
use stage::{Error, RECEIPT, Receipt, Run, blake3_of_file, each_row, read_table};

/// A stage that was published.
#[derive(Clone, Debug)]
pub struct Stufe {
    /// Its folder.
    pub folder: String,
    /// Its receipt.
    pub receipt: Receipt,
    /// BLAKE3 of the receipt's bytes.
    pub receipt_hash: String,
}

/// An invoice that the run imported, with what it bills.
#[derive(Clone, Debug)]
pub struct Beleg {
    /// Our number of it.
    pub beleg_id: String,
    /// SHA-256 of its file.
    pub datei_sha256: String,
    /// The biller's number of it.
    pub rechnungsnummer: String,
    /// The biller: its IK, or the number of the facility.
    pub rechnungssteller: String,
    /// Prescriptions, or lines of a facility.
    pub posten: Vec<String>,
}

/// What a run settled, each with the order that pays it; none = it was returned.
#[derive(Clone, Debug)]
pub enum Erledigtes {
    /// Prescriptions.
    Rezepte(Vec<(Option<String>, ErledigtesRezept)>),
    /// Lines of facilities.
    Leistungen(Vec<(Option<String>, ErledigteLeistung)>),
}

/// A run as its files tell it.
#[derive(Clone, Debug)]
pub struct Lauf {
    /// Where it lies.
    pub run: Run,
    /// Its published stages, in their order.
    pub stufen: Vec<Stufe>,
    /// What lies in its inbox, by number of the delivery.
    pub lieferungen: Vec<(Option<u64>, NewDelivery)>,
    /// The invoices that it imported.
    pub belege: Vec<Beleg>,
    /// The invoices that it carried forward, and the business date of the run that imported each.
    pub uebernommen: Vec<(String, Datum)>,
    /// Picture numbers of its e-prescriptions, by E-Rezept-ID.
    pub erezepte: Vec<(String, String)>,
    /// The decisions that it took, by the SHA-256 of their file.
    pub entscheidungen: BTreeMap<String, Vec<Entscheidung>>,
    /// The orders that it made.
    pub anweisungen: BTreeMap<String, Anweisung>,
    /// The orders that came back and that it gave up.
    pub verzichte: Vec<Verzicht>,
    /// What its prescriptions say, by invoice and picture number; none = not enough.
    pub abdruecke: Vec<(String, String, Option<String>)>,
    /// Decisions about persons.
    pub gemerkt: Vec<Gemerkt>,
    /// Payments without a case, with what people decided on them.
    pub umbuchungen: Vec<Umbuchung>,
    /// The passes in which orders go out.
    pub durchgaenge: Vec<Durchgang>,
    /// What it settled.
    pub erledigt: Erledigtes,
    /// What was said of orders, with the SHA-256 of the file, in the order in which it was recorded.
    pub bestaetigungen: Vec<(String, Bestaetigung)>,
    /// Kind and SHA-256 of the deliveries that it refused and that are tried again.
    pub wieder: HashSet<(String, String)>,
    /// Which file carries which order.
    pub ausgaben: Vec<(Ausgang, Vec<Ausgabe>)>,
}

impl Lauf {
    /// Reads a run.
    ///
    /// # Errors
    /// A file is missing, or is not the one that its stage wrote.
    pub fn read(run: &Run) -> anyhow::Result<Self> {
        let files = Files { run, stufen: stufen(run)? };
        let services = run.file()?.is_some_and(|file| file.konfiguration.verfahren == Verfahren::Leistungen);
        let lieferungen = files.deliveries()?;
        let names: HashMap<String, (Option<u64>, String)> =
            lieferungen.iter().map(|(lfd, d)| (format!("{}/{}", d.art, d.name), (*lfd, d.sha256.clone()))).collect();
        let mut ausgaben = Vec::new();
        for art in Ausgang::ALLE {
            ausgaben.push((art, files.table(art.folder(), "ausgabe.csv")?));
        }
        let (belege, uebernommen) = if services { files.service_invoices()? } else { files.invoices()? };
        let anweisungen: Vec<Anweisung> = files.table("60-payments", "anweisungen.csv")?;
        Ok(Lauf {
            run: run.clone(),
            belege,
            uebernommen,
            erezepte: files.picture_numbers()?,
            entscheidungen: files.decisions(&names)?,
            anweisungen: anweisungen.into_iter().map(|a| (a.anweisung_id.clone(), a)).collect(),
            verzichte: files.table_since("60-payments", "verzichte.csv")?,
            abdruecke: if services { Vec::new() } else { files.fingerprints()? },
            gemerkt: files.table_since("40-matches", "gemerkt.csv")?,
            umbuchungen: files.table_since("40-matches", "umbuchung.csv")?,
            durchgaenge: files.table("60-payments", "durchgaenge.csv")?,
            wieder: files.tried_again()?,
            erledigt: if services { files.services()? } else { files.prescriptions()? },
            bestaetigungen: files.confirmations(&names)?,
            ausgaben,
            lieferungen,
            stufen: files.stufen,
        })
    }

    /// The stage of that folder, if it was published.
    pub fn stufe(&self, folder: &str) -> Option<&Stufe> {
        self.stufen.iter().find(|stufe| stufe.folder == folder)
    }
}

fn stufen(run: &Run) -> anyhow::Result<Vec<Stufe>> {
    let mut stufen = Vec::new();
    for folder in run.published_stages()? {
        let dir = run.dir.join(&folder);
        let receipt_hash = blake3_of_file(&dir.join(RECEIPT))?;
        let receipt = Receipt::load(&dir)?.context("a published stage has a receipt")?;
        stufen.push(Stufe { folder, receipt, receipt_hash });
    }
    Ok(stufen)
}

/// The files of a run.
struct Files<'a> {
    run: &'a Run,
    stufen: Vec<Stufe>,
}

/// Invoices that a run imported, and those that it carried forward with the date of the run that imported them.
type Belege = (Vec<Beleg>, Vec<(String, Datum)>);

/// Number and SHA-256 of deliveries by kind and name.
type Names = HashMap<String, (Option<u64>, String)>;

impl Files<'_> {
    fn tried_again(&self) -> anyhow::Result<HashSet<(String, String)>> {
        let rows: Vec<Zurueckgewiesen> = self.table_since("20-invoices", "zurueckgewiesen.csv")?;
        Ok(rows.into_iter().filter(|row| row.wieder.ist_ja()).map(|row| (row.art, row.sha256)).collect())
    }

    /// Returns true if a stage wrote a file that not every run has, or that earlier versions of the program did not write.
    fn wrote(&self, folder: &str, file: &str) -> bool {
        self.stufen.iter().any(|stufe| stufe.folder == folder && stufe.receipt.output(file).is_some())
    }

    /// A table that not every run has, or that earlier versions of its stage did not write: empty there.
    fn table_since<T: Tabelle + DeserializeOwned>(&self, folder: &str, file: &str) -> anyhow::Result<Vec<T>> {
        if !self.wrote(folder, file) {
            return Ok(Vec::new());
        }
        self.table(folder, file)
    }

    /// What the prescriptions of the run say, as the first audit left them.
    fn fingerprints(&self) -> anyhow::Result<Vec<(String, String, Option<String>)>> {
        if !self.wrote("30-stage1", "doppelte.csv") {
            return Ok(Vec::new()); // its version kept none
        }
        let rezepte: Vec<Rezept> = self.table("30-stage1", "rezepte.csv")?;
        let positionen: Vec<Position> = self.table("30-stage1", "positionen.csv")?;
        let said = |blatt: Blatt<'_>| {
            let (beleg_id, pic_nr) = blatt.schluessel();
            (beleg_id.to_owned(), pic_nr.to_owned(), abdruck(blatt.rezept, blatt.positionen))
        };
        Ok(Blatt::alle(&rezepte, &positionen).map(said).collect())
    }

    fn picture_numbers(&self) -> anyhow::Result<Vec<(String, String)>> {
        let rows: Vec<ERezept> = self.table_since("20-invoices", "erezepte.csv")?;
        Ok(rows.into_iter().map(|row| (row.erezept_id, row.pic_nr)).collect())
    }

    /// Where a file of a stage lies, if the stage was published; it must be the one that the stage wrote.
    fn checked(&self, folder: &str, file: &str) -> anyhow::Result<Option<std::path::PathBuf>> {
        let Some(stufe) = self.stufen.iter().find(|stufe| stufe.folder == folder) else { return Ok(None) };
        let path = self.run.dir.join(folder).join(file);
        let Some(output) = stufe.receipt.output(file) else {
            return Err(Error::Missing(format!(
                "{}: {} {} wrote no such file, and without it nobody knows what it settled\n\
                 restore the newest ledger.sqlite from a backup",
                path.display(),
                stufe.receipt.tool,
                stufe.receipt.version
            ))
            .into());
        };
        if !path.is_file() || blake3_of_file(&path)? != output.blake3 {
            return Err(Error::Data(format!(
                "{} is not the file that {} wrote: its BLAKE3 is not the one in the receipt\n\
                 put back the run's folder from a backup; no ledger can rest on it",
                path.display(),
                stufe.receipt.tool
            ))
            .into());
        }
        Ok(Some(path))
    }

    /// A table; empty if its stage was not published.
    fn table<T: Tabelle + DeserializeOwned>(&self, folder: &str, file: &str) -> anyhow::Result<Vec<T>> {
        Ok(self.checked(folder, file)?.map(|path| read_table(&path)).transpose()?.unwrap_or_default())
    }

    fn deliveries(&self) -> anyhow::Result<Vec<(Option<u64>, NewDelivery)>> {
        let Some(inbox) = self.stufen.iter().find(|stufe| stufe.folder == "00-inbox") else { return Ok(Vec::new()) };
        let seen: Vec<Eingang> = self.table("00-inbox", "uebersicht.csv")?;
        let numbers: HashMap<(&str, &str), u64> =
            seen.iter().filter_map(|row| Some(((row.art.as_str(), row.sha256.as_str()), row.lfd?))).collect();
        let files = inbox.receipt.outputs.iter().filter_map(|output| {
            let (art, name) = output.path.split_once('/')?;
            let sha256 = output.sha256.clone()?;
            let lfd = numbers.get(&(art, sha256.as_str())).copied();
            Some((lfd, NewDelivery { art: art.into(), sha256, name: name.into(), groesse: output.bytes }))
        });
        let mut deliveries: Vec<_> = files.collect();
        deliveries.sort_by_key(|(lfd, _)| lfd.unwrap_or(u64::MAX));
        Ok(deliveries)
    }

    fn invoices(&self) -> anyhow::Result<Belege> {
        let (own, carried): (Vec<_>, Vec<_>) = self
            .table::<Rechnung>("20-invoices", "rechnungen.csv")?
            .into_iter()
            .partition(|rechnung| rechnung.herkunft == self.run.datum);
        let beleg = |rechnung: Rechnung| Beleg {
            beleg_id: rechnung.beleg_id,
            datei_sha256: rechnung.datei_sha256,
            rechnungsnummer: rechnung.rechnungsnummer,
            rechnungssteller: rechnung.rechnungssteller_ik,
            posten: Vec::new(),
        };
        let mut belege: Vec<Beleg> = own.into_iter().map(beleg).collect();
        if let Some(path) = self.checked("20-invoices", "rezepte.csv")? {
            each_row(&path, |rezept: Rezept| bills(&mut belege, &rezept.beleg_id, rezept.pic_nr))?;
        }
        Ok((belege, carried.into_iter().map(|rechnung| (rechnung.beleg_id, rechnung.herkunft)).collect()))
    }

    fn service_invoices(&self) -> anyhow::Result<Belege> {
        let (own, carried): (Vec<_>, Vec<_>) = self
            .table::<Leistungsrechnung>("20-invoices", "leistungsrechnungen.csv")?
            .into_iter()
            .partition(|rechnung| rechnung.herkunft == self.run.datum);
        let beleg = |rechnung: Leistungsrechnung| Beleg {
            beleg_id: rechnung.beleg_id,
            datei_sha256: rechnung.datei_sha256,
            rechnungsnummer: rechnung.rechnungsnummer,
            rechnungssteller: rechnung.le_nr,
            posten: Vec::new(),
        };
        let mut belege: Vec<Beleg> = own.into_iter().map(beleg).collect();
        for leistung in self.table::<Leistung>("20-invoices", "leistungen.csv")? {
            bills(&mut belege, &leistung.beleg_id, leistung.posten);
        }
        Ok((belege, carried.into_iter().map(|rechnung| (rechnung.beleg_id, rechnung.herkunft)).collect()))
    }

    fn decisions(&self, names: &Names) -> anyhow::Result<BTreeMap<String, Vec<Entscheidung>>> {
        let mut files: BTreeMap<String, Vec<Entscheidung>> = BTreeMap::new();
        let mut decisions: Vec<Entscheidung> = self.table("20-invoices", "entscheidungen.csv")?;
        if self.wrote("20-invoices", "ohne_wirkung.csv") {
            decisions.extend(self.table::<Entscheidung>("20-invoices", "ohne_wirkung.csv")?);
            decisions.sort_by(Tabelle::ordnung);
        }
        for decision in decisions.into_iter().filter(|decision| decision.lauf == self.run.datum) {
            let (_, sha256) = self.delivery(names, "decisions", &decision.datei)?;
            files.entry(sha256).or_default().push(decision);
        }
        Ok(files)
    }

    fn confirmations(&self, names: &Names) -> anyhow::Result<Vec<(String, Bestaetigung)>> {
        let mut said = Vec::new();
        for row in self.table::<Bestaetigung>("65-confirmations", "bestaetigungen.csv")? {
            let (lfd, sha256) = self.delivery(names, "confirmations", &row.datei)?;
            said.push((lfd.unwrap_or(u64::MAX), sha256, row));
        }
        said.sort_by(|a, b| (a.0, &a.2.datei, a.2.zeile).cmp(&(b.0, &b.2.datei, b.2.zeile)));
        Ok(said.into_iter().map(|(_, sha256, row)| (sha256, row)).collect())
    }

    fn delivery(&self, names: &Names, art: &str, name: &str) -> anyhow::Result<(Option<u64>, String)> {
        let found = names.get(&format!("{art}/{name}")).cloned();
        found.ok_or_else(|| {
            let inbox = self.run.dir.join("00-inbox").join(art).join(name);
            Error::Data(format!("{} is named by a table of its run and is not in its inbox", inbox.display())).into()
        })
    }

    fn prescriptions(&self) -> anyhow::Result<Erledigtes> {
        let paid: Vec<AnweisungsRezept> = self.table("60-payments", "anweisung_rezepte.csv")?;
        let mut orders: HashMap<(String, String), String> =
            paid.into_iter().map(|row| ((row.beleg_id, row.pic_nr), row.anweisung_id)).collect();
        let settled: Vec<ErledigtesRezept> = self.table("60-payments", "erledigt.csv")?;
        let with_order =
            |rezept: ErledigtesRezept| (orders.remove(&(rezept.beleg_id.clone(), rezept.pic_nr.clone())), rezept);
        Ok(Erledigtes::Rezepte(settled.into_iter().map(with_order).collect()))
    }

    fn services(&self) -> anyhow::Result<Erledigtes> {
        let paid: Vec<AnweisungsLeistung> = self.table("60-payments", "anweisung_leistungen.csv")?;
        let mut orders: HashMap<(String, u32), String> =
            paid.into_iter().map(|row| ((row.beleg_id, row.lfd_nr), row.anweisung_id)).collect();
        let settled: Vec<ErledigteLeistung> = self.table("60-payments", "erledigte_leistungen.csv")?;
        let with_order =
            |leistung: ErledigteLeistung| (orders.remove(&(leistung.beleg_id.clone(), leistung.lfd_nr)), leistung);
        Ok(Erledigtes::Leistungen(settled.into_iter().map(with_order).collect()))
    }
}

/// Takes in that an invoice bills something; those that the run carries forward are earlier runs'.
fn bills(belege: &mut [Beleg], beleg_id: &str, posten: String) {
    if let Ok(nr) = belege.binary_search_by(|beleg| beleg.beleg_id.as_str().cmp(beleg_id)) {
        belege[nr].posten.push(posten);
    }
}
