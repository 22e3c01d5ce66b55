//! The application of the sequences: boards of rows, and a ledger of every run.

use std::collections::BTreeSet;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use futures_util::stream::{self, StreamExt};
use mizan::auth::{Jwt, Session, TokenPair};
use mizan::{Error, Request, Stream, Upload};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

/// The rows of one board. They are only ever added to.
#[derive(mizan::Context)]
pub(crate) struct Board {
    pub(crate) board: u32,
}

/// One entry: its announcements are counted.
#[derive(mizan::Context)]
pub(crate) struct Entry {
    pub(crate) entry: u32,
}

/// It is only named while a function runs.
#[derive(mizan::Context)]
pub(crate) struct Note {
    pub(crate) entry: u32,
}

#[derive(mizan::Context)]
struct Viewer;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, mizan::Type)]
pub(crate) struct Row {
    /// The number of rows of its board when it was written, itself included.
    pub(crate) number: u32,
    pub(crate) board: u32,
    pub(crate) entry: u32,
}

#[derive(Debug, Serialize, Deserialize, mizan::Identity)]
pub(crate) struct Me {
    #[mizan(id)]
    pub(crate) id: u32,
}

/// The course of a run, which its caller chooses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, mizan::Type)]
pub(crate) struct Plan {
    /// It waits before it commits, until its entry is opened.
    pub(crate) waits: bool,
    /// It waits after it has committed.
    pub(crate) lingers: bool,
    /// It says that the note of its entry is stale, after it has committed.
    pub(crate) notes: bool,
    pub(crate) end: End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, mizan::Type)]
pub(crate) enum End {
    Well,
    /// It answers an error, and has committed nothing.
    Refuse,
    PanicBefore,
    PanicAfter,
}

/// A run of a mutation, as it happened.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    /// The id of the request that began it.
    pub(crate) request: String,
    pub(crate) entry: u32,
    pub(crate) board: u32,
    pub(crate) has_committed: bool,
    pub(crate) has_noted: bool,
    pub(crate) ended: Option<Ended>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    Well,
    Refused,
    Panicked,
    /// It was dropped before its end.
    Dropped,
}

#[derive(Default)]
pub(crate) struct Ledger {
    rows: Mutex<Vec<Row>>,
    runs: Mutex<Vec<Run>>,
    /// The entries whose runs go on; all, once the sequence has ended.
    opened: watch::Sender<(bool, BTreeSet<u32>)>,
    /// The entries of which a run has begun.
    entered: watch::Sender<BTreeSet<u32>>,
    /// The streams that have begun and have not been dropped.
    streams: AtomicUsize,
}

impl Ledger {
    pub(crate) fn rows(&self, board: u32) -> Vec<Row> {
        let rows = self.rows.lock().unwrap();
        rows.iter().filter(|row| row.board == board).cloned().collect()
    }

    pub(crate) fn runs(&self) -> Vec<Run> {
        self.runs.lock().unwrap().clone()
    }

    pub(crate) fn streams(&self) -> usize {
        self.streams.load(Ordering::SeqCst)
    }

    pub(crate) fn open(&self, entry: u32) {
        self.opened.send_modify(|(_, entries)| _ = entries.insert(entry));
    }

    pub(crate) fn open_all(&self) {
        self.opened.send_modify(|(all, _)| *all = true);
    }

    /// A run of the entry has begun.
    pub(crate) async fn entered(&self, entry: u32) {
        let mut entered = self.entered.subscribe();
        let _ = entered.wait_for(|entries| entries.contains(&entry)).await;
    }

    async fn opened(&self, entry: u32) {
        let mut opened = self.opened.subscribe();
        let _ = opened.wait_for(|(all, entries)| *all || entries.contains(&entry)).await;
    }

    fn enter(&self, entry: u32) {
        self.entered.send_modify(|entries| _ = entries.insert(entry));
    }

    fn begin(self: &Arc<Self>, request: &str, board: u32, entry: u32) -> Running {
        let mut runs = self.runs.lock().unwrap();
        let request = request.to_owned();
        runs.push(Run {
            request,
            entry,
            board,
            has_committed: false,
            has_noted: false,
            ended: None,
        });
        self.enter(entry);
        Running { ledger: Arc::clone(self), at: runs.len() - 1 }
    }

    fn commit(&self, board: u32, entry: u32) -> Row {
        let mut rows = self.rows.lock().unwrap();
        let number = 1 + rows.iter().filter(|row| row.board == board).count() as u32;
        let row = Row { number, board, entry };
        rows.push(row.clone());
        row
    }
}

/// A run in progress. It is recorded as dropped unless it says how it ends.
struct Running {
    ledger: Arc<Ledger>,
    at: usize,
}

impl Running {
    fn record(&self, change: impl FnOnce(&mut Run)) {
        change(&mut self.ledger.runs.lock().unwrap()[self.at]);
    }

