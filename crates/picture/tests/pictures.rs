//! What is made of pictures: seen upright, covered for good, and without a word about where and when.

use std::io::Cursor;

use beatbook_picture::{Cover, PIXELS_MAX, PictureFault, covered, small};
use exif::experimental::Writer;
use exif::{Field, In, Rational, Tag, Value};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder as _, Rgb, RgbImage, RgbaImage};

const NORTH_WEST: Rgb<u8> = Rgb([220, 30, 30]);
const NORTH_EAST: Rgb<u8> = Rgb([30, 200, 30]);
const SOUTH_WEST: Rgb<u8> = Rgb([30, 30, 220]);
const SOUTH_EAST: Rgb<u8> = Rgb([230, 220, 40]);

/// A picture with another colour in each corner.
fn corners(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| match (x < width / 2, y < height / 2) {
        (true, true) => NORTH_WEST,
        (false, true) => NORTH_EAST,
        (true, false) => SOUTH_WEST,
        (false, false) => SOUTH_EAST,
    })
}

fn png(picture: &RgbImage) -> Vec<u8> {
    let mut made = Vec::new();
    let (width, height) = picture.dimensions();
    PngEncoder::new(&mut made).write_image(picture, width, height, ExtendedColorType::Rgb8).unwrap();
    made
}

/// As a phone writes it: the place, the time, the owner, and which way up.
fn jpeg(picture: &RgbImage, orientation: u16) -> Vec<u8> {
    let tells = [
        Field { tag: Tag::Orientation, ifd_num: In::PRIMARY, value: Value::Short(vec![orientation]) },
        Field {
            tag: Tag::GPSLatitude,
            ifd_num: In::PRIMARY,
            value: Value::Rational(vec![Rational { num: 54, denom: 1 }; 3]),
        },
        Field {
            tag: Tag::DateTime,
            ifd_num: In::PRIMARY,
            value: Value::Ascii(vec![b"2026:11:23 10:00:00".to_vec()]),
        },
    ];
    let mut writer = Writer::new();
    tells.iter().for_each(|field| writer.push_field(field));
    let mut told = Cursor::new(Vec::new());
    writer.write(&mut told, false).unwrap();
    let mut made = Vec::new();
    let (width, height) = picture.dimensions();
    let mut encoder = JpegEncoder::new_with_quality(&mut made, 95);
    encoder.set_exif_metadata(told.into_inner()).unwrap();
    encoder.encode(picture, width, height, ExtendedColorType::Rgb8).unwrap();
    made
}

fn seen(bytes: &[u8]) -> RgbImage {
    image::load_from_memory_with_format(bytes, image::ImageFormat::Jpeg).unwrap().into_rgb8()
}

fn is_near(one: Rgb<u8>, other: Rgb<u8>) -> bool {
    one.0.iter().zip(other.0).all(|(one, other)| one.abs_diff(other) < 40)
}

/// The colours in the four corners, in reading order.
fn shows(picture: &RgbImage) -> [Rgb<u8>; 4] {
    let (right, bottom) = (picture.width() - 2, picture.height() - 2);
    [(1, 1), (right, 1), (1, bottom), (right, bottom)].map(|(x, y)| *picture.get_pixel(x, y))
}

fn is_corners(picture: &RgbImage, expected: [Rgb<u8>; 4]) -> bool {
    shows(picture).into_iter().zip(expected).all(|(one, other)| is_near(one, other))
}

/// What stands upright when `corners` is stored and told to be turned so.
const UPRIGHT: [(u16, [Rgb<u8>; 4]); 8] = [
    (1, [NORTH_WEST, NORTH_EAST, SOUTH_WEST, SOUTH_EAST]),
    (2, [NORTH_EAST, NORTH_WEST, SOUTH_EAST, SOUTH_WEST]),
    (3, [SOUTH_EAST, SOUTH_WEST, NORTH_EAST, NORTH_WEST]),
    (4, [SOUTH_WEST, SOUTH_EAST, NORTH_WEST, NORTH_EAST]),
    (5, [NORTH_WEST, SOUTH_WEST, NORTH_EAST, SOUTH_EAST]),
    (6, [SOUTH_WEST, NORTH_WEST, SOUTH_EAST, NORTH_EAST]),
    (7, [SOUTH_EAST, NORTH_EAST, SOUTH_WEST, NORTH_WEST]),
    (8, [NORTH_EAST, SOUTH_EAST, NORTH_WEST, SOUTH_WEST]),
];

#[test]
fn a_small_picture_is_upright_and_as_wide_as_asked() {
    for (orientation, expected) in UPRIGHT {
        let made = seen(&small(&jpeg(&corners(800, 600), orientation), 160).unwrap());
        let turned = orientation > 4;
        assert_eq!(made.dimensions(), if turned { (160, 213) } else { (160, 120) }, "{orientation}");
        assert!(is_corners(&made, expected), "{orientation}: {:?}", shows(&made));
    }
}

#[test]
fn a_picture_that_is_small_stays_as_it_is_and_a_long_one_is_no_tower() {
    assert_eq!(seen(&small(&png(&corners(90, 60)), 400).unwrap()).dimensions(), (90, 60));
    assert_eq!(seen(&small(&png(&corners(60, 3000)), 400).unwrap()).dimensions(), (24, 1200));
}

#[test]
fn what_can_be_seen_through_is_seen_on_white() {
    let glass = RgbaImage::from_pixel(64, 64, image::Rgba([200, 0, 0, 0]));
    let mut made = Vec::new();
    PngEncoder::new(&mut made).write_image(&glass, 64, 64, ExtendedColorType::Rgba8).unwrap();
    assert!(is_near(shows(&seen(&small(&made, 160).unwrap()))[0], Rgb([255; 3])));
}

