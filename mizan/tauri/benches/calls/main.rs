//! What a call costs in a real window, beside commands written by hand: `cargo bench --bench calls`.
//!
//! It needs what the tests of `examples/desk` need, and the packages of `mizan-build/kernel`. Without a variable
//! it runs `calls.mjs`, which starts it again as the application that is measured.

use std::borrow::Cow;
use std::error::Error;
use std::path::Path;
use std::process::Command;

use serde::Deserialize;
use tauri::ipc::{InvokeBody, Request, Response};
use tauri::test::mock_context;
use tauri::utils::acl::ExecutionContext;
use tauri::utils::assets::{AssetKey, AssetsIter, CspHash};
use tauri::{App, Assets, Runtime, WebviewUrl, WebviewWindowBuilder};

/// One of the records that are sent.
#[derive(Deserialize, mizan::Type)]
struct Record {
    id: u32,
    name: String,
    is_done: bool,
}

#[mizan::client]
fn measure(records: Vec<Record>) -> u32 {
    sum(&records)
}

/// The same by hand, as Tauri's guide shows it.
#[tauri::command]
fn measure_json(records: Vec<Record>) -> u32 {
    sum(&records)
}

#[derive(Deserialize)]
struct Arguments {
    records: Vec<Record>,
}

/// Looks at each record, so that none is left out.
fn sum(records: &[Record]) -> u32 {
    let weigh = |record: &Record| record.id * u32::from(!record.is_done && !record.name.is_empty());
    records.iter().map(weigh).sum()
}

/// The same by hand, with JSON in bytes.
#[tauri::command]
fn measure_raw(request: Request<'_>) -> Result<Response, String> {
    let InvokeBody::Raw(body) = request.body() else { return Err("bytes".to_owned()) };
    let arguments: Arguments = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    Ok(Response::new(sum(&arguments.records).to_string().into_bytes()))
}

/// The same again off the main thread, where Mizan runs what it calls: a function that takes its time does not stop
/// the window. Tauri passes each call to another thread and its answer back, which is what this costs more.
#[tauri::command]
async fn measure_raw_async(request: Request<'_>) -> Result<Response, String> {
    measure_raw(request)
}

/// A page with nothing on it.
struct Page;

impl<R: Runtime> Assets<R> for Page {
    fn get(&self, _key: &AssetKey) -> Option<Cow<'_, [u8]>> {
        Some(Cow::Borrowed(b"<!doctype html><title>Calls</title>"))
    }

    fn iter(&self) -> Box<AssetsIter<'_>> {
        Box::new(std::iter::empty())
    }

    fn csp_hashes(&self, _html_path: &AssetKey) -> Box<dyn Iterator<Item = CspHash<'_>> + '_> {
        Box::new(std::iter::empty())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    if std::env::var_os("CALLS_WINDOW").is_some() {
        return Ok(open_window()?);
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/calls/calls.mjs");
    let status = Command::new("node").arg(script).arg(std::env::current_exe()?).status()?;
    match status.success() {
        true => Ok(()),
        false => Err("the calls were not measured; see above".into()),
    }
}

fn open_window() -> tauri::Result<()> {
    let mut context = mock_context(Page);
    context.config_mut().identifier = "org.mizan.calls".to_owned();
    for command in ["acknowledge", "close", "open", "send"] {
        let command = format!("plugin:mizan|{command}");
        context.runtime_authority_mut().__allow_command(command, ExecutionContext::Local);
    }
    tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![measure_json, measure_raw, measure_raw_async])
        .setup(setup)
        .run(context)
}

fn setup(app: &mut App) -> Result<(), Box<dyn Error>> {
    let api = mizan::Server::builder().build()?;
    app.handle().plugin(tauri_plugin_mizan::init(api))?;
    WebviewWindowBuilder::new(app, "main", WebviewUrl::default()).build()?;
    Ok(())
}
