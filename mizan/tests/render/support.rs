//! Bundles for the tests, and what is to be seen of processes.

use std::fs;
use std::panic::Location;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use mizan::render::{Builder, Renderer};
use tempfile::TempDir;

/// A bundle in a directory of its own.
pub(crate) struct Bundle {
    directory: TempDir,
}

impl Bundle {
    pub(crate) fn new(text: &str) -> Self {
        let bundle = Self { directory: tempfile::tempdir().expect("a directory") };
        bundle.write(text);
        bundle
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.directory.path().join("server.mjs")
    }

    /// Puts another text in its place at once, as bundlers do not.
    pub(crate) fn write(&self, text: &str) {
        fs::write(self.path(), text).expect("a bundle");
    }

    /// With a time limit that no machine reaches, however busy it is.
    pub(crate) fn begin(&self) -> Builder {
        crate::runtime(self.path()).time_limit(Duration::from_secs(60))
    }

    pub(crate) fn render(&self) -> Renderer {
        self.begin().build().unwrap_or_else(|error| panic!("{error}"))
    }
}

/// Sends a signal to a process.
pub(crate) fn signal(name: &str, pid: &str) {
    let status = Command::new("kill").args([name, pid]).status().expect("kill");
    assert!(status.success(), "kill {name} {pid}");
}

/// Waits until a process has ended. A zombie has: it waits for its parent, which may be the first process of
/// a container, and never ask.
pub(crate) async fn wait_for_end(pid: &str) {
    let path = Path::new("/proc").join(pid).join("stat");
    let runs = || fs::read_to_string(&path).is_ok_and(|stat| !stat.contains(") Z "));
    until(async || !runs()).await;
}

/// Waits until it is so. What has not come after a minute never comes: a panic that names the caller.
#[track_caller]
pub(crate) fn until(is_so: impl AsyncFn() -> bool) -> impl Future<Output = ()> {
    let (caller, begin) = (Location::caller(), Instant::now());
    async move {
        while !is_so().await {
            assert!(begin.elapsed() < Duration::from_secs(60), "{caller}: this has not come");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}
