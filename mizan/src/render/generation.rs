//! A generation: the workers that have loaded one version of the bundle.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, SystemTime};

use tokio::sync::{Mutex as AsyncMutex, Notify, Semaphore};
use tokio::task::spawn_blocking;
use tokio::time::sleep;

use super::error::BuildError;
use super::process::{Launch, Process};
use super::shell::{Document, Shell};
use super::worker::Worker;

/// The renders that a worker has in flight at most: while one reads, others are rendered.
const IN_FLIGHT: usize = 16;

/// The pause before a worker that ended is started again, after an attempt that failed.
const PAUSE: Duration = Duration::from_secs(1);

/// What tells one version of the bundle and of the document from another, without reading them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Version(Vec<(SystemTime, u64)>);

impl Version {
    /// The version of files; `None` if one of them is not there.
    pub(super) fn of(bundle: &Path, shell: Option<&Path>) -> Option<Self> {
        let of_file = |path: &Path| {
            let metadata = fs::metadata(path).ok()?;
            Some((metadata.modified().ok()?, metadata.len()))
        };
        [Some(bundle), shell].into_iter().flatten().map(of_file).collect::<Option<_>>().map(Self)
    }
}

/// A digest of what is in these files.
fn digest_of(bundle: &Path, shell: Option<&Path>) -> u64 {
    let mut hasher = DefaultHasher::new();
    for path in [Some(bundle), shell].into_iter().flatten() {
        // A file that cannot be read ends the start by itself.
        fs::read(path).unwrap_or_default().hash(&mut hasher);
    }
    hasher.finish()
}

pub(crate) struct Generation {
    launch: Launch,
    pub(super) version: Option<Version>,
    /// Tells its pages from those of other bundles and documents.
    pub(crate) digest: u64,
    pub(super) components: Vec<String>,
    document: Arc<Document>,
    /// The renders that may begin.
    pub(super) permits: Semaphore,
    /// The processes until the first render, which has a runtime for their sockets.
    waiting: Mutex<Vec<Process>>,
    workers: Mutex<Vec<Option<Arc<Worker>>>>,
    has_changed: Notify,
    /// The worker that renders what another one has died with, one by one.
    pub(super) suspects: AsyncMutex<Option<Arc<Worker>>>,
}

impl Generation {
    /// Starts the workers, and returns once they have loaded the bundle.
    pub(super) fn start(
        launch: Launch,
        workers: usize,
        shell: Option<&Path>,
    ) -> Result<Self, BuildError> {
        let version = Version::of(&launch.bundle, shell).filter(|_| launch.vite.is_none());
        let digest = digest_of(&launch.bundle, shell);
        let shell = shell.map(Shell::read).transpose()?;
        let processes = launch.start(workers)?;
        Ok(Self {
            launch,
            version,
            digest,
            components: processes.first().map(|it| it.components.clone()).unwrap_or_default(),
            document: Arc::new(Document::new(shell)),
            permits: Semaphore::new(workers * IN_FLIGHT),
            waiting: Mutex::new(processes),
            workers: Mutex::new(vec![None; workers]),
            has_changed: Notify::new(),
            suspects: AsyncMutex::new(None),
        })
    }

    /// The document around its pages.
    pub(crate) fn shell(&self) -> Option<Arc<Shell>> {
        self.document.shell()
    }

    /// `true` where Vite compiles the pages, which may be other ones by the next request.
    pub(crate) fn is_in_development(&self) -> bool {
        self.launch.vite.is_some()
    }

    /// The worker with the fewest renders in flight. Where all have ended, it waits for the next.
    pub(super) async fn pick(self: &Arc<Self>) -> Arc<Worker> {
        self.open();
        loop {
            let changed = self.has_changed.notified();
            if let Some(worker) = self.find_idlest() {
                return worker;
            }
            changed.await;
        }
    }

    fn find_idlest(&self) -> Option<Arc<Worker>> {
        let workers = self.workers();
        let loads = workers.iter().flatten().filter_map(|worker| Some((worker.load()?, worker)));
        loads.min_by_key(|(load, _)| *load).map(|(_, worker)| Arc::clone(worker))
    }

    /// Connects the processes of the start.
    fn open(self: &Arc<Self>) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        for (slot, process) in waiting.drain(..).enumerate() {
            let ended = self.place(slot, process);
            tokio::spawn(keep(Arc::downgrade(self), slot, ended));
        }
    }

    /// Puts a process in a slot; the receiver learns of its end.
    fn place(&self, slot: usize, process: Process) -> Option<tokio::sync::oneshot::Receiver<()>> {
        let (worker, ended) = Worker::connect(process, &self.document).ok()?;
        self.workers()[slot] = Some(worker);
        self.has_changed.notify_waiters();
        Some(ended)
    }

    fn workers(&self) -> MutexGuard<'_, Vec<Option<Arc<Worker>>>> {
        self.workers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts a worker that is in no slot.
    pub(super) async fn start_apart(&self) -> Option<Arc<Worker>> {
        let process = start_one(&self.launch).await?;
        Some(Worker::connect(process, &self.document).ok()?.0)
    }
}

/// Keeps a slot filled as long as the generation lives.
async fn keep(
    generation: Weak<Generation>,
    slot: usize,
    mut ended: Option<tokio::sync::oneshot::Receiver<()>>,
) {
    loop {
        if let Some(ended) = ended.take() {
            let _ = ended.await;
        }
        let Some(launch) = generation.upgrade().map(|generation| {
            generation.workers()[slot] = None;
            generation.launch.clone()
        }) else {
            return;
        };
        match start_one(&launch).await {
            Some(process) => {
                let Some(generation) = generation.upgrade() else { return };
                ended = generation.place(slot, process);
            }
            None => sleep(PAUSE).await,
        }
    }
}

/// Starts a worker, or says in the log why there is none.
async fn start_one(launch: &Launch) -> Option<Process> {
    let launch = launch.clone();
    match spawn_blocking(move || launch.start(1)).await {
        Ok(Ok(mut processes)) => processes.pop(),
        Ok(Err(error)) => {
            tracing::error!("A worker that renders pages could not be started again: {error}");
            None
        }
        Err(_) => None,
    }
}
