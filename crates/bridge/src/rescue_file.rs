//! The last rescue file, as a download: the core says where it is, and it is passed on as it lies there.

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::task::spawn_blocking;
use tower_http::services::ServeFile;

use crate::routes::Bridge;

/// `GET /rescue-file`
pub async fn download(State(bridge): State<Bridge>, request: Request) -> Response {
    let found = spawn_blocking(move || bridge.lock.rescue_file()).await;
    let Ok(Ok(path)) = found else { return StatusCode::NOT_FOUND.into_response() };
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let said = HeaderValue::try_from(format!("attachment; filename=\"{name}\""));
    let (Ok(said), Ok(file)) = (said, ServeFile::new(path).try_call(request).await) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let mut response = file.into_response();
    response.headers_mut().insert(header::CONTENT_DISPOSITION, said);
    response
}
