//! A session with young people or the public: attendance, no names.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::codes::OutreachKind;
use crate::declare::record;
use crate::field::{Menu, Purpose, Retention, Rule};

record! {
    /// A session with young people or the public.
    OutreachSession is "outreach_session" placed {
        since: 3, menu: Some(Menu::Enforcement), purpose: Purpose::CommunitySafety,
        retention: Retention::Keep,
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// What kind it was.
    session_type: OutreachKind,
    /// The day it was held.
    held_on: NaiveDate,
    /// How long it was, in minutes.
    [rules: &[Rule::Between(1, 1440)]]
    minutes: Option<u16>,
    /// How many came.
    [rules: &[Rule::Between(0, 9_999)]]
    attendance: u16,
    /// How many of them were under 18.
    [rules: &[Rule::Between(0, 9_999)]]
    under_18: Option<u16>,
    /// Who held it.
    [rules: &[Rule::OneLine]]
    partner: Option<String>,
    /// What it was about.
    [rules: &[Rule::OneLine]]
    topic: Option<String>,
    /// How it went.
    went: Option<String>,
    /// The record that this one repeats; reports count that one instead.
    duplicate_of: Option<Uuid>,
}
