//! The page of the files of police.uk: what is here, and a form that takes in more.
//!
//! Rule: what comes is written to a folder of its own on disk, is given to the very same importer as the command's files, and
//! is gone when the answer goes. Nothing is written down before the form was found to be the session's own.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{Multipart, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use beatbook_records::wire::Refusal;
use tokio::fs::File;
use tokio::io::AsyncWriteExt as _;
use utoipa::ToSchema;

use crate::error::HubError;
use crate::limits::UPLOAD_FILES_MAX;
use crate::pages::for_viewer;
use crate::pages::police_view::{self, Shown};
use crate::police_uk::{self, ImportError, Refused, Scanned, Taken};
use crate::sessions;
use crate::state::Hub;

/// Longer than any token.
const TOKEN_BYTES_MAX: usize = 128;
/// The page may run the hub's own script, and that may send the form.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

/// What became of the files of a form.
pub enum Became {
    /// All of them were taken in.
    Taken(Vec<Taken>),
    /// None was: why, and each file as it looks by itself.
    Nothing(String, Vec<(String, Result<Scanned, Refused>)>),
}

/// The files of police.uk that are here, and the form that takes in more.
#[utoipa::path(get, path = "/police", tag = "page", security(("session" = [])),
    responses(
        (status = 200, content_type = "text/html"),
        (status = "4XX", description = "nobody is signed in: the sign-in form; somebody who may not: a refusal", content((String = "text/html"), (Refusal = "application/problem+json"))),
    ))]
pub async fn police_page(State(hub): State<Arc<Hub>>, headers: HeaderMap) -> Result<Response, HubError> {
    hub.work(move |hub| page(hub, &headers, StatusCode::OK, None)).await
}

/// The script that shows how far an upload is. The form works without it.
#[utoipa::path(get, path = "/upload.js", tag = "page", responses((status = 200, content_type = "text/javascript")))]
pub async fn upload_script() -> impl IntoResponse {
    let kind = (header::CONTENT_TYPE, "text/javascript; charset=utf-8");
    ([kind, (header::CACHE_CONTROL, "max-age=3600")], include_str!("upload.js"))
}

/// The form of files.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "it says what the form holds, which is read as it comes")]
pub struct Upload {
    /// The token of the session's forms; it comes first.
    token: String,
    /// Street files, one month of one force each.
    #[schema(value_type = Vec<String>, format = Binary)]
    files: Vec<Vec<u8>>,
}

/// Take in files of police.uk: all of them, or none.
#[utoipa::path(post, path = "/police", tag = "page", security(("session" = [])),
    request_body(content = Upload, content_type = "multipart/form-data"),
    responses(
        (status = 200, content_type = "text/html", description = "the page, with what was found in each file"),
        (status = "4XX", description = "nothing was taken in: the page, with why; nobody is signed in: the sign-in form; somebody who may not, not the session's own form, or one that cannot be read: a refusal", content((String = "text/html"), (Refusal = "application/problem+json"))),
    ))]
pub async fn take_in_files(
    State(hub): State<Arc<Hub>>,
    headers: HeaderMap,
    form: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Result<Response, HubError> {
    let (asking, sent) = (headers.clone(), Arc::clone(&hub));
    // Before a byte of it is read.
    let session = sent.work(move |hub| sessions::current(hub, &asking)).await?;
    if !sessions::may_change_figures(session.role) {
        return Err(HubError::Forbidden);
    }
    let form = form.map_err(|_| HubError::Malformed("the form is not one of files"))?;
    let _turn = hub.limits.uploads.try_acquire().map_err(|_| HubError::Busy)?;
    let folder = Folder::new(&hub)?;
    let came = received(form, &folder.0, |token| sessions::is_own_form_of(&session, token)).await;
    hub.work(move |hub| {
        let became = match came {
            Ok(files) if files.is_empty() => {
                Became::Nothing("choose at least one file".to_owned(), Vec::new())
            }
            Ok(files) => take(hub, &files)?,
            Err(HubError::TooLarge(why)) => Became::Nothing(why.to_owned(), Vec::new()),
            Err(error) => return Err(error),
        };
        drop(folder);
        let status = if matches!(became, Became::Taken(_)) {
            StatusCode::OK
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        };
        page(hub, &headers, status, Some(&became))
    })
    .await
}

fn page(
    hub: &Hub,
    headers: &HeaderMap,
    status: StatusCode,
    became: Option<&Became>,
) -> Result<Response, HubError> {
    let mut response = for_viewer(hub, headers, |store, viewer| {
        if !sessions::may_change_figures(viewer.session.role) {
            return Err(HubError::Forbidden);
        }
        let shown = Shown { files: &store.police_files()?, became };
        Ok((status, police_view::page(hub, viewer, &shown)))
    })?;
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, POLICY);
    Ok(response)
}

