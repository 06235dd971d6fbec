//! The one command of the window: a name and JSON in, JSON out.

use beatbook_core::ErrorBody;
use tauri::{AppHandle, Manager};

use crate::Shell;

/// Asks the core, on a thread that may block. An error is an `ErrorBody` as JSON.
#[tauri::command]
pub async fn call(app: AppHandle, name: String, body: String) -> Result<String, String> {
    let ask = move || app.state::<Shell>().lock()?.call(&name, &body);
    let answer = tauri::async_runtime::spawn_blocking(ask).await.map_err(|error| error.to_string())?;
    answer.map_err(|error: ErrorBody| serde_json::json!(error).to_string())
}
