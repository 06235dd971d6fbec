//! Reading a file of powers: JSON with the lists officers, authorisations, orders, parameters, templates and hazards.
//!
//! Rule: every entry is judged by itself and, where it must be the only one, against those that were taken before it. What
//! was left out is told by its list and its number, from 1.

use beatbook_records::codes::{ActionCode, AsbType, LetterType};
use beatbook_records::powers::{letter, same_name};
use beatbook_records::wire::{
    Authorisation, Dates, HazardName, LetterTemplate, OrderCondition, Parameter, PowerOfficer, PowerOrder,
    PowersPack,
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// Something that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// Where it stands: the list and its number there.
    pub at: String,
    /// Why.
    pub why: String,
}

/// What a file holds.
#[derive(Debug, Clone, Default)]
pub struct Read {
    /// What is right, without a version.
    pub pack: PowersPack,
    /// What was left out.
    pub rejected: Vec<Rejected>,
}

impl Read {
    /// How many entries were taken.
    #[must_use]
    pub fn taken(&self) -> usize {
        let PowersPack { officers, authorisations, orders, parameters, templates, hazards, .. } = &self.pack;
        officers.len()
            + authorisations.len()
            + orders.len()
            + parameters.len()
            + templates.len()
            + hazards.len()
    }

    fn reject(&mut self, at: &str, why: impl Into<String>) {
        self.rejected.push(Rejected { at: at.into(), why: why.into() });
    }
}

/// The longest text of a line.
const LINE_MAX: usize = 200;
/// The longest text of a paragraph.
const TEXT_MAX: usize = 4_000;
/// The only kind of order there is.
const PSPO: &str = "PSPO";

/// Read a file.
///
/// # Errors
/// Where it is no JSON object.
pub fn read(text: &str) -> Result<Read, serde_json::Error> {
    let mut file: Map<String, Value> = serde_json::from_str(text.trim_start_matches('\u{feff}'))?;
    let mut read = Read::default();
    read.pack.officers = list(&mut file, &mut read, "officers", one_officer);
    // Authorisations name officers, so those are read first.
    let officers = read.pack.officers.clone();
    read.pack.authorisations =
        list(&mut file, &mut read, "authorisations", |one, _| one_authorisation(one, &officers));
    read.pack.orders = orders(&mut file, &mut read);
    read.pack.parameters = list(&mut file, &mut read, "parameters", one_parameter);
    read.pack.templates = list(&mut file, &mut read, "templates", one_template);
    read.pack.hazards = list(&mut file, &mut read, "hazards", one_hazard);
    for name in file.keys().filter(|name| !matches!(name.as_str(), "note" | "$schema")) {
        read.reject(name, "there is no list of this name");
    }
    Ok(read)
}

/// The entries of a list that are right; `fault` is told those taken before.
fn list<T: DeserializeOwned>(
    file: &mut Map<String, Value>,
    read: &mut Read,
    name: &str,
    fault: impl Fn(&T, &[T]) -> Result<(), String>,
) -> Vec<T> {
    let mut taken = Vec::new();
    for (at, value) in entries(file, read, name) {
        match serde_json::from_value::<T>(value).map_err(|error| error.to_string()) {
            Ok(one) => match fault(&one, &taken) {
                Ok(()) => taken.push(one),
                Err(why) => read.reject(&at, why),
            },
            Err(why) => read.reject(&at, why),
        }
    }
    taken
}

/// The entries of a list with what they are called; none where it is absent.
fn entries(file: &mut Map<String, Value>, read: &mut Read, name: &str) -> Vec<(String, Value)> {
    match file.remove(name) {
        None => Vec::new(),
        Some(Value::Array(values)) => {
            let named = |(at, value)| (format!("{name}[{}]", at + 1), value);
            values.into_iter().enumerate().map(named).collect()
        }
        Some(_) => {
            read.reject(name, "not a list");
            Vec::new()
        }
    }
}

fn line(what: &str, text: &str) -> Result<(), String> {
    let plain = !text.trim().is_empty() && text.len() <= LINE_MAX && !text.chars().any(char::is_control);
    if plain { Ok(()) } else { Err(format!("the {what} is empty, too long or not one line")) }
}

fn words(what: &str, text: &str) -> Result<(), String> {
    let right = !text.trim().is_empty() && text.len() <= TEXT_MAX;
    if right { Ok(()) } else { Err(format!("the {what} is empty or longer than {TEXT_MAX} bytes")) }
}

fn in_order(dates: &Dates) -> Result<(), String> {
    match dates.to {
        Some(to) if to <= dates.from => {
            Err(format!("it ends on {to} (that day not included), and begins on {}", dates.from))
        }
        _ => Ok(()),
    }
}

fn only_once<T>(taken: &[T], same: impl Fn(&T) -> bool, why: impl FnOnce() -> String) -> Result<(), String> {
    if taken.iter().any(same) { Err(why()) } else { Ok(()) }
}

fn one_officer(one: &PowerOfficer, taken: &[PowerOfficer]) -> Result<(), String> {
    line("id", &one.id)?;
    line("name", &one.name)?;
    only_once(taken, |other| other.id == one.id, || format!("the id {} is there twice", one.id))?;
    let same = |other: &PowerOfficer| other.role == one.role && same_name(&other.name, &one.name);
    only_once(taken, same, || {
        format!("{} is there twice in one role: devices are told apart by the name", one.name)
    })
}

