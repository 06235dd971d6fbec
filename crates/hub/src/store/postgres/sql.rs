//! Questions and changes on PostgreSQL.
//!
//! Rule: one round trip each. A statement is prepared once for a connection and kept ready.

use std::error::Error;

use postgres::types::private::BytesMut;
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use postgres::{Row as Answer, Statement};

use super::pool::{Connection, Lent};
use super::text;
use crate::store::StoreResult;
use crate::store::sql::{Arg, Begin, Change, Many, Next, Row, Sql, Take, Value, broken};

/// The tables that grow.
const COUNT: &str =
    "ANALYZE hub.entry, hub.record, hub.overruled, hub.cell, hub.journal, hub.device, hub.repeat";
/// From here on it is worth it, each time the book is ten times as large.
const COUNTED_FIRST: u64 = 1_000;
/// From here on the server has counted.
const COUNTED_LAST: u64 = 1_000_000;

/// The columns that the server numbers itself.
const RENUMBER: &str =
    "SELECT setval(pg_get_serial_sequence('hub.journal', 'n'), (SELECT max(n) FROM hub.journal));
    SELECT setval(pg_get_serial_sequence('hub.batch', 'n'), (SELECT max(n) FROM hub.batch));
    SELECT setval(pg_get_serial_sequence('hub.record', 'seq'), (SELECT max(seq) FROM hub.record))";

type Cause = Box<dyn Error + Sync + Send>;

impl ToSql for Arg<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Cause> {
        match (*self, ty) {
            (Self::Null, _) => return Ok(IsNull::Yes),
            (Self::Int(n), &Type::BOOL) => out.extend_from_slice(&[u8::from(n != 0)]),
            (Self::Int(n), &Type::INT8) => out.extend_from_slice(&n.to_be_bytes()),
            (Self::Int(n), &Type::INT4) => out.extend_from_slice(&i32::try_from(n)?.to_be_bytes()),
            (Self::Text(text), &(Type::TEXT | Type::VARCHAR | Type::JSON)) => {
                out.extend_from_slice(text.as_bytes());
            }
            (Self::Bytes(bytes), &(Type::BYTEA | Type::UUID)) => out.extend_from_slice(bytes),
            (_, ty) => return Err(format!("nothing is given as {ty}").into()),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

struct Raw<'r>(Value<'r>);

impl<'r> FromSql<'r> for Raw<'r> {
    fn from_sql(ty: &Type, raw: &'r [u8]) -> Result<Self, Cause> {
        Ok(Self(match *ty {
            Type::BOOL => Value::Int(i64::from(raw.first() != Some(&0))),
            Type::INT8 => Value::Int(i64::from_be_bytes(raw.try_into()?)),
            Type::INT4 => Value::Int(i32::from_be_bytes(raw.try_into()?).into()),
            Type::TEXT | Type::VARCHAR | Type::JSON => Value::Text(std::str::from_utf8(raw)?),
            Type::BYTEA | Type::UUID => Value::Bytes(raw),
            _ => return Err(format!("{ty} is no shape of ours").into()),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Cause> {
        Ok(Self(Value::Null))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

impl Row for Answer {
    fn value(&self, index: usize) -> StoreResult<Value<'_>> {
        if index >= self.len() {
            return Err(broken(index, "there"));
        }
        Ok(self.try_get::<_, Raw<'_>>(index)?.0)
    }
}

impl Connection {
    fn prepared(&mut self, text: &str) -> Result<Statement, postgres::Error> {
        if let Some(ready) = self.statements.get(text) {
            return Ok(ready.clone());
        }
        let statement = self.client.prepare(text)?;
        self.statements.insert(text.to_owned(), statement.clone());
        Ok(statement)
    }

    fn query(&mut self, text: &str, args: &[&(dyn ToSql + Sync)]) -> Result<Vec<Answer>, postgres::Error> {
        let statement = self.prepared(text)?;
        self.client.query(&statement, args)
    }

    fn execute(&mut self, text: &str, args: &[&(dyn ToSql + Sync)]) -> Result<u64, postgres::Error> {
        let statement = self.prepared(text)?;
        self.client.execute(&statement, args)
    }
}

/// The columns of many rows, each as an array.
fn arrays<'a>(many: &Many<'a>) -> Vec<Vec<Arg<'a>>> {
    let width = many.columns.len();
    (0..width).map(|column| many.rows().map(|row| row[column]).collect()).collect()
}

fn given<T: ToSql + Sync>(args: &[T]) -> Vec<&(dyn ToSql + Sync)> {
    args.iter().map(|arg| arg as &(dyn ToSql + Sync)).collect()
}

fn hand_over(rows: &[Answer], take: Take<'_>) -> StoreResult<()> {
    for row in rows {
        if take(row)? == Next::Stop {
            break;
        }
    }
    Ok(())
}

impl Sql for Lent<'_> {
    fn begin(&self, begin: Begin) -> StoreResult<()> {
        let text = match begin {
            Begin::Write => "BEGIN",
            Begin::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ",
        };
        self.with(|connection| connection.client.batch_execute(text))?;
        self.in_transaction.set(true);
        Ok(())
    }

    fn commit(&self) -> StoreResult<()> {
        self.with(|connection| connection.client.batch_execute("COMMIT"))?;
        self.in_transaction.set(false);
        Ok(())
    }

    /// Plans of a book that was never counted read all rows of the authority; the server counts by itself, but not within
    /// the first minute of a book that fills fast.
    fn grown(&self, from: u64, to: u64) -> StoreResult<()> {
        if (COUNTED_FIRST..COUNTED_LAST).contains(&to) && from.checked_ilog10() < to.checked_ilog10() {
            self.with(|connection| connection.client.batch_execute(COUNT))?;
        }
        Ok(())
    }

    fn renumber(&self) -> StoreResult<()> {
        self.with(|connection| connection.client.batch_execute(RENUMBER))
    }

    /// The server keeps versions of rows until they are cleared away, and its log until it is recycled.
    fn forget_erased(&self) -> StoreResult<()> {
        self.with(|connection| connection.client.batch_execute("VACUUM hub.entry, hub.record, hub.overruled"))
    }

    fn roll_back(&self) {
        // A connection that cannot roll back is not used again, and the server forgets what it did.
        let done = self.with(|connection| connection.client.batch_execute("ROLLBACK"));
        self.in_transaction.set(done.is_err());
    }

    fn each(&self, text: &str, args: &[Arg<'_>], take: Take<'_>) -> StoreResult<()> {
        let (text, args) = (text::one(text), given(args));
        let rows = self.with(|connection| connection.query(&text, &args))?;
        hand_over(&rows, take)
    }

    fn each_of(&self, text: &str, many: &Many<'_>, take: Take<'_>) -> StoreResult<()> {
        if many.is_empty() {
            return Ok(());
        }
        let (text, arrays) = (text::each(text, many.columns), arrays(many));
        let args = given(&arrays);
        let rows = self.with(|connection| connection.query(&text, &args))?;
        hand_over(&rows, take)
    }

    fn run(&self, text: &str, args: &[Arg<'_>]) -> StoreResult<usize> {
        let (text, args) = (text::one(text), given(args));
        let changed = self.with(|connection| connection.execute(&text, &args))?;
        Ok(usize::try_from(changed).unwrap_or(usize::MAX))
    }

    fn run_of(&self, change: Change, table: &'static str, many: &Many<'_>) -> StoreResult<()> {
        let (text, arrays) = (text::change(change, table, many.columns), arrays(many));
        let args = given(&arrays);
        self.with(|connection| connection.execute(&text, &args))?;
        Ok(())
    }
}
