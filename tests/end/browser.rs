//! A real browser without a window, driven through its debugging pipe.

use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

/// What a browser may be called.
const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// A page in a browser.
pub(crate) struct Browser {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    session: Value,
    last: u64,
    /// The addresses of all that any page asked for.
    pub(crate) requests: Vec<String>,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts one; `None` where this machine has none.
    pub(crate) fn start() -> Option<Self> {
        let folders = std::env::var_os("PATH").unwrap_or_default();
        let folders: Vec<_> = std::env::split_paths(&folders).collect();
        let paths = NAMES
            .iter()
            .flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
        let path = paths.into_iter().find(|path| path.is_file())?;
        let profile = tempfile::tempdir().expect("a folder");
        // It talks on descriptors 3 and 4; the shell gives it our pipes there.
        let mut process = Command::new("sh")
            .args(["-c", "exec \"$@\" 3<&0 4>&1 >/dev/null", "sh"])
            .arg(path)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
            ])
            .args([
                "--remote-debugging-pipe",
                "--no-first-run",
                "--disable-background-networking",
            ])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a browser");
        let input = process.stdin.take().expect("a pipe");
        let output = BufReader::new(process.stdout.take().expect("a pipe"));
        let mut browser = Self {
            process,
            input,
            output,
            session: Value::Null,
            last: 0,
            requests: Vec::new(),
            _profile: profile,
        };
        let target = browser.call("Target.createTarget", &json!({ "url": "about:blank" }));
        let wanted = json!({ "targetId": target["targetId"], "flatten": true });
        browser.session = browser.call("Target.attachToTarget", &wanted)["sessionId"].clone();
        browser.call("Network.enable", &json!({}));
        browser.call("Page.enable", &json!({}));
        Some(browser)
    }

    /// Opens a file, and waits until it has been loaded.
    pub(crate) fn open(&mut self, path: &Path) {
        self.call(
            "Page.navigate",
            &json!({ "url": format!("file://{}", path.display()) }),
        );
        while self.evaluate("document.readyState") != "complete" {}
        // Two frames: whatever the page draws first is there.
        self.settle();
    }

    /// Waits until the page has drawn.
    pub(crate) fn settle(&mut self) {
        self.evaluate(
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))",
        );
    }

    /// What an expression is in the page.
    pub(crate) fn evaluate(&mut self, expression: &str) -> Value {
        let wanted =
            json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        self.call("Runtime.evaluate", &wanted)["result"]["value"].clone()
    }

    /// Does something that a user could do: `mouseWheel`, `mousePressed`…
    pub(crate) fn mouse(&mut self, kind: &str, x: f64, y: f64, wheel: f64) {
        let button = if kind == "mouseWheel" { "none" } else { "left" };
        let event = json!({
            "type": kind, "x": x, "y": y, "deltaX": 0, "deltaY": wheel, "button": button,
            "buttons": u8::from(button == "left"), "clickCount": u8::from(kind == "mousePressed"),
        });
        self.call("Input.dispatchMouseEvent", &event);
        self.settle();
    }

    /// Presses a key.
    pub(crate) fn key(&mut self, key: &str) {
        for kind in ["keyDown", "keyUp"] {
            self.call(
                "Input.dispatchKeyEvent",
                &json!({ "type": kind, "key": key }),
            );
        }
        self.settle();
    }

    fn call(&mut self, method: &str, params: &Value) -> Value {
        self.last += 1;
        let mut message = json!({ "id": self.last, "method": method, "params": params });
        if !self.session.is_null() {
            message["sessionId"] = self.session.clone();
        }
        self.input
            .write_all(format!("{message}\0").as_bytes())
            .expect("the browser listens");
        loop {
            let mut answer = Vec::new();
            self.output
                .read_until(0, &mut answer)
                .expect("the browser answers");
            assert_eq!(answer.pop(), Some(0), "the browser has ended");
            let answer: Value = serde_json::from_slice(&answer).expect("JSON");
            if answer["method"] == "Network.requestWillBeSent" {
                let address = answer["params"]["request"]["url"].as_str();
                self.requests.push(address.unwrap_or_default().to_owned());
            }
            if answer["id"] == self.last {
                assert!(answer["error"].is_null(), "{method}: {answer}");
                return answer["result"].clone();
            }
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
