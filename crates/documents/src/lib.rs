//! Letters and sheets as text
