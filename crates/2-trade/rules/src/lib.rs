//! What the law, the contracts and the payers lay down: dated parameters, statuses, calendar, deadlines.
//!
//! Floor 2. Every date comes in as an argument and nothing is read from disk, so that a run repeats exactly. Figures
//! that change by law are rows of [`parameter`] tables; asking one for a day it does not cover is an error value
//! ([`NichtGeregelt`]), never a default.
//!
//! | module | what it says |
//! |---|---|
//! | [`statuses`], [`rechtsgrundlage`] | the 26 final statuses in order of precedence; what each rests on |
//! | [`regel`] | how a rule and its findings are written down |
//! | [`blatt`] | a prescription with its lines, as rules see it |
//! | [`apothekenabschlag`], [`gebuehren`] | dated discount rates and fees |
//! | [`artikelliste`], [`rabatt`] | articles by dispensing date and the discounts computed from them |
//! | [`kalender`], [`fristen`] | working days; when to order, to pay, to dispense, and when a claim is time-barred |
//! | [`leistungen`] | care services: codes, agreed rates, offers |
//! | [`entscheidungen`], [`korrektur`], [`offen`] | what people decided, what a correction may be, what keeps open |
//! | [`bremse`] | when so much of an invoice would be rejected that a person must look first |
//! | [`vier_augen`] | which decisions need two people, and whether they have them |

pub mod apothekenabschlag;
pub mod artikelliste;
pub mod aufgabe;
pub mod blatt;
pub mod bremse;
pub mod doppelt;
pub mod entscheidungen;
mod fehler;
pub mod fristen;
pub mod gebuehren;
pub mod kalender;
pub mod korrektur;
pub mod leistungen;
pub mod offen;
pub mod parameter;
pub mod rabatt;
pub mod rechtsgrundlage;
pub mod regel;
pub mod statuses;
pub mod vier_augen;

pub use apothekenabschlag::Apothekenabschlag;
pub use artikelliste::Artikelliste;
pub use blatt::Blatt;
pub use entscheidungen::Entscheidungen;
pub use fehler::{NichtGeregelt, RegelFehler};
pub use gebuehren::Gebuehren;
pub use kalender::Kalender;
pub use regel::{Fund, Regel};
