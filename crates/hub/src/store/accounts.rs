//! Accounts of the pages, and their sessions.

use beatbook_records::entry::Hash;
use beatbook_records::role::Role;
use rusqlite::{OptionalExtension as _, TransactionBehavior, params};

use super::Sqlite;
use super::devices::role_at;
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

impl Sqlite {
    /// Add an account; one of that name gets the new password and role, and its sessions end.
    ///
    /// # Errors
    /// When the database fails.
    pub fn put_account(&mut self, account: &AccountRow, now_ms: i64) -> rusqlite::Result<()> {
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.execute(
            "INSERT INTO account (name, password, role, one_time, created_ms) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (name) DO UPDATE SET password = excluded.password, role = excluded.role,
               one_time = excluded.one_time",
            params![account.name, account.password, account.role.code(), account.one_time, now_ms],
        )?;
        tx.execute("DELETE FROM session WHERE account = ?1", [&account.name])?;
        tx.commit()
    }

    /// The account of this name.
    ///
    /// # Errors
    /// When the database fails.
    pub fn account(&self, name: &str) -> rusqlite::Result<Option<AccountRow>> {
        self.conn
            .query_row("SELECT name, password, role, one_time FROM account WHERE name = ?1", [name], |row| {
                Ok(AccountRow {
                    name: row.get(0)?,
                    password: row.get(1)?,
                    role: role_at(row, 2)?,
                    one_time: row.get(3)?,
                })
            })
            .optional()
    }

    /// Begin a session, and forget those that ended.
    ///
    /// # Errors
    /// When the database fails.
    pub fn add_session(
        &mut self,
        cookie: &Hash,
        account: &str,
        csrf: &str,
        expires_ms: i64,
        now_ms: i64,
    ) -> rusqlite::Result<()> {
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.execute("DELETE FROM session WHERE expires_ms <= ?1", [now_ms])?;
        tx.execute(
            "INSERT INTO session (hash, account, csrf, expires_ms) VALUES (?1, ?2, ?3, ?4)",
            params![cookie.0, account, csrf, expires_ms],
        )?;
        tx.commit()
    }

    /// The session of this cookie, while it lasts.
    ///
    /// # Errors
    /// When the database fails.
    pub fn session(&self, cookie: &Hash, now_ms: i64) -> rusqlite::Result<Option<Session>> {
        self.conn
            .prepare_cached(
                "SELECT account.name, account.role, session.csrf FROM session JOIN account ON account.name = session.account
                 WHERE session.hash = ?1 AND session.expires_ms > ?2",
            )?
            .query_row(params![cookie.0, now_ms], |row| {
                Ok(Session { account: row.get(0)?, role: role_at(row, 1)?, csrf: row.get(2)? })
            })
            .optional()
    }

    /// End a session.
    ///
    /// # Errors
    /// When the database fails.
    pub fn end_session(&mut self, cookie: &Hash) -> rusqlite::Result<()> {
        self.conn.execute("DELETE FROM session WHERE hash = ?1", params![cookie.0])?;
        Ok(())
    }
}
