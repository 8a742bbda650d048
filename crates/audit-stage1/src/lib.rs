//! Checks what was captured
