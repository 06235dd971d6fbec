//! The outcomes report as a page or an address asks for it: which months, which of the hub's places, beside which district.
//!
//! Rule: what is left out is the default; the command that it comes down to asks for the very same.

use beatbook_records::report::month::{Month, Months};
use beatbook_records::report::outcomes::Compared;
use chrono::NaiveDate;
use utoipa::IntoParams;

use super::figures::Format;
use super::outcomes::Asked;
use crate::exports::Audience;
use crate::outcome_places::{Place, of_day};
use crate::store::{Book, StoreResult};

/// A period on a page is no longer than ten years.
const MONTHS_MAX: u16 = 120;

/// What an address asks for.
#[derive(Debug, Default, Clone, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OutcomesQuery {
    /// The first month of the first period, as 2022-07; by default twelve months, before those of the second.
    pub before_from: Option<String>,
    /// Its last month, included.
    pub before_to: Option<String>,
    /// The first month of the second period; by default the twelve months up to the last that is there.
    pub after_from: Option<String>,
    /// Its last month, included.
    pub after_to: Option<String>,
    /// The name of a place; may be said more than once, and by default every place is meant.
    #[param(inline)]
    pub place: Vec<String>,
    /// The district beside the places; by default the one that they lie in.
    pub comparison: Option<String>,
    /// The day whose places they are, as 2026-11-23; by default today.
    pub places_of: Option<String>,
    /// How the answer is written.
    #[param(inline, value_type = Option<Format>)]
    pub format: Option<String>,
    /// For whom it is made: for the public, small counts are hidden.
    #[param(inline, rename = "for", value_type = Option<Audience>)]
    pub audience: Option<String>,
    /// On the page: the place whose months are shown.
    pub series: Option<String>,
    /// On the page: the type of crime whose months are shown.
    pub crime_type: Option<String>,
}

impl OutcomesQuery {
    /// Read the names and values of an address; what is empty is left out, and names that mean nothing are passed over.
    #[must_use]
    pub fn of(pairs: Vec<(String, String)>) -> Self {
        let mut query = Self::default();
        for (name, value) in pairs {
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            let at = match name.as_str() {
                "before_from" => &mut query.before_from,
                "before_to" => &mut query.before_to,
                "after_from" => &mut query.after_from,
                "after_to" => &mut query.after_to,
                "comparison" => &mut query.comparison,
                "places_of" => &mut query.places_of,
                "format" => &mut query.format,
                "for" => &mut query.audience,
                "series" => &mut query.series,
                "crime_type" => &mut query.crime_type,
                "place" => {
                    query.place.push(value.to_owned());
                    continue;
                }
                _ => continue,
            };
            *at = Some(value.to_owned());
        }
        query
    }

    /// The format that is asked for.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn format(&self) -> Result<Format, &'static str> {
        match self.format.as_deref() {
            None | Some("json") => Ok(Format::Json),
            Some("csv") => Ok(Format::Csv),
            Some("table") => Ok(Format::Table),
            Some("xlsx") => Ok(Format::Xlsx),
            Some(_) => Err("the format is none of json, csv, xlsx and table"),
        }
    }

    /// For whom it is asked for.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn audience(&self) -> Result<Audience, &'static str> {
        match self.audience.as_deref() {
            None | Some("partnership") => Ok(Audience::Partnership),
            Some("public") => Ok(Audience::Public),
            Some(_) => Err("a report is for the partnership or for the public"),
        }
    }
}

/// What is asked for, and of which day its places are.
#[derive(Debug)]
pub struct Wanted {
    /// The report.
    pub asked: Asked,
    /// The day whose places they are.
    pub places_of: NaiveDate,
    /// Every place of that day.
    pub all: Vec<Place>,
    /// Whether only some of them are asked for.
    pub some: bool,
}

/// What a query asks for, over what is there.
///
/// # Errors
/// When the store cannot be read. Within: what is wrong with the query.
pub fn wanted(
    book: &Book<'_>,
    query: &OutcomesQuery,
    today: NaiveDate,
) -> StoreResult<Result<Wanted, &'static str>> {
    let last = book.police_files()?.last().map(|file| file.month);
    let default = default_months(last.or_else(|| month_before(today)));
    let versions = book.outcome_places()?;
    Ok(of_query(query, default, today, |day| of_day(&versions, day)))
}

fn of_query(
    query: &OutcomesQuery,
    default: Compared,
    today: NaiveDate,
    places: impl Fn(NaiveDate) -> Vec<Place>,
) -> Result<Wanted, &'static str> {
    let of = Compared {
        before: months(default.before, query.before_from.as_deref(), query.before_to.as_deref())?,
        after: months(default.after, query.after_from.as_deref(), query.after_to.as_deref())?,
    };
    let day = query.places_of.as_deref().map(str::parse).transpose();
    let places_of = day.map_err(|_| "a day is not written as 2026-11-23")?.unwrap_or(today);
    let all = places(places_of);
    if query.place.iter().any(|name| all.iter().all(|place| place.name != *name)) {
        return Err("a place that was asked for does not stand on that day");
    }
    let some = !query.place.is_empty();
    let chosen = all.iter().filter(|place| !some || query.place.contains(&place.name)).cloned().collect();
    let asked = Asked { places: chosen, of, comparison: query.comparison.clone() };
    Ok(Wanted { asked, places_of, all, some })
}

