//! A server in a process of its own, and what it costs.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;

/// The variable with the address of the Redis that several nodes share.
pub(crate) const REDIS: &str = "MIZAN_BENCH_REDIS";

/// Who serves the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    ByHand,
    Mizan,
    Trpc,
}

/// A running server, which ends with this.
pub(crate) struct Server {
    pub(crate) side: Side,
    pub(crate) address: SocketAddr,
    child: Child,
    /// The server ends when this closes.
    input: Option<ChildStdin>,
}

impl Server {
    pub(crate) fn start(side: Side) -> Self {
        Self::start_with(side, &[])
    }

    /// Starts a server with these variables in its environment.
    pub(crate) fn start_with(side: Side, variables: &[(&str, &str)]) -> Self {
        let mut command = match side {
            Side::Trpc => node(),
            _ => {
                let mut command = Command::new(env::current_exe().expect("this program"));
                command.arg("--server");
                command.arg(if side == Side::ByHand { "by_hand" } else { "with_mizan" });
                command
            }
        };
        let mut child = command
            .envs(variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it runs");
        let mut line = String::new();
        let output = child.stdout.take().expect("an output");
        BufReader::new(output).read_line(&mut line).expect("a line");
        let address = line.trim().parse().expect("the address that the server prints");
        let input = child.stdin.take();
        Self { side, address, child, input }
    }

    /// The memory of the process in bytes.
    pub(crate) fn memory(&self) -> f64 {
        let status = self.read("status");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
        kilobytes.and_then(|number| number.parse::<f64>().ok()).expect("a number") * 1024.0
    }

    /// The time of a processor that the process has used, in its own code and in the kernel.
    pub(crate) fn busy(&self) -> [Duration; 2] {
        let stat = self.read("stat");
        let (_, fields) = stat.rsplit_once(')').expect("the name of the program");
        let fields: Vec<&str> = fields.split_whitespace().collect();
        // A tick of Linux is 10 ms.
        [11, 12].map(|at| Duration::from_millis(fields[at].parse::<u64>().expect("ticks") * 10))
    }

    /// The number of times that the board was read.
    pub(crate) fn reads(&self) -> u64 {
        let answer =
            self.ask("GET /reads HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        let (_, body) = answer.rsplit_once("\r\n\r\n").expect("a body");
        body.trim().parse().expect("a number")
    }

    /// Sends a request over HTTP.
    pub(crate) fn ask(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(self.address).expect("a connection");
        stream.write_all(request.as_bytes()).expect("a server");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        answer
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(format!("/proc/{}/{file}", self.child.id())).expect("a Linux")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.input = None;
        self.child.wait().expect("the server ends");
    }
}

/// Node with the server of tRPC, whose packages are installed the first time.
fn node() -> Command {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/live/trpc");
    if !directory.join("node_modules").is_dir() {
        let install = ["ci", "--no-fund", "--no-audit", "--silent"];
        let status = Command::new("npm").args(install).current_dir(&directory).status();
        assert!(status.expect("npm is installed").success(), "npm could not install tRPC");
    }
    let mut command = Command::new("node");
    command.arg("server.mjs").current_dir(directory);
    command
}

/// Serves until the input closes.
pub(crate) fn serve<App>(app: fn() -> App)
where
    App: Future<Output = (Router, mizan::Server)>,
{
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let address = runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (app, api) = app().await;
        let server = mizan::axum::serve(listener, app, &api).connections(2 * crate::idle::SOCKETS);
        tokio::spawn(server.idle_time(Duration::from_secs(3600)).into_future());
        address
    });
    println!("{address}");
    let mut rest = Vec::new();
    std::io::stdin().read_to_end(&mut rest).expect("an input");
    runtime.shutdown_background();
}
