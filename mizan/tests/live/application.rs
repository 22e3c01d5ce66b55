//! The application that the tests speak to.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use mizan::{Error, Identify, Request};
use tokio::sync::Semaphore;

/// What the boards say, and how often they were read.
pub(crate) struct Boards {
    cards: Mutex<BTreeMap<i64, Vec<String>>>,
    pub(crate) reads: AtomicUsize,
    /// Each read takes a permit, so that a test can hold reads up.
    pub(crate) gate: Semaphore,
}

impl Default for Boards {
    fn default() -> Self {
        let gate = Semaphore::new(Semaphore::MAX_PERMITS);
        Self { cards: Mutex::default(), reads: AtomicUsize::default(), gate }
    }
}

impl Boards {
    pub(crate) fn add(&self, board_id: i64, card: &str) {
        self.cards.lock().unwrap().entry(board_id).or_default().push(card.to_owned());
    }

    fn replace(&self, board_id: i64) {
        let mut boards = self.cards.lock().unwrap();
        let cards = boards.entry(board_id).or_default();
        let count = cards.pop().and_then(|card| card.parse::<u64>().ok()).unwrap_or_default();
        *cards = vec![(count + 1).to_string()];
    }

    pub(crate) fn remove(&self, board_id: i64, card: &str) {
        self.cards.lock().unwrap().entry(board_id).or_default().retain(|it| it != card);
    }

    /// All cards of a board, at once.
    pub(crate) fn all(&self, board_id: i64) -> Vec<String> {
        self.cards.lock().unwrap().get(&board_id).cloned().unwrap_or_default()
    }

    pub(crate) async fn read(&self, board_id: i64) -> Vec<String> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        self.gate.acquire().await.unwrap().forget();
        self.gate.add_permits(1);
        self.all(board_id)
    }
}

/// A board that everybody may see.
#[derive(mizan::Context)]
#[mizan(live)]
pub(crate) struct Board {
    pub(crate) board_id: i64,
}

#[mizan::client(context = Board)]
async fn cards(boards: &Arc<Boards>, board_id: i64) -> Vec<String> {
    boards.read(board_id).await
}

#[mizan::client(affects = Board)]
fn add_card(boards: &Arc<Boards>, board_id: i64, card: String) {
    boards.add(board_id, &card);
}

/// Another card, in place of all: a board that is changed for ever stays as large as it is.
#[mizan::client(affects = Board)]
fn replace_cards(boards: &Arc<Boards>, board_id: i64) {
    boards.replace(board_id);
}

#[mizan::client(affects = Board { .. })]
fn touch_all() {}

#[mizan::client(merge = cards)]
fn set_card(boards: &Arc<Boards>, board_id: i64, card: String) -> String {
    boards.add(board_id, &card);
    card
}

/// What is for one user alone.
#[derive(mizan::Context)]
#[mizan(live)]
pub(crate) struct Inbox;

#[mizan::client(context = Inbox)]
async fn mails(boards: &Arc<Boards>, me: &Me) -> Vec<String> {
    let mut mails = boards.read(me.id).await;
    mails.push(format!("for {}", me.id));
    mails
}

#[mizan::client(affects = Inbox)]
fn send_mail(boards: &Arc<Boards>, to: i64, text: String) {
    boards.add(to, &text);
}

/// A shelf that users alone may see.
#[derive(mizan::Context)]
#[mizan(live)]
pub(crate) struct Shelf {
    pub(crate) number: i64,
}

#[mizan::client(context = Shelf)]
fn books(me: &Me, number: i64) -> String {
    format!("book {number} for {}", me.id)
}

/// What only staff may see.
#[derive(mizan::Context)]
#[mizan(live)]
pub(crate) struct Reports;

#[mizan::client(context = Reports, auth = staff)]
async fn reports(boards: &Arc<Boards>) -> Vec<String> {
    boards.read(99).await
}

#[mizan::client(affects = Reports)]
fn add_report(boards: &Arc<Boards>, text: String) {
    boards.add(99, &text);
}

