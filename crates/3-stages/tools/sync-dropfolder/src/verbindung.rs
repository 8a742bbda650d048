//! A connection to a host that is who it says.

use std::net::{TcpStream, ToSocketAddrs};
use std::ops::Deref;
use std::time::Duration;

use ssh2::{ErrorCode, MethodType, Session, Sftp};
use stage::Error;

use crate::anschluss::pinned;
use crate::{Anschluss, Fehler};

/// Ways in which a host signs with a pinned key of a kind: an RSA key signs in newer ways than its name says.
fn algorithms(kind: &str) -> &str {
    match kind {
        "ssh-rsa" => "rsa-sha2-512,rsa-sha2-256,ssh-rsa",
        other => other,
    }
}

/// Ciphers as we like them: processors have AES built in, and libssh2 computes ChaCha20 at half the speed of the line.
const CIPHERS: &str = "aes256-gcm@openssh.com,aes128-gcm@openssh.com,chacha20-poly1305@openssh.com,\
                       aes256-ctr,aes192-ctr,aes128-ctr";

/// A connection that is open.
pub(crate) struct Linie {
    session: Session,
    sftp: Sftp,
}

impl Linie {
    /// The line is cut: nothing that is closed from now on waits for an answer.
    pub(crate) fn give_up(&self) {
        self.session.set_timeout(20);
    }
}

impl Deref for Linie {
    type Target = Sftp;

    fn deref(&self) -> &Sftp {
        &self.sftp
    }
}

/// Connects, checks the host's key, and says who we are.
///
/// # Errors
/// The line (tried again), a host with another key, or a key of ours that the host does not take (both 78).
pub(crate) fn connect(anschluss: &Anschluss) -> Result<Linie, Fehler> {
    let timeout = Duration::from_secs(u64::from(anschluss.timeout_seconds));
    let line = |doing: &str, why: String| Fehler::Leitung(format!("{doing}: {why}"));
    let addresses = (anschluss.host.as_str(), anschluss.port).to_socket_addrs();
    let mut addresses = addresses.map_err(|e| line("looking up the host", e.to_string()))?;
    let address = addresses.next().ok_or_else(|| line("looking up the host", "no address".into()))?;
    let tcp = TcpStream::connect_timeout(&address, timeout).map_err(|e| line("connecting", e.to_string()))?;
    tcp.set_nodelay(true).map_err(|e| line("connecting", e.to_string()))?;
    let mut session = Session::new().map_err(|e| Error::Internal(e.to_string()))?;
    session.set_timeout(anschluss.timeout_seconds.saturating_mul(1000));
    session.set_tcp_stream(tcp);
    let kinds: Vec<&str> =
        anschluss.host_key.iter().filter_map(|key| pinned(key)).map(|(kind, _)| algorithms(kind)).collect();
    // Else the host would show a key of a kind that is not pinned, and be taken for another.
    if session.method_pref(MethodType::HostKey, &kinds.join(",")).is_err() {
        return Err(Error::Config(format!("{}: no kind of host_key is known to this program", anschluss.name)).into());
    }
    for direction in [MethodType::CryptCs, MethodType::CryptSc] {
        // Those that the library lacks are left out by it; without any of them its own order counts.
        let _ = session.method_pref(direction, CIPHERS);
    }
    session.handshake().map_err(|e| match e.code() {
        // A line that is cut now looks the same as a host without a key of a pinned kind. Nothing was sent in either case.
        ErrorCode::Session(-5 | -8) => line("greeting the host", format!("{e}, or it has no key of a pinned kind")),
        _ => line("greeting the host", e.to_string()),
    })?;
    let shown = session.host_key().map(|(bytes, _)| bytes.to_vec()).unwrap_or_default();
    if !anschluss.host_key.iter().filter_map(|key| pinned(key)).any(|(_, known)| known == shown) {
        return Err(Fehler::Haus(stranger(anschluss)));
    }
    authenticate(anschluss, &session)?;
    let sftp = session.sftp().map_err(|e| line("opening SFTP", e.to_string()))?;
    Ok(Linie { session, sftp })
}

fn authenticate(anschluss: &Anschluss, session: &Session) -> Result<(), Fehler> {
    let done = if anschluss.agent {
        session.userauth_agent(&anschluss.user)
    } else {
        session.userauth_pubkey_file(&anschluss.user, None, &anschluss.key, None)
    };
    match done {
        Ok(()) if session.authenticated() => Ok(()),
        // The line was cut, or timed out, while we said who we are.
        Err(e) if matches!(e.code(), ErrorCode::Session(-7 | -9 | -13 | -30 | -43)) || still_waiting(&e) => {
            Err(Fehler::Leitung(format!("signing in: {e}")))
        }
        other => {
            let why = other.err().map_or_else(String::new, |e| format!(" ({e})"));
            Err(Fehler::Haus(Error::Config(format!(
                "{}: the host does not let user '{}' in{why}\ncheck user and key in remotes.toml; the key must have no \
                 passphrase, and its public half must be known there",
                anschluss.name, anschluss.user
            ))))
        }
    }
}

/// A line that is cut before the answer has the code of a refused key; only its text tells them apart.
fn still_waiting(error: &ssh2::Error) -> bool {
    error.code() == ErrorCode::Session(-19) && error.message().starts_with("Waiting for")
}

fn stranger(anschluss: &Anschluss) -> Error {
    Error::Config(format!(
        "{}: {} shows another host key than the pinned one: nothing was sent or fetched\nsomebody may sit in between; ask \
         the host's owner by another way, and change host_key in remotes.toml only then",
        anschluss.name, anschluss.host
    ))
}
