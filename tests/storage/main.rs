//! The book under every failure of the disk: power cuts, I/O errors, no room, damage, and a killed process.

mod cuts;
mod damage;
mod full_disk;
mod io_faults;
mod kills;
mod oracle;
mod photos;
mod recording;
mod tally;

/// Encrypted, as the app keeps it, or plain.
const SEALED: bool = true;
const PLAIN: bool = false;
