//! Assigns prescriptions to accident cases
