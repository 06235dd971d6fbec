//! Cells on the device: which it holds whole, their digests, and which are being read anew.
//!
//! Rule: a mismatch re-reads a cell; unsent work is not touched by it, and nothing is settled by
//! choosing a side.

use std::collections::BTreeMap;

use beatbook_records::cell::{Cell, Scope};
use beatbook_records::digest::Digest;
use beatbook_records::wire::ExchangeReply;
use rusqlite::{OptionalExtension as _, Row, params};
use uuid::Uuid;

use super::reading::GOES_ON;
use super::text::Id;
use super::{Reader, Store, StoreError, Tx};

/// What a transaction adds to the digests.
pub(super) type DigestChanges = BTreeMap<Cell, Digest>;

/// A cell as the device has it.
pub(super) struct StoredCell {
    /// The cell.
    pub(super) cell: Cell,
    /// The digest of its confirmed records.
    pub(super) digest: Digest,
    /// Whether it is being read anew.
    pub(super) wanted: bool,
    /// The cursor at which it was last found to differ.
    checked: Option<String>,
}

/// A cell to read, and from where.
#[derive(Debug, Clone)]
pub struct WantedCell {
    /// The cell.
    pub cell: Cell,
    /// The place after which the next page starts.
    pub after: u64,
    /// The number of this reading.
    pub reading: i64,
}

/// The cell of a row that begins with area, class and month.
pub(super) fn cell(row: &Row<'_>) -> rusqlite::Result<Result<Cell, StoreError>> {
    let class = row.get_ref(1)?.as_str()?.parse();
    let (area, month) = (row.get(0)?, row.get(2)?);
    Ok(class
        .map(|class| Cell { area, class, month })
        .map_err(|()| StoreError::Unreadable { what: "cell", why: "not a class".into() }))
}

impl Store {
    /// The next cell to read from the snapshot; `None` where there is none, or reading was paused.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn wanted_cell(&self) -> Result<Option<WantedCell>, StoreError> {
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT area, class, month, after, reading FROM cell WHERE wanted = 1 AND {GOES_ON}
             ORDER BY month DESC, area, class LIMIT 1"
        ))?;
        let found = statement
            .query_row([], |row| Ok((cell(row)?, row.get::<_, i64>(3)?.cast_unsigned(), row.get(4)?)))
            .optional()?;
        let Some((cell, after, reading)) = found else { return Ok(None) };
        Ok(Some(WantedCell { cell: cell?, after, reading }))
    }
}

impl Reader<'_> {
    pub(super) fn cells(self) -> Result<Vec<StoredCell>, StoreError> {
        let mut statement =
            self.conn.prepare_cached("SELECT area, class, month, digest, wanted, checked FROM cell")?;
        let rows = statement.query_map([], |row| {
            let digest = Digest::from_bytes(row.get_ref(3)?.as_blob()?).unwrap_or_default();
            Ok((cell(row)?, digest, row.get(4)?, row.get(5)?))
        })?;
        rows.map(|row| {
            let (cell, digest, wanted, checked) = row?;
            Ok(StoredCell { cell: cell?, digest, wanted, checked })
        })
        .collect()
    }

    /// The digest of each cell the device holds, as text.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn digests(self) -> Result<BTreeMap<String, String>, StoreError> {
        Ok(self
            .cells()?
            .into_iter()
            .map(|stored| (stored.cell.to_string(), stored.digest.to_hex()))
            .collect())
    }
}

