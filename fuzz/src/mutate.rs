//! Changes a JSON text in a place or two, so that it is still JSON: bytes changed blindly seldom are.

use serde_json::{Value, json};

/// A small generator: the engine gives the seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit.max(1)
    }
}

/// As the engine calls it: change the bytes in place, and say how many there are then.
pub fn json(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let mut chance = Chance(u64::from(seed) + 1);
    let blind = chance.below(4) == 0;
    let Some(mut value) = (!blind).then(|| serde_json::from_slice::<Value>(&data[..size]).ok()).flatten()
    else {
        return libfuzzer_sys::fuzzer_mutate(data, size, max_size);
    };
    for _ in 0..=chance.below(3) {
        change(&mut value, &mut chance);
    }
    let text = serde_json::to_vec(&value).expect("JSON");
    if text.len() > max_size {
        return libfuzzer_sys::fuzzer_mutate(data, size, max_size);
    }
    data[..text.len()].copy_from_slice(&text);
    text.len()
}

/// Walk down somewhere, and change what is there.
fn change(value: &mut Value, chance: &mut Chance) {
    let deeper = chance.below(8) > 0;
    match value {
        Value::Array(items) if deeper && !items.is_empty() => match chance.below(6) {
            0 => drop(items.remove(chance.below(items.len()))),
            1 if items.len() < 64 => items.push(items[chance.below(items.len())].clone()),
            2 => {
                let (one, other) = (chance.below(items.len()), chance.below(items.len()));
                items.swap(one, other);
            }
            _ => {
                let at = chance.below(items.len());
                change(&mut items[at], chance);
            }
        },
        Value::Object(fields) if deeper && !fields.is_empty() => {
            let name = fields.keys().nth(chance.below(fields.len())).expect("one of them").clone();
            match chance.below(8) {
                0 => drop(fields.remove(&name)),
                1 => drop(fields.insert("newer".into(), json!(1))),
                _ => change(fields.get_mut(&name).expect("it is there"), chance),
            }
        }
        other => *other = another(other, chance),
    }
}

/// Something else of the same sort, or of another.
fn another(value: &Value, chance: &mut Chance) -> Value {
    match value {
        Value::Number(number) if chance.below(4) > 0 => {
            let near = number.as_i64().unwrap_or(0);
            let pool = [near.wrapping_add(1), near.wrapping_sub(1), 0, 1, -1, i64::MAX, i64::MIN, 1_000_000];
            json!(pool[chance.below(pool.len())])
        }
        Value::String(text) if chance.below(4) > 0 && !text.is_empty() => {
            let mut characters: Vec<char> = text.chars().collect();
            let at = chance.below(characters.len());
            match chance.below(3) {
                0 => drop(characters.remove(at)),
                1 => characters[at] = char::from(b'0' + u8::try_from(chance.below(75)).expect("below 75")),
                _ => characters
                    .insert(at, ['/', ':', '"', '\u{0}', 'é', '\u{10ffff}', '0', ' '][chance.below(8)]),
            }
            json!(characters.into_iter().collect::<String>())
        }
        _ => {
            let pool = [
                json!(null),
                json!(true),
                json!(0),
                json!(u64::MAX),
                json!(1.5),
                json!(""),
                json!([]),
                json!({}),
            ];
            pool[chance.below(pool.len())].clone()
        }
    }
}
