//! Cells: the unit of visibility. Devices hold whole cells.
//!
//! Rule: the cell of a record follows from its kind, its area, the officer it is with (where its kind
//! has one) and the month it was created in, and from nothing else, so that device and hub compute the same one.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::field::{Kind, Sensitivity};
use crate::record::Values;
use crate::role::Role;

/// Who may see the records of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Says nothing of any person.
    Ordinary,
    /// May concern a person.
    Personal,
    /// Special category or criminal offence data.
    Special,
    /// Who told it.
    Sealed,
    /// A kind this build does not know: its author and the records manager only.
    Unknown,
}

impl Class {
    const NAMES: [(Self, &'static str); 5] = [
        (Self::Ordinary, "ordinary"),
        (Self::Personal, "personal"),
        (Self::Special, "special"),
        (Self::Sealed, "sealed"),
        (Self::Unknown, "unknown"),
    ];

    /// The word in a cell's key.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::NAMES.iter().find(|(class, _)| *class == self).map_or("unknown", |(_, word)| word)
    }
}

impl FromStr for Class {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Self::NAMES.iter().find(|(_, name)| *name == word).map(|(class, _)| *class).ok_or(())
    }
}

impl From<Sensitivity> for Class {
    fn from(sensitivity: Sensitivity) -> Self {
        match sensitivity {
            Sensitivity::Ordinary => Self::Ordinary,
            Sensitivity::Personal => Self::Personal,
            Sensitivity::Special => Self::Special,
            Sensitivity::Sealed => Self::Sealed,
        }
    }
}

/// Area, class and month; within one authority. As text `area/class/yyyymm`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// The area; where the record is with an officer, `area@officer`, so that their work is a cell of its own.
    pub area: String,
    /// Who may see it.
    pub class: Class,
    /// The month it was created in, as yyyymm in UTC.
    pub month: u32,
}

/// Between the area of a cell and the officer it is with.
const WITH: char = '@';

/// The cell of a record; `kind` is `None` where this build does not know it.
#[must_use]
pub fn cell_of(kind: Option<&Kind>, values: &Values, created: DateTime<Utc>) -> Cell {
    let area = match values.get("area") {
        Some(Value::String(area)) if !area.is_empty() => area.replace(['/', WITH], "_"),
        _ => String::from("none"),
    };
    let assignee = kind.and_then(|kind| values.get(kind.assignee?)?.as_str()?.parse::<Uuid>().ok());
    let area = assignee.map_or(area.clone(), |officer| format!("{area}{WITH}{}", officer.simple()));
    let class = kind.map_or(Class::Unknown, |kind| kind.sensitivity.into());
    Cell { area, class, month: month_of(created) }
}

fn month_of(created: DateTime<Utc>) -> u32 {
    use chrono::Datelike as _;
    u32::try_from(created.year()).unwrap_or(0) * 100 + created.month()
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{:06}", self.area, self.class.word(), self.month)
    }
}

impl FromStr for Cell {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.split('/');
        let (Some(area), Some(class), Some(month), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(());
        };
        Ok(Self { area: area.into(), class: class.parse()?, month: month.parse().map_err(|_| ())? })
    }
}

/// What a device may hold. An empty list of areas is every area of the authority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Scope {
    /// Grows with every change; entries carry the one they were made under.
    pub version: u32,
    /// The role decides the classes.
    pub role: Role,
    /// The areas; empty is all.
    pub areas: Vec<String>,
    /// The officer: what is with them is theirs to see, whatever their role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<Uuid>,
}

impl Scope {
    /// Whether records of the cell belong on the device.
    #[must_use]
    pub fn covers(&self, cell: &Cell) -> bool {
        let with = cell.area.split_once(WITH).and_then(|(_, officer)| officer.parse::<Uuid>().ok());
        if with.is_some() && with == self.officer {
            return true;
        }
        let class = match cell.class {
            Class::Unknown => self.role == Role::RecordsManager,
            class => class <= Class::from(self.role.sees_up_to()),
        };
        class && self.covers_area(&cell.area)
    }

    /// Whether the area is one of its own.
    #[must_use]
    pub fn covers_area(&self, area: &str) -> bool {
        let area = area.split(WITH).next().unwrap_or(area);
        self.areas.is_empty() || self.areas.iter().any(|own| own == area)
    }
}
