//! The working-directory contract: what every stage does the same way.
//!
//! A stage opens a [`Session`] on a run (`WORK/<payer>/<date>`): that reads `run.toml` and the configuration, takes
//! the payer's lock and clears what a killed process left behind. It then names everything it reads; each file is
//! checked against the receipt of the stage that wrote it. [`Session::start`] answers *up to date* or gives a
//! [`Stage`] to write into. [`Stage::close`] writes `receipt.json`, syncs, and puts the whole folder in place in one
//! step: a stage is there whole or not at all.
//!
//! Three kinds of trouble are kept apart: a *Befund* is a row in a table, an [`Error`] ends the run with an exit code
//! of its own, and a failed control total is [`Error::Internal`]: nothing is published.
//!
//! This is the only crate that reads the clock ([`clock`]), and only for the journal and the log of who looked at what
//! ([`log_access`]): no rule, no receipt and no table depends on it.

mod access;
mod beleg;
mod blocks;
mod cli;
pub mod clock;
mod config;
mod durable;
mod error;
mod excerpt;
mod files;
mod hash;
mod in_order;
mod journal;
mod lines;
mod lock;
mod log;
mod nutzer;
mod outgoing;
mod papers;
mod passes;
mod protokoll;
mod receipt;
mod report;
mod rows;
mod run;
mod sentences;
mod session;
mod shared;
mod table;
mod work;

pub use access::{ACCESS_LOG, Shown, log_access};
pub use beleg::{BelegRows, BelegTable, Formatted};
pub use cli::{Outcome, RunArgs, main, main_with_code};
pub use config::{Config, RULE_TABLES};
pub use error::Error;
pub use excerpt::excerpt;
pub use files::{check_private, check_private_to_write, publish_file, write_synced};
pub use hash::{blake3_hex, blake3_of_file, sha256_hex, sha256_of_file};
pub use in_order::in_order;
pub use journal::{Journal, JournalEntry};
pub use lines::{Row, TableLines, TableWriter};
pub use lock::Lock;
pub use log::{detail, error, info, print, progress, show_values, warn};
pub use outgoing::OutgoingFile;
pub use passes::{of_pass, pass_of, warn_of_another};
pub use protokoll::{DELETED, append_to_protocol, read_protocol};
pub use receipt::{Input, JournalHead, Output, RECEIPT, Receipt};
pub use report::{
    FIRST_ERRORS, report_refused, report_refused_for_now, report_refused_lines, report_rejected, warn_first,
};
pub use rows::{Piece, Rows, parse_rows};
pub use run::{Run, RunFile};
pub use session::{Delivery, Session, Start, is_package, outdated};
pub use table::{each_row, read_table, table_bytes};
pub use work::Stage;

/// Result of everything here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Of every program: tables are short texts by the million, and making and dropping them took a fifth of a stage's time.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;
