//! Whom to call, one row an import.

use beatbook_records::wire::Contacts;

use super::head::Head;
use super::sql::{args, broken};
use super::{Book, StoreResult};

impl Book<'_> {
    /// Put numbers in the place of the last ones; returns their version.
    ///
    /// # Errors
    /// When the database fails; nothing is then changed.
    pub fn put_contacts(&self, contacts: &Contacts, now_ms: i64) -> StoreResult<u32> {
        self.write(|sql| {
            // Two imports at once would give two of them one version.
            Head::lock(sql)?;
            let last: Option<u32> =
                sql.one("SELECT coalesce(max(version), 0) FROM contacts", &[], |row| row.get(0))?;
            // The time of the import: a book that was put back never gives one number to two of them.
            let seconds = u32::try_from(now_ms / 1_000).unwrap_or(0);
            let version = seconds.max(last.unwrap_or(0) + 1);
            let body = serde_json::to_string(&Contacts { version, ..contacts.clone() });
            let body = body.expect("plain data is JSON");
            let text = "INSERT INTO contacts (version, imported_ms, body) VALUES (?1, ?2, ?3)";
            sql.run(text, &args![version, now_ms, &body])?;
            Ok(version)
        })
    }

    /// The numbers that stand; none before the first import.
    ///
    /// # Errors
    /// When the database fails.
    pub fn contacts(&self) -> StoreResult<Option<Contacts>> {
        let text = "SELECT body FROM contacts ORDER BY version DESC LIMIT 1";
        self.sql().one(text, &[], |row| serde_json::from_str(row.get(0)?).map_err(|_| broken(0, "contacts")))
    }
}
