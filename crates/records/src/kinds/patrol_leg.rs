//! A stretch of a patrol in one hotspot with one crew; pauses lie between legs.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::declare::record;
use crate::field::{Purpose, Retention, Rule};

/// At most this many of one personnel type walk together.
const MOST: Rule = Rule::Between(0, 99);

record! {
    /// A stretch of a patrol in one hotspot with one crew, opened by start, change and resume.
    PatrolLeg is "patrol_leg" { purpose: Purpose::PatrolReporting, retention: Retention::Keep, }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::NotBlank]]
    area: String,
    /// The patrol it belongs to.
    [indexed: true]
    patrol: Uuid,
    /// The hotspot, by its id in the reference pack.
    [group: Some("place"), rules: &[Rule::NotBlank]]
    hotspot: String,
    /// The version of the reference pack the hotspot was read from.
    [group: Some("place")]
    hotspot_version: Option<u32>,
    /// When it was opened.
    [group: Some("times")]
    from: DateTime<Utc>,
    /// When it was closed; absent while it runs.
    [group: Some("times"), rules: &[Rule::NotBefore("from")]]
    to: Option<DateTime<Utc>>,
    /// The device's offset from UTC when opened, in minutes.
    [rules: &[Rule::Between(-1440, 1440)]]
    from_offset_min: Option<i64>,
    /// Milliseconds since the device started, when opened.
    from_monotonic_ms: Option<i64>,
    /// The device's boot, when opened.
    from_boot: Option<Uuid>,
    /// The device's offset from UTC when closed, in minutes.
    [rules: &[Rule::Between(-1440, 1440)]]
    to_offset_min: Option<i64>,
    /// Milliseconds since the device started, when closed.
    to_monotonic_ms: Option<i64>,
    /// The device's boot, when closed.
    to_boot: Option<Uuid>,
    /// Police constables.
    [group: Some("crew"), rules: &[MOST]]
    pc: Option<u16>,
    /// Police community support officers.
    [group: Some("crew"), rules: &[MOST]]
    pcso: Option<u16>,
    /// Special constables.
    [group: Some("crew"), rules: &[MOST]]
    spc: Option<u16>,
    /// Civic enforcement officers.
    [group: Some("crew"), rules: &[MOST]]
    ceo: Option<u16>,
    /// Community wardens.
    [group: Some("crew"), rules: &[MOST]]
    warden: Option<u16>,
    /// Officers accredited under the community safety accreditation scheme.
    [group: Some("crew"), rules: &[MOST]]
    csas: Option<u16>,
    /// Street marshals.
    [group: Some("crew"), rules: &[MOST]]
    marshal: Option<u16>,
    /// Staff of partner organisations.
    [group: Some("crew"), rules: &[MOST]]
    partner: Option<u16>,
}

/// The personnel types, as field names of a leg.
pub const CREW: [&str; 8] = ["pc", "pcso", "spc", "ceo", "warden", "csas", "marshal", "partner"];

/// How many of each personnel type walk together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(default)]
pub struct Crew {
    /// Police constables.
    pub pc: u16,
    /// Police community support officers.
    pub pcso: u16,
    /// Special constables.
    pub spc: u16,
    /// Civic enforcement officers.
    pub ceo: u16,
    /// Community wardens.
    pub warden: u16,
    /// Accredited officers.
    pub csas: u16,
    /// Street marshals.
    pub marshal: u16,
    /// Partner staff.
    pub partner: u16,
}

impl Crew {
    /// How many people it is.
    #[must_use]
    pub const fn people(self) -> u32 {
        self.pc as u32
            + self.pcso as u32
            + self.spc as u32
            + self.ceo as u32
            + self.warden as u32
            + self.csas as u32
            + self.marshal as u32
            + self.partner as u32
    }
}

impl PatrolLeg {
    /// The crew of the leg.
    #[must_use]
    pub fn crew(&self) -> Crew {
        let n = Option::unwrap_or_default;
        Crew {
            pc: n(self.pc),
            pcso: n(self.pcso),
            spc: n(self.spc),
            ceo: n(self.ceo),
            warden: n(self.warden),
            csas: n(self.csas),
            marshal: n(self.marshal),
            partner: n(self.partner),
        }
    }

    /// The same leg with this crew; a type with nobody is left out.
    #[must_use]
    pub fn with_crew(self, crew: Crew) -> Self {
        let some = |n: u16| (n > 0).then_some(n);
        Self {
            pc: some(crew.pc),
            pcso: some(crew.pcso),
            spc: some(crew.spc),
            ceo: some(crew.ceo),
            warden: some(crew.warden),
            csas: some(crew.csas),
            marshal: some(crew.marshal),
            partner: some(crew.partner),
            ..self
        }
    }
}