/// A context with a part that not everybody may see.
#[derive(mizan::Context)]
#[mizan(live)]
pub(crate) struct Team;

#[mizan::client(context = Team)]
async fn members(boards: &Arc<Boards>) -> Vec<String> {
    boards.read(97).await
}

#[mizan::client(context = Team, auth = staff)]
fn salaries() -> i64 {
    5000
}

#[mizan::client(affects = Team)]
fn join_team(boards: &Arc<Boards>, name: String) {
    boards.add(97, &name);
}

/// A context whose read may be asked for twice an hour.
#[derive(mizan::Context)]
#[mizan(live)]
pub(crate) struct Rated;

#[mizan::client(context = Rated, limits(rate = "2/h"))]
async fn rated(boards: &Arc<Boards>) -> Vec<String> {
    boards.read(96).await
}

#[mizan::client(affects = Rated)]
fn rate(boards: &Arc<Boards>, text: String) {
    boards.add(96, &text);
}

/// A journal whose lines come in pages of two.
#[derive(mizan::Context)]
#[mizan(live)]
pub(crate) struct Journal;

#[mizan::client(context = Journal)]
async fn lines(boards: &Arc<Boards>, #[mizan(page)] offset: Option<u32>) -> Vec<String> {
    let lines = boards.read(93).await;
    lines.into_iter().skip(offset.unwrap_or(0) as usize).take(2).collect()
}

#[mizan::client(affects = Journal)]
fn write_line(boards: &Arc<Boards>, line: String) {
    boards.add(93, &line);
}

/// What fails when a test says so.
#[derive(mizan::Context)]
#[mizan(live)]
pub(crate) struct Lobby;

#[mizan::client(context = Lobby, auth = may_wait)]
async fn lobby(boards: &Arc<Boards>, guest: &Guest) -> Vec<String> {
    assert!(!guest.fails(Failing::Read), "the read panics");
    boards.read(95).await
}

#[mizan::client(affects = Lobby)]
fn wait_in_lobby(boards: &Arc<Boards>, name: String) {
    boards.add(95, &name);
}

/// A context of which a part fails when a test says so.
#[derive(mizan::Context)]
#[mizan(live)]
pub(crate) struct Hall;

#[mizan::client(context = Hall)]
async fn seats(boards: &Arc<Boards>) -> Vec<String> {
    boards.read(92).await
}

#[mizan::client(context = Hall)]
fn host(guest: &Guest) -> &'static str {
    assert!(!guest.fails(Failing::Read), "the read panics");
    "ada"
}

#[mizan::client(affects = Hall)]
fn take_seat(boards: &Arc<Boards>, name: String) {
    boards.add(92, &name);
}

#[mizan::client]
fn greet(_guest: &Guest) {}

fn may_wait(guest: &Guest) -> bool {
    *guest.asked.lock().unwrap().entry(guest.id.clone()).or_default() += 1;
    assert!(!guest.fails(Failing::Guard), "the guard panics");
    true
}

/// An identity that is written by hand. All guests see the same.
pub(crate) struct Guest {
    id: String,
    failing: Arc<Mutex<Failures>>,
    asked: Asked,
}

/// How often the guard was asked about each guest.
type Asked = Arc<Mutex<BTreeMap<String, usize>>>;

/// The guests of whom something panics.
pub(crate) type Failures = BTreeMap<String, Failing>;

/// What panics.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failing {
    Lookup,
    Guard,
    Id,
    Audience,
    Read,
}

impl Guest {
    fn fails(&self, what: Failing) -> bool {
        // No panic may poison the list.
        self.failing.lock().unwrap().get(&self.id) == Some(&what)
    }
}

impl mizan::Identity for Guest {
    fn id(&self) -> std::borrow::Cow<'_, str> {
        assert!(!self.fails(Failing::Id), "the id panics");
        self.id.as_str().into()
    }

    fn audience(&self) -> Option<String> {
        assert!(!self.fails(Failing::Audience), "the audience panics");
        Some("guests".to_owned())
    }
}

/// Finds guests by a header.
#[derive(Clone, Default)]
pub(crate) struct Guests(pub(crate) Arc<Mutex<Failures>>, pub(crate) Asked);

