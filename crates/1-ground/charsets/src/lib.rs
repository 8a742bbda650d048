//! Character sets of the outside world, and transliteration into what they hold.

pub mod edf03;
pub mod fremd;
pub mod umschrift;
