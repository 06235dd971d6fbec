//! Enrolment codes: only their hash is kept, and each becomes at most one device.

use beatbook_records::entry::Hash;
use beatbook_records::role::Role;
use rusqlite::{OptionalExtension as _, Transaction, TransactionBehavior, params};

use super::Sqlite;
use super::devices::{NewDevice, areas_at, areas_text, insert_device, role_at};

/// What a code enrols: said by the person who made it.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// The officer's name.
    pub name: String,
    /// The officer's role.
    pub role: Role,
    /// The officer's areas; empty is all.
    pub areas: Vec<String>,
}

/// What became of a code.
#[derive(Debug, Clone)]
pub enum Spent {
    /// It became this certificate now.
    Now(String),
    /// It had become this certificate for the same key: the answer was lost on its way.
    Before(String),
    /// It is unknown, expired, or another key's.
    Refused,
}

impl Sqlite {
    /// Keep a new code, and forget those that expired unspent.
    ///
    /// # Errors
    /// When the database fails.
    pub fn add_code(
        &mut self,
        code: &Hash,
        of: &Invitation,
        expires_ms: i64,
        now_ms: i64,
    ) -> rusqlite::Result<()> {
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.execute("DELETE FROM enrolment_code WHERE spent_ms IS NULL AND expires_ms <= ?1", [now_ms])?;
        tx.execute(
            "INSERT INTO enrolment_code (hash, name, role, areas, expires_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![code.0, of.name, of.role.code(), areas_text(&of.areas), expires_ms],
        )?;
        tx.commit()
    }

    /// Turn a code into a device, both or neither. `make` says what device an invitation becomes.
    ///
    /// # Errors
    /// When the database fails; the code is then unspent.
    pub fn spend_code(
        &mut self,
        code: &Hash,
        public_key: &[u8; 32],
        now_ms: i64,
        make: impl FnOnce(Invitation) -> NewDevice,
    ) -> rusqlite::Result<Spent> {
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let Some(invitation) = open_invitation(&tx, code, now_ms)? else {
            return Ok(spent_by(&tx, code, public_key, now_ms)?.map_or(Spent::Refused, Spent::Before));
        };
        let device = make(invitation);
        insert_device(&tx, &device)?;
        tx.execute(
            "UPDATE enrolment_code SET spent_ms = ?2, device = ?3 WHERE hash = ?1",
            params![code.0, now_ms, device.device.as_bytes()],
        )?;
        tx.commit()?;
        Ok(Spent::Now(device.certificate))
    }
}

fn open_invitation(tx: &Transaction<'_>, code: &Hash, now_ms: i64) -> rusqlite::Result<Option<Invitation>> {
    tx.query_row(
        "SELECT name, role, areas FROM enrolment_code WHERE hash = ?1 AND spent_ms IS NULL AND expires_ms > ?2",
        params![code.0, now_ms],
        |row| Ok(Invitation { name: row.get(0)?, role: role_at(row, 1)?, areas: areas_at(row, 2)? }),
    )
    .optional()
}

fn spent_by(
    tx: &Transaction<'_>,
    code: &Hash,
    public_key: &[u8; 32],
    now_ms: i64,
) -> rusqlite::Result<Option<String>> {
    tx.query_row(
        "SELECT device.certificate FROM enrolment_code JOIN device ON device.id = enrolment_code.device
         WHERE enrolment_code.hash = ?1 AND device.public_key = ?2 AND enrolment_code.expires_ms > ?3
           AND device.revoked_ms IS NULL",
        params![code.0, public_key, now_ms],
        |row| row.get(0),
    )
    .optional()
}
