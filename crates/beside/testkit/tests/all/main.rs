//! Every test that needs more than one crate, in one binary: it links once.
//! `cargo test -p testkit --test all golden::` runs one module of it.

mod acceptance;
mod accounts;
mod anordnen;
mod bank_files;
mod brake;
mod confirmations;
mod decisions;
mod drill;
mod erezept;
mod explain;
mod faults;
mod golden;
mod handbook;
mod histories;
mod installed;
mod intake;
mod kill;
mod letters;
mod matching;
mod overview;
mod packages;
mod papers;
mod passes;
mod payments;
mod rebuild;
mod refused;
mod register;
mod reports;
mod runs;
mod seen;
mod services;
mod services_history;
mod tidy;
mod verify;
mod vouching;
