//! The floor carries what it is given, or its figures would mean nothing.

use std::path::Path;

use beatbook_floor::{BATCH, Device, Hub, RECORD_BYTES, Record, records};

#[test]
fn every_record_is_of_the_same_size_and_no_two_are_alike() {
    let records = records(1_000, 7);
    assert!(records.iter().all(|record| record.body.len() == RECORD_BYTES));
    let ids: std::collections::BTreeSet<_> = records.iter().map(|record| record.id).collect();
    assert_eq!(ids.len(), 1_000);
}

#[test]
fn what_asha_saves_bela_reads() -> anyhow::Result<()> {
    let dir = tempfile::tempdir()?;
    carries(&dir.path().join("file"), &|dir| Hub::serve(&dir.join("hub.db")))?;
    let database = beatbook_cluster::shared().new_database();
    carries(&dir.path().join("server"), &|_| Hub::serve_postgres(&database))
}

fn carries(dir: &Path, serve: &dyn Fn(&Path) -> anyhow::Result<Hub>) -> anyhow::Result<()> {
    std::fs::create_dir_all(dir)?;
    let hub = serve(dir)?;
    let mut asha = Device::open(&dir.join("asha.db"), hub.address)?;
    let mut bela = Device::open(&dir.join("bela.db"), hub.address)?;
    let written: Vec<Record> = records(2 * BATCH + 3, 1);
    asha.save_all(&written)?;
    assert_eq!(asha.push()?, written.len());
    assert_eq!(bela.pull()?, written.len());
    assert_eq!(bela.all()?, written);
    assert_eq!((asha.push()?, bela.pull()?), (0, 0), "nothing new");
    let one = records(1, 2);
    asha.save(&one[0])?;
    assert_eq!((asha.push()?, bela.pull()?), (1, 1));
    Ok(())
}
