//! A browser, driven by its own driver over WebDriver.

use std::io::{BufRead, BufReader, Read, Write};
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
        let port = lines.find_map(|line| line.split("on port ").nth(1)?.trim_end_matches('.').parse().ok());
        let mut browser = Browser { driver, port: port.expect("it says its port"), session: String::new() };
        let options = json!({
            "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1280,900", "--disable-dev-shm-usage"],
            "prefs": {"download.default_directory": downloads, "download.prompt_for_download": false},
        });
        let wanted = json!({"capabilities": {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options}}});
        let Ok(answer) = browser.ask("POST", "/session", &wanted) else {
            muster::skipped("chromedriver cannot start Chromium");
            return None;
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
        let mut answer = Vec::new();
        BufReader::new(stream).read_to_end(&mut answer).map_err(|e| e.to_string())?;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let json = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        let value: Value = serde_json::from_str(json).map_err(|e| format!("{e}: {answer}"))?;
        match &value["value"]["error"] {
            Value::String(_) => Err(value["value"].to_string()),
            _ => Ok(value["value"].clone()),
        }
    }
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
