//! The work lists of a run as one page to decide on: no server, no network, it works from a file share.
//!
//! [`collect`] reads the work lists, candidates, pictures and e-prescriptions of a run; [`page()`] makes the page of them. What is decided
//! there is saved as a file of decisions, which is dropped like any other.

mod content;
mod erezepte;
mod images;
mod page;

pub use content::{Content, collect};
pub use page::page;
