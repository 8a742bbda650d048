//! Pictures of prescriptions: what kind a file is, by its content, and where it lies.
//!
//! A picture is known by its PicNr: it is the beginning of its name (`503305647430.tif`, a further sheet
//! `503305647430-2.png`). What it is says its content, never its name: [`check`] reads the head of the file and follows it
//! as far as it must to tell a picture from something that only begins like one.

mod head;
mod index;
mod tiff;

pub use head::{Kind, LARGEST, NoPicture, check};
pub use index::{BILDER, index, pic_nr_of};
