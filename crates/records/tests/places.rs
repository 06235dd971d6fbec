//! Places: what is right, just inside and just outside of every rule; house numbers; walking order; what is typed.

use beatbook_records::geo::distance_m;
use beatbook_records::geo::house::House;
use beatbook_records::geo::place::{
    Fault, Place, PlaceKind, area, is_outward, is_usrn, outward, position, postcode, text, uprn,
};
use beatbook_records::geo::walk::{Side, walking_order};
use beatbook_records::geo::wanted::Wanted;

#[test]
fn a_uprn_is_one_to_twelve_digits_and_leading_zeros_do_not_count() {
    for (written, kept) in [
        ("1", "1"),
        ("100023336956", "100023336956"),
        ("000000199356", "199356"),
        (" 199356 ", "199356"),
        ("999999999999", "999999999999"),
    ] {
        assert_eq!(uprn(written).as_deref(), Ok(kept), "{written}");
    }
    for wrong in ["", " ", "0", "000000000000", "1000233369560", "12a", "-5", "1.5", "1e5", "١٢", "12 34"] {
        assert_eq!(uprn(wrong).map_err(|fault| fault.field), Err("uprn"), "{wrong}");
    }
}

#[test]
fn a_usrn_is_eight_digits() {
    assert!(is_usrn("12345678"));
    for wrong in ["1234567", "123456789", "1234567a", ""] {
        assert!(!is_usrn(wrong), "{wrong}");
    }
}

#[test]
fn a_postcode_is_kept_in_upper_case_with_one_space() {
    for (written, kept) in [
        ("TS18 1AA", "TS18 1AA"),
        ("ts181aa", "TS18 1AA"),
        (" ts18  1aa ", "TS18 1AA"),
        ("M1 1AE", "M1 1AE"),
        ("EC1A 1BB", "EC1A 1BB"),
        ("W1A0AX", "W1A 0AX"),
    ] {
        assert_eq!(postcode(written).as_deref(), Ok(kept), "{written}");
    }
    for wrong in
        ["", "TS18", "TS18 1A", "TS18 1AAA", "TSX8 1AA", "TSB18 1AA", "TS181 1AA", "TS18 AAA", "TS18 1A1"]
    {
        assert!(postcode(wrong).is_err(), "{wrong}");
    }
    assert!(postcode("é1AA").is_err() && postcode("TS18 1Aé").is_err());
    assert!(
        is_outward("TS18")
            && is_outward("W1A")
            && !is_outward("TS")
            && !is_outward("18")
            && !is_outward("TSA1")
    );
    assert_eq!((outward("TS18 1AA"), outward("TS18"), outward("")), ("TS18", "TS18", ""));
}

#[test]
fn a_position_lies_in_great_britain() {
    assert_eq!(position("54.5645", " -1.3125"), Ok((54.5645, -1.3125)));
    let corners = [("49.8", "-8.7"), ("60.9", "1.8")];
    assert!(corners.iter().all(|(lat, lon)| position(lat, lon).is_ok()));
    for (lat, lon, field) in [
        ("49.79", "-1.3", "lat"),
        ("60.91", "-1.3", "lat"),
        ("54.5", "-8.71", "lon"),
        ("54.5", "1.81", "lon"),
        ("-1.3125", "54.5645", "lat"),
        ("NaN", "0", "lat"),
        ("54.5", "inf", "lon"),
        ("", "0", "lat"),
        ("54,5", "0", "lat"),
        ("512665", "441957", "lat"),
    ] {
        assert_eq!(position(lat, lon).map_err(|fault| fault.field), Err(field), "{lat} {lon}");
    }
}

#[test]
fn a_text_is_trimmed_and_neither_blank_nor_too_long() {
    assert_eq!(text("street", "  Elm\n  Terrace ").as_deref(), Ok("Elm Terrace"));
    assert!(text("street", &"x".repeat(200)).is_ok());
    let wrong = |written: &str| text("street", written).map_err(|Fault { field, .. }| field);
    assert_eq!(wrong(&"x".repeat(201)), Err("street"));
    assert_eq!((wrong(" \t\n"), wrong("")), (Err("street"), Err("street")));
    assert!(area("north").is_ok() && area("north/east").is_err() && area(" ").is_err());
}

#[test]
fn a_house_number_is_read_from_what_is_written() {
    let read = |line: &str| {
        let House { number, suffix, unit, .. } = House::of(line);
        (number, suffix, unit)
    };
    for (line, number, suffix, unit) in [
        ("12", Some(12), "", 0),
        ("12A", Some(12), "A", 0),
        ("12a", Some(12), "A", 0),
        ("12-14", Some(12), "", 0),
        ("Flat 3, 14", Some(14), "", 3),
        ("Flat 3 14", Some(14), "", 3),
        ("Fflat 3, 14B", Some(14), "B", 3),
        ("Flat B, 9", Some(9), "", 0),
        ("Flat 3", None, "", 3),
        ("Flat 2, The Lodge", None, "", 2),
        ("The Lodge", None, "", 0),
        ("", None, "", 0),
        ("99999999999", None, "", 0),
    ] {
        assert_eq!(read(line), (number, suffix.to_owned(), unit), "{line}");
    }
    assert_eq!((House::of("13").is_odd(), House::of("Oak Lodge").is_odd()), (Some(true), None));
}

