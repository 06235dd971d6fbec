//! What must be so of a phone that came to rest: the end of every sync test, and of the soak.

use std::collections::HashMap;

use crate::{Dump, Told};

/// A phone that came to rest.
#[derive(Debug, Clone, Copy)]
pub struct AtRest<'p> {
    /// Whose.
    pub name: &'p str,
    /// Entries that the hub has not confirmed.
    pub waiting: u32,
    /// Photos that the hub does not have.
    pub photos: u32,
    /// The test's own list of what was written on it.
    pub written: &'p [Told],
    /// What it has.
    pub dump: &'p Dump,
}

impl AtRest<'_> {
    /// What is wrong with it, if anything is: nothing waits, nothing is lost, and it has what the hub has within its
    /// scope, which is `expected`.
    #[must_use]
    pub fn fault(&self, hub: &Dump, expected: &Dump) -> Option<String> {
        let Self { name, waiting, photos, .. } = self;
        if *waiting > 0 {
            return Some(format!("{name} has {waiting} entries waiting"));
        }
        if *photos > 0 {
            return Some(format!("{name} has {photos} photos waiting"));
        }
        let there: HashMap<_, _> = hub.entries.iter().map(|told| (told.entry, told)).collect();
        let missing: Vec<_> =
            self.written.iter().filter(|told| there.get(&told.entry) != Some(told)).collect();
        if !missing.is_empty() {
            return Some(format!("lost of {name}: {missing:#?}"));
        }
        if self.dump.records != expected.records {
            return Some(format!("{name}'s phone differs from the hub: {}", self.differs(expected)));
        }
        let same = self.dump.overruled == expected.overruled;
        (!same).then(|| {
            let (device, hub) = (&self.dump.overruled, &expected.overruled);
            format!("{name}'s phone lists other overruled values: {device:?}, the hub {hub:?}")
        })
    }

    /// The first record that is not the same.
    fn differs(&self, expected: &Dump) -> String {
        let (device, hub) = (&self.dump.records, &expected.records);
        let ids = device.keys().chain(hub.keys());
        let id = ids.into_iter().find(|id| device.get(id) != hub.get(id));
        id.map_or_else(String::new, |id| {
            format!("{id} is {:?}, on the hub {:?}", device.get(id), hub.get(id))
        })
    }
}

#[cfg(test)]
mod tests {
    use beatbook_records::record::Values;
    use serde_json::json;
    use uuid::Uuid;

    use super::AtRest;
    use crate::{Dump, Told};

    fn told(entry: u128, text: &str) -> Told {
        let values: Values = json!({"text": text}).as_object().cloned().expect("an object");
        Told { entry: Uuid::from_u128(entry), record: Uuid::from_u128(entry), values }
    }

    fn dump(of: &[&Told]) -> Dump {
        let record = |told: &Told| ("note".to_owned(), told.values.clone(), false, String::new());
        Dump {
            records: of.iter().map(|told| (told.record, record(told))).collect(),
            entries: of.iter().map(|told| (*told).clone()).collect(),
            ..Dump::default()
        }
    }

    #[test]
    fn each_thing_that_may_be_wrong_is_told() {
        let (asha, bela) = (told(1, "seen by the gate"), told(2, "lamp is broken"));
        let (written, hub) = ([asha.clone()], dump(&[&asha, &bela]));
        let good = AtRest { name: "Asha", waiting: 0, photos: 0, written: &written, dump: &hub };
        assert_eq!(good.fault(&hub, &hub), None);
        let says = |at_rest: AtRest<'_>, hub: &Dump, words: &str| {
            let fault = at_rest.fault(hub, hub).expect("a fault");
            assert!(fault.contains("Asha") && fault.contains(words), "{fault}");
        };
        says(AtRest { waiting: 1, ..good }, &hub, "1 entries waiting");
        says(AtRest { photos: 2, ..good }, &hub, "2 photos waiting");
        says(good, &dump(&[&bela]), "lost of");
        let altered = dump(&[&told(1, "something else"), &bela]);
        says(AtRest { dump: &altered, ..good }, &altered, "lost of");
        says(AtRest { dump: &dump(&[&asha]), ..good }, &hub, "differs from the hub");
        let mut overruled = hub.clone();
        overruled.overruled.insert((asha.record, "text".into(), "\"x\"".into(), bela.entry));
        says(AtRest { dump: &overruled, ..good }, &hub, "other overruled values");
    }
}
