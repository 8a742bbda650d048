//! Runs, generators, comparisons and tidy checks for tests and benchmarks
