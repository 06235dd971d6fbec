//! Questions and changes as both databases take them.
//!
//! Rule: one text for both, with `?1` for what is given and `FOR UPDATE` where several hubs could meet. What is asked of
//! many rows is given as [`Many`]: a loop where asking costs nothing, one statement where it costs a round trip.

use beatbook_records::cell::Cell;
use beatbook_records::entry::Hash;
use uuid::Uuid;

use super::{StoreError, StoreResult};

/// What is given with a text: the same as what a column of an answer holds.
pub type Arg<'a> = Value<'a>;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A UUID.
    Id,
    /// A whole number.
    Int,
    /// Yes or no.
    Flag,
    /// Text.
    Text,
    /// JSON, kept as the bytes it came in.
    Json,
    /// Bytes.
    Bytes,
}

/// Names and shapes of columns.
pub type Columns = &'static [(&'static str, Shape)];

/// Many rows of the same columns.
#[derive(Debug)]
pub struct Many<'a> {
    /// The columns.
    pub columns: Columns,
    /// One row after the other.
    pub args: Vec<Arg<'a>>,
}

impl<'a> Many<'a> {
    /// No rows yet.
    #[must_use]
    pub const fn of(columns: Columns) -> Self {
        Self { columns, args: Vec::new() }
    }

    /// No rows yet, and room for so many.
    #[must_use]
    pub fn with_room(columns: Columns, rows: usize) -> Self {
        Self { columns, args: Vec::with_capacity(rows * columns.len()) }
    }

    /// A row more.
    pub fn row<const N: usize>(&mut self, row: [Arg<'a>; N]) {
        debug_assert_eq!(N, self.columns.len(), "a row has a value for every column");
        self.args.extend(row);
    }

    /// The rows.
    pub fn rows(&self) -> impl Iterator<Item = &[Arg<'a>]> {
        self.args.chunks_exact(self.columns.len())
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.args.is_empty()
    }
}

/// A change of many rows of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// They are new.
    Insert,
    /// They are new, or there already and stay as they are.
    Ensure,
    /// Those with the first columns as keys, that fulfil a condition as well, get the other columns.
    Update {
        /// How many columns are keys.
        keys: usize,
        /// What else a row must fulfil; may be `TRUE`.
        only: &'static str,
    },
    /// Those with these columns go.
    Delete,
}

impl Change {
    /// What an insertion does with a row that is there already: both databases have the same words for it.
    #[must_use]
    pub fn where_there(self) -> &'static str {
        if self == Self::Ensure { " ON CONFLICT DO NOTHING" } else { "" }
    }
}

/// What a column of an answer holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'r> {
    /// Nothing.
    Null,
    /// A number, or a yes as 1.
    Int(i64),
    /// Text, or JSON.
    Text(&'r str),
    /// Bytes, or the bytes of an id.
    Bytes(&'r [u8]),
}

/// A row of an answer.
pub trait Row {
    /// A column.
    ///
    /// # Errors
    /// When there is no such column, or it is of no shape that is known.
    fn value(&self, index: usize) -> StoreResult<Value<'_>>;
}

/// Whether to read on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The next row.
    Row,
    /// Enough.
    Stop,
}

/// What is done with each row of an answer.
pub type Take<'t> = &'t mut dyn FnMut(&dyn Row) -> StoreResult<Next>;

/// What a transaction is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begin {
    /// To write: what is locked is as the last one who had it left it.
    Write,
    /// To read from one state of the book; it may still write what is news.
    Read,
}

/// A database that can be asked and changed.
pub trait Sql {
    /// Begin a transaction.
    ///
    /// # Errors
    /// When the database fails or stays busy.
    fn begin(&self, begin: Begin) -> StoreResult<()>;

    /// Keep what the transaction wrote.
    ///
    /// # Errors
    /// When the database fails; nothing was then written.
    fn commit(&self) -> StoreResult<()>;

    /// The history has grown from one number to another: a database that plans by what it last counted may count again.
    ///
    /// # Errors
    /// When the database fails.
    fn grown(&self, from: u64, to: u64) -> StoreResult<()>;

    /// Rows were put in with the numbers they had elsewhere: those that follow get higher ones.
    ///
    /// # Errors
    /// When the database fails.
    fn renumber(&self) -> StoreResult<()>;

    /// Something was erased: leave as few traces of it in the files as this database can.
    ///
    /// # Errors
    /// When the database fails.
    fn forget_erased(&self) -> StoreResult<()>;

    /// Forget what the transaction wrote. A database that cannot even do that has forgotten it.
    fn roll_back(&self);

