//! Tokens of other systems that read the feed: their hashes, and what each may read.

use beatbook_records::entry::Hash;

use super::sql::{Row, args, broken};
use super::{Book, StoreResult};

/// A token, without itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRow {
    /// Whose it is.
    pub name: String,
    /// The kinds it may read.
    pub kinds: Vec<String>,
    /// When it was made, Unix milliseconds.
    pub made_ms: i64,
    /// When it was revoked.
    pub revoked_ms: Option<i64>,
}

impl Book<'_> {
    /// Add a token; whether the name was free. That of one that was revoked is not.
    ///
    /// # Errors
    /// When the database fails.
    pub fn add_token(&self, token: &TokenRow, hash: &Hash) -> StoreResult<bool> {
        let kinds = serde_json::to_string(&token.kinds).expect("names are plain JSON");
        let known = "SELECT name FROM feed_token WHERE name = ?1";
        let text = "INSERT INTO feed_token (name, hash, kinds, made_ms) VALUES (?1, ?2, ?3, ?4)";
        self.write(|sql| {
            if sql.one(known, &args![&token.name], |row| row.get::<String>(0))?.is_some() {
                return Ok(false);
            }
            sql.run(text, &args![&token.name, hash, &kinds, token.made_ms])?;
            Ok(true)
        })
    }

    /// Revoke a token; whether there was one in use.
    ///
    /// # Errors
    /// When the database fails.
    pub fn revoke_token(&self, name: &str, now_ms: i64) -> StoreResult<bool> {
        let text = "UPDATE feed_token SET revoked_ms = ?2 WHERE name = ?1 AND revoked_ms IS NULL";
        Ok(self.sql().run(text, &args![name, now_ms])? > 0)
    }

    /// Every token, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub fn tokens(&self) -> StoreResult<Vec<TokenRow>> {
        let text = "SELECT name, kinds, made_ms, revoked_ms FROM feed_token ORDER BY name";
        self.sql().list(text, &[], token_row)
    }

    /// The token of this hash, where it is in use.
    ///
    /// # Errors
    /// When the database fails.
    pub fn token(&self, hash: &Hash) -> StoreResult<Option<TokenRow>> {
        let text = "SELECT name, kinds, made_ms, revoked_ms FROM feed_token
             WHERE hash = ?1 AND revoked_ms IS NULL";
        self.sql().one(text, &args![hash], token_row)
    }
}

fn token_row(row: &dyn Row) -> StoreResult<TokenRow> {
    let kinds = serde_json::from_str(row.get(1)?).map_err(|_| broken(1, "a list of kinds"))?;
    Ok(TokenRow { name: row.get(0)?, kinds, made_ms: row.get(2)?, revoked_ms: row.get(3)? })
}
