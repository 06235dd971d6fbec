//! Codes: only their hash is kept, and each enrols one device or signs one in, once.
//!
//! Rule: a code that names a device before it is spent signs that device in and enrols nobody.

use beatbook_records::entry::Hash;
use beatbook_records::role::Role;
use uuid::Uuid;

use super::devices::{NewDevice, areas_at, areas_text, heard, insert_device, role_at};
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
    /// Now it became this certificate, or signed in the device that has it.
    Now(String),
    /// It had done so for the same key: the answer was lost on its way.
    Before(String),
    /// It is unknown, expired, or another key's.
    Refused,
}

/// A code that can be spent.
struct Unspent {
    of: Invitation,
    /// The device that it signs in.
    device: Option<Uuid>,
}

/// The device that has a key.
struct Holder {
    device: Uuid,
    certificate: String,
    revoked: bool,
}

/// What a code comes to.
enum End {
    Enrolled(NewDevice),
    SignedIn(Holder),
}

impl Book<'_> {
    /// Keep a new code, for somebody new or for a device that is to be signed in, and forget those that expired unspent.
    ///
    /// # Errors
    /// When the database fails.
    pub fn add_code(
        &self,
        code: &Hash,
        of: &Invitation,
        device: Option<Uuid>,
        expires_ms: i64,
        now_ms: i64,
    ) -> StoreResult<()> {
        self.write(|sql| {
            let text = "DELETE FROM enrolment_code WHERE spent_ms IS NULL AND expires_ms <= ?1";
            sql.run(text, &args![now_ms])?;
            sql.run(
                "INSERT INTO enrolment_code (hash, name, role, areas, expires_ms, device) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                &args![code, &of.name, of.role.code(), &areas_text(&of.areas), expires_ms, device.as_ref()],
            )?;
            Ok(())
        })
    }

    /// Invitations that nobody has used yet, each with the time at which it ends.
    ///
    /// # Errors
    /// When the database fails.
    pub fn invitations(&self, now_ms: i64) -> StoreResult<Vec<(Invitation, i64)>> {
        let text = "SELECT name, role, areas, expires_ms FROM enrolment_code
             WHERE spent_ms IS NULL AND device IS NULL AND expires_ms > ?1 ORDER BY expires_ms, name";
        self.sql().list(text, &args![now_ms], |row| {
            let of = Invitation { name: row.get(0)?, role: role_at(row, 1)?, areas: areas_at(row, 2)? };
            Ok((of, row.get(3)?))
        })
    }

    /// Turn a code into a device, or sign in the one it is for; all of it or nothing. `make` says what device an
    /// invitation becomes.
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
            let before =
                || Ok(spent_by(sql, code, public_key, now_ms)?.map_or(Spent::Refused, Spent::Before));
            let Some(unspent) = unspent(sql, code, now_ms)? else { return before() };
            let Some(end) = end_of(unspent, holder(sql, public_key)?, &make) else {
                return Ok(Spent::Refused);
            };
            let device = match &end {
                End::Enrolled(new) => new.device,
                End::SignedIn(holder) => holder.device,
            };
            // Of two who spend the same code at once, one finds it spent.
            let text =
                "UPDATE enrolment_code SET spent_ms = ?2, device = ?3 WHERE hash = ?1 AND spent_ms IS NULL";
            if sql.run(text, &args![code, now_ms, &device])? == 0 {
                return before();
            }
            let certificate = match end {
                End::Enrolled(new) => {
                    insert_device(sql, &new)?;
                    new.certificate
                }
                End::SignedIn(holder) => {
                    heard(sql, device, now_ms)?;
                    holder.certificate
                }
            };
            Ok(Spent::Now(certificate))
        })
    }

    /// Note an enrolment or a sign-in that the book was put back without; whether that is news.
    ///
    /// # Errors
    /// When the database fails.
    pub fn replay_enrolment(&self, code: &Hash, device: &NewDevice, at_ms: i64) -> StoreResult<bool> {
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
            let later = heard(sql, device.device, at_ms)?;
            Ok(known.is_none() || later)
        })
    }
}

fn unspent(sql: &dyn Sql, code: &Hash, now_ms: i64) -> StoreResult<Option<Unspent>> {
    let text = "SELECT name, role, areas, device FROM enrolment_code
         WHERE hash = ?1 AND spent_ms IS NULL AND expires_ms > ?2";
    sql.one(text, &args![code, now_ms], |row| {
        let of = Invitation { name: row.get(0)?, role: role_at(row, 1)?, areas: areas_at(row, 2)? };
        Ok(Unspent { of, device: row.get(3)? })
    })
}

fn end_of(code: Unspent, holder: Option<Holder>, make: impl Fn(Invitation) -> NewDevice) -> Option<End> {
    match (code.device, holder) {
        (None, None) => Some(End::Enrolled(make(code.of))),
        (Some(device), Some(holder)) if holder.device == device && !holder.revoked => {
            Some(End::SignedIn(holder))
        }
        // For another device or a revoked one; or for somebody new, and typed on a phone that is somebody's.
        _ => None,
    }
}

fn holder(sql: &dyn Sql, public_key: &[u8; 32]) -> StoreResult<Option<Holder>> {
    let text = "SELECT id, certificate, revoked_ms FROM device WHERE public_key = ?1";
    sql.one(text, &args![public_key], |row| {
        let revoked = row.get::<Option<i64>>(2)?.is_some();
        Ok(Holder { device: row.get(0)?, certificate: row.get(1)?, revoked })
    })
}

fn spent_by(sql: &dyn Sql, code: &Hash, public_key: &[u8; 32], now_ms: i64) -> StoreResult<Option<String>> {
    let text = "SELECT d.certificate FROM enrolment_code c JOIN device d ON d.id = c.device
         WHERE c.hash = ?1 AND c.spent_ms IS NOT NULL AND d.public_key = ?2 AND c.expires_ms > ?3
           AND d.revoked_ms IS NULL";
    sql.one(text, &args![code, public_key, now_ms], |row| row.get(0))
}
