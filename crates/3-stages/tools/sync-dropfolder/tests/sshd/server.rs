//! A server of this test alone, a proxy that cuts its line, and a house that talks to it.

use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tempfile::TempDir;

const SSHD: &str = "/usr/sbin/sshd";

/// An OpenSSH server with folders of its own.
pub struct Server {
    pub dir: TempDir,
    pub port: u16,
    child: Child,
}

impl Server {
    /// Starts it with further lines of configuration; none where there is no sshd.
    #[track_caller]
    pub fn start(extra: &str) -> Option<Server> {
        if !Path::new(SSHD).is_file() {
            muster::skipped("no /usr/sbin/sshd (OpenSSH's server)");
            return None;
        }
        let _ = fs::create_dir_all("/run/sshd"); // it wants it where it runs as root
        let dir = TempDir::new().expect("a folder");
        for (name, kind) in [
            ("host_ed25519", "ed25519"),
            ("host_rsa", "rsa"),
            ("key", "ed25519"),
            ("key_rsa", "rsa"),
            ("other", "ed25519"),
        ] {
            keygen(&dir.path().join(name), kind);
        }
        let keys = ["key.pub", "key_rsa.pub"].map(|name| fs::read_to_string(dir.path().join(name)).expect("a key"));
        fs::write(dir.path().join("authorized_keys"), keys.concat()).expect("keys");
        fs::create_dir_all(dir.path().join("out")).expect("a folder");
        fs::create_dir_all(dir.path().join("in")).expect("a folder");
        let port = free_port();
        let path = dir.path().display();
        let config = format!(
            "ListenAddress 127.0.0.1\nPort {port}\nHostKey {path}/host_ed25519\nHostKey {path}/host_rsa\n\
             AuthorizedKeysFile {path}/authorized_keys\nStrictModes no\nPermitRootLogin yes\nUsePAM no\n\
             PasswordAuthentication no\nPidFile none\nMaxStartups 500\nSubsystem sftp internal-sftp\n{extra}\n"
        );
        fs::write(dir.path().join("sshd_config"), config).expect("a configuration");
        let child = spawn(dir.path(), port);
        Some(Server { dir, port, child })
    }

    pub fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    pub fn restart(&mut self) {
        self.child = spawn(self.dir.path(), self.port);
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    /// Puts a file into a folder of the server.
    pub fn put(&self, path: &str, bytes: &[u8]) {
        fs::write(self.path(path), bytes).expect("a file of the server");
    }

    /// Names in a folder of the server, sorted.
    pub fn names(&self, folder: &str) -> Vec<String> {
        names(&self.path(folder))
    }

    pub fn host_key(&self, name: &str) -> String {
        let text = fs::read_to_string(self.path(&format!("{name}.pub"))).expect("a key");
        text.split_whitespace().take(2).collect::<Vec<_>>().join(" ")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

pub fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn keygen(path: &Path, kind: &str) {
    let made = Command::new("ssh-keygen").args(["-q", "-N", "", "-C", "test", "-t", kind, "-f"]).arg(path).status();
    assert!(made.expect("ssh-keygen").success());
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port()
}

fn spawn(dir: &Path, port: u16) -> Child {
    let log = fs::File::create(dir.join("log")).expect("a log");
    let mut sshd = Command::new(SSHD);
    sshd.args(["-D", "-e", "-f"]).arg(dir.join("sshd_config")).stderr(log).stdin(Stdio::null());
    let mut child = sshd.spawn().expect("sshd starts");
    for _ in 0..500 {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return child;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let _ = child.kill();
    let _ = child.wait();
    panic!("sshd does not answer: {}", fs::read_to_string(dir.join("log")).unwrap_or_default());
}

/// A line to the server that is cut after so many bytes, connection by connection; when none is left it holds.
pub struct Proxy {
    pub port: u16,
    left: Arc<Mutex<Vec<u64>>>,
}

impl Proxy {
    pub fn to(server: u16, cuts: Vec<u64>) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let left = Arc::new(Mutex::new(cuts));
        let cuts = left.clone();
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(("127.0.0.1", server)) else { continue };
                let budget = cuts.lock().expect("a list").pop().unwrap_or(u64::MAX);
                let budget = Arc::new(Mutex::new(budget));
                for (from, to) in [(client.try_clone(), server.try_clone()), (server.try_clone(), client.try_clone())] {
                    let (from, to) = (from.expect("a line"), to.expect("a line"));
                    let budget = budget.clone();
                    std::thread::spawn(move || pump(from, to, &budget));
                }
            }
        });
        Proxy { port, left }
    }