    /// Unwinds as a panic does, without its message.
    fn panic(self) -> ! {
        self.record(|run| run.ended = Some(Ended::Panicked));
        drop(self);
        resume_unwind(Box::new("on purpose"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.record(|run| _ = run.ended.get_or_insert(Ended::Dropped));
    }
}

async fn run(
    ledger: &Arc<Ledger>,
    request: &Request,
    board: u32,
    entry: u32,
    plan: Plan,
) -> Result<Row, Error> {
    let run = ledger.begin(request.id(), board, entry);
    if plan.waits {
        ledger.opened(entry).await;
    }
    match plan.end {
        End::Refuse => {
            run.record(|run| run.ended = Some(Ended::Refused));
            return Err(Error::conflict("Refused on purpose."));
        }
        End::PanicBefore => run.panic(),
        End::Well | End::PanicAfter => {}
    }
    let row = ledger.commit(board, entry);
    run.record(|run| run.has_committed = true);
    if plan.notes {
        request.invalidate(&Note { entry });
        run.record(|run| run.has_noted = true);
    }
    if plan.lingers {
        ledger.opened(entry).await;
    }
    if plan.end == End::PanicAfter {
        run.panic();
    }
    run.record(|run| run.ended = Some(Ended::Well));
    Ok(row)
}

#[mizan::client(context = Board)]
async fn rows(ledger: &Arc<Ledger>, board: u32) -> Vec<Row> {
    // Another task may write between the two members.
    tokio::task::yield_now().await;
    ledger.rows(board)
}

#[mizan::client(context = Board)]
fn count(ledger: &Arc<Ledger>, board: u32) -> usize {
    ledger.rows(board).len()
}

#[mizan::client(context = Entry)]
fn written(ledger: &Arc<Ledger>, entry: u32) -> Result<Row, Error> {
    let rows = ledger.rows.lock().unwrap();
    let row = rows.iter().rev().find(|row| row.entry == entry);
    row.cloned().ok_or_else(|| Error::not_found("Nothing was written."))
}

#[mizan::client(affects = [Board, Entry], merge = written)]
async fn write(
    ledger: &Arc<Ledger>,
    request: &Request,
    me: Option<&Me>,
    board: u32,
    entry: u32,
    plan: Plan,
) -> Result<Row, Error> {
    let _ = me;
    run(ledger, request, board, entry, plan).await
}

#[mizan::client(affects = [Board, Entry], merge = written)]
async fn attach(
    ledger: &Arc<Ledger>,
    request: &Request,
    me: Option<&Me>,
    board: u32,
    entry: u32,
    plan: Plan,
    file: Upload,
) -> Result<Row, Error> {
    let _ = me;
    let row = run(ledger, request, board, entry, plan).await?;
    assert_eq!(file.bytes().await?.len() as u64, file.len());
    Ok(row)
}

/// Changes nothing, and is dropped with its caller and by the time limit.
#[mizan::client]
async fn look(ledger: &Arc<Ledger>, board: u32, entry: u32, plan: Plan) -> Result<Row, Error> {
    if plan.waits || plan.lingers {
        ledger.opened(entry).await;
    }
    match plan.end {
        End::Well => Ok(Row { number: 0, board, entry }),
        End::Refuse => Err(Error::conflict("Refused on purpose.")),
        End::PanicBefore | End::PanicAfter => resume_unwind(Box::new("on purpose")),
    }
}

/// A stream that has begun.
struct Streaming(Arc<Ledger>);

impl Drop for Streaming {
    fn drop(&mut self) {
        self.0.streams.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Streams two rows, and may wait between them or break off.
#[mizan::client]
async fn tell(
    ledger: &Arc<Ledger>,
    board: u32,
    entry: u32,
    plan: Plan,
) -> impl Stream<Item = Result<Row, Error>> {
    ledger.streams.fetch_add(1, Ordering::SeqCst);
    let streaming = Streaming(Arc::clone(ledger));
    stream::iter(0..2).then(move |number| {
        let (ledger, plan) = (Arc::clone(&streaming.0), plan.clone());
        async move {
            match number {
                0 => Ok(Row { number, board, entry }),
                _ => look(&ledger, board, entry, plan).await,
            }
        }
    })
}

#[mizan::client(private)]
fn hidden() {}

#[mizan::client(context = Viewer)]
fn viewer(me: Option<&Me>) -> Option<u32> {
    Some(me?.id)
}

#[mizan::client(affects = Viewer)]
async fn sign_in(
    ledger: &Arc<Ledger>,
    session: &Session,
    id: u32,
    entry: u32,
    plan: Plan,
) -> Result<(), Error> {
    session.sign_in(&Me { id }).await?;
    ledger.enter(entry);
    if plan.waits || plan.lingers {
        ledger.opened(entry).await;
    }
    match plan.end {
        End::Well => Ok(()),
        End::Refuse => Err(Error::conflict("Refused on purpose.")),
        End::PanicBefore | End::PanicAfter => resume_unwind(Box::new("on purpose")),
    }
}

#[mizan::client]
async fn obtain(tokens: &Jwt<Me>, id: u32) -> Result<TokenPair, Error> {
    tokens.obtain(&Me { id }).await
}

#[mizan::client]
async fn renew(tokens: &Jwt<Me>, refresh: String) -> Result<TokenPair, Error> {
    tokens.refresh(&refresh, async |id: String| Ok(Some(Me { id: id.parse()? }))).await
}
