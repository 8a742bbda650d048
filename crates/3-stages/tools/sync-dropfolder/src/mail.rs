//! A mail about what was delivered, by the host's sendmail: payer, run, pass and sums, no name.

use std::io::Write;
use std::process::{Command, Stdio};

use stage::{Error, Result};

use crate::{Anschluesse, Bewegt};

/// Sends the mail that the configuration asks for, if something was delivered.
pub(crate) fn announce(anschluesse: &Anschluesse, bewegt: &Bewegt) -> Result<()> {
    let Some(mail) = anschluesse.mail.as_ref().filter(|_| !bewegt.zeilen.is_empty()) else { return Ok(()) };
    let text = format!(
        "From: {}\nTo: {}\nSubject: Zahlbar: {} files delivered\nContent-Type: text/plain; charset=utf-8\n\n{}\n",
        mail.from,
        mail.to,
        bewegt.dateien,
        bewegt.zeilen.join("\n")
    );
    let failed = Error::io(&mail.sendmail);
    let sent = Command::new(&mail.sendmail).args(["-t", "-i"]).stdin(Stdio::piped()).spawn().and_then(|mut child| {
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(text.as_bytes())?;
        }
        child.wait()
    });
    match sent.map_err(failed)? {
        status if status.success() => Ok(()),
        status => Err(Error::Io {
            path: mail.sendmail.clone(),
            source: std::io::Error::other(format!(
                "the files are delivered, but the mail about them was refused ({status})"
            )),
        }),
    }
}
