//! The overview for the textfile collector of Prometheus's node exporter.

use std::collections::BTreeMap;
use std::fmt::Write;

use domain::Betrag;

use super::{Frist, Haus, Stand, Zahler};

/// A figure of a payer.
type Figure = (&'static str, &'static str, fn(&Zahler) -> i64);

/// Amounts are whole cents, so that no figure is rounded.
const FIGURES: [Figure; 13] = [
    ("zahlbar_runs", "Runs of the payer", |z| z.laeufe.len() as i64),
    ("zahlbar_locked", "1 while a stage is at work", |z| i64::from(z.gesperrt_von.is_some())),
    ("zahlbar_stages_failed", "Stages of the newest run at which the chain stopped", |z| stages(z, Stand::Failed)),
    ("zahlbar_stages_stale", "Stages of the newest run whose inputs were made anew", |z| stages(z, Stand::Stale)),
    ("zahlbar_tasks", "Tasks that wait for a person", |z| z.aufgaben() as i64),
    ("zahlbar_refused_files", "Files that the newest run refused", |z| {
        z.laeufe.first().map_or(0, |lauf| lauf.verweigert as i64)
    }),
    ("zahlbar_ordered_cents", "Cents that the newest run ordered", |z| {
        z.laeufe.first().map_or(0, |lauf| lauf.angewiesen.cent())
    }),
    ("zahlbar_discount_at_stake_cents", "Cents of discount that wait for an order in the next five days", |z| {
        z.fristen.iter().map(|frist: &Frist| frist.rabatt).sum::<Betrag>().cent()
    }),
    ("zahlbar_unconfirmed_orders", "Orders not confirmed in time", |z| z.unbestaetigt.0 as i64),
    ("zahlbar_rejected_orders", "Orders that the bank rejected", |z| z.zurueckgewiesen.0 as i64),
    ("zahlbar_in_no_bank_file_cents", "Cents ordered that stand in no bank file", |z| z.in_keiner_datei.cent()),
    ("zahlbar_undelivered_files", "Files that are not delivered although files of their stage are", |z| {
        z.nicht_abgeliefert.iter().map(|liegt| liegt.dateien.len() as i64).sum()
    }),
    ("zahlbar_attention", "0 in order, 1 somebody should look, 2 something failed", |z| {
        z.hinweise.iter().map(|hinweis| hinweis.stufung as i64).max().unwrap_or(0)
    }),
];

fn stages(zahler: &Zahler, stand: Stand) -> i64 {
    zahler.laeufe.first().map_or(0, |lauf| lauf.in_stand(stand).count() as i64)
}

impl Haus {
    /// Every figure of every payer in the text format of Prometheus.
    pub fn prometheus(&self) -> String {
        let mut text = String::new();
        for (name, help, figure) in FIGURES {
            let _ = writeln!(text, "# HELP {name} {help}.\n# TYPE {name} gauge");
            for zahler in &self.zahler {
                let _ = writeln!(text, "{name}{{payer=\"{}\"}} {}", label(&zahler.kostentraeger), figure(zahler));
            }
        }
        self.days(&mut text);
        text
    }

    /// How old the newest run and the newest delivery of accident cases are, in days of the overview.
    fn days(&self, text: &mut String) {
        let mut ages: BTreeMap<&str, Vec<(&str, i64)>> = BTreeMap::new();
        for zahler in &self.zahler {
            let newest = zahler.laeufe.first().map(|lauf| lauf.datum);
            for (name, day) in [("zahlbar_newest_run_days", newest), ("zahlbar_unfdat_days", zahler.unfdat_vom)] {
                if let Some(day) = day {
                    let age = self.datum.signed_duration_since(day).num_days();
                    ages.entry(name).or_default().push((&zahler.kostentraeger, age));
                }
            }
        }
        for (name, rows) in ages {
            let _ = writeln!(text, "# HELP {name} Age in days.\n# TYPE {name} gauge");
            for (code, age) in rows {
                let _ = writeln!(text, "{name}{{payer=\"{}\"}} {age}", label(code));
            }
        }
    }
}

fn label(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
