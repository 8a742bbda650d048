//! What people and logs get to see: every file, letter and message against what its reader may know.

mod classes;
mod letters;
mod listeners;
mod modes;
mod secrets;
mod sheets;
mod surfaces;
mod tables;
