//! Bundles made for one purpose each: every element that we read, and everything that must not stop the reader.

mod elemente;
mod feindlich;
mod formen;
mod gegenprobe;
mod pakete;
