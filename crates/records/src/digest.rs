//! The digest of a cell: the sum, over its confirmed records, of a hash of record and last entry.
//!
//! Rule: adding and removing are O(1) and commute, so that a phone and the hub agree whatever the
//! order in which they heard things.

use uuid::Uuid;

use crate::entry::Hash;

/// A sum modulo 2^128.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Digest(pub u128);

impl Digest {
    fn of(record: Uuid, head: Uuid) -> u128 {
        let hash = Hash::of(&[record.as_bytes(), head.as_bytes()]);
        u128::from_be_bytes(hash.0[..16].try_into().expect("16 of 32 bytes"))
    }

    /// Count a record at its last entry.
    #[must_use]
    pub fn with(self, record: Uuid, head: Uuid) -> Self {
        Self(self.0.wrapping_add(Self::of(record, head)))
    }

    /// Stop counting it.
    #[must_use]
    pub fn without(self, record: Uuid, head: Uuid) -> Self {
        Self(self.0.wrapping_sub(Self::of(record, head)))
    }

    /// The sum of two cells.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.wrapping_add(other.0))
    }

    /// As 32 hexadecimal digits.
    #[must_use]
    pub fn to_hex(self) -> String {
        format!("{:032x}", self.0)
    }

    /// As 16 bytes, for storage.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }

    /// Read back from [`Digest::to_bytes`].
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(|bytes| Self(u128::from_be_bytes(bytes)))
    }
}
