//! Measures how well prescriptions are assigned, on a population of known truth.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Parser;
use clap::builder::PossibleValuesParser;
use domain::{Tabelle, VornameRegel, ZuordnungOptionen};
use testkit::quality::bevoelkerung::{Auftrag, Fremde, erzeuge};
use testkit::quality::bilanz::Bilanz;
use testkit::quality::fehler::{FEHLERARTEN, Raten};
use testkit::quality::namhafte::{ALLE, Namhafte};
use testkit::quality::tabellen::{Spalten, lies};
use testkit::quality::{Probe, mit_regel, ordne};

/// Assigns sheets of known truth to cases and counts what is right, wrong and left to people
///
/// Without --register it makes a population from a seed: families, twins, several accidents, people who move, and
/// errors of spelling and reading. With it, it takes any pair of CSV files.
#[derive(Parser)]
#[command(version, after_help = kinds())]
struct Args {
    /// Population with a name: see the list below; the options on people and errors do not apply to it
    #[arg(long, value_name = "NAME", conflicts_with = "register", value_parser = PossibleValuesParser::new(ALLE.map(|eine| eine.name)))]
    population: Option<String>,

    /// Another seed, another population
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,

    /// Cases in the register
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    cases: usize,

    /// Sheets to be assigned
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    prescriptions: usize,

    /// How many of 10,000 sheets belong to no case of the register
    #[arg(long, value_name = "N", default_value_t = 400)]
    unknown: u64,

    /// Of 100 such sheets: how many belong to relatives of somebody in the register
    #[arg(long, value_name = "PERCENT", default_value_t = Fremde::default().angehoerige)]
    relatives: u64,

    /// Of 100 such sheets: how many belong to somebody in the register after an accident that is not in it
    #[arg(long, value_name = "PERCENT", default_value_t = Fremde::default().anderer_unfall)]
    other_accident: u64,

    /// Of 100 such relatives: how many were hurt in the same accident
    #[arg(long, value_name = "PERCENT", default_value_t = Fremde::default().selber_unfall)]
    same_accident: u64,

    /// Errors in per cent of the default rates
    #[arg(long, value_name = "PERCENT", default_value_t = 100)]
    errors: u64,

    /// How many of 10,000 sheets have one kind of error
    #[arg(long, value_name = "KIND=N")]
    rate: Vec<String>,

    /// CSV file of cases
    #[arg(long, value_name = "FILE", requires_all = ["sheets", "id", "truth"])]
    register: Option<PathBuf>,

    /// CSV file of sheets
    #[arg(long, value_name = "FILE", requires = "register")]
    sheets: Option<PathBuf>,

    /// Column of the cases that says what a case is called
    #[arg(long, value_name = "COLUMN")]
    id: Option<String>,

    /// Column of the sheets that says what their case is called; empty = they have none
    #[arg(long, value_name = "COLUMN")]
    truth: Option<String>,

    /// Column of both files that holds a field, or two columns: name=surname, ort=town/city
    #[arg(long, value_name = "FIELD=COLUMN")]
    map: Vec<String>,

    /// Value of z2_vorname to measure; each if not given
    #[arg(long, value_name = "RULE", value_parser = PossibleValuesParser::new(REGELN.map(|(name, _)| name)))]
    rule: Option<String>,

    /// Value of hinweis_ab to measure: bits from which on a hint is a task
    #[arg(long, value_name = "BITS", default_value_t = ZuordnungOptionen::default().hinweis_ab)]
    hints: u16,

    /// Folder to write cases, sheets, truth, assignment, candidates and tasks to, as CSV
    #[arg(long, value_name = "DIR")]
    export: Option<PathBuf>,
}

/// The values of z2_vorname.
const REGELN: [(&str, VornameRegel); 3] =
    [("programm", VornameRegel::Programm), ("person", VornameRegel::Person), ("streng", VornameRegel::Streng)];

