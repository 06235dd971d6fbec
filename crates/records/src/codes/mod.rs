//! The vocabularies, one file each.
//!
//! Rule: codes are what travels and never change their meaning; a retired code stays readable.

use crate::field::{CodeList, CodeType};

mod activity;
mod engagement_kind;
mod funding_stream;
mod media_type;
mod mode;
mod statement;
mod theme;
mod time_source;

pub use activity::Activity;
pub use engagement_kind::EngagementKind;
pub use funding_stream::FundingStream;
pub use media_type::MediaType;
pub use mode::Mode;
pub use statement::Statement;
pub use theme::{Theme, Worry};
pub use time_source::TimeSource;

/// Every vocabulary, for the generated TypeScript and the labels test.
pub const LISTS: &[&CodeList] = &[
    &Activity::LIST,
    &EngagementKind::LIST,
    &FundingStream::LIST,
    &MediaType::LIST,
    &Mode::LIST,
    &Statement::LIST,
    &Theme::LIST,
    &Worry::LIST,
    &TimeSource::LIST,
    &crate::role::Role::LIST,
];

impl CodeType for Activity {
    const LIST: &'static CodeList = &Self::LIST;
}
