//! Enrolled devices.

use beatbook_records::cell::Scope;
use beatbook_records::role::Role;
use rusqlite::{OptionalExtension as _, Row, Transaction, params};
use uuid::Uuid;

use super::{Sqlite, columns};
use crate::auth::Caller;

/// A device as the book has it.
#[derive(Debug, Clone)]
pub struct DeviceRow {
    /// Who it is, once its signature is verified.
    pub caller: Caller,
    /// The Ed25519 key it signs with.
    pub public_key: [u8; 32],
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

impl Sqlite {
    /// The device of this id.
    ///
    /// # Errors
    /// When the database fails.
    pub fn device(&self, id: Uuid) -> rusqlite::Result<Option<DeviceRow>> {
        self.conn
            .prepare_cached(
                "SELECT id, actor, name, role, areas, scope_version, revoked_ms, public_key FROM device WHERE id = ?1",
            )?
            .query_row([id.as_bytes()], device_row)
            .optional()
    }

    /// The devices that still work, with the name of their officer and when they enrolled.
    ///
    /// # Errors
    /// When the database fails.
    pub fn devices_in_use(&self) -> rusqlite::Result<Vec<(Uuid, String, i64)>> {
        self.conn
            .prepare(
                "SELECT id, name, enrolled_ms FROM device WHERE revoked_ms IS NULL ORDER BY enrolled_ms, id",
            )?
            .query_map([], |row| Ok((columns::uuid(row, 0)?, row.get(1)?, row.get(2)?)))?
            .collect()
    }

    /// Revoke a device; whether there was one to revoke.
    ///
    /// # Errors
    /// When the database fails.
    pub fn revoke_device(&mut self, id: Uuid, now_ms: i64) -> rusqlite::Result<bool> {
        let sql = "UPDATE device SET revoked_ms = ?2 WHERE id = ?1 AND revoked_ms IS NULL";
        Ok(self.conn.execute(sql, params![id.as_bytes(), now_ms])? == 1)
    }
}

/// Write a device down, within the transaction that spends its code.
pub(super) fn insert_device(tx: &Transaction<'_>, new: &NewDevice) -> rusqlite::Result<()> {
    tx.execute(
        "INSERT INTO device (id, actor, name, role, areas, scope_version, scope_seen, public_key, certificate, enrolled_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7, ?8, ?9)",
        params![
            new.device.as_bytes(),
            new.actor.as_bytes(),
            new.name,
            new.scope.role.code(),
            areas_text(&new.scope.areas),
            new.scope.version,
            new.public_key,
            new.certificate,
            new.enrolled_ms
        ],
    )?;
    Ok(())
}

fn device_row(row: &Row<'_>) -> rusqlite::Result<DeviceRow> {
    let scope = Scope { version: row.get(5)?, role: role_at(row, 3)?, areas: areas_at(row, 4)? };
    let caller = Caller {
        device: columns::uuid(row, 0)?,
        actor: columns::uuid(row, 1)?,
        name: row.get(2)?,
        scope,
        revoked: row.get::<_, Option<i64>>(6)?.is_some(),
    };
    Ok(DeviceRow { caller, public_key: row.get(7)? })
}

/// Areas as a JSON array.
pub(super) fn areas_text(areas: &[String]) -> String {
    serde_json::to_string(areas).expect("strings are JSON")
}

/// A JSON array of areas.
pub(super) fn areas_at(row: &Row<'_>, at: usize) -> rusqlite::Result<Vec<String>> {
    let text: String = row.get(at)?;
    serde_json::from_str(&text).map_err(|error| wrong(at, error))
}

/// A role by its code.
pub(super) fn role_at(row: &Row<'_>, at: usize) -> rusqlite::Result<Role> {
    let code: String = row.get(at)?;
    Role::from_code(&code).ok_or_else(|| wrong(at, format!("this build does not know the role {code}")))
}

/// A column that does not hold what it must.
pub(super) fn wrong(
    at: usize,
    cause: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(at, rusqlite::types::Type::Text, cause.into())
}
