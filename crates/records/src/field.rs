//! The field table: what a field is called, what shape it has, and which rules hold for it.
//!
//! Rule: data only. Check, settle, SQL views, TypeScript, forms, exports and the data-protection
//! register all read it; it reads nothing.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::entry::Hash;

/// A vocabulary as data: codes and, at the same index, their plain words.
#[derive(Debug)]
pub struct CodeList {
    /// The type name, as TypeScript and the register show it.
    pub name: &'static str,
    /// The codes, in menu order.
    pub codes: &'static [&'static str],
    /// What each code means, at the same index.
    pub words: &'static [&'static str],
}

impl CodeList {
    /// The plain words of a code, if the list has it.
    #[must_use]
    pub fn words_of(&self, code: &str) -> Option<&'static str> {
        self.codes.iter().position(|c| *c == code).map(|at| self.words[at].trim())
    }
}

/// The shape of a value in JSON.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// Text, at most this many bytes.
    Text(usize),
    /// A whole number.
    Integer,
    /// Degrees or metres.
    Decimal,
    /// True or false.
    Boolean,
    /// RFC 3339 time in UTC.
    Instant,
    /// A day, as yyyy-mm-dd, in the time zone of whoever wrote it.
    Date,
    /// A UUID, usually of another record; it may arrive later than its mention.
    Id,
    /// The SHA-256 of a file, 64 hexadecimal digits; the file may arrive later than its mention.
    Hash,
    /// One code of a vocabulary.
    Code(&'static CodeList),
    /// A set of codes, which settles by adding and removing.
    Codes(&'static CodeList),
}

/// The most bytes of a text that is one line.
pub const LINE_BYTES_MAX: usize = 200;

/// A rule beyond the shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// A number in this range, both ends included.
    Between(i64, i64),
    /// A time that is not before the named field.
    NotBefore(&'static str),
    /// Text that is not empty or only spaces.
    NotBlank,
    /// Text of one line, at most [`LINE_BYTES_MAX`] bytes.
    OneLine,
    /// A Unique Property Reference Number: up to 12 digits, with no leading zero.
    Uprn,
    /// Needed where the named field has one of these codes.
    NeededWhen(&'static str, &'static [&'static str]),
    /// Refused unless the named field has one of these codes.
    OnlyWhen(&'static str, &'static [&'static str]),
    /// Needed where the named field has one of these codes, and refused where it has not.
    When(&'static str, &'static [&'static str]),
    /// Needed where the named field is given.
    NeededWith(&'static str),
    /// Needed where the named field is not given.
    NeededWithout(&'static str),
    /// The hazard scheme in force on the day of the named time.
    SchemeOn(&'static str),
}

/// How harmful it would be in the wrong hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sensitivity {
    /// Says nothing of any person.
    Ordinary,
    /// May concern a person who can be told.
    Personal,
    /// Special category or criminal offence data.
    Special,
    /// Who told it: for the records manager alone.
    Sealed,
}

/// Why the partnership may hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Showing funders and the public what patrols did.
    PatrolReporting,
    /// Preventing and answering antisocial behaviour.
    CommunitySafety,
    /// Using powers against behaviour, with a prosecution or penalty in view.
    Enforcement,
    /// Selective licensing under Part 3 of the Housing Act 2004.
    Licensing,
    /// Fitting security equipment in homes.
    TargetHardening,
    /// Protecting somebody at risk.
    Safeguarding,
    /// Passing information to the police.
    Intelligence,
    /// Keeping staff safe.
    StaffSafety,
}

/// Which law a purpose falls under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Regime {
    /// The UK GDPR.
    General,
    /// Part 3 of the Data Protection Act 2018: law enforcement.
    LawEnforcement,
}

impl Purpose {
    /// The law that the purpose falls under.
    #[must_use]
    pub const fn regime(self) -> Regime {
        match self {
            Self::CommunitySafety | Self::Enforcement | Self::Licensing | Self::Intelligence => {
                Regime::LawEnforcement
            }
            Self::PatrolReporting | Self::TargetHardening | Self::Safeguarding | Self::StaffSafety => {
                Regime::General
            }
        }
    }
}

/// How long it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retention {
    /// No personal data: kept.
    Keep,
    /// Six years from the day the matter closed.
    SixYears,
    /// Six years from the end of the licence.
    LicenceSixYears,
    /// Twenty-four months from the last follow-up; then counts alone.
    Months24,
}

/// One field of a kind.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The name in JSON, SQL and TypeScript.
    pub name: &'static str,
    /// What it means, from its doc comment.
    pub about: &'static str,
    /// The shape of its value.
    pub shape: Shape,
    /// Whether a create must give it.
    pub required: bool,
    /// The schema from which it exists.
    pub since: u32,
    /// The schema from which it is required, when it was added optional.
    pub required_from: Option<u32>,
    /// Fields of one group settle as one.
    pub group: Option<&'static str>,
    /// How harmful it would be in the wrong hands.
    pub sensitivity: Sensitivity,
    /// Rules beyond the shape.
    pub rules: &'static [Rule],
    /// Whether lists filter on it (a partial index is made).
    pub indexed: bool,
    /// Whether a form asks for it; what the app knows by itself is not asked.
    pub asked: bool,
    /// Whether it moves on as the matter does: then a new value is news and no correction.
    pub moves: bool,
}

impl Field {
    /// The defaults that follow from the Rust type.
    #[must_use]
    pub const fn of<T: FieldType>(name: &'static str, about: &'static str) -> Self {
        Self {
            name,
            about,
            shape: T::SHAPE,
            required: T::REQUIRED,
            since: 1,
            required_from: None,
            group: None,
            sensitivity: Sensitivity::Ordinary,
            rules: &[],
            indexed: false,
            moves: false,
            asked: !matches!(T::SHAPE, Shape::Id | Shape::Hash),
        }
    }

    /// Whether an entry of this schema must give the field on create.
    #[must_use]
    pub fn required_under(&self, schema: u32) -> bool {
        self.required || self.required_from.is_some_and(|from| schema >= from)
    }
}

/// Where the menu of what can be written down offers a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Menu {
    /// With the work of enforcement.
    Enforcement,
    /// With selective licensing.
    Licensing,
    /// With the packs.
    Hardening,
    /// With what everybody may have to write down.
    Everyday,
}

/// One kind of record.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// The name that travels.
    pub name: &'static str,
    /// What it is, from its doc comment.
    pub about: &'static str,
    /// The schema from which it exists.
    pub since: u32,
    /// Its part of the menu; `None` where it is written elsewhere than from the menu.
    pub menu: Option<Menu>,
    /// Why it is held.
    pub purpose: Purpose,
    /// How long it is kept.
    pub retention: Retention,
    /// The class its cell has: who may see the whole record.
    pub sensitivity: Sensitivity,
    /// Fields that say which thing in the world it is: two people who write down the same thing write the same record.
    pub natural_key: &'static [&'static str],
    /// The field that names the record it is a part of, and the kind of that record.
    pub parent: Option<(&'static str, &'static str)>,
    /// The field that names the officer it is with: they see it whatever their role.
    pub assignee: Option<&'static str>,
    /// The fields, in form order.
    pub fields: &'static [Field],
}

impl Kind {
    /// What a declaration need not say.
    pub const DEFAULT: Self = Self {
        name: "",
        about: "",
        since: 1,
        menu: None,
        purpose: Purpose::CommunitySafety,
        retention: Retention::SixYears,
        sensitivity: Sensitivity::Ordinary,
        natural_key: &[],
        parent: None,
        assignee: None,
        fields: &[],
    };

    /// The field of this name, if the kind has it.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The names that settle together with this one: its group, or itself alone.
    #[must_use]
    pub fn unit<'n>(&self, name: &'n str) -> Vec<&'n str>
    where
        'static: 'n,
    {
        match self.field(name).and_then(|field| field.group) {
            None => vec![name],
            Some(group) => self.fields.iter().filter(|f| f.group == Some(group)).map(|f| f.name).collect(),
        }
    }
}

/// A Rust type that can be a field. `Option` *is* "not required".
pub trait FieldType {
    /// Its shape in JSON.
    const SHAPE: Shape;
    /// Whether a create must give it.
    const REQUIRED: bool = true;
    /// Whether this value is left out of the payload.
    fn is_absent(&self) -> bool {
        false
    }
}

impl<T: FieldType> FieldType for Option<T> {
    const SHAPE: Shape = T::SHAPE;
    const REQUIRED: bool = false;
    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

/// A vocabulary that can be the element of a set.
pub trait CodeType {
    /// The vocabulary.
    const LIST: &'static CodeList;
}

impl<T: CodeType> FieldType for BTreeSet<T> {
    const SHAPE: Shape = Shape::Codes(T::LIST);
}

macro_rules! shapes { ($($type:ty => $shape:expr,)+) => { $(impl FieldType for $type { const SHAPE: Shape = $shape; })+ } }
shapes! {
    String => Shape::Text(16 * 1024),
    u16 => Shape::Integer,
    u32 => Shape::Integer,
    i64 => Shape::Integer,
    f64 => Shape::Decimal,
    bool => Shape::Boolean,
    DateTime<Utc> => Shape::Instant,
    NaiveDate => Shape::Date,
    Uuid => Shape::Id,
    Hash => Shape::Hash,
}
