//! Runs, generators, comparisons and tidy checks for tests and benchmarks. A dev-dependency only: nothing that is
//! delivered links it.
//!
//! | module | what it is for |
//! |---|---|
//! | [`generator`] | deliveries of any size from a seed, with the truth about every prescription |
//! | [`erezept`] | e-prescriptions of invented people, signed with an invented card |
//! | [`quality`] | how well prescriptions are assigned, where the truth is known |
//! | [`world`] | a drop folder, a working folder and the stages to run on them |
//! | [`tree`] | folders as values: read, compare, write |

pub mod erezept;
pub mod generator;
pub mod quality;
pub mod tree;
pub mod world;
