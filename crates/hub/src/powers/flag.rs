//! What the hub finds in an act that the powers in force do not cover: a phone may have had an older pack.
//!
//! Rule: it flags and never refuses or holds. It judges by the day in London and by the pack it has now, whose dates say
//! what was in force then; where it has none, it says nothing.

use beatbook_records::check::{Fault, Problem};
use beatbook_records::entry::{Act, Content, Payload};
use beatbook_records::kinds::Action;
use beatbook_records::powers::{Scene, admit};
use beatbook_records::record::Record as _;
use beatbook_records::report::period::london_date;
use beatbook_records::role::Role;
use beatbook_records::wire::PowersPack;

/// The powers of whoever hands in.
#[derive(Debug, Clone, Copy)]
pub struct Covered<'a> {
    /// The pack, where there is one and acts are handed in.
    pub pack: Option<&'a PowersPack>,
    /// The name the officer is enrolled under.
    pub officer: &'a str,
    /// What they are enrolled as.
    pub role: Role,
}

/// Whether an entry writes an act down.
#[must_use]
pub fn is_act(content: &Content) -> bool {
    content.act == Act::Create && content.kind == Action::KIND.name
}

impl Covered<'_> {
    /// What is wrong with an act; nothing where the entry is none.
    #[must_use]
    pub fn flags(&self, content: &Content, payload: &Payload) -> Vec<Problem> {
        let Some(pack) = self.pack.filter(|_| is_act(content)) else { return Vec::new() };
        let degrees = |name: &str| payload.values.get(name).and_then(serde_json::Value::as_f64);
        let scene = Scene {
            officer: self.officer,
            role: self.role,
            day: london_date(content.occurred),
            place: degrees("lat").zip(degrees("lon")),
            // Who was in the crew is in another record: the phone knew.
            police: true,
        };
        let refused = admit(Some(pack), &mut payload.values.clone(), scene).err();
        refused
            .map(|refused| Problem { field: refused.field().into(), fault: Fault::DoesNotGo })
            .into_iter()
            .collect()
    }
}
