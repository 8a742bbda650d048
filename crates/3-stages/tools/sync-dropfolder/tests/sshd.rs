//! Against OpenSSH's own server on loopback, with its own keys. Without it every test says SKIPPED.

#[path = "sshd/server.rs"]
mod server;

#[path = "sshd/deliver.rs"]
mod deliver;
#[path = "sshd/fetch.rs"]
mod fetch;
#[path = "sshd/line.rs"]
mod line;
#[path = "sshd/refused.rs"]
mod refused;
