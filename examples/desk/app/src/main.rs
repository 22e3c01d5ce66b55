//! The desk: notes in a local database, shown by any number of windows.

mod database;
mod notes;
mod windows;

use std::env;
use std::error::Error;
use std::path::PathBuf;

use tauri::{App, Manager};

fn main() -> tauri::Result<()> {
    tauri::Builder::default().setup(setup).run(tauri::generate_context!())
}

/// Opens the database, and lets the windows call.
fn setup(app: &mut App) -> Result<(), Box<dyn Error>> {
    let folder = match env::var_os("DESK_DATA") {
        Some(folder) => PathBuf::from(folder),
        None => app.path().app_data_dir()?,
    };
    let db = tauri::async_runtime::block_on(database::open(&folder))?;
    let api = mizan::Server::builder()
        .provide(db)
        .provide(notes::Attachments(folder.join("attachments")))
        .provide(app.handle().clone())
        .lend_attached::<tauri::WebviewWindow>()
        .build()?;
    app.handle().plugin(tauri_plugin_mizan::init(api))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_client_knows_the_server() {
        mizan::assert_ir!();
    }
}
