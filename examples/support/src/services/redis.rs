//! Redis or Valkey for tests.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use std::{env, fs};

use super::{Process, Result, debian, find_in_path, free_port, unpack_once};

/// The longest time that Redis may take to start.
const LIMIT: Duration = Duration::from_secs(20);

/// A Redis that runs, without the data of an earlier one. It is killed when it is dropped.
pub struct Redis {
    port: u16,
    folder: PathBuf,
    process: Process,
}

impl Redis {
    /// Starts Redis on a free port.
    ///
    /// # Panics
    ///
    /// If there is none to start. The text says how to get one.
    #[must_use]
    pub fn start() -> Self {
        let started = free_port().and_then(|port| {
            let folder = env::temp_dir().join(format!("mizan-redis-{}-{port}", std::process::id()));
            fs::create_dir_all(&folder)
                .map_err(|error| format!("{}: {error}", folder.display()))?;
            Ok(Self { port, process: launch(port, &folder)?, folder })
        });
        started.unwrap_or_else(|error| panic!("Redis is not to be had. {error}"))
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/", self.port)
    }

    /// The port that it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Ends it at once, as `kill -9` does.
    pub fn kill(&mut self) {
        self.process.kill();
    }

    /// Starts it again where it was, with what it has saved; see [`forget`](Self::forget).
    pub fn start_again(&mut self) {
        let process = launch(self.port, &self.folder);
        self.process =
            process.unwrap_or_else(|error| panic!("Redis does not start again. {error}"));
    }

    /// Saves a snapshot, with which it starts again.
    pub fn save(&self) {
        assert_eq!(self.ask("SAVE").as_deref(), Ok("+OK"), "Redis saves a snapshot");
    }

    /// Removes the snapshot.
    pub fn forget(&self) {
        // It fails if none was saved.
        let _ = fs::remove_file(self.folder.join("dump.rdb"));
    }

    /// Stops the process, as if the machine slept.
    pub fn freeze(&self) {
        self.process.signal("STOP").expect("Redis is frozen");
    }

    /// Lets a process go on that was frozen.
    pub fn thaw(&self) {
        self.process.signal("CONT").expect("Redis goes on");
    }

    /// Its whole answer to a command that answers one text.
    pub fn ask_all(&self, command: &str) -> Result<String> {
        ask_all(self.port, command).map_err(|error| error.to_string())
    }

    /// The first line of its answer to a command.
    pub fn ask(&self, command: &str) -> Result<String> {
        ask(self.port, command)
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.process.kill();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn ask(port: u16, command: &str) -> Result<String> {
    let ask = || {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(LIMIT))?;
        writeln!(stream, "{command}\r")?;
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line)?;
        Ok::<_, std::io::Error>(line.trim().to_owned())
    };
    ask().map_err(|error| error.to_string())
}

fn ask_all(port: u16, command: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(LIMIT))?;
    writeln!(stream, "{command}\r")?;
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let length = line.trim().strip_prefix('$').and_then(|length| length.parse().ok());
    let mut text = vec![0; length.unwrap_or_default()];
    reader.read_exact(&mut text)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

fn launch(port: u16, folder: &Path) -> Result<Process> {
    let mut command = program()?;
    command.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--dir"]);
    command.arg(folder).stdout(Stdio::null()).stderr(Stdio::null());
    Process::start(&mut command)?.until(LIMIT, || ask(port, "PING").as_deref() == Ok("+PONG"))
}

/// The program, with what it needs to find its libraries.
fn program() -> Result<Command> {
    let known = ["redis-server", "valkey-server"].iter().find_map(|name| find_in_path(name));
    if let Some(program) = known {
        return Ok(Command::new(program));
    }
    let folder = unpack_once("redis", |folder| debian::unpack(folder, &["redis-server"])).map_err(|error| {
        format!(
            "There is no `redis-server` and no `valkey-server` in PATH, and Debian's package was not to be \
             had ({error}). Install Redis 6.2 or newer, for example by `apt install redis-server` or \
             `brew install redis`."
        )
    })?;
    let mut command = Command::new(folder.join("usr/bin/redis-server"));
    command.env("LD_LIBRARY_PATH", debian::libraries(&folder)?);
    Ok(command)
}
