//! Patrols: the day, the running patrol, the taps.

use std::collections::BTreeMap;

use beatbook_records::codes::{Activity, EngagementKind, FundingStream, Mode};
use beatbook_records::kinds::Crew;
use serde::{Deserialize, Serialize};
use ts_rs::{Config, TS, TypeVisitor};
use uuid::Uuid;

use super::{Chip, Draft, HandIn, ShiftView};

/// The first screen of a shift.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Today {
    /// How far the hand-in is.
    pub chip: Chip,
    /// Where a patrol would start with one tap.
    pub suggested: Option<HotspotChoice>,
    /// Why there.
    pub why: Why,
    /// The shift that runs.
    pub shift: Option<ShiftView>,
    /// The patrol that runs or is paused.
    pub patrol: Option<PatrolView>,
    /// Clock minutes of own patrols begun today, by the device's date.
    pub minutes_today: u32,
    /// Forms that were begun, newest first.
    pub drafts: Vec<Draft>,
    /// How many photos lie on this device whose record never came.
    pub photos_found: u32,
    /// What a patrol starts with unless something else is said.
    pub defaults: PatrolDefaults,
    /// How many hotspots there are to choose from.
    pub hotspots: u32,
}

/// Why a hotspot is suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The fix lies in it.
    Inside,
    /// It is the nearest to the fix.
    Nearest,
    /// No fix; the last patrol was there.
    LastUsed,
    /// No fix; there is no other.
    OnlyOne,
    /// None is.
    None,
}

/// What a patrol starts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PatrolDefaults {
    /// Which money pays for it.
    pub funding_stream: FundingStream,
    /// How the crew moves.
    pub mode: Mode,
    /// Who walks.
    pub crew: Crew,
}

/// A hotspot to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HotspotChoice {
    /// Its id.
    pub id: String,
    /// As people call it.
    pub name: String,
    /// The area whose officers work it.
    pub area: String,
    /// Whole metres from the fix to its edge, where there is a fix.
    pub distance_m: Option<u32>,
    /// Whether the fix lies in it.
    pub inside: bool,
}

/// Start a patrol; what is null is as last time.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct StartPatrol {
    /// The hotspot.
    pub hotspot: String,
    /// Which money pays for it.
    pub funding_stream: Option<FundingStream>,
    /// How the crew moves.
    pub mode: Option<Mode>,
    /// Who walks.
    pub crew: Option<Crew>,
}

/// Go on elsewhere or with others; what is null stays.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ChangePatrol {
    /// The hotspot.
    pub hotspot: Option<String>,
    /// Who walks.
    pub crew: Option<Crew>,
}

/// Finish the patrol.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FinishPatrol {
    /// A note to keep with it.
    pub note: Option<String>,
    /// Examples of what the crew did.
    pub activities: Vec<Activity>,
}

/// A patrol as the screen shows it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PatrolView {
    /// Its record.
    #[ts(type = "string")]
    pub id: Uuid,
    /// The hotspot of its last leg.
    pub hotspot: String,
    /// As people call it.
    pub hotspot_name: String,
    /// Whether it goes on.
    pub state: PatrolState,
    /// When it began.
    pub started_at: String,
    /// Seconds of its legs, from stored times, at `as_of`.
    pub clock_seconds: u32,
    /// The same, each leg times its crew.
    pub person_seconds: u32,
    /// The moment the seconds are counted to.
    pub as_of: String,
    /// Which money pays for it.
    pub funding_stream: FundingStream,
    /// How the crew moves.
    pub mode: Mode,
    /// Who walks on its last leg.
    pub crew: Crew,
    /// Its legs, in order.
    pub legs: Vec<LegView>,
    /// Conversations, by whom with.
    pub counts: Counts,
    /// How many notes it has.
    pub notes: u32,
    /// The tap that an undo would take back.
    pub last_tap: Option<LastTap>,
    /// How far its hand-in is: the least far of it.
    pub handed_in: HandIn,
    /// The code by which others join it; null on a phone that joined it.
    pub join_code: Option<String>,
    /// Whether another phone began it: its hours, pauses and crew are there.
    pub joined: bool,
    /// Who joined it, as far as this phone has heard.
    pub members: Vec<String>,
}

/// Join the patrol of another officer.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct JoinPatrol {
    /// Its code; case, spaces and hyphens do not matter.
    pub code: String,
    /// The hotspot where this officer joins it.
    pub hotspot: String,
}

/// Whether a patrol goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PatrolState {
    /// It does.
    Running,
    /// Not now.
    Paused,
    /// No more.
    Finished,
}

/// A stretch of a patrol.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LegView {
    /// Where, as people call it.
    pub hotspot_name: String,
    /// When it was opened.
    pub from: String,
    /// When it was closed; null while it runs.
    pub to: Option<String>,
    /// How many people walked.
    pub crew: u32,
}

/// Conversations, by whom with; every kind is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Counts(pub BTreeMap<EngagementKind, u32>);

/// By hand: as a map, each kind would be optional.
impl TS for Counts {
    type WithoutGenerics = Self;
    type OptionInnerType = Self;

    fn name(_: &Config) -> String {
        "Counts".into()
    }

    fn inline(cfg: &Config) -> String {
        format!("Record<{}, number>", EngagementKind::name(cfg))
    }

    fn decl(cfg: &Config) -> String {
        format!("type Counts = {};", Self::inline(cfg))
    }

    fn decl_concrete(cfg: &Config) -> String {
        Self::decl(cfg)
    }

    fn visit_dependencies(visitor: &mut impl TypeVisitor) {
        visitor.visit::<EngagementKind>();
    }

    fn output_path() -> Option<std::path::PathBuf> {
        Some("Counts.ts".into())
    }
}

/// A tap.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
pub struct LastTap {
    /// Its record.
    #[ts(type = "string")]
    pub tap: Uuid,
    /// Whom the officer talked to.
    pub kind: EngagementKind,
}

/// A finished patrol.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PatrolDone {
    /// Its record.
    #[ts(type = "string")]
    pub id: Uuid,
    /// Seconds of its legs.
    pub clock_seconds: u32,
    /// The same, each leg times its crew.
    pub person_seconds: u32,
    /// Conversations, by whom with.
    pub counts: Counts,
}

/// Count a conversation on the running patrol.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
pub struct CountEngagement {
    /// Whom the officer talked to.
    pub kind: EngagementKind,
}

/// Take a tap back.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
pub struct UndoEngagement {
    /// Its record.
    #[ts(type = "string")]
    pub tap: Uuid,
}

/// A tap was counted or taken back.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Counted {
    /// Its record.
    #[ts(type = "string")]
    pub tap: Uuid,
    /// The conversations of the patrol now.
    pub counts: Counts,
}
