//! The files of the passes: each written once, and then kept as it is.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;
use domain::{Anweisung, AnweisungsRezept, Ausgabe, Betrag, Datum};
use emit_rzs_abrech::{Angaben, Bezahlt, Quelle, begleitbeleg, buchungen, schreibe};
use ledger::{Ausgang, Ausgangspass, Ledger};
use spill::Spill;
use stage::{Session, Stage, of_pass, warn_first};

/// Name of the file of the first pass.
const DATEI: &str = "RZS-ABRECH";

/// The tables of this run, and of the earlier runs whose orders this run books in their place: what they ordered and no
/// file carries yet.
pub(crate) fn quellen(
    session: &mut Session,
    ledger: &Ledger,
    anweisungen: &[Anweisung],
) -> anyhow::Result<Vec<Quelle>> {
    let heute = session.datum();
    let mut je_lauf: BTreeMap<Datum, Vec<&Anweisung>> = BTreeMap::new();
    for anweisung in anweisungen.iter().filter(|a| a.angewiesen_am != heute) {
        je_lauf.entry(anweisung.angewiesen_am).or_default().push(anweisung);
    }
    let table = |path: &str| session.run().dir.join(path);
    let mut quellen = vec![Quelle {
        bezahlt: Bezahlt::Tabelle(table("60-payments/anweisung_rezepte.csv")),
        rezepte: table("30-stage1/rezepte.csv"),
        faelle: table("40-matches/zugeordnete_faelle.csv"),
    }];
    for (datum, anweisungen) in je_lauf {
        let run = session.run().sibling(datum);
        quellen.push(Quelle {
            bezahlt: Bezahlt::Zeilen(ledger.paid_by(anweisungen)?),
            rezepte: session.reads_outside(&run, "30-stage1", "rezepte.csv")?,
            faelle: session.reads_outside(&run, "40-matches", "zugeordnete_faelle.csv")?,
        });
    }
    Ok(quellen)
}

/// What the receipt counts over all passes.
#[derive(Debug, Default)]
pub(crate) struct Summe {
    pub(crate) saetze: i64,
    pub(crate) gekuerzt: i64,
    pub(crate) ersetzt: i64,
    pub(crate) nicht_darstellbar: i64,
    pub(crate) netto: Betrag,
    /// Which file carries which order.
    pub(crate) ausgabe: Vec<Ausgabe>,
}

/// Writes the file of a pass and its sheet; what lies there stays as it is.
pub(crate) fn write(
    stage: &mut Stage,
    ledger: &mut Ledger,
    pass: &Ausgangspass,
    (quellen, room): (&[Quelle], &Spill),
    summe: &mut Summe,
) -> anyhow::Result<()> {
    let ids: BTreeSet<&str> = pass.anweisungen.iter().map(|a| a.anweisung_id.as_str()).collect();
    let datum = stage.session().datum();
    let ergebnis = buchungen(quellen, &ids, room, datum.year())?;
    let warning = |zahlung: &AnweisungsRezept| {
        format!(
            "prescription {}: net {} cannot stand in RZS-ABRECH, whose amount has no sign and holds 99999.99 at most",
            zahlung.pic_nr, zahlung.netto
        )
    };
    warn_first(&ergebnis.nicht_darstellbar, warning, "all of them are named in the Begleitbeleg");
    let name = of_pass(DATEI, pass.pass);
    let kept = pass.datei_sha256.is_some() && stage.keep(&name)?;
    let mut datei = if kept { None } else { Some(stage.outgoing_file(&name)?) };
    let kennzahlen = schreibe(&ergebnis.saetze, |satz| datei.as_mut().map_or(Ok(()), |datei| datei.write(satz)))?;

    let daneben: Betrag = ergebnis.nicht_darstellbar.iter().map(|zahlung| zahlung.netto).sum();
    let angewiesen: Betrag = pass.anweisungen.iter().map(|a| a.betrag).sum();
    stage.balance("ordered cents and booked cents", angewiesen, kennzahlen.summe + daneben)?;
    let saetze = kennzahlen.anzahl + ergebnis.nicht_darstellbar.len() as u64 + ergebnis.null;
    let rezepte: u64 = pass.anweisungen.iter().map(|a| u64::from(a.anzahl_rezepte)).sum();
    stage.balance("ordered prescriptions and records", rezepte, saetze)?;
    let sheet = of_pass("begleitbeleg", pass.pass);
    let carried =
        |sha256: &str| ids.iter().map(|id| Ausgabe::in_datei(pass.pass, id, &name, sha256)).collect::<Vec<_>>();
    match datei {
        Some(datei) => {
            let sha256 = stage.take_outgoing(datei)?;
            summe.ausgabe.extend(carried(&sha256));
            ledger.keep_output(Ausgang::Rzs, pass.pass, &sha256, ids.iter().copied())?;
            let session = stage.session();
            let angaben = Angaben {
                code: &session.run().kostentraeger,
                name: &session.payer().name,
                datum,
                datei: &name,
                sha256: &sha256,
                nicht_darstellbar: &ergebnis.nicht_darstellbar,
            };
            for (file, bytes) in documents::dateien(&sheet, &begleitbeleg(&angaben, &kennzahlen)) {
                stage.write_bytes(&file, &bytes)?;
            }
        }
        None => {
            summe.ausgabe.extend(carried(pass.datei_sha256.as_deref().unwrap_or_default()));
            for file in documents::namen(&sheet) {
                stage.keep(&file)?;
            }
        }
    }
    summe.saetze += kennzahlen.anzahl as i64;
    summe.gekuerzt += kennzahlen.gekuerzt as i64;
    summe.ersetzt += kennzahlen.ersetzt as i64;
    summe.nicht_darstellbar += ergebnis.nicht_darstellbar.len() as i64;
    summe.netto += kennzahlen.summe;
    Ok(())
}
