//! What never may be: each oracle has a name, and says what it found.

use std::collections::BTreeSet;
use std::fmt;

use beatbook_hub::store::verify;
use beatbook_tests::Dump;
use uuid::Uuid;

use crate::sign_ins;
use crate::steps;
use crate::tally::{Event, Tally};
use crate::town::Town;

/// Ticks of health after which nothing may wait any more.
const TICKS: u32 = 3;

/// Something that never may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The oracle.
    pub oracle: &'static str,
    what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}] {}", self.oracle, self.what)
    }
}

fn found<T>(oracle: &'static str, what: impl Into<String>) -> Result<T, Finding> {
    Err(Finding { oracle, what: what.into() })
}

/// Everything heals; then: nothing waits, nothing is lost, nothing is there twice, all are equal, chains verify.
pub fn ends_well(town: &mut Town, tally: &mut Tally) -> Result<(), Finding> {
    let must = town.must();
    for _ in 0..TICKS {
        for who in 0..town.phones.len() {
            town.pass_time(61_000);
            sign_ins::sign_in(town, who, tally);
            steps::sync(town, who, false, tally);
        }
    }
    let hub = Dump::of_hub(town.centre.hub.store().connection());
    tally.note_many(Event::Overruled, hub.overruled.len() as u64);
    let short = town.phones.iter().map(|phone| phone.shortened().len() as u64).sum();
    tally.note_many(Event::Shortened, short);
    tally.note_many(Event::Older, town.of_older_apps());
    ends(town)?;
    lost(town, &must, &hub)?;
    twice(town, &hub)?;
    drained(town)?;
    chains(town)?;
    converged(town, &hub)
}

/// Every sync comes to an end; that of a phone that is not signed in to just that.
pub fn ends(town: &Town) -> Result<(), Finding> {
    if town.endless {
        return found("endless", "a sync went on and on");
    }
    town.let_in.as_ref().map_or(Ok(()), |what| found("let in", what))
}

