//! Servers in processes of their own, whose CPU time is read from `/proc`.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::routing::get;
use rendering_corpus::{Store, api_of, bundle_of, web};
use tokio::net::TcpListener;

/// A server, which ends with this.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// This program as a server: `rendered`, `new` with other data each time, `kept`, `pair` with two workers, or the file whose bytes it answers.
    pub(crate) fn start(what: &str) -> Self {
        let program = std::env::current_exe().expect("this program");
        Self::of(Command::new(program).args(["--serve", what]))
    }

    /// Node's own server, with the rows at hand.
    pub(crate) fn by_hand(data: &str) -> Self {
        let path = written("rows.json", data.as_bytes());
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/figures/by_hand.mjs");
        let (bundle, shell) = bundle_of("react");
        let mut node = Command::new("node");
        node.arg(script).arg(bundle.with_file_name("by-hand.js")).arg(shell).arg(path);
        Self::of(node.env("NODE_ENV", "production"))
    }

    fn of(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("a server");
        let mut line = String::new();
        let output = child.stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut line).expect("its port");
        let address = format!("127.0.0.1:{}", line.trim());
        Self { child, address }
    }

    /// The processes that it has started: its workers.
    pub(crate) fn workers(&self) -> Vec<u32> {
        let entries = fs::read_dir("/proc").expect("Linux");
        let pids = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
        pids.filter(|pid| Some(self.child.id()) == fields(*pid).and_then(|it| it[1].parse().ok()))
            .collect()
    }

    /// The milliseconds of CPU of its own process, and of its workers.
    pub(crate) fn cpu(&self) -> [f64; 2] {
        let workers = self.workers();
        [cpu_of(self.child.id()), workers.into_iter().map(cpu_of).sum()]
    }
}

/// What `/proc` tells of a process behind its name: its state, its parent and so on.
fn fields(pid: u32) -> Option<Vec<String>> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, behind) = stat.rsplit_once(')')?;
    Some(behind.split_whitespace().map(str::to_owned).collect())
}

/// The milliseconds that the threads of a process have run.
fn cpu_of(pid: u32) -> f64 {
    let threads = fs::read_dir(format!("/proc/{pid}/task")).expect("a process that runs");
    let ran = |thread: fs::DirEntry| {
        // A thread may have ended meanwhile. What it tells begins with nanoseconds.
        let told = fs::read_to_string(thread.path().join("schedstat")).unwrap_or_default();
        told.split_whitespace().next().and_then(|ran| ran.parse::<f64>().ok()).unwrap_or(0.0)
    };
    threads.flatten().map(ran).sum::<f64>() / 1e6
}

/// A file with these bytes.
pub(crate) fn written(name: &str, bytes: &[u8]) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, bytes).expect("a file");
    path
}

/// Serves what the name says until the process is killed.
pub(crate) async fn serve(what: &str) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    println!("{}", listener.local_addr().expect("an address").port());
    let (bundle, shell) = bundle_of("react");
    let workers = if what == "pair" { 2 } else { 1 };
    let renderer = mizan::render::node(bundle).shell(shell).workers(workers).build();
    let renderer = renderer.unwrap_or_else(|error| panic!("{error}"));
    let cache = (what == "kept").then(|| mizan::cache::memory(64 << 20));
    let store = if what == "new" { Store::new_each_time() } else { Store::default() };
    let api = api_of(store, renderer, cache).expect("a server");
    if ["rendered", "new", "kept", "pair"].contains(&what) {
        rendering_corpus::serve(listener, api, web()).await.expect("an end");
        return;
    }
    let bytes = axum::body::Bytes::from(fs::read(what).expect("a page"));
    let headers = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "no-store")];
    let app = axum::Router::new().fallback(get(async move || (headers, bytes.clone())));
    // By the same server, so that the difference is that of the answers.
    mizan::axum::serve(listener, app, &api).await.expect("an end");
}