#[test]
fn a_copy_says_nothing_but_its_pixels() {
    let master = jpeg(&corners(800, 600), 6);
    let told =
        exif::Reader::new().read_from_container(&mut Cursor::new(&master)).expect("the oracle reads it");
    assert!(told.get_field(Tag::GPSLatitude, In::PRIMARY).is_some(), "the master says where");
    let copy = covered(&master, &[]).unwrap();
    assert!(exif::Reader::new().read_from_container(&mut Cursor::new(&copy)).is_err());
    for word in [&b"Exif"[..], b"GPS", b"2026:11:23", b"http", b"ICC_PROFILE"] {
        assert!(!copy.windows(word.len()).any(|part| part == word), "{}", String::from_utf8_lossy(word));
    }
    assert!(is_corners(&seen(&copy), UPRIGHT[5].1), "and it is upright");
}

#[test]
fn the_cover_lies_where_it_was_drawn_whichever_way_up() {
    let north_east = Cover { x: 500, y: 0, w: 500, h: 500 };
    for (orientation, mut expected) in UPRIGHT {
        expected[1] = Rgb([0; 3]);
        let made = seen(&covered(&jpeg(&corners(800, 600), orientation), &[north_east]).unwrap());
        assert!(is_corners(&made, expected), "{orientation}: {:?}", shows(&made));
    }
}

#[test]
fn nothing_of_what_was_under_a_cover_is_in_the_copy() {
    let cover = Cover { x: 333, y: 251, w: 127, h: 77 };
    let plain = corners(5000, 1000);
    let secret = |shade: u8| {
        let mut picture = plain.clone();
        for y in 251..328 {
            for x in 1665..2300 {
                picture.put_pixel(x, y, Rgb([shade, shade.wrapping_mul(x as u8), y as u8]));
            }
        }
        covered(&png(&picture), &[cover]).unwrap()
    };
    assert_eq!(secret(3), secret(211), "two masters that differ only there give the same copy");
    let uncovered = |shade: u8| {
        let mut picture = plain.clone();
        picture.put_pixel(2301, 300, Rgb([shade; 3]));
        covered(&png(&picture), &[cover]).unwrap()
    };
    assert_ne!(uncovered(3), uncovered(211), "beside it they would not");
}

#[test]
fn a_cover_past_the_edge_covers_to_the_edge() {
    let made =
        seen(&covered(&png(&corners(100, 100)), &[Cover { x: 900, y: 900, w: 60_000, h: 60_000 }]).unwrap());
    assert!(is_near(shows(&made)[3], Rgb([0; 3])));
}

#[test]
fn a_bomb_is_refused_by_its_head() {
    let mut bomb = png(&corners(8, 8));
    bomb[16..20].copy_from_slice(&9000_u32.to_be_bytes());
    bomb[20..24].copy_from_slice(&9000_u32.to_be_bytes());
    let length = bomb.len();
    let head = crc(&bomb[12..29]).to_be_bytes();
    bomb[29..33].copy_from_slice(&head);
    assert!(9000 * 9000 > PIXELS_MAX && length < 1000);
    assert_eq!(small(&bomb, 160), Err(PictureFault::TooManyPixels));
    assert_eq!(covered(&bomb, &[]), Err(PictureFault::TooManyPixels));
}

/// CRC-32 as PNG has it.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}

#[test]
fn what_does_not_decode_is_said_so() {
    assert_eq!(small(b"\0\0\0\x18ftypheic\0\0\0\0heicmif1", 160), Err(PictureFault::Unknown));
    assert_eq!(small(b"", 160), Err(PictureFault::Unknown));
    assert_eq!(small(b"\xff\xd8\xff\xe0 and no more", 160), Err(PictureFault::Damaged));
}

/// Bytes of real pictures, changed here and there: each is shown, or refused, and nothing else happens.
#[test]
fn no_altered_file_brings_a_decoder_down() {
    let mut drawn = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        drawn ^= drawn << 13;
        drawn ^= drawn >> 7;
        drawn ^= drawn << 17;
        usize::try_from(drawn % below as u64).unwrap()
    };
    let whole = [jpeg(&corners(64, 48), 8), png(&corners(64, 48))];
    let (mut shown, mut refused) = (0, 0);
    for try_ in 0..1500 {
        let mut file = whole[try_ % 2].clone();
        for _ in 0..1 + next(8) {
            let (at, byte) = (next(file.len()), u8::try_from(next(256)).unwrap());
            file[at] = byte;
        }
        file.truncate(file.len() - next(3) * next(20));
        match small(&file, 160) {
            Ok(made) => shown += usize::from(seen(&made).width() <= 160),
            Err(_) => refused += 1,
        }
    }
    assert!(shown > 50 && refused > 50, "{shown} shown, {refused} refused");
}

#[test]
fn a_photo_of_40_megabytes_is_made_small() {
    let plain = jpeg(&corners(900, 600), 1);
    let mut remark = vec![0; 65_537];
    remark[..4].copy_from_slice(b"\xff\xfe\xff\xff");
    let mut file = plain[..2].to_vec();
    (0..611).for_each(|_| file.extend_from_slice(&remark));
    file.extend_from_slice(&plain[2..]);
    assert!(file.len() > 40_000_000);
    assert_eq!(seen(&small(&file, 400).unwrap()).dimensions(), (400, 267));
}
