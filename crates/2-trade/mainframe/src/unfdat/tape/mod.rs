//! Datenträger: the image of a tape as BS2000 writes it, labels by DIN 66029 around blocks of records.
//!
//! A block begins with its length field BL, each record in it with its length field SL: two bytes big-endian that count
//! the field itself, two bytes zero; Σ SL + 4 = BL. A structural fault (label, length, block count) refuses the whole
//! file. A fault inside a record refuses that record only, for its end is known.
//!
//! Labels are listed in `felder-vol1.md`, `felder-hdr1.md` and `felder-hdr2.md`. They must stand in the order VOL1,
//! HDR1, HDR2, blocks, EOF1, EOF2, each group with further labels if the sender likes; instead of EOF1 an EOV1 says that
//! the file goes on, and then the labels and blocks of the next volume follow in the same image. What the labels say but
//! for the block count is not relied on.

mod bild;
mod fehler;
mod gang;
mod gliederung;
pub mod labels;
mod writer;

pub use bild::Container;
pub use fehler::{BandFehler, BandGrund};
pub use gliederung::{Gliederung, Labelbild, gliedere};
pub use writer::{Band, write_tape};

pub(crate) use bild::Bild;
pub(super) use bild::erkenne as recognise;
pub(super) use gang::Bandsatz;
