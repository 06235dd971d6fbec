//! Receipts: own entries have their place in the hub's history.
//!
//! Rule: a run of receipts that changed nothing is carried out as one; what is not as plain, one by one, in order.

use std::collections::HashSet;

use beatbook_records::entry::Content;
use beatbook_records::settle::Outcome;
use beatbook_records::wire::ReceiptRange;
use rusqlite::params;
use uuid::Uuid;

use super::cells::cell;
use super::text::{Id, body_values, parse_json};
use super::{Owner, StoreError, Tx};

/// An own entry that a receipt names, where it did not simply confirm what is shown.
struct Receipted {
    record: Uuid,
    n: u64,
    content: String,
    payload: String,
}

impl Tx<'_> {
    /// Own entries have their place in the hub's history.
    pub(super) fn confirm(&mut self, owner: &Owner, receipt: &ReceiptRange) -> Result<(), StoreError> {
        let ours = self.read().link_at(owner.journal(), receipt.to.cast_signed())?;
        if ours != Some(receipt.link) {
            return Ok(()); // of another copy of this journal: the next hand-in tells that it has forked
        }
        let confirmed = self.note_receipts(owner, receipt)?;
        self.touch("entry");
        if receipt.held.is_some() {
            return Ok(());
        }
        let shown = match receipt.outcome {
            None => self.confirm_as_shown(owner, receipt)?,
            Some(_) => HashSet::new(),
        };
        if shown.len() < confirmed {
            for receipted in self.receipted(owner, receipt, &shown)? {
                self.confirm_effect(&receipted, receipt.outcome.as_ref())?;
            }
        }
        Ok(())
    }

    /// Note place and outcome of each; how many there are.
    fn note_receipts(&self, owner: &Owner, receipt: &ReceiptRange) -> Result<usize, StoreError> {
        let outcome = receipt.outcome.as_ref().map(|outcome| serde_json::json!(outcome).to_string());
        let noted = self
            .conn
            .prepare_cached(
                "UPDATE entry SET state = max(state, 2), commit_n = ?5 + seq - ?3, outcome = ?6, held = ?7
                 WHERE own = 1 AND device = ?1 AND incarnation = ?2 AND seq BETWEEN ?3 AND ?4",
            )?
            .execute(params![
                Id(owner.device),
                owner.incarnation.cast_signed(),
                receipt.from.cast_signed(),
                receipt.to.cast_signed(),
                receipt.commit.cast_signed(),
                outcome,
                receipt.held.map(|held| held.code()),
            ])?;
        Ok(noted)
    }

    /// The common case: a create that lies over nothing applied as written, so what is shown is now confirmed. Of a
    /// change that is not known: what it lay over may be another today. And what is shown is what the create gave only
    /// while its payload lies in the record.
    fn confirm_as_shown(
        &mut self,
        owner: &Owner,
        receipt: &ReceiptRange,
    ) -> Result<HashSet<Uuid>, StoreError> {
        let mut confirm = self.conn.prepare_cached(
            "UPDATE record SET head = e.id, head_n = e.commit_n, unconfirmed = 0
             FROM entry AS e INDEXED BY entry_place
             WHERE e.own = 1 AND e.device = ?1 AND e.incarnation = ?2 AND e.seq BETWEEN ?3 AND ?4
               AND e.payload IS NULL AND e.id = e.record
               AND record.id = e.record AND record.unconfirmed = 1 AND record.head IS NULL
             RETURNING area, class, month, id",
        )?;
        let mut rows = confirm.query(params![
            Id(owner.device),
            owner.incarnation.cast_signed(),
            receipt.from.cast_signed(),
            receipt.to.cast_signed()
        ])?;
        let mut shown = HashSet::new();
        while let Some(row) = rows.next()? {
            let (cell, Id(record)) = (cell(row)??, row.get(3)?);
            self.move_digest(record, None, Some((&cell, record)));
            self.touch_record(record);
            shown.insert(record);
        }
        Ok(shown)
    }

    /// The others, in order.
    fn receipted(
        &self,
        owner: &Owner,
        receipt: &ReceiptRange,
        shown: &HashSet<Uuid>,
    ) -> Result<Vec<Receipted>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id, record, commit_n, content, coalesce(payload, '') FROM entry
             WHERE own = 1 AND device = ?1 AND incarnation = ?2 AND seq BETWEEN ?3 AND ?4 ORDER BY seq",
        )?;
        let mut rows = statement.query(params![
            Id(owner.device),
            owner.incarnation.cast_signed(),
            receipt.from.cast_signed(),
            receipt.to.cast_signed()
        ])?;
        let mut others = Vec::new();
        while let Some(row) = rows.next()? {
            let Id(entry) = row.get(0)?;
            if !shown.contains(&entry) {
                others.push(Receipted {
                    record: row.get::<_, Id>(1)?.0,
                    n: row.get::<_, i64>(2)?.cast_unsigned(),
                    content: row.get(3)?,
                    payload: row.get(4)?,
                });
            }
        }
        Ok(others)
    }

    fn confirm_effect(&mut self, receipted: &Receipted, outcome: Option<&Outcome>) -> Result<(), StoreError> {
        let content: Content = parse_json("entry.content", &receipted.content)?;
        let values = match receipted.payload.as_str() {
            "" => self.read().create_values(receipted.record)?,
            text => body_values(text)?,
        };
        let outcome = outcome.cloned().unwrap_or_default();
        self.advance(&content, &values, &outcome, receipted.n, None)?;
        if let Some(fixed) = content.fixes {
            self.conn
                .prepare_cached("UPDATE entry SET held = 'superseded' WHERE id = ?1 AND held IS NOT NULL")?
                .execute([Id(fixed)])?;
            self.relay(receipted.record)?;
        }
        Ok(())
    }
}
