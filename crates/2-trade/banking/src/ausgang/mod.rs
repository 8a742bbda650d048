//! Bank files of a pass: from payment orders to bytes, the same ones wherever they are made. The letter names a file
//! before it is written, by its hash.

pub mod dtaus;
pub mod sepa;
