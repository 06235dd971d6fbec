//! A server that says where it is: one line of JSON with its `url` on standard output, once it is ready.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{ChildStdout, Command, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::children;

const READY: Duration = Duration::from_secs(60);
const ANSWER: Duration = Duration::from_secs(30);

/// A server that is up, and ends with xtask.
pub struct Server {
    /// Where it is, as it printed it.
    pub url: String,
    /// Its process.
    group: u32,
    child: std::process::Child,
}

impl Server {
    /// Starts it and waits for its line.
    pub fn start(mut command: Command) -> Result<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let name = format!("{:?}", command.get_program());
        let mut child = children::start(command)?;
        let output = child.stdout.take().context("its output is a pipe")?;
        let (send, ready) = channel();
        std::thread::spawn(move || relay(output, |url| send.send(url).is_ok()));
        match ready.recv_timeout(READY) {
            Ok(url) => Ok(Self { url, group: child.id(), child }),
            Err(_) => {
                children::end(child.id());
                bail!("{name} did not say where it is; what it said instead is above")
            }
        }
    }

    /// Ends it and waits until it is gone.
    pub fn stop(mut self) -> Result<()> {
        children::end(self.group);
        self.child.wait().context("waiting for a server to end").map(drop)
    }

    /// Waits until it ends by itself.
    pub fn wait(mut self) -> Result<()> {
        self.child.wait().context("waiting for a server").map(drop)
    }
}

/// Hands over the address, and shows every other line.
fn relay(output: ChildStdout, mut ready: impl FnMut(String) -> bool) {
    for line in BufReader::new(output).lines().map_while(Result::ok) {
        let url = serde_json::from_str::<serde_json::Value>(&line)
            .ok()
            .and_then(|said| Some(said["url"].as_str().or(said["listening"].as_str())?.to_owned()));
        if !url.is_some_and(&mut ready) {
            println!("{line}");
        }
    }
}

/// One plain HTTP request to loopback: the status and the body. With a body to send it is a POST of JSON.
pub fn ask(url: &str, bearer: Option<&str>, body: Option<&str>) -> Result<(u16, String)> {
    let rest = url.strip_prefix("http://").context("only plain loopback addresses are asked")?;
    let (host, path) =
        rest.split_once('/').map_or((rest, String::new()), |(host, path)| (host, path.to_owned()));
    let mut request =
        format!("{} /{path} HTTP/1.0\r\nHost: {host}\r\n", if body.is_some() { "POST" } else { "GET" });
    if let Some(token) = bearer {
        request += &format!("Authorization: Bearer {token}\r\n");
    }
    let body = body.unwrap_or_default();
    request += &format!("Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    let mut stream = TcpStream::connect(host).with_context(|| format!("nobody answers at {host}"))?;
    stream.set_read_timeout(Some(ANSWER))?;
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).with_context(|| format!("{host} did not finish its answer"))?;
    let (head, body) = answer.split_once("\r\n\r\n").context("not an HTTP answer")?;
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).context("not an HTTP answer")?;
    Ok((status, body.to_owned()))
}