/// Every entry that some place must have had is at the hub, as it was written.
fn lost(town: &Town, must: &BTreeSet<Uuid>, hub: &Dump) -> Result<(), Finding> {
    let there: std::collections::BTreeMap<_, _> = hub.entries.iter().map(|told| (told.entry, told)).collect();
    for entry in must {
        let written = &town.written[entry];
        match there.get(entry) {
            None => return found("lost", format!("entry {entry} is not at the hub")),
            Some(told) if told.values != written.values || told.record != written.record => {
                return found("lost", format!("entry {entry} was altered: {told:?}"));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// The hub has nothing that nobody wrote, and no record more than was created.
fn twice(town: &Town, hub: &Dump) -> Result<(), Finding> {
    if let Some(told) = hub.entries.iter().find(|told| !town.written.contains_key(&told.entry)) {
        return found("twice", format!("nobody wrote entry {}", told.entry));
    }
    // A home's record has the id of the home, not that of whoever wrote it down first.
    let created: BTreeSet<Uuid> = town.written.values().map(|written| written.record).collect();
    match hub.records.keys().find(|record| !created.contains(record)) {
        Some(record) => found("twice", format!("nobody created record {record}")),
        None => Ok(()),
    }
}

/// Health came back, and so nothing waits: of a revoked phone, nothing is unsent.
fn drained(town: &Town) -> Result<(), Finding> {
    for (at, phone) in town.phones.iter().enumerate() {
        let unsent = "SELECT count(*) FROM entry WHERE own = 1 AND state = 0";
        let waits: u32 = if phone.revoked {
            phone.book().connection().query_row(unsent, [], |row| row.get(0)).expect("a count")
        } else {
            phone.waiting()
        };
        if waits > 0 {
            return found("drained", format!("{waits} entries wait on {} ({at})", phone.name));
        }
    }
    Ok(())
}

fn chains(town: &Town) -> Result<(), Finding> {
    for phone in &town.phones {
        if let Err(fault) = phone.book().read().verify_journal() {
            return found("chain", format!("{}: {fault}", phone.name));
        }
    }
    match verify::verify(town.centre.hub.store().connection()) {
        Err(fault) => found("chain", format!("the hub: {fault}")),
        Ok(_) => Ok(()),
    }
}

/// The records on which this device ever wrote: it may go on showing them.
fn own_records(town: &Town, device: Uuid) -> BTreeSet<Uuid> {
    town.written.values().filter(|written| written.author == device).map(|written| written.record).collect()
}

/// The records on which own entries are held: their author goes on seeing what he wrote, until a person decides.
fn held_own(phone: &crate::phone::Phone) -> BTreeSet<Uuid> {
    let held = phone.book().read().held().expect("a readable book");
    held.into_iter().map(|entry| entry.content.record_id()).collect()
}

/// Each phone has what the hub has within its scope; besides that, at most what it wrote itself.
fn converged(town: &Town, hub: &Dump) -> Result<(), Finding> {
    for (at, phone) in town.phones.iter().enumerate().filter(|(_, phone)| !phone.revoked) {
        let scope = phone.book().read().enrolled().expect("enrolled").scope;
        let (has, expected) = (Dump::of_device(phone.book().connection()), hub.within(&scope));
        let held = held_own(phone);
        for (record, row) in &expected.records {
            if !held.contains(record) && has.records.get(record) != Some(row) {
                let (shown, how) = (has.records.get(record), whereabouts(town, phone, *record));
                return found(
                    "converged",
                    format!("{} ({at}) shows {record} as {shown:?}, the hub {row:?}{how}", phone.name),
                );
            }
        }
        let own = own_records(town, phone.device);
        if let Some(more) =
            has.records.keys().find(|id| !expected.records.contains_key(id) && !own.contains(id))
        {
            let how = whereabouts(town, phone, *more);
            return found("converged", format!("{} ({at}) has {more}, which is not for it{how}", phone.name));
        }
        let listed: BTreeSet<_> =
            has.overruled.iter().filter(|value| expected.records.contains_key(&value.0)).cloned().collect();
        if listed != expected.overruled {
            let odd: Vec<_> = listed.symmetric_difference(&expected.overruled).collect();
            return found("overruled", format!("{} ({at}) and the hub differ in {odd:?}", phone.name));
        }
    }
    Ok(())
}

/// The later of two stands, by the true time, and the other is on the list.
pub fn duel(
    town: &Town,
    note: Uuid,
    [first, second]: [Uuid; 2],
    hers: &str,
    his: &str,
) -> Result<(), Finding> {
    if [first, second].into_iter().any(|entry| is_held(town, entry)) {
        return Ok(()); // no longer in that officer's area: nobody has decided yet
    }
    let hub = Dump::of_hub(town.centre.hub.store().connection());
    let Some((_, values, ..)) = hub.records.get(&note) else { return Ok(()) };
    if values["text"] != his {
        return found("fair", format!("{hers} stands over {his}, which is an hour younger: {values:?}"));
    }
    let listed = hub
        .overruled
        .iter()
        .any(|(record, field, _, entry)| (*record, field.as_str(), *entry) == (note, "text", first));
    if listed { Ok(()) } else { found("overruled", format!("{hers} was overruled and is on no list")) }
}

fn is_held(town: &Town, entry: Uuid) -> bool {
    let store = town.centre.hub.store();
    let held = "SELECT EXISTS (SELECT 1 FROM entry WHERE id = ?1 AND held IS NOT NULL)";
    store.connection().query_row(held, [entry.as_bytes()], |row| row.get(0)).expect("an answer")
}

/// What the phone and the hub keep of a record, for whoever looks into a finding.
fn whereabouts(town: &Town, phone: &crate::phone::Phone, record: Uuid) -> String {
    let mut text = String::new();
    let book = phone.book();
    let store = town.centre.hub.store();
    let looks = [
        (
            book.connection(),
            "SELECT 'phone', hex(head), head_n, unconfirmed, mark, confirmed, area, month FROM record WHERE id = ?1",
        ),
        (
            book.connection(),
            "SELECT '  entry', hex(id), own, state, held, commit_n, seq, outcome FROM entry WHERE record = ?1",
        ),
        (store.connection(), "SELECT 'hub', hex(head), head_n FROM record WHERE id = ?1"),
        (
            store.connection(),
            "SELECT '  entry', hex(id), commit_seq, held, seq, outcome, area FROM entry WHERE record = ?1",
        ),
    ];
    for (conn, sql) in looks {
        let mut statement = conn.prepare(sql).expect("a look");
        let columns = statement.column_count();
        let mut rows = statement.query([record.as_bytes()]).expect("a look");
        while let Some(row) = rows.next().expect("a row") {
            let values = (0..columns).map(|at| plain(row.get_ref(at).expect("a value")));
            text = format!("{text}\n    {}", values.collect::<Vec<_>>().join(" "));
        }
    }
    text
}

fn plain(value: rusqlite::types::ValueRef<'_>) -> String {
    value.as_str().map_or_else(|_| format!("{value:?}"), str::to_owned)
}