impl Tx<'_> {
    /// A confirmed record moves from one place to another in the digests.
    pub(super) fn move_digest(
        &mut self,
        record: Uuid,
        from: Option<(&Cell, Uuid)>,
        to: Option<(&Cell, Uuid)>,
    ) {
        if let Some((cell, head)) = from {
            self.change_digest(cell, |digest| digest.without(record, head));
        }
        if let Some((cell, head)) = to {
            self.change_digest(cell, |digest| digest.with(record, head));
        }
    }

    fn change_digest(&mut self, cell: &Cell, change: impl Fn(Digest) -> Digest) {
        if let Some(digest) = self.digests.get_mut(cell) {
            *digest = change(*digest);
        } else {
            self.digests.insert(cell.clone(), change(Digest::default()));
        }
    }

    /// Write what was added to the digests: the end of every transaction that moved records.
    pub(super) fn write_digests(&mut self) -> Result<(), StoreError> {
        for (cell, change) in std::mem::take(&mut self.digests) {
            let stored: Option<Vec<u8>> = self
                .conn
                .prepare_cached("SELECT digest FROM cell WHERE area = ?1 AND class = ?2 AND month = ?3")?
                .query_row(params![cell.area, cell.class.word(), cell.month], |row| row.get(0))
                .optional()?;
            let digest = stored.and_then(|bytes| Digest::from_bytes(&bytes)).unwrap_or_default().plus(change);
            self.conn
                .prepare_cached(
                    "INSERT INTO cell (area, class, month, digest) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT (area, class, month) DO UPDATE SET digest = excluded.digest",
                )?
                .execute(params![cell.area, cell.class.word(), cell.month, digest.to_bytes()])?;
        }
        Ok(())
    }

    /// Read these cells anew, and every one that is held.
    pub(super) fn want_cells(&mut self, cells: &[String]) -> Result<(), StoreError> {
        self.conn.execute("UPDATE cell SET wanted = 1, after = 0, reading = ?1", [self.new_reading()])?;
        for cell in cells.iter().filter_map(|text| text.parse::<Cell>().ok()) {
            self.want_cell(&cell, false)?;
        }
        Ok(())
    }

    /// A number that no reading of any cell had before: a record that moved between cells carries the mark of one.
    fn new_reading(&self) -> i64 {
        let mut random = [0; 8];
        self.env.fill(&mut random);
        (u64::from_be_bytes(random) >> 1).cast_signed()
    }

    /// Read a cell anew; one that is held already, only where `again`.
    fn want_cell(&mut self, cell: &Cell, again: bool) -> Result<(), StoreError> {
        self.conn
            .prepare_cached(
                "INSERT INTO cell (area, class, month, digest, wanted, reading) VALUES (?1, ?2, ?3, ?4, 1, ?5)
                 ON CONFLICT (area, class, month) DO UPDATE SET wanted = 1, after = 0, reading = excluded.reading WHERE ?6",
            )?
            .execute(params![
                cell.area,
                cell.class.word(),
                cell.month,
                [0u8; 16],
                self.new_reading(),
                again
            ])?;
        self.touch("cell");
        Ok(())
    }

    /// Compare with what the hub says; a cell that differs is read anew, once at each place of the hub's history: if
    /// that does not help, reading it over and over does not either.
    pub(super) fn compare_digests(&mut self, reply: &ExchangeReply) -> Result<(), StoreError> {
        let held = self.read().cells()?;
        for (text, digest) in &reply.digests {
            let Ok(cell) = text.parse::<Cell>() else { continue };
            let ours = held.iter().find(|stored| stored.cell == cell);
            if ours.map_or_else(Digest::default, |stored| stored.digest).to_hex() != *digest {
                self.read_differing(&cell, ours, &reply.cursor)?;
            }
        }
        for ours in held.iter().filter(|_| reply.digests_all) {
            if !reply.digests.contains_key(&ours.cell.to_string()) && ours.digest != Digest::default() {
                self.read_differing(&ours.cell, Some(ours), &reply.cursor)?;
            }
        }
        Ok(())
    }

    fn read_differing(
        &mut self,
        cell: &Cell,
        ours: Option<&StoredCell>,
        cursor: &str,
    ) -> Result<(), StoreError> {
        if ours.is_some_and(|stored| stored.wanted) {
            return Ok(());
        }
        if ours.is_some_and(|stored| stored.checked.as_deref() == Some(cursor)) {
            tracing::error!(%cell, "a cell that was read anew still differs from the hub's");
            return Ok(());
        }
        tracing::warn!(%cell, "a cell differs from the hub's and is read anew");
        self.want_cell(cell, true)?;
        self.conn
            .prepare_cached("UPDATE cell SET checked = ?4 WHERE area = ?1 AND class = ?2 AND month = ?3")?
            .execute(params![cell.area, cell.class.word(), cell.month, cursor])?;
        Ok(())
    }

    /// Another scope: lost cells go, all but records with unsent work and own ones; gained ones are read, also where own
    /// records lie in them already, which nobody kept up.
    pub(super) fn change_scope(&mut self, scope: &Scope, cells: &[String]) -> Result<(), StoreError> {
        let before = self.read().enrolled()?.scope;
        let gained = scope.areas.is_empty() || scope.areas.iter().any(|area| !before.covers_area(area));
        self.rescope_places(gained)?;
        self.rescope_powers()?;
        let text = serde_json::json!(scope).to_string();
        self.conn.prepare_cached("UPDATE device SET scope = ?1")?.execute([text])?;
        for stored in self.read().cells()?.into_iter().filter(|stored| !scope.covers(&stored.cell)) {
            self.forget_cell(&stored.cell)?;
        }
        for cell in cells.iter().filter_map(|text| text.parse::<Cell>().ok()) {
            self.want_cell(&cell, !before.covers(&cell))?;
        }
        self.touch("device");
        Ok(())
    }

    /// Stop holding a cell.
    ///
    /// # Errors
    /// When the book cannot be written.
    pub fn forget_cell(&mut self, cell: &Cell) -> Result<(), StoreError> {
        self.drop_records(cell, None)?;
        self.conn
            .prepare_cached("DELETE FROM cell WHERE area = ?1 AND class = ?2 AND month = ?3")?
            .execute(params![cell.area, cell.class.word(), cell.month])?;
        self.touch("cell");
        Ok(())
    }

    /// A page was taken in: go on after it, or finish the reading.
    ///
    /// # Errors
    /// When the book cannot be written.
    pub fn end_page(&mut self, wanted: &WantedCell, next: Option<u64>) -> Result<(), StoreError> {
        let cell = &wanted.cell;
        let key = params![
            cell.area,
            cell.class.word(),
            cell.month,
            next.unwrap_or(0).cast_signed(),
            wanted.reading
        ];
        if next.is_some() {
            self.conn
                .prepare_cached("UPDATE cell SET after = ?4 WHERE area = ?1 AND class = ?2 AND month = ?3 AND reading = ?5")?
                .execute(key)?;
        } else {
            self.drop_records(cell, Some(wanted.reading))?;
            let digest = self.count_cell(cell)?;
            self.conn
                .prepare_cached(
                    "UPDATE cell SET wanted = 0, after = 0, digest = ?4
                     WHERE area = ?1 AND class = ?2 AND month = ?3 AND reading = ?5",
                )?
                .execute(params![
                    cell.area,
                    cell.class.word(),
                    cell.month,
                    digest.to_bytes(),
                    wanted.reading
                ])?;
        }
        self.touch("cell");
        Ok(())
    }

    /// The digest from the records themselves. What own entries lie over counts where the hub has it, which may not be
    /// where it is shown.
    fn count_cell(&self, cell: &Cell) -> Result<Digest, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id, head FROM record
             WHERE area = ?1 AND class = ?2 AND month = ?3 AND head IS NOT NULL AND unconfirmed = 0",
        )?;
        let mut rows = statement.query(params![cell.area, cell.class.word(), cell.month])?;
        let mut digest = Digest::default();
        while let Some(row) = rows.next()? {
            digest = digest.with(row.get::<_, Id>(0)?.0, row.get::<_, Id>(1)?.0);
        }
        let pinned = self.read().pinned()?;
        let here = pinned.iter().filter(|pinned| pinned.cell == *cell);
        Ok(here.fold(digest, |digest, pinned| digest.with(pinned.record, pinned.head)))
    }

    /// Drop the confirmed records of a cell that a reading did not tell of, or all of them. Of records with unconfirmed
    /// work that work stays, over nothing; payloads of own entries move into those entries first.
    fn drop_records(&mut self, cell: &Cell, reading: Option<i64>) -> Result<(), StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id FROM record WHERE area = ?1 AND class = ?2 AND month = ?3 AND unconfirmed = 0
               AND (?4 IS NULL OR mark <> ?4)",
        )?;
        let gone = statement
            .query_map(params![cell.area, cell.class.word(), cell.month, reading], |row| row.get::<_, Id>(0))?
            .collect::<Result<Vec<_>, _>>()?;
        for Id(record) in gone {
            self.drop_record(record)?;
        }
        for pinned in self.read().pinned()? {
            if pinned.cell == *cell && reading.is_none_or(|reading| pinned.mark != reading) {
                self.unsettle(pinned.record, 0)?;
            }
        }
        Ok(())
    }

    /// A record is no longer counted.
    pub(super) fn forget_digest(&mut self, record: Uuid) -> Result<(), StoreError> {
        if let Some((cell, head)) = self.counted(record)? {
            self.move_digest(record, Some((&cell, head)), None);
        }
        Ok(())
    }

    /// Forget a record and what others wrote of it; own entries stay readable.
    pub(super) fn drop_record(&mut self, record: Uuid) -> Result<(), StoreError> {
        self.free_payload(record)?;
        self.conn.prepare_cached("DELETE FROM record WHERE id = ?1")?.execute([Id(record)])?;
        self.conn.prepare_cached("DELETE FROM overruled WHERE record = ?1")?.execute([Id(record)])?;
        self.conn.prepare_cached("DELETE FROM entry WHERE record = ?1 AND own = 0")?.execute([Id(record)])?;
        self.touch_record(record);
        Ok(())
    }
}