/// A period as it was typed; a month that is left out is the default's.
fn months(default: Months, from: Option<&str>, to: Option<&str>) -> Result<Months, &'static str> {
    const WRONG: &str = "a month is not written as 2023-07";
    let month =
        |typed: Option<&str>, default| typed.map_or(Ok(default), |text| text.parse().map_err(|_| WRONG));
    let months = Months { from: month(from, default.from)?, to: month(to, default.to)? };
    if months.to < months.from {
        Err("the last month of a period is before its first")
    } else if months.count() > MONTHS_MAX {
        Err("a period is longer than ten years")
    } else {
        Ok(months)
    }
}

/// The twelve months up to one, and the twelve before them.
fn default_months(last: Option<Month>) -> Compared {
    let last = last.unwrap_or_else(|| "2023-12".parse().expect("a month"));
    let year_to = |to: Month| Months { from: to.earlier(11), to };
    Compared { before: year_to(last.earlier(12)), after: year_to(last) }
}

fn month_before(day: NaiveDate) -> Option<Month> {
    day.format("%Y-%m").to_string().parse().ok().map(|month: Month| month.earlier(1))
}

impl Wanted {
    /// The command that makes the same report.
    #[must_use]
    pub fn command(&self) -> String {
        let Compared { before, after } = self.asked.of;
        let mut text = format!(
            "beatbook-hub report outcomes --data DIR --places-of {} --before {before} --after {after}",
            self.places_of
        );
        for name in self.names() {
            text += &format!(" --place {}", quoted(name));
        }
        if let Some(name) = &self.asked.comparison {
            text += &format!(" --comparison {}", quoted(name));
        }
        text
    }

    /// The address of the same report, after its `?`.
    #[must_use]
    pub fn address(&self) -> String {
        let Compared { before, after } = self.asked.of;
        let mut text = format!(
            "before_from={}&before_to={}&after_from={}&after_to={}&places_of={}",
            before.from, before.to, after.from, after.to, self.places_of
        );
        let named = self
            .names()
            .map(|name| ("place", name))
            .chain(self.asked.comparison.iter().map(|name| ("comparison", name)));
        for (key, value) in named {
            text += &format!("&{key}={}", encoded(value));
        }
        text
    }

    /// The places that are named, where not all of them are meant.
    fn names(&self) -> impl Iterator<Item = &String> {
        self.asked.places.iter().filter(|_| self.some).map(|place| &place.name)
    }
}

/// Text as a shell takes it for one word.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Text as a value of an address.
#[must_use]
pub fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: &str = "2024-07-15";

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn query(text: &str) -> OutcomesQuery {
        let pair = |pair: &str| {
            let (name, value) = pair.split_once('=').expect("a pair");
            (name.to_owned(), value.to_owned())
        };
        OutcomesQuery::of(text.split('&').map(pair).collect())
    }

    fn read(text: &str) -> Result<Wanted, &'static str> {
        let place = |name: &str| Place {
            name: name.into(),
            lsoa11: [format!("E0100000{}", name.len())].into(),
            lsoa21: std::collections::BTreeSet::new(),
        };
        let default = default_months(Some("2024-06".parse().expect("a month")));
        of_query(&query(text), default, day(TODAY), |_| vec![place("The square"), place("Sam's quay")])
    }

    #[test]
    fn what_is_left_out_is_the_last_two_years_of_every_place_as_it_stands_today() {
        let wanted = read("before_from=&unknown=7").expect("the default");
        assert_eq!(wanted.asked.of.before.to_string(), "2022-07..2023-06");
        assert_eq!(wanted.asked.of.after.to_string(), "2023-07..2024-06");
        assert_eq!((wanted.asked.places.len(), wanted.places_of), (2, day(TODAY)));
        assert_eq!(
            wanted.command(),
            "beatbook-hub report outcomes --data DIR --places-of 2024-07-15 --before 2022-07..2023-06 --after 2023-07..2024-06"
        );
        assert_eq!(month_before(day("2024-01-31")).expect("a month").to_string(), "2023-12");
    }

    #[test]
    fn what_was_chosen_comes_back_in_the_command_and_in_the_address() {
        let wanted = read("before_from=2021-01&before_to=2021-03&place=Sam's quay&comparison=Testford")
            .expect("right");
        assert_eq!(wanted.asked.places.len(), 1);
        assert!(
            wanted.command().ends_with(r"--place 'Sam'\''s quay' --comparison 'Testford'"),
            "{}",
            wanted.command()
        );
        assert_eq!(
            wanted.address(),
            "before_from=2021-01&before_to=2021-03&after_from=2023-07&after_to=2024-06&places_of=2024-07-15&place=Sam%27s%20quay&comparison=Testford"
        );
    }

    #[test]
    fn what_is_wrong_is_told() {
        let wrong = [
            ("before_from=July", "a month is not written"),
            ("before_from=2024-01", "before its first"),
            ("before_from=2001-01", "longer than ten years"),
            ("places_of=today", "a day is not written"),
            ("place=The harbour", "does not stand"),
        ];
        for (text, why) in wrong {
            assert!(read(text).expect_err(text).contains(why), "{text}");
        }
        assert!(query("format=xml").format().is_err());
        assert_eq!(query("format=csv").format(), Ok(Format::Csv));
    }
}
