//! The shape of every binary: arguments, exit code, messages.

use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ArgAction, Args, Parser};
use rustix::fs::Mode;
use rustix::process::umask;

use crate::Error;
use crate::{log, papers};

/// Arguments that every stage has.
#[derive(Args, Clone, Debug)]
pub struct RunArgs {
    /// Folder of the run: WORK/PAYER/DATE
    pub run: PathBuf,

    /// Folder of the configuration: payers/PAYER.toml and rules/*.csv
    #[arg(long, value_name = "DIR", default_value = "pipelines")]
    pub config: PathBuf,

    /// Compute again although inputs and results are unchanged
    #[arg(long)]
    pub force: bool,

    /// Exit 0 although deliveries were refused; `status` reports them at the end of the chain
    #[arg(long)]
    pub keep_going: bool,

    /// Say only warnings and errors
    #[arg(short, long, conflicts_with = "verbose")]
    quiet: bool,

    /// Say more
    #[arg(short, long, action = ArgAction::Count)]
    verbose: u8,
}

impl RunArgs {
    /// Sets the level of the log. Called once, by [`crate::Session::open`].
    pub(crate) fn set_log_level(&self) {
        log::set_level(if self.quiet { -1 } else { i8::try_from(self.verbose).unwrap_or(i8::MAX) });
    }
}

/// How a stage ended, if it did not fail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Whole files of a delivery that were refused.
    pub refused: u64,
    /// Whether refused files are no reason for a non-zero exit code.
    pub keep_going: bool,
}

impl Outcome {
    fn exit_code(self) -> u8 {
        if self.refused > 0 && !self.keep_going { 65 } else { 0 }
    }
}

/// The arguments; or the folder into which manual and completions are to be written, which the makefile asks for when it
/// installs a binary. That is answered before anything else is parsed: no required argument, group or subcommand of a
/// binary stands in its way.
fn parse<A: Parser>() -> Result<Result<A, PathBuf>, clap::Error> {
    let given: Vec<OsString> = std::env::args_os().collect();
    match given.as_slice() {
        [_, flag, dir] if flag == "--papers" => Ok(Err(dir.into())),
        _ => A::try_parse_from(given).map(Ok),
    }
}

/// Folders are made 0750 and files 0640 at most, whatever makes them, the ledger's among them; a narrower umask stays.
fn narrow_modes() {
    let given = umask(Mode::RWXG | Mode::RWXO);
    umask(given | Mode::WGRP | Mode::RWXO);
}

/// Runs a binary: parses the arguments, runs it, says what went wrong, and gives the exit code of its kind.
///
/// A panic is a defect and ends with 70 like every failed internal check.
pub fn main<A: Parser>(run: impl FnOnce(A) -> anyhow::Result<Outcome>) -> ExitCode {
    main_with_code(|args| run(args).map(Outcome::exit_code))
}

/// As [`main`], for a binary whose exit code says what it found.
pub fn main_with_code<A: Parser>(run: impl FnOnce(A) -> anyhow::Result<u8>) -> ExitCode {
    narrow_modes();
    let args = match parse() {
        Ok(Ok(args)) => args,
        Ok(Err(dir)) => return papers::write::<A>(&dir),
        Err(message) => {
            let _ = message.print();
            return ExitCode::from(if message.use_stderr() { 64 } else { 0 });
        }
    };
    let result = catch_unwind(AssertUnwindSafe(|| run(args)))
        .unwrap_or_else(|_| Err(Error::Internal("the program stopped at the place named above".into()).into()));
    ExitCode::from(match result {
        Ok(code) => code,
        Err(error) => {
            // An error of ours may be wrapped by one that says the same.
            let ours = error.chain().find_map(|cause| cause.downcast_ref::<Error>());
            match ours {
                Some(ours) => log::error(ours.to_string()),
                None => log::error(format!("{error:#}")),
            }
            ours.map_or(70, Error::exit_code)
        }
    })
}
