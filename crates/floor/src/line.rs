//! HTTP/1.1 over one kept connection, with nothing a request does not need.
//!
//! Sending and receiving are apart, so that the next batch is prepared while one is on the wire.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

use anyhow::{Context as _, bail};

pub struct Line {
    stream: BufReader<TcpStream>,
    host: SocketAddr,
}

impl Line {
    pub fn to(host: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(host)?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::with_capacity(64 * 1024, stream), host })
    }

    pub fn send(&mut self, method: &str, path: &str, body: &[u8]) -> anyhow::Result<()> {
        let mut request = Vec::with_capacity(128 + body.len());
        write!(request, "{method} {path} HTTP/1.1\r\nhost: {}\r\n", self.host)?;
        write!(request, "content-length: {}\r\n\r\n", body.len())?;
        request.extend_from_slice(body);
        Ok(self.stream.get_mut().write_all(&request)?)
    }

    pub fn receive(&mut self) -> anyhow::Result<Vec<u8>> {
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let fine = line.starts_with("HTTP/1.1 200");
        let mut length = 0;
        while line != "\r\n" {
            line.clear();
            if self.stream.read_line(&mut line)? == 0 {
                bail!("the hub hung up");
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().context("a length")?;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        if fine { Ok(body) } else { bail!("refused: {}", String::from_utf8_lossy(&body)) }
    }
}
