//! The one command of the window: a name and JSON in, JSON out.

use tauri::State;

use crate::Shell;

/// Asks the core, on a thread that may block. An error is an `ErrorBody` as JSON.
#[tauri::command]
pub async fn call(shell: State<'_, Shell>, name: String, body: String) -> Result<String, String> {
    let book = shell.book.clone().map_err(|error| json(&error))?;
    let answer = tauri::async_runtime::spawn_blocking(move || book.call(&name, &body)).await;
    answer.map_err(|error| error.to_string())?.map_err(|error| json(&error))
}

fn json(error: &beatbook_core::ErrorBody) -> String {
    serde_json::json!(error).to_string()
}
