//! Every test that needs more than one crate, in one binary: it links once.
//! `cargo test -p testkit --test all golden::` runs one module of it.

mod acceptance;
mod accounts;
mod anordnen;
mod bank_files;
mod confirmations;
mod deletion;
mod drill;
mod erezept;
mod faults;
mod golden;
mod handbook;
mod histories;
mod injected;
mod installed;
mod intake;
mod kill;
mod matching;
mod night;
mod overview;
mod papers;
mod passes;
mod payments;
mod rebuild;
mod register;
mod reports;
mod runs;
mod seen;
mod services;
mod services_history;
mod shares;
mod tidy;
mod verify;
mod vouching;