fn one_authorisation(one: &Authorisation, officers: &[PowerOfficer]) -> Result<(), String> {
    if !officers.iter().any(|officer| officer.id == one.officer) {
        return Err(format!("there is no officer {}", one.officer));
    }
    if ActionCode::from_code(&one.code).is_none() {
        return Err(format!("there is no act {}", one.code));
    }
    in_order(&one.dates)
}

fn orders(file: &mut Map<String, Value>, read: &mut Read) -> Vec<PowerOrder> {
    let mut taken: Vec<PowerOrder> = Vec::new();
    for (at, mut value) in entries(file, read, "orders") {
        let conditions = value.as_object_mut().and_then(|order| order.get_mut("conditions")).map(Value::take);
        let mut held = Map::from_iter(conditions.map(|list| ("conditions".to_owned(), list)));
        if let Some(order) = value.as_object_mut() {
            order.insert("conditions".into(), Value::Array(Vec::new()));
        }
        let order = serde_json::from_value::<PowerOrder>(value).map_err(|error| error.to_string());
        let mut order = match order.and_then(|order| one_order(&order, &taken).map(|()| order)) {
            Ok(order) => order,
            Err(why) => {
                read.reject(&at, why);
                continue;
            }
        };
        let mut inner = Read::default();
        order.conditions =
            list(&mut held, &mut inner, "conditions", |one, taken| one_condition(one, taken, &order));
        for Rejected { at: within, why } in inner.rejected {
            read.reject(&format!("{at}.{within}"), why);
        }
        if order.conditions.is_empty() {
            read.reject(&at, "it has no condition that is right");
        } else {
            taken.push(order);
        }
    }
    taken
}

fn one_order(one: &PowerOrder, taken: &[PowerOrder]) -> Result<(), String> {
    line("id", &one.id)?;
    line("name", &one.name)?;
    if one.kind != PSPO {
        return Err(format!("the kind is {}, not {PSPO}", one.kind));
    }
    only_once(taken, |other| other.id == one.id, || format!("the id {} is there twice", one.id))?;
    in_order(&one.dates)?;
    if one.polygon.is_empty() {
        return Err("the polygon has no ring".into());
    }
    for (at, ring) in one.polygon.iter().enumerate() {
        let ring_is = |why: &str| format!("ring {} of the polygon {why}", at + 1);
        if ring.iter().any(|[x, y]| x.abs() > 180.0 || y.abs() > 90.0) {
            return Err(ring_is("has a position that is not longitude and latitude in degrees"));
        }
        if ring.len() < 4 {
            return Err(ring_is("has fewer than four positions"));
        }
        if ring.first() != ring.last() {
            return Err(ring_is("is not closed"));
        }
    }
    Ok(())
}

fn one_condition(one: &OrderCondition, taken: &[OrderCondition], order: &PowerOrder) -> Result<(), String> {
    line("id", &one.id)?;
    words("text", &one.text)?;
    only_once(taken, |other| other.id == one.id, || format!("the id {} is there twice", one.id))?;
    if let Some(code) = one.codes.iter().find(|code| AsbType::from_code(code).is_none()) {
        return Err(format!("there is no behaviour {code}"));
    }
    in_order(&one.dates)?;
    if one.dates.overlap(&order.dates) { Ok(()) } else { Err("no day of it is one of the order".into()) }
}

fn one_parameter(one: &Parameter, taken: &[Parameter]) -> Result<(), String> {
    line("name", &one.name)?;
    line("source", &one.source)?;
    if let Some(code) = one.name.strip_prefix("amount.").filter(|code| ActionCode::from_code(code).is_none())
    {
        return Err(format!("it is the amount of {code}, and there is no such act"));
    }
    in_order(&one.dates)?;
    let same = |other: &Parameter| other.name == one.name && other.dates.overlap(&one.dates);
    only_once(taken, same, || format!("{} has another value on some of these days", one.name))
}

fn one_template(one: &LetterTemplate, taken: &[LetterTemplate]) -> Result<(), String> {
    if LetterType::from_code(&one.letter).is_none() {
        return Err(format!("there is no letter {}", one.letter));
    }
    line("subject", &one.subject)?;
    if one.paragraphs.is_empty() {
        return Err("it has no paragraph".into());
    }
    for text in std::iter::once(&one.subject).chain(&one.paragraphs) {
        words("text", text)?;
        if let Some(place) = letter::wrong_place(text) {
            let known = letter::PLACES.join(", ");
            return Err(format!("there is no place {place:?}; places are, in braces: {known}"));
        }
    }
    in_order(&one.dates)?;
    let same = |other: &LetterTemplate| {
        (&other.letter, other.language) == (&one.letter, one.language) && other.dates.overlap(&one.dates)
    };
    only_once(taken, same, || {
        format!("{} has another template in this language on some of these days", one.letter)
    })
}

fn one_hazard(one: &HazardName, taken: &[HazardName]) -> Result<(), String> {
    line("name", &one.name)?;
    in_order(&one.dates)?;
    let same = |other: &HazardName| other.name == one.name && other.dates.overlap(&one.dates);
    only_once(taken, same, || format!("{} is there twice on some of these days", one.name))
}
