//! Turns invoice files and decisions into tables
