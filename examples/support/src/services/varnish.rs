//! Varnish with its module `xkey`, for tests.

use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::{Process, Result, debian, find_in_path, free_port, unpack_once};

/// The longest time that Varnish may take to start: it compiles its configuration.
const LIMIT: Duration = Duration::from_secs(60);

/// A Varnish that runs. It is killed when it is dropped.
pub struct Varnish {
    port: u16,
    folder: PathBuf,
    process: Process,
}

impl Varnish {
    /// Starts Varnish on a free port, with a configuration in VCL.
    ///
    /// # Panics
    ///
    /// If there is none to start. The text says how to get one.
    #[must_use]
    pub fn start(configuration: &str) -> Self {
        let started = free_port().and_then(|port| {
            let name = format!("mizan-varnish-{}-{port}", std::process::id());
            let folder = std::env::temp_dir().join(name);
            let io = |error: std::io::Error| format!("{}: {error}", folder.display());
            fs::create_dir_all(&folder).map_err(io)?;
            fs::write(folder.join("edge.vcl"), configuration).map_err(io)?;
            Ok(Self { port, process: launch(port, &folder)?, folder })
        });
        started.unwrap_or_else(|error| panic!("Varnish is not to be had. {error}"))
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }
}

impl Drop for Varnish {
    fn drop(&mut self) {
        // Its child stops with it.
        self.process.kill();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn launch(port: u16, folder: &Path) -> Result<Process> {
    let mut command = program()?;
    command.args(["-F", "-j", "none", "-s", "malloc,64m", "-T", "none", "-n"]);
    command.arg(folder).args(["-a", &format!("127.0.0.1:{port}"), "-f"]);
    command.arg(folder.join("edge.vcl")).stdout(Stdio::null());
    let log = fs::File::create(folder.join("log")).map_err(|error| error.to_string())?;
    let process = Process::start(command.stderr(log))?;
    process.until(LIMIT, || TcpStream::connect(("127.0.0.1", port)).is_ok()).map_err(|error| {
        let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
        format!("{error} {log}")
    })
}

/// The program, with what it needs to find its libraries and modules.
fn program() -> Result<Command> {
    let is_xkey = |folder: &&str| Path::new(folder).join("libvmod_xkey.so").is_file();
    let modules = ["/usr/lib/x86_64-linux-gnu/varnish/vmods", "/usr/lib/varnish/vmods"];
    if let Some(program) = find_in_path("varnishd").filter(|_| modules.iter().any(is_xkey)) {
        return Ok(Command::new(program));
    }
    let folder = unpack_once("varnish", |folder| {
        debian::unpack(folder, &["varnish", "varnish-modules"])
    })
    .map_err(|error| {
        format!(
            "There is no `varnishd` in PATH with the module `xkey`, and Debian's packages were not to be had \
             ({error}). Install Varnish 6 or newer and its modules, for example by \
             `apt install varnish varnish-modules`."
        )
    })?;
    let libraries = debian::libraries(&folder)?;
    let own = libraries.join("varnish");
    let mut command = Command::new(folder.join("usr/sbin/varnishd"));
    let paths = [&libraries, &own].map(|path| path.display().to_string());
    command.env("LD_LIBRARY_PATH", paths.join(":"));
    command.arg("-p").arg(format!("vmod_path={}", own.join("vmods").display()));
    Ok(command)
}