/// Give files to the importer; where it takes none, look at each by itself.
fn take(hub: &Hub, files: &[PathBuf]) -> Result<Became, HubError> {
    let why = match police_uk::import(&hub.store(), files, hub.clock.now_ms(), |_, _| {}) {
        Ok(taken) => return Ok(Became::Taken(taken)),
        Err(ImportError::Store(error)) => return Err(error.into()),
        Err(ImportError::Refused(..)) => {
            "nothing was taken in: put right or leave out the files that are refused".to_owned()
        }
        Err(ImportError::Unfit(why)) => format!("nothing was taken in: {why}"),
    };
    let looked = files.iter().map(|path| (police_uk::name(path), police_uk::look(path))).collect();
    Ok(Became::Nothing(why, looked))
}

/// The files of a form, written into a folder as they come.
async fn received(
    mut form: Multipart,
    folder: &Path,
    is_own: impl Fn(&str) -> bool,
) -> Result<Vec<PathBuf>, HubError> {
    let (mut own, mut files) = (false, Vec::new());
    while let Some(field) = form.next_field().await.map_err(cut)? {
        match field.name() {
            Some("token") => own = is_own(&token(field).await?),
            Some("files") if !own => return Err(HubError::Forbidden),
            Some("files") if files.len() == UPLOAD_FILES_MAX => {
                return Err(HubError::TooLarge(
                    "nothing was taken in: these are too many files at once, so send fewer",
                ));
            }
            Some("files") => files.extend(written(field, folder, files.len()).await?),
            _ => return Err(HubError::Malformed("a field that the form does not have")),
        }
    }
    if own { Ok(files) } else { Err(HubError::Forbidden) }
}

async fn token(mut field: Field<'_>) -> Result<String, HubError> {
    let mut text = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(cut)? {
        text.extend_from_slice(&chunk);
        if text.len() > TOKEN_BYTES_MAX {
            return Err(HubError::Forbidden);
        }
    }
    String::from_utf8(text).map_err(|_| HubError::Forbidden)
}

/// Write a file into a folder of its own, by its own name; `None` where none was chosen.
async fn written(mut field: Field<'_>, folder: &Path, at: usize) -> Result<Option<PathBuf>, HubError> {
    let Some(name) = field.file_name().map(plain_name) else {
        return Err(HubError::Malformed("a file without a name"));
    };
    let folder = folder.join(at.to_string());
    let path = folder.join(&name);
    tokio::fs::create_dir(&folder).await.map_err(disk)?;
    let mut file = File::create(&path).await.map_err(disk)?;
    let mut bytes = 0;
    while let Some(chunk) = field.chunk().await.map_err(cut)? {
        bytes += chunk.len();
        file.write_all(&chunk).await.map_err(disk)?;
    }
    file.flush().await.map_err(disk)?;
    if bytes == 0 && name == NAMELESS {
        tokio::fs::remove_dir_all(&folder).await.map_err(disk)?;
        return Ok(None);
    }
    Ok(Some(path))
}

/// What a file without a name is called; a browser sends one where nothing was chosen.
const NAMELESS: &str = "file";

/// The last part of a name, of characters that any disk takes, and not too long.
fn plain_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain = |char: char| if char.is_alphanumeric() || "-_. ()".contains(char) { char } else { '_' };
    let name: String = last.chars().map(plain).take(60).collect();
    if name.trim_matches(['.', ' ']).is_empty() { NAMELESS.to_owned() } else { name }
}

/// The form ended early, or is longer than it may be.
fn cut(error: MultipartError) -> HubError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return HubError::TooLarge(
            "nothing was taken in: the files are larger than 256 MiB together, so send fewer at once",
        );
    }
    HubError::Malformed("the form ended early, or is not one of files")
}

fn disk(error: std::io::Error) -> HubError {
    HubError::Internal(format!("a file of an upload could not be written: {error}"))
}

/// A folder that is gone with whoever holds it.
struct Folder(PathBuf);

impl Folder {
    fn new(hub: &Hub) -> Result<Self, HubError> {
        let folder = hub.uploads.join(hub.clock.secret());
        std::fs::create_dir_all(&folder).map_err(disk)?;
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, "a folder of an upload could not be removed");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_never_leaves_its_folder() {
        let names = [
            ("2023-01-testshire-street.csv", "2023-01-testshire-street.csv"),
            ("../../etc/passwd", "passwd"),
            (r"C:\crime\2023-01.csv", "2023-01.csv"),
            ("..", NAMELESS),
            ("", NAMELESS),
            ("a\0b\n.csv", "a_b_.csv"),
        ];
        for (sent, plain) in names {
            assert_eq!(plain_name(sent), plain);
        }
        assert_eq!(plain_name(&"é".repeat(300)).chars().count(), 60);
    }

    #[test]
    fn the_limit_that_is_said_is_the_one_that_holds() {
        assert_eq!(crate::limits::UPLOAD_BYTES_MAX, 256 * 1024 * 1024);
    }
}
