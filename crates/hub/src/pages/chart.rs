//! A chart of months: one bar each, two periods shaded and named, drawn as SVG.
//!
//! Rule: a month that is not there is an open box and never a bar of nought; nothing is told by colour alone.

use beatbook_records::report::month::{Month, Months};
use beatbook_records::report::outcomes::Compared;
use maud::{Markup, html};

/// The drawing's size, in its own units.
const WIDE: f64 = 960.0;
const HIGH: f64 = 320.0;
/// Where the months are drawn.
const LEFT: f64 = 48.0;
const RIGHT: f64 = 952.0;
const TOP: f64 = 44.0;
const FLOOR: f64 = 280.0;

/// Months with how many there were, in order and without a gap; `None` where the month is not there.
pub type Series = [(Month, Option<u32>)];

/// Where everything goes.
struct Plot<'s> {
    series: &'s Series,
    /// What the highest line stands for.
    most: u32,
}

impl Plot<'_> {
    fn slot(&self) -> f64 {
        (RIGHT - LEFT) / f64::from(u32::try_from(self.series.len()).unwrap_or(u32::MAX).max(1))
    }

    /// The left edge of a month.
    fn x(&self, at: usize) -> f64 {
        LEFT + self.slot() * f64::from(u32::try_from(at).unwrap_or(u32::MAX))
    }

    /// The height of a count.
    fn y(&self, count: f64) -> f64 {
        FLOOR - (FLOOR - TOP) * count / f64::from(self.most)
    }

    /// The months of a period that are drawn: the place of the first, and after that of the last.
    fn span(&self, months: Months) -> Option<(usize, usize)> {
        let inside = |(month, _): &(Month, Option<u32>)| months.contains(*month);
        let first = self.series.iter().position(inside)?;
        Some((first, self.series.iter().rposition(inside)? + 1))
    }
}

/// The chart, with what it shows as its name.
pub fn months(series: &Series, of: Compared, name: &str) -> Markup {
    let step = step(series.iter().filter_map(|(_, count)| *count).max().unwrap_or(0));
    let most = series.iter().filter_map(|(_, count)| *count).max().unwrap_or(0).div_ceil(step).max(1) * step;
    let plot = Plot { series, most };
    html! {
        svg.chart viewBox=(format!("0 0 {WIDE} {HIGH}")) role="img" aria-label=(name) {
            @for (months, label, class) in [(of.before, "Before", "before"), (of.after, "After", "after")] {
                (band(&plot, months, label, class))
            }
            @for line in (0..=most / step).map(|at| at * step) {
                line.grid x1=(LEFT) x2=(RIGHT) y1=(at(plot.y(line.into()))) y2=(at(plot.y(line.into()))) {}
                text.count x=(LEFT - 8.0) y=(at(plot.y(line.into()) + 5.0)) { (line) }
            }
            @for (place, (month, count)) in series.iter().enumerate() { (bar(&plot, place, *month, *count, of)) }
            @for months in [of.before, of.after] { (mean(&plot, months)) }
        }
    }
}

/// The shade behind a period, and its name.
fn band(plot: &Plot<'_>, months: Months, label: &str, class: &str) -> Markup {
    let Some((first, end)) = plot.span(months) else { return html! {} };
    let (from, to) = (plot.x(first), plot.x(end));
    html! {
        rect class={ "band " (class) } x=(at(from)) y="0" width=(at(to - from)) height=(FLOOR) {}
        text.period-name x=(at(from + 6.0)) y="18" { (label) }
    }
}

