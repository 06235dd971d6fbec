//! Fit a pack: a task list that follows from what was written down, so that a killed app knows where it was.

use beatbook_records::codes::{FitResult, HardeningStatus, Item, StockMove};
use beatbook_records::kinds::{
    Evidence, FittedItem, HardeningAllocation, HardeningConsent, HardeningSignup, Installation, StockMovement,
};
use beatbook_records::pack::{PACK, ends_as, stays};
use beatbook_records::record::{Record as _, Values};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Context;
use super::street::{cautions, parts, value};
use super::support::{amend, day_start};
use super::walk_street::tell;
use super::write_record::enter;
use crate::api::{Fit, JobItem, JobRef, JobRow, JobView, Nothing, RecallBatch, Recalled, SignJob, TaskState};
use crate::error::{Error, ErrorCode};
use crate::store::{Page, Reader, Stored, Tx, time_text};

/// The most jobs of a list.
const JOBS_MAX: u32 = 200;

/// The jobs of this officer that are not over, those that are booked first.
pub(crate) fn list(context: &Context, _: Nothing) -> Result<Vec<JobRow>, Error> {
    context.read(move |reader, _| {
        let actor = reader.enrolled()?.actor;
        let page = Page { kind: HardeningAllocation::KIND.name, before: None, limit: JOBS_MAX };
        let own = |job: &Stored| !job.voided && value::<Uuid>(job, "assignee") == Some(actor);
        let mut jobs = Vec::new();
        for job in reader.records(page)?.into_iter().filter(own) {
            jobs.push(row(reader, &job)?);
        }
        jobs.sort_by_key(|job| (job.booked_at.is_none(), job.booked_at.clone(), job.address.clone()));
        Ok(jobs)
    })
}

pub(crate) fn read(context: &Context, input: JobRef) -> Result<JobView, Error> {
    context.read(move |reader, _| view(reader, input.allocation))
}

/// Begin the visit; begun twice it is one.
pub(crate) fn start(context: &Context, input: JobRef) -> Result<JobView, Error> {
    context.write(move |tx| {
        begun(tx, input.allocation)?;
        view(tx.read(), input.allocation)
    })
}

pub(crate) fn sign(context: &Context, input: SignJob) -> Result<JobView, Error> {
    context.write(move |tx| {
        let visit = begun(tx, input.allocation)?;
        let blank = input.signature.as_deref().is_none_or(|strokes| strokes.trim().is_empty());
        if blank && input.not_signed.is_none() {
            return Err(Error::Invalid {
                field: "signature".into(),
                why: "neither signed nor said why".into(),
            });
        }
        let news = Values::from_iter([
            ("signature".to_owned(), json!(input.signature.filter(|_| !blank))),
            ("signed_by".to_owned(), json!(input.signed_by)),
            ("not_signed".to_owned(), json!(input.not_signed.filter(|_| blank))),
        ]);
        amend(tx, Installation::KIND.name, visit, news)?;
        view(tx.read(), input.allocation)
    })
}

/// Finish the visit. It is with nobody afterwards: what was known of the home leaves the phone once it is confirmed.
pub(crate) fn finish(context: &Context, input: JobRef) -> Result<JobView, Error> {
    context.write(move |tx| {
        let job = view(tx.read(), input.allocation)?;
        if job.ended {
            return Ok(job);
        }
        if job.finish == TaskState::CannotStart {
            return Err(Error::Invalid { field: "job".into(), why: "a task is not done".into() });
        }
        let visit = begun(tx, input.allocation)?;
        let fits: Vec<_> = job
            .items
            .iter()
            .flat_map(|item| item.fits.iter().map(|fit| (item.item, fit.quantity, fit.result)))
            .collect();
        close(tx, input.allocation, visit, ends_as(&fits))?;
        view(tx.read(), input.allocation)
    })
}

