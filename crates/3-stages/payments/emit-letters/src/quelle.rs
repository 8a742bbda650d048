//! The tables of a run that letters about prescriptions are made of.

use std::collections::{BTreeSet, HashMap, HashSet};

use domain::{
    Abweichung, Anweisung, AnweisungsRezept, Befund, Betrag, Datum, Einzelposten, ErledigtesRezept, Klasse, Mitteilung,
    Position, Rechnung, RechnungsPruefung, Rechnungssteller, Rezept, Urteil, Verrechnung,
};
use emit_letters::rezepte::{Eingabe, Sendung};
use stage::{Result, Run, Session, each_row, read_table};

/// The tables that are read, by stage.
pub(crate) const TABLES: [(&str, &[&str]); 4] = [
    ("20-invoices", &["rechnungen.csv", "rechnungssteller.csv", "einzelposten.csv", "rezepte.csv", "positionen.csv"]),
    ("30-stage1", &["rechnungen.csv", "befunde.csv"]),
    ("50-stage2", &["urteile.csv", "abweichungen.csv"]),
    ("60-payments", &["erledigt.csv", "anweisungen.csv", "anweisung_rezepte.csv", "verrechnungen.csv"]),
];

/// The finding that a prescription is listed and was not delivered.
const NICHT_GELIEFERT: &str = "R08";

/// What was told before.
pub(crate) struct Gesagt {
    je_rezept: BTreeSet<(String, String)>,
    am: BTreeSet<(String, String, Datum)>,
}

impl Gesagt {
    /// What these rows of letters told.
    pub(crate) fn of<'m>(rows: impl Iterator<Item = &'m Mitteilung> + Clone) -> Self {
        let key = |row: &Mitteilung| (row.beleg_id.clone(), row.pic_nr.clone());
        let am = |row: &Mitteilung| (row.beleg_id.clone(), row.pic_nr.clone(), row.erledigt_am);
        Gesagt { je_rezept: rows.clone().map(key).collect(), am: rows.map(am).collect() }
    }
}

/// The tables of a run.
pub(crate) struct Quelle {
    rechnungen: Vec<Rechnung>,
    rechnungssteller: Vec<Rechnungssteller>,
    nicht_geliefert: Vec<Einzelposten>,
    pruefungen: Vec<RechnungsPruefung>,
    offen: HashMap<String, (u32, Betrag)>,
    abweichungen: Vec<Abweichung>,
    erledigt: Vec<ErledigtesRezept>,
    anweisungen: Vec<Anweisung>,
    bezahlt: Vec<AnweisungsRezept>,
    verrechnungen: Vec<Verrechnung>,
    blaetter: HashMap<(String, String), Sendung>,
}

impl Quelle {
    /// Reads the tables of a run. Of sheets only those are kept that a letter names.
    pub(crate) fn read(run: &Run) -> Result<Self> {
        let path = |folder: &str, file: &str| run.dir.join(folder).join(file);
        let abweichungen: Vec<Abweichung> = read_table(&path("50-stage2", "abweichungen.csv"))?;
        let erledigt: Vec<ErledigtesRezept> = read_table(&path("60-payments", "erledigt.csv"))?;
        let mut blaetter = named(&abweichungen, &erledigt);
        each_row(&path("20-invoices", "rezepte.csv"), |rezept: Rezept| {
            if let Some(sendung) = blaetter.get_mut(&(rezept.beleg_id, rezept.pic_nr)) {
                sendung.abgabe_datum = rezept.abgabe_datum.wert().copied();
            }
        })?;
        each_row(&path("20-invoices", "positionen.csv"), |position: Position| {
            if let Some(sendung) = blaetter.get_mut(&(position.beleg_id, position.pic_nr)) {
                sendung.pzn.extend(position.pzn.wert().cloned());
            }
        })?;
        Ok(Quelle {
            rechnungen: read_table(&path("20-invoices", "rechnungen.csv"))?,
            rechnungssteller: read_table(&path("20-invoices", "rechnungssteller.csv"))?,
            nicht_geliefert: not_delivered(run)?,
            pruefungen: read_table(&path("30-stage1", "rechnungen.csv"))?,
            offen: open(run)?,
            anweisungen: read_table(&path("60-payments", "anweisungen.csv"))?,
            bezahlt: read_table(&path("60-payments", "anweisung_rezepte.csv"))?,
            verrechnungen: read_table(&path("60-payments", "verrechnungen.csv"))?,
            abweichungen,
            erledigt,
            blaetter,
        })
    }

    /// The input of the letters that this session's run writes.
    pub(crate) fn eingabe<'a>(&'a self, session: &'a Session, gesagt: &'a Gesagt) -> Eingabe<'a> {
        Eingabe {
            kostentraeger: session.payer(),
            datum: session.datum(),
            rechnungen: &self.rechnungen,
            rechnungssteller: &self.rechnungssteller,
            pruefungen: &self.pruefungen,
            nicht_geliefert: &self.nicht_geliefert,
            erledigt: &self.erledigt,
            abweichungen: &self.abweichungen,
            blaetter: &self.blaetter,
            offen: &self.offen,
            anweisungen: &self.anweisungen,
            bezahlt: &self.bezahlt,
            verrechnungen: &self.verrechnungen,
            gesagt: &gesagt.je_rezept,
            gesagt_am: &gesagt.am,
        }
    }
}

/// The sheets that a letter may name, still without what stood on them.
fn named(abweichungen: &[Abweichung], erledigt: &[ErledigtesRezept]) -> HashMap<(String, String), Sendung> {
    let abweichend = abweichungen.iter().map(|row| (row.beleg_id.clone(), row.pic_nr.clone()));
    let zurueck = erledigt.iter().filter(|row| row.klasse == Klasse::Abweisen || row.bisher.is_some());
    let zurueck = zurueck.map(|row| (row.beleg_id.clone(), row.pic_nr.clone()));
    abweichend.chain(zurueck).map(|key| (key, Sendung::default())).collect()
}

/// Listed prescriptions that were not delivered.
fn not_delivered(run: &Run) -> Result<Vec<Einzelposten>> {
    let mut missing: HashSet<(String, String)> = HashSet::new();
    each_row(&run.dir.join("30-stage1/befunde.csv"), |befund: Befund| {
        if befund.regel == NICHT_GELIEFERT {
            missing.insert((befund.beleg_id, befund.pic_nr));
        }
    })?;
    let mut listed = Vec::new();
    if !missing.is_empty() {
        each_row(&run.dir.join("20-invoices/einzelposten.csv"), |einzel: Einzelposten| {
            if missing.contains(&(einzel.beleg_id.clone(), einzel.pic_nr.clone())) {
                listed.push(einzel);
            }
        })?;
    }
    Ok(listed)
}

/// Prescriptions that wait, by invoice, with their gross.
fn open(run: &Run) -> Result<HashMap<String, (u32, Betrag)>> {
    let mut open: HashMap<String, (u32, Betrag)> = HashMap::new();
    each_row(&run.dir.join("50-stage2/urteile.csv"), |urteil: Urteil| {
        if urteil.klasse == Klasse::Offen {
            let (count, gross) = open.entry(urteil.beleg_id).or_default();
            *count += 1;
            *gross += urteil.brutto.unwrap_or_default();
        }
    })?;
    Ok(open)
}
