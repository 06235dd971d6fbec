//! Records of a fixed size with the entropy of real ones: ids, a clock, a salt, a few codes.

use std::fmt::Write as _;

/// The length of every record's body.
pub const RECORD_BYTES: usize = 400;

/// One record: an id and its text, which has no line break.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Unique.
    pub id: [u8; 16],
    /// JSON of [`RECORD_BYTES`] bytes; it begins with the id.
    pub body: String,
}

/// Where the id's 32 digits begin in a body.
const ID_AT: usize = "{\"id\":\"".len();

/// `n` records that no other seed gives.
#[must_use]
pub fn records(n: usize, seed: u64) -> Vec<Record> {
    let mut state = seed;
    let device = hex(&random(&mut state));
    let mut patrol = hex(&random(&mut state));
    (0..n as u64)
        .map(|at| {
            if at.is_multiple_of(12) {
                patrol = hex(&random(&mut state));
            }
            record(1_690_884_000_000 + at * 7_321, &device, &patrol, &mut state)
        })
        .collect()
}

fn record(ms: u64, device: &str, patrol: &str, state: &mut u64) -> Record {
    let mut id = random(state);
    id[..6].copy_from_slice(&ms.to_be_bytes()[2..]);
    let salt = hex(&random(state));
    let kind = if ms.is_multiple_of(3) { "BUSINESS" } else { "RESIDENT" };
    let mut body = format!(
        "{{\"id\":\"{}\",\"kind\":\"engagement\",\"schema\":1,\"act\":\"create\",\"device\":\"{device}\",\
         \"at\":\"{ms}\",\"values\":{{\"area\":\"stockton\",\"patrol\":\"{patrol}\",\"hotspot\":\
         \"stockton-town-centre\",\"hotspot_version\":1,\"kind\":\"{kind}\",\"count\":1}},\"salt\":\"{salt}\",\"pad\":\"",
        hex(&id)
    );
    let pad = RECORD_BYTES - 2 - body.len();
    let _ = write!(body, "{:.<pad$}\"}}", "");
    Record { id, body }
}

/// The id that a body begins with.
pub(crate) fn id_of(body: &str) -> Option<[u8; 16]> {
    let digits = body.get(ID_AT..ID_AT + 32)?.as_bytes();
    let digit = |at: usize| (digits[at] as char).to_digit(16).map(|d| d as u8);
    let mut id = [0; 16];
    for (at, byte) in id.iter_mut().enumerate() {
        *byte = digit(2 * at)? << 4 | digit(2 * at + 1)?;
    }
    Some(id)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(32), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Sixteen bytes of splitmix64.
fn random(state: &mut u64) -> [u8; 16] {
    let mut next = || {
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    };
    (u128::from(next()) << 64 | u128::from(next())).to_be_bytes()
}
