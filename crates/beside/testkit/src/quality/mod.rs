//! How well prescriptions are assigned: `match-cases` on populations of which the truth is known.
//!
//! | module | what it is |
//! |---|---|
//! | [`bevoelkerung`] | a register and sheets of invented people, with every sheet's true case |
//! | [`angehoerige`] | pairs of people who are easily taken for each other |
//! | [`namhafte`] | the populations by name |
//! | [`fehler`] | what goes wrong between a person and the sheet, at chosen rates |
//! | [`tabellen`] | any pair of CSV files with truth labels and a mapping of columns |
//! | [`bilanz`] | decided, right, wrong, tasks: the figures |

pub mod angehoerige;
pub mod bevoelkerung;
pub mod bilanz;
pub mod fehler;
pub mod namhafte;
pub mod tabellen;

use domain::{Fall, Lesung, Rezept, UnfallDatum, VornameRegel, ZuordnungOptionen};
use match_cases::{Eingabe, Ergebnis, ordne_zu};
use register::fremd::Fremdregister;
use register::{Register, Schluessel};

/// Any key: no result depends on it.
const SCHLUESSEL: Schluessel = [7; 32];

/// A register and sheets whose true cases are known.
#[derive(Debug, Default)]
pub struct Probe {
    /// The register.
    pub faelle: Vec<Fall>,
    /// What each case is called in the truth, by the order of the cases.
    pub namen: Vec<String>,
    /// Whose each case is, by the order of the cases.
    pub personen: Vec<String>,
    /// The register of another payer.
    pub fremde: Vec<Fall>,
    /// The sheets; their PicNr is their place.
    pub blaetter: Vec<Rezept>,
    /// What the true case of each sheet is called; empty = it is in no register.
    pub wahrheit: Vec<String>,
    /// Whose each sheet is, also where there is no case.
    pub wer: Vec<String>,
}

impl Probe {
    /// Takes a case into the register that is called by its file number.
    pub fn nimm_fall(&mut self, fall: Fall, person: String) {
        self.namen.push(fall.aktenzeichen9());
        self.personen.push(person);
        self.faelle.push(fall);
    }
}

/// The options of a payer with this rule: else those that are shipped.
pub fn mit_regel(z2_vorname: VornameRegel) -> ZuordnungOptionen {
    ZuordnungOptionen { z2_vorname, ..ZuordnungOptionen::default() }
}

/// Assigns the sheets of a probe as a payer with these options does.
///
/// # Errors
/// File numbers that are none.
pub fn ordne(probe: &Probe, optionen: &ZuordnungOptionen) -> anyhow::Result<Ergebnis> {
    let register = Register::aus(&probe.faelle)?;
    let fremde = [("BG10".to_owned(), Fremdregister::aus(&Register::aus(&probe.fremde)?, SCHLUESSEL))];
    Ok(ordne_zu(&Eingabe {
        kostentraeger: "BG28",
        rezepte: &probe.blaetter,
        register: &register,
        fremde: &fremde,
        entscheidungen: &[],
        erledigt: &[],
        gemerkt: &[],
        optionen,
    }))
}

/// A sheet on which everything stands as in a case, but no file number.
pub fn blatt(nummer: usize, fall: &Fall) -> Rezept {
    let text = |text: &str| if text.is_empty() { Lesung::Leer } else { Lesung::Wert(text.to_owned()) };
    Rezept {
        beleg_id: "0000001".into(),
        rechnungsnummer: "1".into(),
        pic_nr: format!("{nummer:012}"),
        kostentraeger_ik: Lesung::Leer,
        aktenzeichen: Lesung::Leer,
        name: text(&fall.name),
        vorname: text(&fall.vorname),
        zusatz: text(&fall.zusatz),
        geb_datum: fall.geb_datum.map_or(Lesung::Leer, Lesung::Wert),
        strasse: text(&fall.strasse),
        lkz: text(&fall.lkz),
        plz: text(&fall.plz),
        ort: text(&fall.ort),
        unf_datum: fall.unf_datum.map_or(Lesung::Leer, |datum| Lesung::Wert(UnfallDatum::Genau(datum))),
        unfallbetrieb: Lesung::Leer,
        arzt_nr: Lesung::Leer,
        arzt_unterschrift: Lesung::Leer,
        apotheken_ik: Lesung::Leer,
        vo_datum: Lesung::Leer,
        abgabe_datum: Lesung::Leer,
        brutto: Lesung::Leer,
        zuzahlung: Lesung::Leer,
        noctu: Lesung::Leer,
        schreibgebuehr: Lesung::Leer,
        beschaffungskosten: Lesung::Leer,
        ap_rabatt: Lesung::Leer,
        hs_rabatt: Lesung::Leer,
        bild: Lesung::Leer,
        bild_lesbar: Lesung::Leer,
        aut_idem_kreuz: Lesung::Leer,
        herkunft: bevoelkerung::STICHTAG,
        zeile: 0,
        schon_berechnet: String::new(),
        erledigt_am: None,
    }
}
