//! Invoices and decisions of a run: what is delivered now joins what earlier runs left unsettled.
//!
//! Every later stage reads files only. So this is the place where the past comes in: invoices carried forward, what
//! of them is settled, decisions still in force, and what was billed before.
//!
//! An invoice of any size takes the same memory: its rows go aside while it is read, and join the tables in their
//! order once the whole file is known to be sound.

mod about;
mod about_order;
pub mod again;
mod beyond;
mod carried;
mod check;
mod decisions;
mod erezepte;
mod files;
mod four_eyes;
mod invoices;
mod known;
mod loose;
mod past;
mod prescriptions;
mod services;
mod taken_up;

pub use about::about;
pub use again::Again;
pub use beyond::Beyond;
pub use check::check;
pub use decisions::{DecisionFiles, Decisions, Lines, Objection, Taken};
pub use erezepte::anchors;
pub use files::{Refused, articles, billers, finish};
pub use four_eyes::four_eyes;
pub use invoices::{Imported, read_new};
pub use known::{CaseNumbers, Key, Known, Named, named_cases};
pub use past::{CarriedIn, Past};
pub use prescriptions::{cases, write_tables};
pub use services::{Services, check_service};
pub use taken_up::TakenUp;
