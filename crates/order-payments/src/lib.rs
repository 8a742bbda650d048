//! Orders what is due, exactly once
