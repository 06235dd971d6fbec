//! A proxy that does to each request what it was told to.
//!
//! Rule: it knows HTTP just far enough to see where a message ends. One thread for each connection of the
//! phone, one connection to the hub for each request; whatever was not planned passes untouched.

use std::collections::VecDeque;
use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// What happens to a request.
#[derive(Clone)]
pub enum Fate {
    /// Nothing.
    Pass,
    /// The hub gets so many bytes of it, then both sides are cut off.
    CutUp(usize),
    /// The hub answers; the phone gets so many bytes of the answer, then both sides are cut off.
    CutDown(usize),
    /// As [`Fate::CutUp`], and the line stays open and silent.
    StallUp(usize),
    /// As [`Fate::CutDown`], and the line stays open and silent.
    StallDown(usize),
    /// The answer comes a byte at a time, a moment apart.
    Drip,
    /// The hub gets it twice; the phone gets the second answer.
    Twice,
    /// Something else answers with these bytes; the hub hears nothing.
    Instead(Vec<u8>),
    /// The hub acts, and something else answers with these bytes.
    After(Vec<u8>),
    /// The body of the answer loses its end, and its length says so.
    Shortened(usize),
}

/// What is planned, and what came of it.
#[derive(Default)]
struct Line {
    fates: VecDeque<Fate>,
    /// The last request that came, byte for byte.
    heard: Vec<u8>,
    /// Cuts and stalls that took something away.
    struck: usize,
    /// Cuts and stalls whose message was over before.
    missed: usize,
    /// Whether whatever stalls is let go.
    over: bool,
}

#[derive(Default)]
struct Shared {
    line: Mutex<Line>,
    let_go: Condvar,
}

impl Shared {
    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The proxy; it ends when dropped.
pub struct Proxy {
    shared: Arc<Shared>,
    on: SocketAddr,
}

impl Proxy {
    /// A proxy in front of a hub.
    pub fn before(hub: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let on = listener.local_addr().expect("an address");
        let shared = Arc::<Shared>::default();
        let of = Arc::clone(&shared);
        thread::spawn(move || {
            while let Ok((phone, _)) = listener.accept() {
                if of.line().over {
                    return;
                }
                let of = Arc::clone(&of);
                thread::spawn(move || serve(&of, phone, hub));
            }
        });
        Self { shared, on }
    }

    /// Where phones find it.
    pub fn address(&self) -> String {
        format!("http://{}", self.on)
    }

    /// What happens to the next requests, in order.
    pub fn plan(&self, fates: impl IntoIterator<Item = Fate>) {
        self.shared.line().fates.extend(fates);
    }

    /// From here on everything passes.
    pub fn heal(&self) {
        self.shared.line().fates.clear();
    }

    /// The last request, byte for byte.
    pub fn heard(&self) -> Vec<u8> {
        self.shared.line().heard.clone()
    }

