//! Enrolment codes: only their hash is kept, and each becomes at most one device.

use beatbook_records::entry::Hash;
use beatbook_records::role::Role;

use super::devices::{NewDevice, areas_at, areas_text, insert_device, role_at};
use super::sql::{Sql, args};
use super::{Book, StoreResult};

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

impl Book<'_> {
    /// Keep a new code, and forget those that expired unspent.
    ///
    /// # Errors
    /// When the database fails.
    pub fn add_code(&self, code: &Hash, of: &Invitation, expires_ms: i64, now_ms: i64) -> StoreResult<()> {
        self.write(|sql| {
            let text = "DELETE FROM enrolment_code WHERE spent_ms IS NULL AND expires_ms <= ?1";
            sql.run(text, &args![now_ms])?;
            sql.run(
                "INSERT INTO enrolment_code (hash, name, role, areas, expires_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
                &args![code, &of.name, of.role.code(), &areas_text(&of.areas), expires_ms],
            )?;
            Ok(())
        })
    }

    /// Turn a code into a device, both or neither. `make` says what device an invitation becomes.
    ///
    /// # Errors
    /// When the database fails; the code is then unspent.
    pub fn spend_code(
        &self,
        code: &Hash,
        public_key: &[u8; 32],
        now_ms: i64,
        make: impl Fn(Invitation) -> NewDevice,
    ) -> StoreResult<Spent> {
        self.write(|sql| {
            let Some(device) = open_invitation(sql, code, now_ms)?.map(&make) else {
                return Ok(spent_by(sql, code, public_key, now_ms)?.map_or(Spent::Refused, Spent::Before));
            };
            // Of two who spend the same code at once, one finds it spent.
            let text =
                "UPDATE enrolment_code SET spent_ms = ?2, device = ?3 WHERE hash = ?1 AND spent_ms IS NULL";
            if sql.run(text, &args![code, now_ms, &device.device])? == 0 {
                return Ok(spent_by(sql, code, public_key, now_ms)?.map_or(Spent::Refused, Spent::Before));
            }
            insert_device(sql, &device)?;
            Ok(Spent::Now(device.certificate))
        })
    }

    /// Note an enrolment that the book was put back without; whether that is news.
    ///
    /// # Errors
    /// When the database fails.
    pub fn replay_enrolment(&self, code: &Hash, device: &NewDevice) -> StoreResult<bool> {
        self.write(|sql| {
            let text =
                "UPDATE enrolment_code SET spent_ms = ?2, device = ?3 WHERE hash = ?1 AND spent_ms IS NULL";
            if sql.run(text, &args![code, device.enrolled_ms, &device.device])? == 0 {
                let scope = &device.scope;
                let text =
                    "INSERT INTO enrolment_code (hash, name, role, areas, expires_ms, spent_ms, device)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6) ON CONFLICT DO NOTHING";
                let (areas, at) = (areas_text(&scope.areas), device.enrolled_ms);
                sql.run(text, &args![code, &device.name, scope.role.code(), &areas, at, &device.device])?;
            }
            let known = sql.one("SELECT 1 FROM device WHERE id = ?1", &args![&device.device], |_| Ok(()))?;
            if known.is_none() {
                insert_device(sql, device)?;
            }
            Ok(known.is_none())
        })
    }
}

fn open_invitation(sql: &dyn Sql, code: &Hash, now_ms: i64) -> StoreResult<Option<Invitation>> {
    let text = "SELECT name, role, areas FROM enrolment_code WHERE hash = ?1 AND spent_ms IS NULL AND expires_ms > ?2";
    sql.one(text, &args![code, now_ms], |row| {
        Ok(Invitation { name: row.get(0)?, role: role_at(row, 1)?, areas: areas_at(row, 2)? })
    })
}

fn spent_by(sql: &dyn Sql, code: &Hash, public_key: &[u8; 32], now_ms: i64) -> StoreResult<Option<String>> {
    let text = "SELECT d.certificate FROM enrolment_code c JOIN device d ON d.id = c.device
         WHERE c.hash = ?1 AND d.public_key = ?2 AND c.expires_ms > ?3 AND d.revoked_ms IS NULL";
    sql.one(text, &args![code, public_key, now_ms], |row| row.get(0))
}
