//! Who this device is.

use beatbook_records::cell::Scope;
use beatbook_records::entry::JournalId;
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, params};
use uuid::Uuid;

use super::text::{Id, parse_json};
use super::{Reader, StoreError, Tx, parse_time, time_text};

/// What an enrolment leaves on the device.
#[derive(Clone)]
pub struct Enrolment {
    /// Who and where.
    pub owner: Owner,
    /// The seed of the device's Ed25519 key.
    pub signing_key: [u8; 32],
    /// The certificate's JSON, as signed.
    pub certificate: String,
    /// The organisation key's signature over it.
    pub certificate_signature: Vec<u8>,
    /// The organisation's public key.
    pub organisation_key: Vec<u8>,
}

/// Whose device it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Owner {
    /// The enrolment.
    pub device: Uuid,
    /// The officer.
    pub actor: Uuid,
    /// The officer's name.
    pub name: String,
    /// The organisation's name.
    pub organisation: String,
    /// The hub's address.
    pub hub: String,
    /// What the device may hold.
    pub scope: Scope,
    /// The journal's incarnation.
    pub incarnation: u64,
    /// When it was enrolled.
    pub enrolled_at: DateTime<Utc>,
}

impl Owner {
    /// The journal it writes.
    #[must_use]
    pub fn journal(&self) -> JournalId {
        JournalId { device: self.device, incarnation: self.incarnation }
    }
}

impl Reader<'_> {
    /// The organisation's public key: what natural keys are hashed under.
    ///
    /// # Errors
    /// When nobody is enrolled, or the book cannot be read.
    pub fn organisation_key(self) -> Result<Vec<u8>, StoreError> {
        let mut key = self.conn.prepare_cached("SELECT organisation_key FROM device")?;
        key.query_row([], |row| row.get(0)).optional()?.ok_or(StoreError::NotEnrolled)
    }

    /// Whose device this is, if anybody's.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn owner(self) -> Result<Option<Owner>, StoreError> {
        let mut owner = self.conn.prepare_cached(
            "SELECT device, actor, name, organisation, hub, scope, incarnation, enrolled_at FROM device",
        )?;
        let mut rows = owner.query([])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        Ok(Some(Owner {
            device: row.get::<_, Id>(0)?.0,
            actor: row.get::<_, Id>(1)?.0,
            name: row.get(2)?,
            organisation: row.get(3)?,
            hub: row.get(4)?,
            scope: parse_json("device.scope", row.get_ref(5)?.as_str().unwrap_or_default())?,
            incarnation: row.get::<_, i64>(6)?.cast_unsigned(),
            enrolled_at: parse_time("device.enrolled_at", row.get_ref(7)?.as_str().unwrap_or_default())?,
        }))
    }

    /// Whose device this is.
    ///
    /// # Errors
    /// [`StoreError::NotEnrolled`] when nobody's.
    pub fn enrolled(self) -> Result<Owner, StoreError> {
        self.owner()?.ok_or(StoreError::NotEnrolled)
    }

    /// The seed of the key that signs requests.
    ///
    /// # Errors
    /// [`StoreError::NotEnrolled`] when there is none.
    pub fn signing_key(self) -> Result<[u8; 32], StoreError> {
        self.conn
            .prepare_cached("SELECT signing_key FROM device")?
            .query_row([], |row| row.get(0))
            .optional()?
            .ok_or(StoreError::NotEnrolled)
    }

    /// The certificate's JSON, as the organisation signed it.
    ///
    /// # Errors
    /// [`StoreError::NotEnrolled`] when there is none.
    pub fn certificate(self) -> Result<String, StoreError> {
        self.conn
            .prepare_cached("SELECT certificate FROM device")?
            .query_row([], |row| row.get(0))
            .optional()?
            .ok_or(StoreError::NotEnrolled)
    }
}

impl Tx<'_> {
    /// Enrol the device. There is one enrolment a book.
    ///
    /// # Errors
    /// When the book cannot be written, or somebody is enrolled already.
    pub fn save_device(&mut self, enrolment: &Enrolment) -> Result<(), StoreError> {
        let owner = &enrolment.owner;
        let scope = serde_json::json!(owner.scope).to_string();
        self.conn.execute(
            "INSERT INTO device (one, device, actor, name, organisation, hub, signing_key, certificate,
               certificate_signature, organisation_key, scope, incarnation, enrolled_at)
             VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            params![
                Id(owner.device),
                Id(owner.actor),
                owner.name,
                owner.organisation,
                owner.hub,
                enrolment.signing_key,
                enrolment.certificate,
                enrolment.certificate_signature,
                enrolment.organisation_key,
                scope,
                owner.incarnation.cast_signed(),
                time_text(owner.enrolled_at),
            ],
        )?;
        self.touch("device");
        Ok(())
    }
}
