//! The process of a worker: how it is started, and what its start may end with.

use std::io::{self, Read};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::error::BuildError;
use bytes::{Bytes, BytesMut};

use super::frame::{News, read_frame, read_length};

/// What the runtime runs: it loads the bundle, and speaks in frames.
const SCRIPT: &str =
    concat!(include_str!("bundle.mjs"), include_str!("answers.mjs"), include_str!("worker.mjs"));

/// The same, for pages that Vite compiles.
const VITE_SCRIPT: &str =
    concat!(include_str!("vite.mjs"), include_str!("answers.mjs"), include_str!("worker.mjs"));

/// The oldest Node.js that the worker is tested with.
const OLDEST_NODE: (u32, u32) = (20, 19);

/// How long a bundle may take to load.
const PATIENCE: Duration = Duration::from_secs(30);

/// What runs the bundle.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Runtime {
    Node,
    Bun,
}

impl Runtime {
    /// What to install where it is missing.
    fn wanted(self) -> &'static str {
        match self {
            Self::Node => "Node.js 20.19 or newer",
            Self::Bun => "Bun",
        }
    }
}

/// How workers are started.
#[derive(Clone, Debug)]
pub(super) struct Launch {
    pub(super) runtime: Runtime,
    pub(super) executable: PathBuf,
    /// The module that exports the pages.
    pub(super) bundle: PathBuf,
    /// The frontend, where Vite compiles the module.
    pub(super) vite: Option<Frontend>,
}

/// A frontend that Vite compiles.
#[derive(Clone, Debug)]
pub(super) struct Frontend {
    /// The directory of its `package.json`.
    pub(super) root: PathBuf,
    /// The document around the pages.
    pub(super) document: PathBuf,
}

/// A process whose bundle is loaded. It ends when this is dropped.
pub(super) struct Process {
    pub(super) stream: UnixStream,
    pub(super) components: Vec<String>,
    /// The document around the pages, where the worker writes it.
    pub(super) document: Option<String>,
    pub(super) child: Owned,
}

/// A child process that is killed when it is dropped, and leaves no zombie.
pub(super) struct Owned(Option<Child>);

impl Drop for Owned {
    fn drop(&mut self) {
        let Some(mut child) = self.0.take() else { return };
        let _ = child.kill();
        // A process that is killed takes a moment to give back its memory.
        let _ = thread::Builder::new().spawn(move || child.wait());
    }
}

impl Launch {
    /// Starts so many workers at once. The first that fails tells why.
    pub(super) fn start(&self, workers: usize) -> Result<Vec<Process>, BuildError> {
        let bundle = self.bundle.canonicalize();
        let bundle = bundle.map_err(|_| match self.vite {
            Some(_) => BuildError::NoModule { module: self.bundle.clone() },
            None => BuildError::NoBundle { bundle: self.bundle.clone() },
        })?;
        let spawned: Vec<_> = (0..workers).map(|_| self.spawn(&bundle)).collect();
        spawned.into_iter().map(|spawned| self.await_ready(spawned?)).collect()
    }

    /// The socket is the standard input of the worker: no file has to have a name, nobody else can
    /// connect, and each side sees the end of the other.
    fn spawn(&self, bundle: &Path) -> Result<(Owned, UnixStream), BuildError> {
        let failed = |error: io::Error| self.not_started(&error);
        let (stream, theirs) = UnixStream::pair().map_err(failed)?;
        let mut command = Command::new(&self.executable);
        match self.runtime {
            Runtime::Node => command.args(["--enable-source-maps", "--input-type=module"]),
            Runtime::Bun => &mut command,
        };
        let (script, environment) = match self.vite {
            Some(_) => (VITE_SCRIPT, "development"),
            None => (SCRIPT, "production"),
        };
        if std::env::var_os("NODE_ENV").is_none() {
            command.env("NODE_ENV", environment);
        }
        command.arg("--eval").arg(script);
        if let Some(Frontend { root, document }) = &self.vite {
            for path in [root, document] {
                command.arg(std::path::absolute(path).map_err(failed)?);
            }
        }
        command.arg(bundle);
        let child = command.stdin(Stdio::from(OwnedFd::from(theirs))).spawn().map_err(failed)?;
        Ok((Owned(Some(child)), stream))
    }

    fn not_started(&self, error: &io::Error) -> BuildError {
        let (executable, wanted) = (self.executable.clone(), self.runtime.wanted());
        match error.kind() {
            io::ErrorKind::NotFound => BuildError::NoRuntime { executable, wanted },
            _ => BuildError::NotStarted { executable, wanted, reason: error.to_string() },
        }
    }

    fn await_ready(&self, (child, stream): (Owned, UnixStream)) -> Result<Process, BuildError> {
        let until = Instant::now() + PATIENCE;
        let (mut news, mut document) = (read_news(&stream, until), None);
        if let Ok((News::Document, body)) = news {
            document = String::from_utf8(body.into()).ok();
            news = read_news(&stream, until);
        }
        match news.map(|(news, _)| news) {
            Ok(News::Ready { version, components }) => {
                self.check_version(&version)?;
                Ok(Process { stream, components, document, child })
            }
            Ok(News::Broken { problem }) => {
                let bundle = self.bundle.clone();
                Err(BuildError::Broken { bundle, message: problem.message, at: problem.at })
            }
            Ok(_) => Err(self.silent("it spoke out of turn".to_owned())),
            Err(error) => {
                // A runtime that is too old cannot read the script, and says so in its own words only.
                self.check_version(&self.ask_version())?;
                Err(self.silent(error.to_string()))
            }
        }
    }

    fn silent(&self, reason: String) -> BuildError {
        BuildError::Silent { executable: self.executable.clone(), reason }
    }

    fn ask_version(&self) -> String {
        let output = Command::new(&self.executable).arg("--version").output();
        let text = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
        text.unwrap_or_default()
    }

    /// Refuses a Node.js that is known to be too old.
    fn check_version(&self, version: &str) -> Result<(), BuildError> {
        let mut parts = version.trim_start_matches('v').split('.').map_while(|it| it.parse().ok());
        let (Some(major), Some(minor)) = (parts.next(), parts.next()) else { return Ok(()) };
        if self.runtime == Runtime::Bun || (major, minor) >= OLDEST_NODE {
            return Ok(());
        }
        let executable = self.executable.clone();
        Err(BuildError::TooOld { executable, version: version.to_owned() })
    }
}

/// Reads one frame, before the socket belongs to a runtime of Rust.
fn read_news(mut stream: &UnixStream, until: Instant) -> io::Result<(News, Bytes)> {
    let mut fill = |bytes: &mut [u8]| -> io::Result<()> {
        let left = until.saturating_duration_since(Instant::now());
        stream.set_read_timeout(Some(left.max(Duration::from_millis(1))))?;
        stream.read_exact(bytes)
    };
    let mut prefix = [0; 4];
    fill(&mut prefix).map_err(|error| match error.kind() {
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => {
            io::Error::other(format!("its bundle was not loaded after {PATIENCE:?}"))
        }
        _ => io::Error::other("it ended before its bundle was loaded; what it said is in the log"),
    })?;
    let mut rest = BytesMut::zeroed(read_length(prefix)?);
    fill(&mut rest)?;
    read_frame(rest)
}
