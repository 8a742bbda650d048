//! Writes the booking file and its Begleitbeleg
