//! Letters to those who bill: what is not paid, why, and what they can do.
//!
//! [`leistungen`]: returns to facilities. [`rezepte`]: Differenzmitteilungen to billers of prescriptions.

pub mod leistungen;
pub mod rezepte;