/// A house on Elm Terrace, so many metres along it from the south.
fn house(line: &str, along_m: f64) -> Place {
    Place {
        kind: PlaceKind::Address,
        uprn: None,
        line: line.into(),
        street: "Elm Terrace".into(),
        postcode: "TS18 1AA".into(),
        lat: 54.56 + along_m / 111_000.0,
        lon: -1.31,
        area: String::new(),
        houses: 0,
    }
}

fn walked(houses: &[Place], side: Side) -> Vec<&str> {
    walking_order(houses, side).into_iter().map(|at| houses[at].line.as_str()).collect()
}

#[test]
fn a_street_is_walked_up_the_odd_side_and_down_the_even_one() {
    let lines = ["10", "2", "1", "11", "4", "3A", "3", "Flat 2, 4", "Flat 1, 4"];
    let houses: Vec<Place> = lines.iter().map(|line| house(line, 0.0)).collect();
    let both = ["1", "3", "3A", "11", "10", "4", "Flat 1, 4", "Flat 2, 4", "2"];
    assert_eq!(walked(&houses, Side::Both), both);
    assert_eq!(walked(&houses, Side::Odd), both[..4]);
    assert_eq!(walked(&houses, Side::Even), both[4..]);
}

#[test]
fn a_name_goes_after_the_number_it_stands_nearest_to() {
    let houses =
        [house("1", 0.0), house("3", 20.0), house("5", 40.0), house("4", 26.0), house("The Lodge", 21.0)];
    assert_eq!(walked(&houses, Side::Both), ["1", "3", "The Lodge", "5", "4"]);
    assert_eq!(walked(&houses, Side::Even), ["4"]);
    let names = [house("Yew Cottage", 0.0), house("Ash House", 9.0)];
    assert_eq!(walked(&names, Side::Both), ["Ash House", "Yew Cottage"]);
    assert_eq!(walked(&names, Side::Odd), ["Ash House", "Yew Cottage"], "nobody can tell their side");
    assert!(walked(&[], Side::Both).is_empty());
}

#[test]
fn what_is_typed_is_read_as_a_house_a_postcode_or_a_uprn() {
    let read = |text: &str| {
        let Wanted { uprn, house, words } = Wanted::of(text);
        (uprn.unwrap_or_default(), house.unwrap_or_default(), words.join(" "))
    };
    for (typed, uprn, house, words) in [
        ("12 elm", "", "12", "12 elm"),
        ("Elm 12a", "", "12a", "elm 12a"),
        ("TS18 1AA", "", "", "ts181aa"),
        ("ts181aa", "", "", "ts181aa"),
        ("12 TS18 1AA", "", "12", "12 ts181aa"),
        ("TS18 1", "", "1", "ts18 1"),
        ("100023336956", "100023336956", "", "100023336956"),
        ("000000000012", "12", "", "000000000012"),
        ("12", "12", "12", "12"),
        ("St John's  Rd.", "", "", "st johns rd"),
        ("", "", "", ""),
        ("\"*' OR", "", "", "or"),
    ] {
        assert_eq!(read(typed), (uprn.into(), house.into(), words.into()), "{typed}");
    }
    assert_eq!(Wanted::of(&"a ".repeat(500)).words.len(), 8);
}

#[test]
fn a_place_has_what_is_typed_whatever_its_accents_and_apostrophes() {
    let place = |street: &str| Place { street: street.into(), ..house("Flat 3, 14", 0.0) };
    let found = |typed: &str, street: &str| Wanted::of(typed).is_in(&place(street));
    for typed in ["14 elm", "elm ter", "ts18", "ts181", "TS18 1AA", "flat 3 elm", "1 e"] {
        assert!(found(typed, "Elm Terrace"), "{typed}");
    }
    for typed in ["15 elm", "elm road", "ts18 1ab", "lm", ""] {
        assert!(!found(typed, "Elm Terrace"), "{typed}");
    }
    assert!(found("st johns", "St John\u{2019}s Road") && found("st john's", "St Johns Road"));
    assert!(found("ffordd yr wyddfa", "Ffordd yr W\u{177}ddfa") && found("caf\u{e9}", "Cafe\u{301} Row"));
}

#[test]
fn a_degree_of_latitude_is_about_111_km() {
    let metres = distance_m((54.0, -1.3), (55.0, -1.3));
    assert!((110_000.0..112_000.0).contains(&metres), "{metres}");
}
