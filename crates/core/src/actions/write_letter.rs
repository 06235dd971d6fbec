//! Letters: what there is to write, how it will read, and the letter itself.
//!
//! Rule: what is previewed is what is written. The pages are made and in their place before the letter is; its number is
//! used in the transaction that writes it, or not at all.

use std::sync::PoisonError;

use beatbook_letter::{Letter as Pages, LetterFault, draw};
use beatbook_records::entry::Hash;
use beatbook_records::kinds::Letter;
use beatbook_records::powers::compose::{Filling, Words, compose, day_text};
use beatbook_records::powers::letter;
use beatbook_records::record::{Record as _, Values};
use beatbook_records::wire::{LetterLanguage, LetterTemplate};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Context;
use super::use_power::{local_day, scene};
use super::write_record::enter;
use crate::api::{
    Language, LetterChoices, LetterFile, LetterForm, LetterRow, LetterText, Nothing, PhotoHandIn, RecordRef,
    SavedLetter, WriteLetter, WriteRecord,
};
use crate::env::Env;
use crate::error::{Error, ErrorCode};
use crate::store::{Access as _, PhotoState, Reader, SealedPhoto, StoreError, Tx};

/// A letter made ready.
struct Ready {
    number: u64,
    version: u32,
    words: Words,
}

/// The letters that there are words for today.
pub(crate) fn list(context: &Context, _: Nothing) -> Result<LetterChoices, Error> {
    context.read(|reader, env| {
        let owner = reader.enrolled()?;
        let pack = reader.powers()?;
        let scene = scene(reader, &owner, local_day(env, env.now()), None)?;
        let row = |(letter, template, why_not): (_, &LetterTemplate, _)| LetterRow {
            letter,
            language: language_of(template.language),
            version: template.version,
            why_not,
            places: letter::places(template).into_iter().map(str::to_owned).collect(),
        };
        let letters = letter::offered(pack.as_ref(), scene).into_iter().map(row).collect();
        Ok(LetterChoices { letters, numbers_left: reader.numbers_left(letter::SERIES)? })
    })
}

/// How it will read.
pub(crate) fn preview(context: &Context, input: LetterForm) -> Result<LetterText, Error> {
    let form = input.clone();
    let ready = context.read(move |reader, env| ready(reader, env, &form))?;
    // What cannot be drawn is said now.
    pages(&ready, &input)?;
    let Words { head, subject, paragraphs } = ready.words;
    Ok(LetterText { number: letter::number_text(ready.number), head, subject, paragraphs })
}

/// Write it: the pages, and with its number the letter.
pub(crate) fn write(context: &Context, input: WriteLetter) -> Result<SavedLetter, Error> {
    // One letter at a time: the next number is the same when it is used.
    let _desk = context.pictures.desk.lock().unwrap_or_else(PoisonError::into_inner);
    context.store.with(|store| store.tidy_letters())?;
    let form = input.form.clone();
    let ready = context.read(move |reader, env| ready(reader, env, &form))?;
    let pages = pages(&ready, &input.form)?;
    let folder = context.store.with(|store| store.photos())?;
    let sealed = folder.seal_letter(&pages)?;
    let file = sealed.file.clone();
    let number = letter::number_text(ready.number);
    let written = context.write(move |tx| write_down(tx, &input, &ready, &sealed));
    match written {
        Ok(record) => Ok(SavedLetter { record, number }),
        Err(error) => {
            // Where it is not certain that nothing was written the file stays, until somebody tidies up.
            if error.code() != ErrorCode::Internal {
                folder.forget(&file);
            }
            Err(error)
        }
    }
}

/// The pages of a letter: whether they are here, and how far.
pub(crate) fn read(context: &Context, input: RecordRef) -> Result<LetterFile, Error> {
    context.read(move |reader, _| {
        let (number, words) = named(reader, input.record)?;
        let pages = reader.letter_pages(&words)?;
        let state = pages.as_ref().map_or(PhotoHandIn::Elsewhere, |pages| match pages.state {
            PhotoState::Waiting => PhotoHandIn::Waiting,
            PhotoState::OnHub => PhotoHandIn::OnHub,
            PhotoState::Refused => PhotoHandIn::Refused,
            PhotoState::Elsewhere => PhotoHandIn::Elsewhere,
        });
        Ok(LetterFile { number, state, bytes: pages.map(|pages| pages.bytes) })
    })
}

/// The pages themselves.
pub(crate) fn open(context: &Context, record: Uuid) -> Result<Vec<u8>, Error> {
    let pages = context.read(move |reader, _| Ok(reader.letter_pages(&named(reader, record)?.1)?))?;
    let pages = pages.ok_or(ErrorCode::PhotoElsewhere)?;
    Ok(context.store.with(|store| store.photos())?.read_whole(&pages.file)?)
}