/// Call a batch back.
pub(crate) fn recall(context: &Context, input: RecallBatch) -> Result<Recalled, Error> {
    context.write(move |tx| {
        let reader = tx.read();
        let field = FittedItem::KIND.field("batch").ok_or(ErrorCode::NotFound)?;
        let today = day_start(tx.env()).date_naive().to_string();
        let hit = |fit: &Stored| !fit.voided && value::<Item>(fit, "item") == Some(input.item);
        let hits: Vec<_> =
            reader.records_with(&FittedItem::KIND, field, &input.batch)?.into_iter().filter(hit).collect();
        let mut recalled = Recalled { items: 0, addresses: Vec::new() };
        for fit in hits {
            let visit =
                value::<Uuid>(&fit, "installation").map(|id| tx.read().record(id)).transpose()?.flatten();
            let address = visit.as_ref().and_then(|visit| value::<String>(visit, "address"));
            recalled.items += value::<u32>(&fit, "quantity").unwrap_or(1);
            recalled.addresses.extend(address.filter(|address| !recalled.addresses.contains(address)));
            let news = Values::from_iter([("recalled_on".to_owned(), json!(today))]);
            amend(tx, FittedItem::KIND.name, fit.id, news)?;
        }
        let stock = tell(
            StockMovement::KIND.name,
            [
                ("movement", json!(StockMove::Recalled)),
                ("item", json!(input.item)),
                ("quantity", json!(recalled.items.max(1))),
                ("batch", json!(input.batch)),
                ("note", json!(input.note)),
            ],
        );
        enter(tx, &stock)?;
        Ok(recalled)
    })
}

/// The visit of a job, begun where it was not.
fn begun(tx: &mut Tx<'_>, allocation: Uuid) -> Result<Uuid, Error> {
    if let Some(visit) = visit_of(tx.read(), allocation)? {
        return Ok(visit.id);
    }
    let job = tx.read().known_record(allocation)?;
    let taken = |name: &str| job.values.get(name).cloned().unwrap_or(Value::Null);
    let visit = tell(
        Installation::KIND.name,
        [
            ("area", taken("area")),
            ("allocation", json!(allocation)),
            ("signup", taken("signup")),
            ("pack_no", taken("pack_no")),
            ("status", json!(HardeningStatus::Booked)),
            ("uprn", taken("uprn")),
            ("address", taken("address")),
            ("place_source", taken("place_source")),
            ("assignee", taken("assignee")),
        ],
    );
    enter(tx, &visit)
}

/// The visit of a job; the last, where one was broken off and another begun.
fn visit_of(reader: Reader<'_>, allocation: Uuid) -> Result<Option<Stored>, Error> {
    let field = Installation::KIND.field("allocation").ok_or(ErrorCode::NotFound)?;
    let visits = reader.records_with(&Installation::KIND, field, &allocation.to_string())?;
    Ok(visits.into_iter().rfind(|visit| !visit.voided))
}

fn close(tx: &mut Tx<'_>, allocation: Uuid, visit: Uuid, status: HardeningStatus) -> Result<(), Error> {
    let job = tx.read().known_record(allocation)?;
    let stored = tx.read().known_record(visit)?;
    let now = json!(time_text(tx.env().now()));
    let started = stored.values.get("started").cloned().unwrap_or_default();
    let free = || ("assignee".to_owned(), Value::Null);
    let moved = || ("status".to_owned(), json!(status));
    for fit in parts(tx.read(), &FittedItem::KIND, visit)? {
        amend(tx, FittedItem::KIND.name, fit.id, Values::from_iter([free()]))?;
    }
    let times = [("started".to_owned(), started), ("ended".to_owned(), now)];
    amend(tx, Installation::KIND.name, visit, times.into_iter().chain([moved(), free()]).collect())?;
    amend(tx, HardeningAllocation::KIND.name, allocation, Values::from_iter([moved(), free()]))?;
    let Some(signup) = value::<Uuid>(&job, "signup") else { return Ok(()) };
    if tx.read().has_record(signup)? {
        amend(tx, HardeningSignup::KIND.name, signup, Values::from_iter([moved(), free()]))?;
    }
    for consent in parts(tx.read(), &HardeningConsent::KIND, signup)? {
        amend(tx, HardeningConsent::KIND.name, consent.id, Values::from_iter([free()]))?;
    }
    Ok(())
}

