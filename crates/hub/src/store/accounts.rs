//! Accounts of the pages, and their sessions.

use beatbook_records::entry::Hash;
use beatbook_records::role::Role;

use super::devices::role_at;
use super::sql::args;
use super::{Book, StoreResult};
use crate::sessions::Session;

/// Somebody who may sign in to the pages.
#[derive(Debug, Clone)]
pub struct AccountRow {
    /// The name signed in with.
    pub name: String,
    /// The password's hash, as PHC text.
    pub password: String,
    /// What the pages show.
    pub role: Role,
    /// Whether the password was made up by the hub.
    pub one_time: bool,
}

impl Book<'_> {
    /// Add an account; one of that name gets the new password and role, and its sessions end.
    ///
    /// # Errors
    /// When the database fails.
    pub fn put_account(&self, account: &AccountRow, now_ms: i64) -> StoreResult<()> {
        let AccountRow { name, password, role, one_time } = account;
        self.write(|sql| {
            let known = args![name, password, role.code(), *one_time];
            let text = "UPDATE account SET password = ?2, role = ?3, one_time = ?4 WHERE name = ?1";
            if sql.run(text, &known)? == 0 {
                sql.run(
                    "INSERT INTO account (name, password, role, one_time, created_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
                    &args![name, password, role.code(), *one_time, now_ms],
                )?;
            }
            sql.run("DELETE FROM session WHERE account = ?1", &args![name])?;
            Ok(())
        })
    }

    /// The account of this name.
    ///
    /// # Errors
    /// When the database fails.
    pub fn account(&self, name: &str) -> StoreResult<Option<AccountRow>> {
        let text = "SELECT name, password, role, one_time FROM account WHERE name = ?1";
        self.sql().one(text, &args![name], |row| {
            let (name, password, one_time) = (row.get(0)?, row.get(1)?, row.get(3)?);
            Ok(AccountRow { name, password, role: role_at(row, 2)?, one_time })
        })
    }

    /// Every account by its name, with its role and whether its password was made up by the hub.
    ///
    /// # Errors
    /// When the database fails.
    pub fn accounts(&self) -> StoreResult<Vec<(String, Role, bool)>> {
        let text = "SELECT name, role, one_time FROM account ORDER BY name";
        self.sql().list(text, &[], |row| Ok((row.get(0)?, role_at(row, 1)?, row.get(2)?)))
    }

    /// Begin a session, and forget those that ended.
    ///
    /// # Errors
    /// When the database fails.
    pub fn add_session(
        &self,
        cookie: &Hash,
        account: &str,
        csrf: &str,
        expires_ms: i64,
        now_ms: i64,
    ) -> StoreResult<()> {
        self.write(|sql| {
            sql.run("DELETE FROM session WHERE expires_ms <= ?1", &args![now_ms])?;
            sql.run(
                "INSERT INTO session (hash, account, csrf, expires_ms) VALUES (?1, ?2, ?3, ?4)",
                &args![cookie, account, csrf, expires_ms],
            )?;
            Ok(())
        })
    }

    /// The session of this cookie, while it lasts.
    ///
    /// # Errors
    /// When the database fails.
    pub fn session(&self, cookie: &Hash, now_ms: i64) -> StoreResult<Option<Session>> {
        let text = "SELECT a.name, a.role, s.csrf FROM session s JOIN account a ON a.name = s.account
             WHERE s.hash = ?1 AND s.expires_ms > ?2";
        self.sql().one(text, &args![cookie, now_ms], |row| {
            Ok(Session { account: row.get(0)?, role: role_at(row, 1)?, csrf: row.get(2)? })
        })
    }

    /// End a session.
    ///
    /// # Errors
    /// When the database fails.
    pub fn end_session(&self, cookie: &Hash) -> StoreResult<()> {
        self.sql().run("DELETE FROM session WHERE hash = ?1", &args![cookie])?;
        Ok(())
    }
}
