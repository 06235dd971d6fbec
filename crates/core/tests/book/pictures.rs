//! Copies of photos, without what must not be seen.

use std::io::Cursor;

use beatbook_core::Access as _;
use beatbook_records::entry::Hash;
use exif::experimental::Writer;
use exif::{Field, In, Rational, Tag, Value as Told};
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder as _, RgbImage};
use serde_json::{Value, json};

use crate::photos::{left, note, original, sealed_files};
use crate::support::Phone;

/// As a phone writes it: lying on its side, with the place and the way up in its metadata.
fn taken() -> Vec<u8> {
    let tells = [
        Field { tag: Tag::Orientation, ifd_num: In::PRIMARY, value: Told::Short(vec![6]) },
        Field {
            tag: Tag::GPSLatitude,
            ifd_num: In::PRIMARY,
            value: Told::Rational(vec![Rational { num: 54, denom: 1 }; 3]),
        },
    ];
    let mut writer = Writer::new();
    tells.iter().for_each(|field| writer.push_field(field));
    let mut told = Cursor::new(Vec::new());
    writer.write(&mut told, false).unwrap();
    let scene = RgbImage::from_fn(900, 600, |x, y| image::Rgb([(x / 4) as u8, (y / 3) as u8, 90]));
    let mut file = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut file, 90);
    encoder.set_exif_metadata(told.into_inner()).unwrap();
    encoder.encode(&scene, 900, 600, ExtendedColorType::Rgb8).unwrap();
    file
}

fn says_where(file: &[u8]) -> bool {
    let told = exif::Reader::new().read_from_container(&mut Cursor::new(file));
    told.is_ok_and(|told| told.get_field(Tag::GPSLatitude, In::PRIMARY).is_some())
}

/// The bytes that the book keeps of a photo.
fn kept(phone: &Phone, record: &Value) -> Vec<u8> {
    let record = record.as_str().unwrap().parse().unwrap();
    phone.book().store().with(move |store| {
        let file = store.read().photo(record).unwrap().unwrap().file.unwrap();
        store.photos().unwrap().read(&file, 0, usize::MAX / 2).unwrap()
    })
}

fn take(phone: &Phone, note: &Value, bytes: &[u8]) -> Value {
    original(phone, bytes);
    phone.call("photo_take", json!({ "record": note }))["record"].clone()
}

#[test]
fn a_copy_to_share_says_nothing_of_where_and_leaves_the_original_untouched() {
    let phone = Phone::of_asha();
    let note = note(&phone);
    let master = taken();
    let record = take(&phone, &note, &master);
    let box_ = json!({ "x": 0, "y": 0, "w": 500, "h": 500 });
    let copy = phone.call("photo_copy", json!({ "record": record, "boxes": [box_] }));
    assert_eq!(copy["exhibit_ref"], Value::Null, "an exhibit is the original");

    assert!(kept(&phone, &record) == master && says_where(&master), "the original is what it was");
    let shared = kept(&phone, &copy["record"]);
    assert!(!says_where(&shared) && !shared.windows(4).any(|word| word == b"Exif"));
    let seen = image::load_from_memory(&shared).unwrap().into_rgb8();
    assert_eq!(seen.dimensions(), (600, 900), "upright");
    assert!(seen.get_pixel(100, 100).0.iter().all(|value| *value < 16), "covered");
    assert!(seen.get_pixel(500, 800).0.iter().any(|value| *value > 60), "and only there");

    let values = phone.call("record_read", json!({ "record": copy["record"] }))["values"].clone();
    assert_eq!((&values["copy"], &values["about"]), (&json!("WORKING"), &note));
    assert_eq!(values["made_from"], Hash::of(&[&master]).to_string());
    let of_master = phone.call("photo_read", json!({ "record": record }));
    assert_eq!(
        (&of_master["copies"][0]["record"], &of_master["photo"]["copy"]),
        (&copy["record"], &json!(false))
    );
    let of_copy = phone.call("photo_read", json!({ "record": copy["record"] }));
    assert_eq!((&of_copy["master"]["record"], &of_copy["photo"]["copy"]), (&record, &json!(true)));
    let again = phone.call("photo_copy", json!({ "record": copy["record"], "boxes": [] }));
    let again = phone.call("record_read", json!({ "record": again["record"] }));
    assert_eq!(again["values"]["made_from"], values["made_from"], "a copy of a copy is one of the original");
    assert_eq!((phone.count("draft"), left(&phone).len()), (0, 0));
}

#[test]
fn a_box_that_is_not_on_the_picture_is_refused() {
    let phone = Phone::of_asha();
    let record = take(&phone, &note(&phone), &taken());
    for (x, y, w, h) in [(0, 0, 0, 5), (0, 0, 5, 0), (600, 0, 401, 5), (0, 999, 1, 2), (65_535, 0, 65_535, 1)]
    {
        let boxes = json!([{ "x": x, "y": y, "w": w, "h": h }]);
        let refused = phone.refused("photo_copy", json!({ "record": record, "boxes": boxes }));
        assert_eq!(refused.field.as_deref(), Some("boxes"), "{x} {y} {w} {h}");
    }
    assert_eq!(sealed_files(&phone).len(), 1, "nothing was made");
    let edge = json!([{ "x": 999, "y": 0, "w": 1, "h": 1000 }]);
    phone.call("photo_copy", json!({ "record": record, "boxes": edge }));
}