fn bar(plot: &Plot<'_>, place: usize, month: Month, count: Option<u32>, of: Compared) -> Markup {
    let (x, wide) = (plot.x(place) + plot.slot() * 0.12, plot.slot() * 0.76);
    let class = match (of.after.contains(month), of.before.contains(month)) {
        (true, _) => "bar after",
        (_, true) => "bar before",
        _ => "bar",
    };
    html! {
        @if let Some(count) = count {
            @let top = plot.y(count.into());
            rect class=(class) x=(at(x)) y=(at(top)) width=(at(wide)) height=(at(FLOOR - top)) {}
        } @else {
            rect.gone x=(at(x)) y=(TOP) width=(at(wide)) height=(at(FLOOR - TOP)) {}
        }
        @if is_named(month, place, plot.series.len()) {
            text.month x=(at(plot.x(place))) y=(at(FLOOR + 22.0)) { (short(month)) }
        }
    }
}

/// The months' mean of a period that lacks none.
fn mean(plot: &Plot<'_>, months: Months) -> Markup {
    let Some((first, end)) = plot.span(months) else { return html! {} };
    let counts: Option<Vec<u32>> = plot.series[first..end].iter().map(|(_, count)| *count).collect();
    let Some(counts) = counts.filter(|counts| counts.len() == usize::from(months.count())) else {
        return html! {};
    };
    let mean = f64::from(counts.iter().sum::<u32>()) / f64::from(months.count());
    let (from, to, y) = (plot.x(first), plot.x(end), at(plot.y(mean)));
    html! {
        line.mean x1=(at(from)) x2=(at(to)) y1=(y) y2=(y) {}
        text.mean-name x=(at(from + 6.0)) y="36" { (format!("{mean:.1} a month")) }
    }
}

/// A number of the drawing, short.
fn at(number: f64) -> String {
    format!("{number:.1}")
}

/// What stands between two lines: 1, 2 or 5, times ten as often as there is need to, so that there are at most five.
fn step(most: u32) -> u32 {
    let mut step = 1;
    for factor in [2, 5, 10].into_iter().cycle() {
        if most <= step * 5 {
            break;
        }
        // 1, 2, 5, 10, 20, 50 …
        step = match factor {
            2 | 10 => step * 2,
            _ => step / 2 * 5,
        };
    }
    step
}

/// Which months have their names below: the first of a quarter while there is room, then only January.
fn is_named(month: Month, place: usize, of: usize) -> bool {
    match of {
        ..=14 => true,
        15..=48 => month.of_year() % 3 == 1 && place + 2 <= of,
        _ => month.of_year() == 1,
    }
}

/// A month as it stands below: Jul 22.
fn short(month: Month) -> String {
    let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    format!("{} {:02}", names[usize::from(month.of_year() - 1)], month.year() % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(counts: &[Option<u32>]) -> String {
        let mut month: Month = "2023-01".parse().expect("a month");
        let mut series = Vec::new();
        for count in counts {
            series.push((month, *count));
            month = month.next();
        }
        let of = Compared {
            before: "2023-01..2023-02".parse().expect("months"),
            after: "2023-03..2023-04".parse().expect("months"),
        };
        months(&series, of, "Drugs in The square").into_string()
    }

    #[test]
    fn each_month_is_a_bar_as_high_as_its_count_and_one_that_is_not_there_an_open_box() {
        let text = drawn(&[Some(5), Some(0), None, Some(10)]);
        assert_eq!(text.matches("class=\"bar before\"").count(), 2);
        assert_eq!(text.matches("class=\"bar after\"").count(), 1);
        assert_eq!(text.matches("class=\"gone\"").count(), 1);
        assert!(text.contains(r#"height="236.0""#), "ten is as high as it goes: {text}");
        assert!(text.contains(r#"height="118.0""#), "five is half of it: {text}");
        assert!(
            text.contains("2.5 a month") && text.matches(" a month").count() == 1,
            "the second lacks a month"
        );
    }

    #[test]
    fn lines_are_at_round_numbers_and_few() {
        let steps =
            [(0, 1), (5, 1), (6, 2), (11, 5), (26, 10), (51, 20), (101, 50), (251, 100), (1_000, 200)];
        for (most, of) in steps {
            assert_eq!(step(most), of, "{most}");
        }
        assert!(drawn(&[]).contains("<svg"), "nothing at all is drawn, too");
    }
}