    /// How many cuts and stalls took something away, and how many came too late to.
    pub fn struck_and_missed(&self) -> (usize, usize) {
        let line = self.shared.line();
        (line.struck, line.missed)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.line().over = true;
        self.shared.let_go.notify_all();
        // Wakes the thread that accepts, which then ends.
        let _ = TcpStream::connect(self.on);
    }
}

/// Requests of one connection, one after the other. An error is the end of the connection.
fn serve(shared: &Shared, mut phone: TcpStream, hub: SocketAddr) {
    let _ = phone.set_nodelay(true);
    while let Ok(true) = one(shared, &mut phone, hub) {}
    let _ = phone.shutdown(Shutdown::Both);
}

/// One request; whether the connection goes on.
fn one(shared: &Shared, phone: &mut TcpStream, hub: SocketAddr) -> io::Result<bool> {
    let request = message(phone)?;
    let fate = {
        let mut line = shared.line();
        line.heard.clone_from(&request);
        line.fates.pop_front()
    };
    let part = |whole: &[u8], bytes: usize| {
        let mut line = shared.line();
        if bytes < whole.len() {
            line.struck += 1
        } else {
            line.missed += 1
        }
        whole[..bytes.min(whole.len())].to_vec()
    };
    match fate {
        None | Some(Fate::Pass) => phone.write_all(&ask(hub, &request)?)?,
        Some(Fate::CutUp(bytes)) => {
            TcpStream::connect(hub)?.write_all(&part(&request, bytes))?;
            return Ok(false);
        }
        Some(Fate::CutDown(bytes)) => {
            phone.write_all(&part(&ask(hub, &request)?, bytes))?;
            return Ok(false);
        }
        Some(Fate::StallUp(bytes)) => {
            let mut up = TcpStream::connect(hub)?;
            up.write_all(&part(&request, bytes))?;
            wait(shared, phone)?;
            return Ok(false);
        }
        Some(Fate::StallDown(bytes)) => {
            phone.write_all(&part(&ask(hub, &request)?, bytes))?;
            wait(shared, phone)?;
            return Ok(false);
        }
        Some(Fate::Drip) => drip(shared, phone, &ask(hub, &request)?)?,
        Some(Fate::Twice) => {
            ask(hub, &request)?;
            phone.write_all(&ask(hub, &request)?)?;
        }
        Some(Fate::Instead(bytes)) => {
            phone.write_all(&bytes)?;
            return Ok(false);
        }
        Some(Fate::After(bytes)) => {
            ask(hub, &request)?;
            phone.write_all(&bytes)?;
            return Ok(false);
        }
        Some(Fate::Shortened(bytes)) => phone.write_all(&shortened(&ask(hub, &request)?, bytes))?,
    }
    Ok(true)
}

/// Stay silent until the phone hangs up or the test is over.
fn wait(shared: &Shared, phone: &mut TcpStream) -> io::Result<()> {
    phone.set_read_timeout(Some(std::time::Duration::from_millis(5)))?;
    let mut byte = [0];
    loop {
        match phone.read(&mut byte) {
            Ok(0) => return Ok(()),
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {}
            other => drop(other?),
        }
        if shared.line().over {
            return Ok(());
        }
    }
}

/// A byte each ten milliseconds, until the phone hangs up.
fn drip(shared: &Shared, phone: &mut TcpStream, answer: &[u8]) -> io::Result<()> {
    for byte in answer {
        phone.write_all(std::slice::from_ref(byte))?;
        let line = shared.line();
        let pause = std::time::Duration::from_millis(10);
        let (line, _) = shared.let_go.wait_timeout(line, pause).unwrap_or_else(PoisonError::into_inner);
        if line.over {
            break;
        }
    }
    Ok(())
}

/// The answer of the hub to one request, on a connection of its own.
pub fn ask(hub: SocketAddr, request: &[u8]) -> io::Result<Vec<u8>> {
    let mut up = TcpStream::connect(hub)?;
    up.set_nodelay(true)?;
    up.write_all(request)?;
    message(&mut up)
}

/// A whole message: its head, and as much body as the head says.
fn message(from: &mut TcpStream) -> io::Result<Vec<u8>> {
    let (mut bytes, mut chunk) = (Vec::new(), [0; 16 * 1024]);
    loop {
        if whole(&bytes).is_some_and(|whole| bytes.len() >= whole) {
            return Ok(bytes);
        }
        match from.read(&mut chunk)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => bytes.extend_from_slice(&chunk[..read]),
        }
    }
}

/// How long a message is, once its head is there.
fn whole(bytes: &[u8]) -> Option<usize> {
    let head = head(bytes)?;
    let text = String::from_utf8_lossy(&bytes[..head]).to_lowercase();
    assert!(!text.contains("transfer-encoding"), "neither side sends bodies of unknown length");
    let length = text.lines().find_map(|line| line.strip_prefix("content-length:"));
    Some(head + length.map_or(0, |length| length.trim().parse::<usize>().expect("a length")))
}

/// Where the body begins.
fn head(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4)
}

/// The answer without the last bytes of its body, honest about its length.
fn shortened(answer: &[u8], by: usize) -> Vec<u8> {
    let at = head(answer).expect("a whole answer");
    let body = &answer[at..answer.len().saturating_sub(by).max(at)];
    let text = String::from_utf8_lossy(&answer[..at]);
    let lines = text.lines().filter(|line| !line.is_empty()).map(|line| {
        let is_length = line.to_lowercase().starts_with("content-length:");
        if is_length { format!("content-length: {}\r\n", body.len()) } else { format!("{line}\r\n") }
    });
    [lines.collect::<String>().as_bytes(), b"\r\n", body].concat()
}