impl Identify for Guests {
    type Identity = Guest;

    async fn identify(&self, request: &Request) -> Result<Option<Guest>, Error> {
        let Some(id) = request.headers().get("x-guest") else { return Ok(None) };
        let id = id.to_str().unwrap_or_default().to_owned();
        let guest = Guest { id, failing: Arc::clone(&self.0), asked: Arc::clone(&self.1) };
        assert!(!guest.fails(Failing::Lookup), "the lookup panics");
        Ok(Some(guest))
    }
}

/// A context that nobody can subscribe.
#[derive(mizan::Context)]
pub(crate) struct Archive;

#[mizan::client(context = Archive)]
fn archived() -> Vec<String> {
    vec!["old".to_owned()]
}

/// A context whose bundle is larger than one push may be.
#[derive(mizan::Context)]
#[mizan(live)]
pub(crate) struct Large;

#[mizan::client(context = Large)]
async fn large(boards: &Arc<Boards>) -> String {
    "x".repeat(300 * 1024) + &boards.read(98).await.len().to_string()
}

#[mizan::client(affects = Large)]
fn enlarge(boards: &Arc<Boards>) {
    boards.add(98, "more");
}

#[mizan::client(websocket)]
fn echo(text: String) -> String {
    text
}

#[mizan::client]
async fn wait_for_ever() {
    std::future::pending::<()>().await;
}

#[mizan::client(websocket, affects = Board)]
async fn add_slowly(boards: &Arc<Boards>, board_id: i64, card: String) -> Vec<String> {
    boards.add(board_id, &card);
    boards.read(board_id).await
}

#[mizan::client]
fn whoami(me: Option<&Me>) -> Option<i64> {
    me.map(|me| me.id)
}

#[mizan::client]
async fn count(to: u32) -> impl futures_util::Stream<Item = u32> {
    futures_util::stream::iter(0..to)
}

/// A stream that never goes on behind its first item.
#[mizan::client]
async fn one_and_no_more() -> impl futures_util::Stream<Item = u32> {
    use futures_util::StreamExt;
    futures_util::stream::iter([1]).chain(futures_util::stream::pending())
}

/// Who is asking.
#[derive(Clone, mizan::Identity)]
pub(crate) struct Me {
    #[mizan(id)]
    pub(crate) id: i64,
    #[mizan(staff)]
    pub(crate) is_staff: bool,
}

/// The valid tokens, which a test may change at any time.
#[derive(Clone, Default)]
pub(crate) struct Tokens(Arc<Mutex<BTreeMap<String, Me>>>, pub(crate) Arc<Slow>);

/// The lookups of the token `slow`, which wait while a test says so.
pub(crate) struct Slow {
    pub(crate) begun: AtomicUsize,
    pub(crate) gate: Semaphore,
}

impl Default for Slow {
    fn default() -> Self {
        Self { begun: AtomicUsize::default(), gate: Semaphore::new(Semaphore::MAX_PERMITS) }
    }
}

impl Slow {
    async fn wait(&self) {
        self.begun.fetch_add(1, Ordering::SeqCst);
        self.gate.acquire().await.unwrap().forget();
        self.gate.add_permits(1);
    }
}

impl Tokens {
    pub(crate) fn allow(&self, token: &str, me: Me) {
        self.0.lock().unwrap().insert(token.to_owned(), me);
    }

    pub(crate) fn revoke(&self, token: &str) {
        self.0.lock().unwrap().remove(token);
    }
}

impl Identify for Tokens {
    type Identity = Me;

    async fn identify(&self, request: &Request) -> Result<Option<Me>, Error> {
        let Some(token) = request.headers().get("authorization") else { return Ok(None) };
        let token = token.to_str().unwrap_or_default().trim_start_matches("Bearer ").to_owned();
        if token == "slow" {
            self.1.wait().await;
        }
        let known = self.0.lock().unwrap().get(&token).cloned();
        known.map(Some).ok_or_else(|| Error::unauthorized("This token is not valid."))
    }
}
