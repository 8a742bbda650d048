//! Fixed record layouts declared as tables; knows bytes, not the trade
