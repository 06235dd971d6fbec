//! Whether an act may be written as it stands, and what the pack adds to it.
//!
//! Rule: the amount and the version are the pack's, never typed; a condition is one in force at the place that day.

use serde_json::{Value, json};

use super::{NO_PACK, Scene, WhyNot, amount, conditions, is_penalty, needs_order, why_not};
use crate::codes::ActionCode;
use crate::record::Values;
use crate::wire::PowersPack;

/// Why an act may not be written so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No act, or none that this build knows.
    #[error("no act of the ladder")]
    Code,
    /// It is not offered.
    #[error("not offered: {0:?}")]
    NotOffered(WhyNot),
    /// No action needs a reason.
    #[error("no action, and no reason why")]
    Rationale,
    /// The order or condition is not in force at the place that day, or none is named.
    #[error("no condition that is in force here that day")]
    Condition,
    /// Another amount than the one in force that day.
    #[error("another amount than the one in force that day")]
    Amount,
}

impl Refused {
    /// The field it is about.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::Code | Self::NotOffered(_) => "code",
            Self::Rationale => "rationale",
            Self::Condition => "condition",
            Self::Amount => "amount_pence",
        }
    }

    /// A word for it that screens know.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Code => "UnknownCode",
            Self::NotOffered(_) => "NotOffered",
            Self::Rationale => "Rationale",
            Self::Condition => "Condition",
            Self::Amount => "Amount",
        }
    }
}

/// Whether an act may be written; the order of its condition, its amount and the version of the pack are filled in.
///
/// # Errors
/// Why it may not; nothing is filled in then.
pub fn admit(pack: Option<&PowersPack>, values: &mut Values, scene: Scene<'_>) -> Result<(), Refused> {
    let known = pack.unwrap_or(&NO_PACK);
    let text = |name: &str| values.get(name).and_then(Value::as_str);
    let code = text("code").and_then(ActionCode::from_code).ok_or(Refused::Code)?;
    if let Some(why) = why_not(known, code, scene) {
        return Err(Refused::NotOffered(why));
    }
    if code == ActionCode::Nfa && text("rationale").is_none_or(|words| words.trim().is_empty()) {
        return Err(Refused::Rationale);
    }
    let order = order_of(known, code, text("order"), text("condition"), scene)?.map(str::to_owned);
    let given = values.get("amount_pence").filter(|given| !given.is_null());
    let due = is_penalty(code).then(|| amount(known, code, scene.day)).flatten().map(|due| json!(due.value));
    if given.is_some() && given != due.as_ref() {
        return Err(Refused::Amount);
    }
    let version = pack.map(|pack| json!(pack.version));
    let added = [("order", order.map(Value::from)), ("amount_pence", due), ("powers_version", version)];
    // Without a pack there is no version, whatever a form says.
    values.remove("powers_version");
    for (name, value) in added {
        if let Some(value) = value {
            values.insert(name.into(), value);
        }
    }
    Ok(())
}

/// The order of the condition that an act names. A penalty names one; other acts under an order may.
fn order_of<'p>(
    pack: &'p PowersPack,
    code: ActionCode,
    order: Option<&str>,
    condition: Option<&str>,
    scene: Scene<'_>,
) -> Result<Option<&'p str>, Refused> {
    let here = || scene.place.map(|place| conditions(pack, scene.day, place)).unwrap_or_default();
    match (order, condition) {
        (None, None) if code == ActionCode::PspoFpn => Err(Refused::Condition),
        (None, None) => Ok(None),
        _ if !needs_order(code) => Err(Refused::Condition),
        _ => {
            let of_order = |id: &str| order.is_none_or(|order| order == id);
            let named = |id: &str| condition.map_or(code != ActionCode::PspoFpn, |condition| condition == id);
            let mut fitting = here().into_iter().filter(|(o, c)| of_order(&o.id) && named(&c.id));
            let (found, _) = fitting.next().ok_or(Refused::Condition)?;
            // Two orders with a condition of one name: it is to be said which.
            if fitting.any(|(other, _)| other.id != found.id) {
                return Err(Refused::Condition);
            }
            Ok(Some(&found.id))
        }
    }
}
