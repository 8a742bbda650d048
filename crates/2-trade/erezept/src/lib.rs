//! E-prescriptions as clearing centres bill them: TA7 bundles (HL7 FHIR R4, XML) with signed documents in them.
//!
//! [`buendel`] reads a bundle of any size prescription by prescription; [`cms`] takes a signed document out of its
//! envelope and says whether its signature holds; [`verordnung`], [`abgabe`] and [`abrechnung`] read the three parts of
//! a prescription by element, whatever the version of their profiles; [`rezept`] makes rows of our tables of them.

pub mod abgabe;
pub mod abrechnung;
pub mod anleitung;
pub mod baum;
pub mod beigelegt;
mod ber;
pub mod buendel;
pub mod cms;
mod fehler;
mod lesen;
mod mathematik;
mod profil;
pub mod rezept;
pub mod verordnung;
pub mod vertrauen;
mod zertifikat;

pub use fehler::Abgelehnt;