fn row(reader: Reader<'_>, job: &Stored) -> Result<JobRow, Error> {
    let visit = visit_of(reader, job.id)?;
    let address: Option<String> = value(job, "address");
    Ok(JobRow {
        allocation: job.id,
        installation: visit.map(|visit| visit.id),
        address: address.unwrap_or_default(),
        pack_no: value(job, "pack_no").unwrap_or_default(),
        booked_at: value(job, "booked_at"),
        status: value(job, "status").unwrap_or(HardeningStatus::Allocated),
    })
}

fn view(reader: Reader<'_>, allocation: Uuid) -> Result<JobView, Error> {
    let job = reader.known_record(allocation)?;
    let visit = visit_of(reader, allocation)?;
    let fits = match &visit {
        Some(visit) => parts(reader, &FittedItem::KIND, visit.id)?,
        None => Vec::new(),
    };
    let photos = |slot: &str| -> Result<u32, Error> {
        let Some(visit) = &visit else { return Ok(0) };
        let field = Evidence::KIND.field("about").ok_or(ErrorCode::NotFound)?;
        let taken = reader.records_with(&Evidence::KIND, field, &visit.id.to_string())?;
        let of_slot =
            |photo: &&Stored| !photo.voided && value::<String>(photo, "slot").as_deref() == Some(slot);
        Ok(u32::try_from(taken.iter().filter(of_slot).count()).unwrap_or(u32::MAX))
    };
    let items: Vec<_> = PACK.iter().map(|(item, of)| item_of(*item, *of, &fits)).collect();
    let (photos_before, photos_after) = (photos("BEFORE")?, photos("AFTER")?);
    let done = |done: bool| if done { TaskState::Completed } else { TaskState::NotStarted };
    let all = items.iter().all(|item| item.state == TaskState::Completed);
    let not_signed = visit.as_ref().and_then(|visit| value(visit, "not_signed"));
    let signed = not_signed.is_some()
        || visit.as_ref().is_some_and(|visit| value::<String>(visit, "signature").is_some());
    let signature = if all { done(signed) } else { TaskState::CannotStart };
    let ended = visit.as_ref().is_some_and(|visit| value::<String>(visit, "ended").is_some());
    let ready = all && signed;
    let finish = if ready { done(ended) } else { TaskState::CannotStart };
    let note = visit.as_ref().or(Some(&job)).and_then(|record| value(record, "note"));
    let uprn: Option<String> = value(&job, "uprn");
    Ok(JobView {
        row: row(reader, &job)?,
        note,
        caution: uprn.map(|uprn| cautions(reader, &uprn)).transpose()?.unwrap_or_default(),
        ended,
        before: done(photos_before > 0),
        photos_before,
        after: if all { done(photos_after > 0) } else { TaskState::CannotStart },
        photos_after,
        whole: items.iter().all(|item| item.fitted >= item.of),
        items,
        signature,
        not_signed,
        finish,
    })
}

fn item_of(item: Item, of: u16, fits: &[Stored]) -> JobItem {
    let fits: Vec<_> = fits
        .iter()
        .filter(|fit| value::<Item>(fit, "item") == Some(item))
        .map(|fit| Fit {
            record: fit.id,
            quantity: value(fit, "quantity").unwrap_or(1),
            result: value(fit, "result").unwrap_or(FitResult::Fitted),
            could_not_fit: value(fit, "could_not_fit"),
            serial: value(fit, "serial"),
        })
        .collect();
    let count =
        |stay: bool| fits.iter().filter(|fit| stays(fit.result) == stay).map(|fit| fit.quantity).sum();
    let (fitted, not_fitted): (u16, u16) = (count(true), count(false));
    let state = match fitted + not_fitted {
        0 => TaskState::NotStarted,
        some if some < of => TaskState::InProgress,
        _ => TaskState::Completed,
    };
    JobItem { item, of, fitted, not_fitted, state, fits }
}