/// The number and the pages that a letter names.
fn named(reader: Reader<'_>, record: Uuid) -> Result<(String, Hash), Error> {
    let record = reader.record(record)?.filter(|record| record.kind == Letter::KIND.name);
    let record = record.ok_or(ErrorCode::NotFound)?;
    let number = record.values.get("number").and_then(Value::as_str).unwrap_or_default().to_owned();
    let words = record.values.get("words").and_then(|words| serde_json::from_value(words.clone()).ok());
    Ok((number, words.ok_or(ErrorCode::NotFound)?))
}

/// The words with the next number in them, where it may be written at all.
fn ready(reader: Reader<'_>, env: &dyn Env, form: &LetterForm) -> Result<Ready, Error> {
    let owner = reader.enrolled()?;
    let day = local_day(env, env.now());
    let pack = reader.powers()?;
    let offered = letter::offered(pack.as_ref(), scene(reader, &owner, day, None)?);
    let wanted = |(letter, template, _): &(_, &LetterTemplate, _)| {
        *letter == form.letter && language_of(template.language) == form.language
    };
    let invalid = |field: &str, why: String| Error::Invalid { field: field.into(), why };
    let (_, template, why_not) = offered
        .into_iter()
        .find(wanted)
        .ok_or_else(|| invalid("letter", "no words for it are in force today".into()))?;
    if let Some(why) = why_not {
        return Err(invalid("letter", format!("not offered: {why:?}")));
    }
    let number = reader.next_number(letter::SERIES)?.ok_or(ErrorCode::NoNumbers)?;
    let given = [("recipient", &form.recipient), ("address", &form.address), ("behaviour", &form.behaviour)];
    let mut filling: Filling<'_> =
        given.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))).collect();
    filling.insert("date", day_text(day, template.language));
    filling.insert("officer", owner.name);
    filling.insert("number", letter::number_text(number));
    filling.insert("council", owner.organisation);
    let words =
        compose(template, &filling).map_err(|unfilled| invalid(unfilled.place(), unfilled.to_string()))?;
    Ok(Ready { number, version: template.version, words })
}

fn pages(ready: &Ready, form: &LetterForm) -> Result<Vec<u8>, Error> {
    let number = letter::number_text(ready.number);
    let pages = draw(Pages {
        language: match form.language {
            Language::En => "en",
            Language::Cy => "cy",
        },
        head: &ready.words.head,
        subject: &ready.words.subject,
        paragraphs: &ready.words.paragraphs,
        foot: &number,
    });
    pages.map_err(|fault| match fault {
        LetterFault::Character(character) => {
            let fields =
                [("recipient", &form.recipient), ("address", &form.address), ("behaviour", &form.behaviour)];
            let holds =
                |value: &Option<String>| value.as_deref().is_some_and(|text| text.contains(character));
            let field = fields.into_iter().find(|(_, value)| holds(value)).map_or("letter", |(name, _)| name);
            Error::Invalid { field: field.into(), why: "character".into() }
        }
        LetterFault::Empty | LetterFault::Wrong(_) => Error::Internal(fault.to_string()),
    })
}

fn write_down(
    tx: &mut Tx<'_>,
    input: &WriteLetter,
    ready: &Ready,
    sealed: &SealedPhoto,
) -> Result<Uuid, Error> {
    if tx.use_number(letter::SERIES)? != Some(ready.number) {
        // A sync found another copy of this book, and let the numbers go: it is to be composed anew.
        return Err(ErrorCode::NoNumbers.into());
    }
    tx.keep_letter(sealed)?;
    let form = &input.form;
    let values = json!({
        "letter_type": form.letter,
        "number": letter::number_text(ready.number),
        "template_version": ready.version,
        "recipient": form.recipient.as_deref().map(one_line),
        "recipient_address": form.address.as_deref().map(one_line),
        "behaviour": form.behaviour,
        "words": sealed.sha256,
        "subject": input.subject,
        "action": input.action,
    });
    let values: Values = serde_json::from_value(values)
        .map_err(|error| StoreError::Unreadable { what: "letter", why: error.to_string() })?;
    let record = enter(
        tx,
        &WriteRecord {
            kind: Letter::KIND.name.into(),
            values,
            record: None,
            happened: None,
            reason: None,
            draft: None,
        },
    )?;
    if let Some(draft) = &input.draft {
        tx.drop_draft(&draft.form, &draft.id)?;
    }
    Ok(record)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

const fn language_of(language: LetterLanguage) -> Language {
    match language {
        LetterLanguage::En => Language::En,
        LetterLanguage::Cy => Language::Cy,
    }
}