    /// Cuts that did not happen yet.
    pub fn left(&self) -> usize {
        self.left.lock().expect("a list").len()
    }
}

fn pump(mut from: TcpStream, mut to: TcpStream, budget: &Mutex<u64>) {
    let mut piece = [0; 4096];
    while let Ok(n) = from.read(&mut piece) {
        let now = {
            let mut left = budget.lock().expect("a number");
            let now = (*left).min(n as u64);
            *left -= now;
            now as usize
        };
        if n == 0 || to.write_all(&piece[..now]).is_err() || now < n {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}

/// A house with a remote.
pub struct House {
    pub dir: TempDir,
}

impl House {
    /// With one remote `bank` and these rules; `change` changes its lines.
    pub fn new(server: &Server, rules: &str) -> House {
        House::by(server, server.port, rules, &[])
    }

    pub fn by(server: &Server, port: u16, rules: &str, changes: &[(&str, &str)]) -> House {
        let house = House { dir: TempDir::new().expect("a folder") };
        house.configure(server, port, rules, changes);
        house
    }

    pub fn configure(&self, server: &Server, port: u16, rules: &str, changes: &[(&str, &str)]) {
        let user = Command::new("id").arg("-un").output().expect("id").stdout;
        let user = String::from_utf8(user).expect("a name");
        let mut text = format!(
            "[[remote]]\nname = \"bank\"\nhost = \"127.0.0.1\"\nport = {port}\nuser = \"{}\"\nkey = \"{}\"\n\
             host_key = [\"{}\"]\ntimeout_seconds = 1\ntries = 3\nbackoff_ms = 5\n\n{}",
            user.trim(),
            server.path("key").display(),
            server.host_key("host_ed25519"),
            rules.replace("SERVER", &server.dir.path().display().to_string())
        );
        for (before, after) in changes {
            assert!(text.contains(before), "{before}");
            text = text.replacen(before, after, 1);
        }
        fs::create_dir_all(self.config()).expect("a folder");
        fs::write(self.config().join("remotes.toml"), text).expect("remotes");
    }

    pub fn config(&self) -> PathBuf {
        self.dir.path().join("config")
    }

    pub fn drop(&self) -> PathBuf {
        self.dir.path().join("drop")
    }

    pub fn work(&self) -> PathBuf {
        self.dir.path().join("work")
    }

    pub fn command(&self, verb: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sync-dropfolder"));
        command
            .arg(verb)
            .arg("--config")
            .arg(self.config())
            .arg("--drop")
            .arg(self.drop())
            .arg("--work")
            .arg(self.work());
        command
    }

    /// Fetches or delivers: the exit code, and what was said.
    pub fn sync(&self, verb: &str) -> (i32, String) {
        let Output { status, stderr, .. } = self.command(verb).output().expect("it starts");
        (status.code().unwrap_or(-1), String::from_utf8_lossy(&stderr).into_owned())
    }

    #[track_caller]
    pub fn must(&self, verb: &str) -> String {
        let (code, said) = self.sync(verb);
        assert_eq!(code, 0, "{said}");
        said
    }
}

/// Bytes that no compression helps.
pub fn noise(length: usize, mut seed: u64) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        bytes.extend_from_slice(&seed.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}
