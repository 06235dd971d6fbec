//! A meter on the wire: passes bytes on, both ways, and counts them.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// A meter; its threads end with the connections they serve.
pub struct Meter {
    /// Where to connect instead.
    pub address: SocketAddr,
    bytes: Arc<AtomicU64>,
}

impl Meter {
    /// A meter before this hub.
    pub fn before(hub: SocketAddr) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let meter = Self { address: listener.local_addr()?, bytes: Arc::default() };
        let bytes = Arc::clone(&meter.bytes);
        thread::spawn(move || {
            for near in listener.incoming().flatten() {
                if let Ok(far) = TcpStream::connect(hub) {
                    join(&near, &far, &bytes);
                }
            }
        });
        Ok(meter)
    }

    /// What passed so far.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::SeqCst)
    }
}

fn join(near: &TcpStream, far: &TcpStream, bytes: &Arc<AtomicU64>) {
    for (from, to) in [(near, far), (far, near)] {
        let (Ok(mut from), Ok(mut to)) = (from.try_clone(), to.try_clone()) else { return };
        let bytes = Arc::clone(bytes);
        let _ = to.set_nodelay(true);
        thread::spawn(move || {
            let mut buffer = vec![0; 64 * 1024];
            while let Ok(read @ 1..) = from.read(&mut buffer) {
                // Counted before it arrives: what the other side has acted on is in the count.
                bytes.fetch_add(read as u64, Ordering::SeqCst);
                if to.write_all(&buffer[..read]).is_err() {
                    break;
                }
            }
            let _ = to.shutdown(Shutdown::Write);
        });
    }
}
