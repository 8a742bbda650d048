//! A browser, driven by its own driver over WebDriver.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

/// A browser with one window; it ends when this is dropped.
pub struct Browser {
    driver: Child,
    port: u16,
    session: String,
}

impl Browser {
    /// Starts Chromium without a screen; files that a page saves go into `downloads`. None, loudly, where it or its driver
    /// is not installed.
    pub fn start(downloads: &Path) -> Option<Self> {
        let started = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut driver = match started {
            Ok(driver) => driver,
            Err(e) => {
                muster::skipped(&format!("chromedriver cannot be started ({e})"));
                return None;
            }
        };
        let mut lines = BufReader::new(driver.stdout.take().expect("its output")).lines().map_while(Result::ok);
        // Its first line repeats the port that it was asked for, 0; the one that it listens on follows.
        let port_in = |line: String| line.split("on port ").nth(1)?.trim_end_matches('.').parse().ok();
        let port = lines.find_map(|line| port_in(line).filter(|port| *port != 0));
        let mut browser = Browser { driver, port: port.expect("it says its port"), session: String::new() };
        let options = json!({
            "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1280,900", "--disable-dev-shm-usage"],
            "prefs": {"download.default_directory": downloads, "download.prompt_for_download": false},
        });
        let wanted = json!({"capabilities": {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options}}});
        let answer = match browser.ask("POST", "/session", &wanted) {
            Ok(answer) => answer,
            Err(why) => {
                muster::skipped(&format!("chromedriver cannot start Chromium: {why}"));
                return None;
            }
        };
        browser.session = answer["sessionId"].as_str().expect("a session").to_owned();
        Some(browser)
    }

    /// Opens a page.
    pub fn open(&self, path: &Path) {
        let url = format!("file://{}", path.display());
        self.command("url", &json!({"url": url})).expect("the page opens");
    }

    /// Runs a script in the page; gives what it returns.
    pub fn run(&self, script: &str) -> Value {
        self.command("execute/sync", &json!({"script": script, "args": []})).unwrap_or_else(|e| panic!("{script}: {e}"))
    }

    /// Presses keys, one after the other, wherever the focus is.
    pub fn press(&self, keys: &str) {
        let pressed: Vec<Value> = keys
            .chars()
            .flat_map(|key| [json!({"type": "keyDown", "value": key}), json!({"type": "keyUp", "value": key})])
            .collect();
        let actions = json!({"actions": [{"type": "key", "id": "keyboard", "actions": pressed}]});
        self.command("actions", &actions).expect("keys are pressed");
    }

    fn command(&self, what: &str, body: &Value) -> Result<Value, String> {
        self.ask("POST", &format!("/session/{}/{what}", self.session), body)
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).map_err(|e| e.to_string())?;
        let body = body.to_string();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nConnection: close\r\n\
             Content-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(format!("{head}{body}").as_bytes()).map_err(|e| e.to_string())?;
        let json = body_of(&mut BufReader::new(stream)).map_err(|e| e.to_string())?;
        let value: Value = serde_json::from_str(&json).map_err(|e| format!("{e}: {json}"))?;
        match &value["value"]["error"] {
            Value::String(_) => Err(value["value"].to_string()),
            _ => Ok(value["value"].clone()),
        }
    }
}

/// The body of an answer. Its length is said; the driver may keep the line open.
fn body_of(answer: &mut impl BufRead) -> std::io::Result<String> {
    let (mut line, mut length) = (String::new(), 0);
    while answer.read_line(&mut line)? > 0 && !line.trim_end().is_empty() {
        if let Some((name, value)) =
            line.split_once(':').filter(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        {
            length = value.trim().parse().map_err(|e| std::io::Error::other(format!("{name}: {e}")))?;
        }
        line.clear();
    }
    let mut body = vec![0; length];
    answer.read_exact(&mut body)?;
    Ok(String::from_utf8_lossy(&body).into_owned())
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            let _ = self.ask("DELETE", &format!("/session/{}", self.session), &json!({}));
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
