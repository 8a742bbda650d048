//! Fetches deliveries from the folders of payers, billers and banks, and delivers to them what goes out, by SFTP.
//!
//! **Nothing half, nothing twice.** A download lies under a name that no intake takes (`.a.csv.part`) until it is whole,
//! checked and synced ([`holen`]); an upload lies under a temporary name until size and hash are checked ([`bringen`]).
//! The ledger remembers what was fetched and delivered; an upload is entered as begun before it gets its final name, so
//! that a receiver who takes it away in the moment of a crash does not get it again.
//!
//! **No stranger.** A host is known by the key in `remotes.toml` and by nothing else ([`verbindung`]).
//!
//! This is a crate of its own because it alone links an SSH library.

pub mod anschluss;
mod bringen;
mod empfang;
mod fehler;
mod holen;
mod lokal;
mod mail;
mod muster;
mod verbindung;

use std::path::PathBuf;
use std::time::Duration;

use stage::{Error, error, info};

pub use anschluss::{Anschluesse, Anschluss};
pub use fehler::Fehler;

/// The folders of this house.
#[derive(Clone, Debug)]
pub struct Haus {
    /// Drop folder.
    pub drop: PathBuf,
    /// Folder of the runs.
    pub work: PathBuf,
}

/// Files moved by one remote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bewegt {
    /// Whole files.
    pub dateien: usize,
    /// Bytes that passed the line and stay.
    pub bytes: u64,
    /// Lines of a mail about it: payer, run, pass and sum, never a name of a person.
    pub zeilen: Vec<String>,
}

/// Fetches from all remotes, side by side.
///
/// # Errors
/// The worst of what stopped a remote; the others went on.
pub fn fetch(anschluesse: &Anschluesse, haus: &Haus) -> Result<Bewegt, Error> {
    side_by_side(anschluesse, |anschluss| with_retries(anschluss, |so_far| holen::fetch(anschluss, haus, so_far)))
}

/// Delivers to all remotes, side by side.
///
/// # Errors
/// The worst of what stopped a remote; the others went on.
pub fn deliver(anschluesse: &Anschluesse, haus: &Haus) -> Result<Bewegt, Error> {
    let bewegt = side_by_side(anschluesse, |anschluss| {
        with_retries(anschluss, |so_far| bringen::deliver(anschluss, haus, so_far))
    })?;
    mail::announce(anschluesse, &bewegt)?;
    Ok(bewegt)
}

fn side_by_side(
    anschluesse: &Anschluesse,
    work: impl Fn(&Anschluss) -> (Bewegt, Option<Error>) + Sync,
) -> Result<Bewegt, Error> {
    let work = &work;
    let results: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            anschluesse.remote.iter().map(|anschluss| scope.spawn(move || (anschluss, work(anschluss)))).collect();
        threads.into_iter().map(|thread| thread.join().expect("a remote does not panic")).collect()
    });
    let mut all = Bewegt::default();
    let mut errors = Vec::new();
    for (anschluss, (bewegt, failed)) in results {
        info(format!("{}: {} files, {} bytes", anschluss.name, bewegt.dateien, bewegt.bytes));
        all.dateien += bewegt.dateien;
        all.bytes += bewegt.bytes;
        all.zeilen.extend(bewegt.zeilen);
        errors.extend(failed);
    }
    errors.sort_by_key(|error| fehler::rang(error.exit_code()));
    match errors.pop() {
        None => Ok(all),
        Some(worst) => {
            // The worst ends the program and is said there.
            errors.iter().for_each(|other| error(other.to_string()));
            Err(worst)
        }
    }
}

/// The longest wait between two attempts, in first ones: a minute where the first is a second.
const LONGEST_WAIT: u32 = 64;

/// Tries again, later and later, as long as the connection is what fails. What was moved before stays moved.
fn with_retries(
    anschluss: &Anschluss,
    mut attempt: impl FnMut(&mut Bewegt) -> Result<(), Fehler>,
) -> (Bewegt, Option<Error>) {
    let mut bewegt = Bewegt::default();
    let first_wait = Duration::from_millis(anschluss.backoff_ms);
    let (mut wait, mut tries) = (first_wait, 1);
    loop {
        let before = (bewegt.dateien, bewegt.bytes);
        match attempt(&mut bewegt) {
            Ok(()) => return (bewegt, None),
            Err(Fehler::Leitung(what)) => {
                if (bewegt.dateien, bewegt.bytes) != before {
                    (wait, tries) = (first_wait, 1); // it went on in between
                }
                if tries >= anschluss.tries {
                    return (bewegt, Some(fehler::given_up(anschluss, tries, &what)));
                }
                info(format!("{}: {what}; attempt {} follows", anschluss.name, tries + 1));
                std::thread::sleep(wait);
                wait = (wait * 2).min(first_wait * LONGEST_WAIT);
                tries += 1;
            }
            Err(Fehler::Haus(error)) => return (bewegt, Some(error)),
        }
    }
}
