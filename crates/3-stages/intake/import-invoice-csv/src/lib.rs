//! Invoices and decisions of a run: what is delivered now joins what earlier runs left unsettled.
//!
//! Every later stage reads files only. So this is the place where the past comes in: invoices carried forward, what
//! of them is settled, decisions still in force, and what was billed before.

mod check;
mod decisions;
mod intake;
mod invoices;
mod past;
mod services;
mod tables;
#[cfg(test)]
mod tests;

pub use check::check;
pub use decisions::{CaseNumbers, Known, Objection, check_decisions, offset_of_line};
pub use intake::{Decisions, Refused, add_new, articles, decide, decide_services, finish};
pub use invoices::{Imported, import_order};
pub use past::{CarriedIn, Past};
pub use services::{Services, check_service};
pub use tables::Tables;
