//! Services that tests start for themselves, each on a port of its own, and stop.
//!
//! A program that is in `PATH` is taken. Otherwise it comes from a package, which is unpacked into
//! `target/services` and installed nowhere.

mod debian;
pub mod postgres;
pub mod redis;
pub mod varnish;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::port::listen_anywhere;

/// The result of getting or starting a service. The error tells a person what to do.
pub type Result<T> = std::result::Result<T, String>;

/// A port that nobody listens on, and that no connection takes before the service is up.
fn free_port() -> Result<u16> {
    let address = listen_anywhere().and_then(|listener| listener.local_addr());
    address.map(|address| address.port()).map_err(|error| error.to_string())
}

/// The path of a program in `PATH`.
fn find_in_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// The folder for what is unpacked, in the `target` of the workspace.
fn services() -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    target.unwrap_or_else(|| workspace.join("target")).join("services")
}

/// Unpacks a service into a folder of `target/services`, once for all tests that want it at a time.
fn unpack_once(name: &str, unpack: impl FnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
    let io = |error: io::Error| format!("{}: {error}", services().display());
    fs::create_dir_all(services()).map_err(io)?;
    let lock = File::create(services().join(format!("{name}.lock"))).map_err(io)?;
    lock.lock().map_err(io)?;
    let folder = services().join(name);
    if !folder.is_dir() {
        let unfinished = services().join(format!("{name}.unfinished"));
        fs::remove_dir_all(&unfinished).or_else(ignore_missing).map_err(io)?;
        fs::create_dir_all(&unfinished).map_err(io)?;
        unpack(&unfinished)?;
        fs::rename(&unfinished, &folder).map_err(io)?;
    }
    Ok(folder)
}

fn ignore_missing(error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) }
}

/// Runs a command to its end; an error is what it printed.
fn run(command: &mut Command) -> Result<Output> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("`{name}` does not start: {error}"))?;
    match output.status.success() {
        true => Ok(output),
        false => Err(format!("`{name}` failed: {}", String::from_utf8_lossy(&output.stderr))),
    }
}

/// A process that is killed when it is dropped.
struct Process(Child);

impl Process {
    fn start(command: &mut Command) -> Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        command.spawn().map(Self).map_err(|error| format!("`{name}` does not start: {error}"))
    }

    /// Waits until a service answers. The error says whether it has ended or is late.
    fn until(mut self, limit: Duration, is_ready: impl Fn() -> bool) -> Result<Self> {
        let begin = Instant::now();
        while !is_ready() {
            if let Ok(Some(status)) = self.0.try_wait() {
                return Err(format!("It ended before it answered: {status}."));
            }
            if begin.elapsed() > limit {
                return Err(format!("It did not answer within {limit:?}."));
            }
            sleep(Duration::from_millis(10));
        }
        Ok(self)
    }

    fn kill(&mut self) {
        // It fails if the process has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }

    fn wait(&mut self) {
        let _ = self.0.wait();
    }

    /// Sends a signal by its name.
    fn signal(&self, name: &str) -> Result<()> {
        run(Command::new("kill").args([format!("-{name}"), self.0.id().to_string()])).map(drop)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}
