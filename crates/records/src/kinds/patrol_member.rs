//! An officer who joined another’s patrol by its code.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::declare::record;
use crate::field::{Purpose, Retention, Rule, Sensitivity};

record! {
    /// An officer who joined a patrol by its code.
    PatrolMember is "patrol_member" {
        since: 3, purpose: Purpose::PatrolReporting, retention: Retention::SixYears,
        natural_key: &["patrol", "officer"], parent: Some(("patrol", "patrol")),
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// The patrol.
    [indexed: true]
    patrol: Uuid,
    /// The officer.
    officer: Uuid,
    /// The officer’s name.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false, sensitivity: Sensitivity::Personal]
    name: String,
    /// The code they typed.
    [rules: &[Rule::OneLine], asked: false]
    join_code: Option<String>,
    /// The hotspot they joined it in.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    hotspot: String,
    /// The version of the reference pack the hotspot was read from.
    hotspot_version: Option<u32>,
    /// When.
    [group: Some("times"), moves: true]
    joined: DateTime<Utc>,
    /// When they left it; absent while they are on it.
    [group: Some("times"), rules: &[Rule::NotBefore("joined")], moves: true]
    left: Option<DateTime<Utc>>,
}
