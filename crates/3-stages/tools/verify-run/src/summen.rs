//! Control totals over the stages: what went in came out.

use domain::{Anweisung, Betrag};
use stage::{Receipt, Result, Run, read_table};

use crate::Bericht;

/// Tables with one row for each prescription or line, in the order of the stages.
const SAME_ROWS: [&[(&str, &str)]; 2] = [
    &[
        ("20-invoices", "rezepte.csv"),
        ("30-stage1", "rezepte.csv"),
        ("40-matches", "zuordnung.csv"),
        ("50-stage2", "urteile.csv"),
    ],
    &[("20-invoices", "leistungen.csv"), ("50-services", "urteile.csv")],
];

/// The tables of each stage have the rows that its totals say, stages hand on what they got, and orders sum up.
pub(crate) fn check(run: &Run, receipts: &[(String, Receipt)], bericht: &mut Bericht) -> Result<()> {
    let of = |folder: &str| receipts.iter().find(|(name, _)| name == folder).map(|(_, receipt)| receipt);
    for (folder, receipt) in receipts {
        for output in &receipt.outputs {
            let total = receipt.totals.get(&format!("zeilen_{}", output.path.trim_end_matches(".csv")));
            if let (Some(rows), Some(total)) = (output.rows, total)
                && i64::try_from(rows) != Ok(*total)
            {
                let was = format!("the receipt names {rows} rows of {} and a total of {total}", output.path);
                bericht.mangel(&run.dir.join(folder), was);
            }
        }
    }
    for tables in SAME_ROWS {
        let counted = tables
            .iter()
            .filter_map(|(folder, file)| of(folder)?.output(file)?.rows.map(|rows| (format!("{folder}/{file}"), rows)));
        let counted: Vec<_> = counted.collect();
        for pair in counted.windows(2).filter(|pair| pair[0].1 != pair[1].1) {
            let was = format!("{} rows, but {} has {}", pair[1].1, pair[0].0, pair[0].1);
            bericht.mangel(&run.dir.join(&pair[1].0), was);
        }
    }
    if let Some(receipt) = of("60-payments") {
        orders(run, receipt, bericht)?;
    }
    Ok(())
}

/// The orders of the run sum up to what its receipt says. Whether the ledger says so, too, is its own check.
fn orders(run: &Run, receipt: &Receipt, bericht: &mut Bericht) -> Result<()> {
    let path = run.dir.join("60-payments/anweisungen.csv");
    let Ok(rows) = read_table::<Anweisung>(&path) else { return Ok(()) }; // named as changed already
    let sum: Betrag = rows.iter().map(|row| row.betrag).sum();
    if receipt.totals.get("angewiesen_cent").is_some_and(|cent| *cent != sum.cent()) {
        bericht.mangel(&path, format!("orders of EUR {} are not the total of the receipt", sum.deutsch()));
    }
    Ok(())
}