fn kinds() -> String {
    let kinds = FEHLERARTEN.iter().map(|(_, name, rate)| format!("  {name:<22} {rate:>5}"));
    let populations = ALLE.iter().map(|eine| format!("  {:<22} {}", eine.name, eine.was));
    format!(
        "Populations:\n{}\n\nKinds of errors and their default rates per 10,000 sheets:\n{}",
        populations.collect::<Vec<_>>().join("\n"),
        kinds.collect::<Vec<_>>().join("\n")
    )
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let probe = probe(&args)?;
    println!("{} cases, {} sheets", probe.faelle.len(), probe.blaetter.len());
    let gefragt = |(name, _): &(&str, VornameRegel)| args.rule.as_deref().is_none_or(|rule| rule == *name);
    for (name, option) in REGELN.into_iter().filter(gefragt) {
        let ergebnis = ordne(&probe, &ZuordnungOptionen { hinweis_ab: args.hints, ..mit_regel(option) })?;
        println!("\nz2_vorname = \"{name}\"\n{}", Bilanz::neu(&probe, &ergebnis));
        if let (Some(dir), VornameRegel::Streng) = (&args.export, option) {
            schreibe(dir, "faelle.csv", &probe.faelle)?;
            schreibe(dir, "rezepte.csv", &probe.blaetter)?;
            schreibe(dir, "zuordnung.csv", &ergebnis.zuordnung)?;
            schreibe(dir, "kandidaten.csv", &ergebnis.kandidaten)?;
            schreibe(dir, "arbeitsliste.csv", &ergebnis.aufgaben)?;
            schreibe_wahrheit(dir, &probe)?;
        }
    }
    Ok(())
}

fn probe(args: &Args) -> anyhow::Result<Probe> {
    if let (Some(register), Some(sheets), Some(id), Some(truth)) = (&args.register, &args.sheets, &args.id, &args.truth)
    {
        let mut spalten = Spalten::default();
        args.map.iter().try_for_each(|text| spalten.setze(text))?;
        return lies(register, sheets, &spalten, id, truth);
    }
    if let Some(eine) = args.population.as_deref().and_then(Namhafte::mit_namen) {
        return Ok(eine.erzeuge(args.seed, args.cases, args.prescriptions));
    }
    let mut raten = Raten::skaliert(args.errors);
    args.rate.iter().try_for_each(|text| raten.setze(text))?;
    let (saat, faelle, blaetter) = (args.seed, args.cases, args.prescriptions);
    let fremde =
        Fremde { angehoerige: args.relatives, anderer_unfall: args.other_accident, selber_unfall: args.same_accident };
    Ok(erzeuge(&Auftrag { saat, faelle, blaetter, ohne_fall: args.unknown, fremde, raten }))
}

fn schreibe<T: Tabelle>(dir: &Path, name: &str, zeilen: &[T]) -> anyhow::Result<()> {
    let path = dir.join(name);
    fs::create_dir_all(dir).with_context(|| dir.display().to_string())?;
    let spalten: Vec<&str> = T::SPALTEN.iter().map(|spalte| spalte.name).collect();
    let mut text = format!("{}\n", spalten.join(",")).into_bytes();
    zeilen.iter().for_each(|zeile| zeile.schreibe(&mut text));
    fs::write(&path, text).with_context(|| path.display().to_string())
}

/// The file number of each sheet's true case.
fn schreibe_wahrheit(dir: &Path, probe: &Probe) -> anyhow::Result<()> {
    let nummern: HashMap<&str, String> =
        probe.namen.iter().zip(&probe.faelle).map(|(name, fall)| (name.as_str(), fall.aktenzeichen9())).collect();
    let mut text = String::from("pic_nr,aktenzeichen\n");
    for (blatt, wahr) in probe.blaetter.iter().zip(&probe.wahrheit) {
        let nummer = nummern.get(wahr.as_str()).map_or("", String::as_str);
        text += &format!("{},{nummer}\n", blatt.pic_nr);
    }
    Ok(fs::write(dir.join("wahrheit.csv"), text)?)
}
