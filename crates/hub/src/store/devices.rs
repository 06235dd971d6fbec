//! Enrolled devices.

use beatbook_records::cell::Scope;
use beatbook_records::role::Role;
use uuid::Uuid;

use super::sql::{Row, Sql, args, broken};
use super::{Book, StoreResult};
use crate::auth::Caller;

/// A device as the book has it.
#[derive(Debug, Clone)]
pub struct DeviceRow {
    /// Who it is, once its signature is verified.
    pub caller: Caller,
    /// The Ed25519 key it signs with.
    pub public_key: [u8; 32],
    /// When it was last heard of or signed in, to the day, Unix milliseconds.
    pub heard_ms: i64,
}

/// A device to be written down.
#[derive(Debug, Clone)]
pub struct NewDevice {
    /// Its id.
    pub device: Uuid,
    /// Its officer.
    pub actor: Uuid,
    /// The officer's name.
    pub name: String,
    /// What it may hold.
    pub scope: Scope,
    /// The Ed25519 key it signs with.
    pub public_key: [u8; 32],
    /// The certificate's JSON.
    pub certificate: String,
    /// When it enrolled, Unix milliseconds.
    pub enrolled_ms: i64,
}

/// A device as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceLine {
    /// Its id.
    pub device: Uuid,
    /// The name of its officer.
    pub name: String,
    /// What it was enrolled as.
    pub role: Role,
    /// The officer's areas; empty is all.
    pub areas: Vec<String>,
    /// When it enrolled, Unix milliseconds.
    pub enrolled_ms: i64,
    /// When it last handed in or asked.
    pub last_seen_ms: Option<i64>,
    /// When it was last heard of or signed in, to the day.
    pub heard_ms: i64,
    /// When it was revoked.
    pub revoked_ms: Option<i64>,
    /// How many entries it then had yet to hand in, where it said so.
    pub unsent: Option<u32>,
    /// When the oldest of them was written.
    pub unsent_since_ms: Option<i64>,
}

impl Book<'_> {
    /// Every device, those in use first, by the names of their officers.
    ///
    /// # Errors
    /// When the database fails.
    pub fn devices(&self) -> StoreResult<Vec<DeviceLine>> {
        let text = "SELECT id, name, role, areas, enrolled_ms, last_seen_ms, heard_ms, revoked_ms, unsent, unsent_since_ms
             FROM device ORDER BY CASE WHEN revoked_ms IS NULL THEN 0 ELSE 1 END, name, enrolled_ms, id";
        self.sql().list(text, &[], |row| {
            Ok(DeviceLine {
                device: row.get(0)?,
                name: row.get(1)?,
                role: role_at(row, 2)?,
                areas: areas_at(row, 3)?,
                enrolled_ms: row.get(4)?,
                last_seen_ms: row.get(5)?,
                heard_ms: row.get(6)?,
                revoked_ms: row.get(7)?,
                unsent: row.get(8)?,
                unsent_since_ms: row.get(9)?,
            })
        })
    }

    /// The device of this id.
    ///
    /// # Errors
    /// When the database fails.
    pub fn device(&self, id: Uuid) -> StoreResult<Option<DeviceRow>> {
        let text = "SELECT id, actor, name, role, areas, scope_version, revoked_ms, public_key, heard_ms FROM device WHERE id = ?1";
        self.sql().one(text, &args![&id], device_row)
    }

    /// The devices that still work, with the name of their officer and when they enrolled.
    ///
    /// # Errors
    /// When the database fails.
    pub fn devices_in_use(&self) -> StoreResult<Vec<(Uuid, String, i64)>> {
        let text =
            "SELECT id, name, enrolled_ms FROM device WHERE revoked_ms IS NULL ORDER BY enrolled_ms, id";
        self.sql().list(text, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
    }

    /// The device was heard of, or signed in.
    ///
    /// # Errors
    /// When the database fails.
    pub fn heard(&self, id: Uuid, now_ms: i64) -> StoreResult<()> {
        heard(self.sql(), id, now_ms).map(drop)
    }

    /// Revoke a device; whether there was one to revoke.
    ///
    /// # Errors
    /// When the database fails.
    pub fn revoke_device(&self, id: Uuid, now_ms: i64) -> StoreResult<bool> {
        let text = "UPDATE device SET revoked_ms = ?2 WHERE id = ?1 AND revoked_ms IS NULL";
        Ok(self.sql().run(text, &args![&id, now_ms])? == 1)
    }
}

/// How long it is signed in counts from here on; whether that is later than it was.
pub(super) fn heard(sql: &dyn Sql, id: Uuid, now_ms: i64) -> StoreResult<bool> {
    let text = "UPDATE device SET heard_ms = ?2 WHERE id = ?1 AND heard_ms < ?2";
    Ok(sql.run(text, &args![&id, now_ms])? == 1)
}

/// Write a device down, within the transaction that spends its code.
pub(super) fn insert_device(sql: &dyn Sql, new: &NewDevice) -> StoreResult<()> {
    sql.run(
        "INSERT INTO device (id, actor, name, role, areas, scope_version, scope_seen, public_key, certificate, enrolled_ms,
           heard_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7, ?8, ?9, ?9)",
        &args![
            &new.device,
            &new.actor,
            &new.name,
            new.scope.role.code(),
            &areas_text(&new.scope.areas),
            new.scope.version,
            &new.public_key,
            &new.certificate,
            new.enrolled_ms,
        ],
    )?;
    Ok(())
}

fn device_row(row: &dyn Row) -> StoreResult<DeviceRow> {
    let (role, areas, officer) = (role_at(row, 3)?, areas_at(row, 4)?, Some(row.get(1)?));
    let scope = Scope { version: row.get(5)?, role, areas, officer };
    let revoked = row.get::<Option<i64>>(6)?.is_some();
    let caller = Caller { device: row.get(0)?, actor: row.get(1)?, name: row.get(2)?, scope, revoked };
    Ok(DeviceRow { caller, public_key: row.get(7)?, heard_ms: row.get(8)? })
}

/// Areas as a JSON array.
pub(super) fn areas_text(areas: &[String]) -> String {
    serde_json::to_string(areas).expect("strings are JSON")
}

/// A JSON array of areas.
pub(super) fn areas_at(row: &dyn Row, at: usize) -> StoreResult<Vec<String>> {
    serde_json::from_str(row.get(at)?).map_err(|_| broken(at, "a list of areas"))
}

/// A role by its code.
pub(super) fn role_at(row: &dyn Row, at: usize) -> StoreResult<Role> {
    Role::from_code(row.get(at)?).ok_or_else(|| broken(at, "a role that this build knows"))
}