    /// Ask.
    ///
    /// # Errors
    /// When the database fails, or what is done with a row does.
    fn each(&self, text: &str, args: &[Arg<'_>], take: Take<'_>) -> StoreResult<()>;

    /// Ask the same of each of many rows; the answers come in their order.
    ///
    /// # Errors
    /// When the database fails, or what is done with a row does.
    fn each_of(&self, text: &str, many: &Many<'_>, take: Take<'_>) -> StoreResult<()>;

    /// Change something; how many rows were.
    ///
    /// # Errors
    /// When the database fails.
    fn run(&self, text: &str, args: &[Arg<'_>]) -> StoreResult<usize>;

    /// Change many rows of a table.
    ///
    /// # Errors
    /// When the database fails.
    fn run_of(&self, change: Change, table: &'static str, many: &Many<'_>) -> StoreResult<()>;
}

impl dyn Sql + '_ {
    /// The first row of an answer, if there is one.
    ///
    /// # Errors
    /// When the database fails, or reading the row does.
    pub fn one<T>(
        &self,
        text: &str,
        args: &[Arg<'_>],
        read: impl Fn(&dyn Row) -> StoreResult<T>,
    ) -> StoreResult<Option<T>> {
        let mut found = None;
        self.each(text, args, &mut |row| {
            found = Some(read(row)?);
            Ok(Next::Stop)
        })?;
        Ok(found)
    }

    /// All rows of an answer.
    ///
    /// # Errors
    /// When the database fails, or reading a row does.
    pub fn list<T>(
        &self,
        text: &str,
        args: &[Arg<'_>],
        read: impl Fn(&dyn Row) -> StoreResult<T>,
    ) -> StoreResult<Vec<T>> {
        let mut list = Vec::new();
        self.each(text, args, &mut |row| {
            list.push(read(row)?);
            Ok(Next::Row)
        })?;
        Ok(list)
    }
}

impl dyn Row + '_ {
    /// A column as what it stands for.
    ///
    /// # Errors
    /// When the column does not hold that.
    pub fn get<'r, T: Column<'r>>(&'r self, index: usize) -> StoreResult<T> {
        let value = self.value(index)?;
        T::read(value).ok_or_else(|| broken(index, std::any::type_name::<T>()))
    }

    /// A cell kept as three columns, from this one on.
    ///
    /// # Errors
    /// When they are not a cell's.
    pub fn cell(&self, index: usize) -> StoreResult<Cell> {
        let class = self.get::<&str>(index + 1)?.parse().map_err(|()| broken(index + 1, "a class"))?;
        Ok(Cell { area: self.get(index)?, class, month: self.get(index + 2)? })
    }
}

/// A column that does not hold what it must.
pub fn broken(index: usize, what: &str) -> StoreError {
    StoreError::Broken { column: index, what: what.into() }
}

/// What a column can be read as.
pub trait Column<'r>: Sized {
    /// Read it, if it is that.
    fn read(value: Value<'r>) -> Option<Self>;
}

macro_rules! column {
    ($($type:ty, $value:pat => $read:expr;)+) => {
        $(impl<'r> Column<'r> for $type {
            fn read(value: Value<'r>) -> Option<Self> {
                if let $value = value { $read } else { None }
            }
        })+
    };
}

column! {
    i64, Value::Int(n) => Some(n);
    u64, Value::Int(n) => Some(n.cast_unsigned());
    u32, Value::Int(n) => n.try_into().ok();
    bool, Value::Int(n) => Some(n != 0);
    &'r str, Value::Text(text) => Some(text);
    String, Value::Text(text) => Some(text.to_owned());
    &'r [u8], Value::Bytes(bytes) => Some(bytes);
    Vec<u8>, Value::Bytes(bytes) => Some(bytes.to_vec());
    Uuid, Value::Bytes(bytes) => Uuid::from_slice(bytes).ok();
    Hash, Value::Bytes(bytes) => Hash::from_slice(bytes);
}

impl<'r, const N: usize> Column<'r> for [u8; N] {
    fn read(value: Value<'r>) -> Option<Self> {
        if let Value::Bytes(bytes) = value { bytes.try_into().ok() } else { None }
    }
}

impl<'r, T: Column<'r>> Column<'r> for Option<T> {
    fn read(value: Value<'r>) -> Option<Self> {
        if value == Value::Null { Some(None) } else { T::read(value).map(Some) }
    }
}

macro_rules! given {
    ($($type:ty, $from:ident => $arg:expr;)+) => {
        $(impl<'a> From<$type> for Arg<'a> {
            fn from($from: $type) -> Self { $arg }
        })+
    };
}

given! {
    i64, n => Arg::Int(n);
    u64, n => Arg::Int(n.cast_signed());
    u32, n => Arg::Int(n.into());
    bool, yes => Arg::Int(yes.into());
    &'a str, text => Arg::Text(text);
    &'a String, text => Arg::Text(text);
    &'a [u8], bytes => Arg::Bytes(bytes);
    &'a Uuid, id => Arg::Bytes(id.as_bytes());
    &'a Hash, hash => Arg::Bytes(&hash.0);
}

impl<'a, const N: usize> From<&'a [u8; N]> for Arg<'a> {
    fn from(bytes: &'a [u8; N]) -> Self {
        Arg::Bytes(bytes)
    }
}

impl<'a, T: Into<Arg<'a>>> From<Option<T>> for Arg<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Arg::Null, Into::into)
    }
}

/// Values as what is given with a text.
macro_rules! args {
    ($($value:expr),* $(,)?) => { [$($crate::store::sql::Arg::from($value)),*] };
}
pub(crate) use args;
