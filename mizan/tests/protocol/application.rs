//! The application that the cases speak to.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use chrono::{DateTime, Utc};
use mizan::{Error, Failure, Identify, Request, Upload};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;
use tokio::time::timeout;

/// The data that the server lends to the functions.
#[derive(Default)]
pub(crate) struct Users {
    names: Mutex<BTreeMap<i64, String>>,
    plans: Mutex<BTreeMap<DateTime<Utc>, String>>,
}

impl Users {
    pub(crate) fn with_ada() -> Self {
        let names = Mutex::new(BTreeMap::from([(5, "Ada".to_owned())]));
        Self { names, ..Self::default() }
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.names.lock().unwrap().values().any(|known| known == name)
    }

    fn last(&self) -> i64 {
        *self.names.lock().unwrap().keys().next_back().unwrap()
    }

    fn name(&self, user_id: i64) -> Result<String, Error> {
        let names = self.names.lock().unwrap();
        names.get(&user_id).cloned().ok_or_else(|| Error::not_found("There is no such user."))
    }
}

#[derive(mizan::Context)]
pub(crate) struct User {
    pub(crate) user_id: i64,
}

#[derive(mizan::Context)]
pub(crate) struct Feed;

/// Every kind of value that a query can carry.
#[derive(mizan::Context)]
pub(crate) struct Search {
    pub(crate) text: Option<String>,
    pub(crate) tags: Option<Vec<String>>,
    pub(crate) order: Option<Order>,
    pub(crate) range: Option<Range>,
    pub(crate) ratio: Option<f64>,
    pub(crate) exact: Option<bool>,
    pub(crate) letter: Option<char>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, mizan::Type)]
pub(crate) enum Order {
    Newest,
    Cheapest,
    Near { city: City },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, mizan::Type)]
#[serde(rename_all = "lowercase")]
pub(crate) enum City {
    Paris,
    Sevilla,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, mizan::Type)]
pub(crate) struct Range {
    pub(crate) from: i32,
    pub(crate) to: i32,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub(crate) struct Profile {
    pub(crate) id: i64,
    pub(crate) name: String,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub(crate) struct Found {
    pub(crate) text: Option<String>,
    pub(crate) tags: Option<Vec<String>>,
    pub(crate) order: Option<Order>,
    pub(crate) range: Option<Range>,
    pub(crate) ratio: Option<f64>,
    pub(crate) exact: Option<bool>,
    pub(crate) letter: Option<char>,
}

#[mizan::client(context = User)]
async fn user_profile(users: &Arc<Users>, user_id: i64) -> Result<Profile, Error> {
    Ok(Profile { id: user_id, name: users.name(user_id)? })
}

#[mizan::client(context = User)]
async fn user_orders(user_id: i64, page: Option<u32>) -> Vec<String> {
    let page = page.unwrap_or(1);
    vec![format!("order {page} of {user_id}")]
}

#[mizan::client(context = Feed)]
fn feed_entries(users: &Arc<Users>) -> Vec<String> {
    users.names.lock().unwrap().values().cloned().collect()
}

#[mizan::client(context = mizan::Global)]
fn language(request: &Request) -> Option<String> {
    Some(request.headers().get("accept-language")?.to_str().ok()?.to_owned())
}

#[mizan::client(context = Search)]
fn found(
    text: Option<String>,
    tags: Option<Vec<String>>,
    order: Option<Order>,
    range: Option<Range>,
    ratio: Option<f64>,
    exact: Option<bool>,
    letter: Option<char>,
) -> Found {
    Found { text, tags, order, range, ratio, exact, letter }
}

#[mizan::client(affects = User)]
async fn rename_user(users: &Arc<Users>, user_id: i64, name: String) -> Result<(), Error> {
    if name.is_empty() {
        return Err(Error::conflict("A name has a letter.").with_details(["Ada", "Grace"]));
    }
    users.names.lock().unwrap().insert(user_id, name);
    Ok(())
}

#[mizan::client(merge = user_profile)]
async fn set_name(users: &Arc<Users>, user_id: i64, name: String) -> Result<Profile, Error> {
    rename_user(users, user_id, name.clone()).await?;
    Ok(Profile { id: user_id, name })
}

#[mizan::client(merge = feed_entries, affects = User)]
fn sign(users: &Arc<Users>, name: String) -> String {
    users.names.lock().unwrap().insert(7, name.clone());
    name
}

#[mizan::client(affects = [user_orders, Feed])]
fn order(user_id: i64, articles: Vec<Article>) -> usize {
    assert!(user_id > 0, "a user that nobody has");
    articles.len()
}

#[derive(Deserialize, mizan::Type)]
pub(crate) struct Article {
    pub(crate) id: u32,
    #[expect(dead_code, reason = "it only has to arrive")]
    pub(crate) note: Option<String>,
}

/// Says by expressions whom it means: one over what is sent, one over what is lent.
#[mizan::client(affects = [User { user_id: i64::from(to.from) }, user_orders, Feed])]
fn pass_on(user_id: i64, to: Range) -> i64 {
    user_id + i64::from(to.to)
}

#[mizan::client(affects = User { user_id: users.last() })]
fn forget_last(users: &Arc<Users>, user_id: i64) -> Option<String> {
    users.names.lock().unwrap().remove(&user_id)
}

/// Whom it means is known when it is done; the slot is the one that shows a profile.
#[mizan::client(affects = User { user_id: result.id }, merge = User)]
async fn find_by_name(users: &Arc<Users>, name: String) -> Result<Profile, Error> {
    let names = users.names.lock().unwrap();
    let found = names.iter().find(|(_, known)| **known == name);
    let (id, name) = found.ok_or_else(|| Error::not_found("There is no such user."))?;
    Ok(Profile { id: *id, name: name.clone() })
}

#[mizan::client(affects = Search)]
fn index(text: String, ratio: f64, note: Article) -> i64 {
    i64::from(note.id) + text.len() as i64 + ratio as i64
}

#[derive(mizan::Context)]
pub(crate) struct Größe {
    pub(crate) stück: i64,
}

#[mizan::client(affects = Größe)]
fn measure(stück: i64) -> i64 {
    stück
}

#[mizan::client]
fn ping() {}

#[mizan::client(name = "echo_all")]
fn echo(numbers: Vec<i64>, nothing: Option<i64>) -> (Vec<i64>, Option<i64>) {
    (numbers, nothing)
}

#[mizan::client]
fn fail(kind: String) -> Result<(), Error> {
    match kind.as_str() {
        "io" => Err(std::io::Error::other("the secret disk is full"))?,
        "panic" => panic!("a secret panic"),
        "limit" => Err(Error::too_many_requests("Slowly.")),
        _ => Err(Error::unauthorized("Who are you?")),
    }
}

pub(crate) enum ShopError {
    SoldOut,
}

impl Failure for ShopError {
    fn into_error(self) -> Error {
        match self {
            Self::SoldOut => Error::conflict("Sold out."),
        }
    }
}

#[mizan::client]
fn buy() -> Result<(), ShopError> {
    Err(ShopError::SoldOut)
}

#[mizan::client]
fn big() -> Vec<Range64> {
    vec![Range64 { to: 1 }, Range64 { to: i64::MAX }]
}

#[derive(Serialize, mizan::Type)]
pub(crate) struct Range64 {
    to: i64,
}

/// Lets a test and a function wait for each other.
#[derive(Default)]
pub(crate) struct Gate {
    entered: Notify,
    opened: Notify,
    left: Notify,
    cancelled: Notify,
    left_is_here: Notify,
    right_is_here: Notify,
    /// The number of runs of `count` that have begun.
    runs: AtomicUsize,
}

impl Gate {
    /// A function has begun.
    pub(crate) async fn entered(&self) {
        expect(&self.entered).await;
    }

    /// Lets a function that waits go on.
    pub(crate) fn open(&self) {
        self.opened.notify_one();
    }

    /// A function has come to its end.
    pub(crate) async fn left(&self) {
        expect(&self.left).await;
    }

    /// A function was dropped before its end.
    pub(crate) async fn cancelled(&self) {
        expect(&self.cancelled).await;
    }
}

/// An event that does not happen fails a test instead of stopping it for ever.
async fn expect(event: &Notify) {
    timeout(Duration::from_secs(60), event.notified()).await.expect("what the test waits for");
}

#[derive(mizan::Context)]
pub(crate) struct Slow;

#[mizan::client(context = Slow)]
async fn slow(gate: &Arc<Gate>) -> i32 {
    struct Guard(Arc<Gate>);
    impl Drop for Guard {
        fn drop(&mut self) {
            self.0.cancelled.notify_one();
        }
    }
    let _guard = Guard(Arc::clone(gate));
    gate.entered.notify_one();
    gate.opened.notified().await;
    1
}

/// Signs only after its caller has gone, which shows by the task that runs it.
#[mizan::client(affects = Feed)]
async fn sign_alone(users: &Arc<Users>, gate: &Arc<Gate>, name: String) {
    let client = tokio::task::try_id();
    gate.entered.notify_one();
    poll_fn(|_| if tokio::task::try_id() == client { Poll::Pending } else { Poll::Ready(()) })
        .await;
    users.names.lock().unwrap().insert(6, name);
    gate.left.notify_one();
}

/// Signs when a test lets it.
#[mizan::client(affects = Feed)]
async fn sign_when_told(users: &Arc<Users>, gate: &Arc<Gate>, name: String) {
    gate.entered.notify_one();
    gate.opened.notified().await;
    users.names.lock().unwrap().insert(8, name);
}

/// Counts its runs, and waits until a test lets it go on.
#[mizan::client(affects = Feed)]
async fn count(gate: &Arc<Gate>, by: usize) -> usize {
    let runs = gate.runs.fetch_add(by, Ordering::SeqCst) + by;
    gate.entered.notify_one();
    gate.opened.notified().await;
    runs
}

/// A plain call that never returns.
#[mizan::client]
async fn hang(gate: &Arc<Gate>) {
    struct Guard(Arc<Gate>);
    impl Drop for Guard {
        fn drop(&mut self) {
            self.0.cancelled.notify_one();
        }
    }
    let _guard = Guard(Arc::clone(gate));
    std::future::pending().await
}

/// A day, whose parameters have more than one spelling.
#[derive(mizan::Context)]
pub(crate) struct Day {
    pub(crate) at: DateTime<Utc>,
    pub(crate) level: Option<f64>,
}

#[mizan::client(context = Day)]
fn events(users: &Arc<Users>, at: DateTime<Utc>, level: Option<f64>) -> Vec<String> {
    let _ = level;
    users.plans.lock().unwrap().get(&at).cloned().into_iter().collect()
}

#[mizan::client(affects = Day)]
fn plan(users: &Arc<Users>, at: DateTime<Utc>, event: String) {
    users.plans.lock().unwrap().insert(at, event);
}

#[derive(mizan::Context)]
pub(crate) struct Meeting;

#[mizan::client(context = Meeting)]
async fn left(gate: &Arc<Gate>) -> &'static str {
    gate.left_is_here.notify_one();
    gate.right_is_here.notified().await;
    "met"
}

#[mizan::client(context = Meeting)]
async fn right(gate: &Arc<Gate>) -> &'static str {
    gate.right_is_here.notify_one();
    gate.left_is_here.notified().await;
    "met"
}

#[mizan::client(affects = [User, Feed])]
fn merge_users(request: &Request, user_id: i64, into: i64) -> i64 {
    request.invalidate(&User { user_id });
    request.invalidate(&User { user_id: into });
    into
}

/// Says only while it runs what it makes stale.
#[mizan::client]
fn clear_feed(request: &Request) {
    request.invalidate(&Feed);
}

/// The identity of a caller: `Bearer ada` is Ada.
#[derive(mizan::Identity)]
pub(crate) struct Me(#[mizan(id)] String);

pub(crate) struct Tokens;

/// The number of times that `Bearer counted` was looked up.
static COUNT: AtomicUsize = AtomicUsize::new(1);

impl Identify for Tokens {
    type Identity = Me;

    async fn identify(&self, request: &Request) -> Result<Option<Me>, Error> {
        let token = request.headers().get("authorization").map(|token| token.as_bytes());
        match token {
            None => Ok(None),
            Some(b"Bearer ada") => Ok(Some(Me("Ada".to_owned()))),
            Some(b"Bearer counted") => {
                Ok(Some(Me(format!("number {}", COUNT.fetch_add(1, Ordering::SeqCst)))))
            }
            Some(b"Bearer panic") => panic!("a secret panic"),
            Some(b"Bearer io") => Err(std::io::Error::other("the secret disk is full"))?,
            Some(_) => Err(Error::unauthorized("This token is not valid.")),
        }
    }
}

/// Asked after the tokens.
pub(crate) struct Cookies;

impl Identify for Cookies {
    type Identity = Me;

    async fn identify(&self, request: &Request) -> Result<Option<Me>, Error> {
        let cookie = request.headers().get("cookie").map(|cookie| cookie.as_bytes());
        Ok(cookie.filter(|cookie| *cookie == b"user=grace").map(|_| Me("Grace".to_owned())))
    }
}

#[derive(mizan::Context)]
pub(crate) struct Home;

#[mizan::client(context = Home)]
fn greeting(me: Option<&Me>) -> String {
    format!("Hello {}", me.map_or("stranger", |me| &me.0))
}

#[mizan::client(context = Home)]
fn secrets(me: &Me) -> String {
    format!("the secrets of {}", me.0)
}

#[mizan::client(affects = Home)]
fn whisper(me: &Me, text: String) -> String {
    format!("{} whispers {text}", me.0)
}

fn is_ada(me: &Me) -> bool {
    me.0 == "Ada"
}

#[mizan::client(auth = is_ada)]
fn confess() -> bool {
    true
}

#[mizan::client(private)]
fn burn_letters() {}

#[mizan::client(websocket)]
fn listen() {}

/// Answers the name, the type and the length of each file.
#[mizan::client(affects = User)]
fn hang_pictures(
    user_id: i64,
    #[mizan(size = 100, accept = "image/gif")] portrait: Option<Upload>,
    #[mizan(count = 2)] others: Vec<Upload>,
) -> Vec<(String, String, u64)> {
    assert!(user_id > 0, "a user that nobody has");
    let pictures = portrait.iter().chain(&others);
    pictures
        .map(|picture| {
            (picture.name().to_owned(), picture.content_type().to_owned(), picture.len())
        })
        .collect()
}

#[mizan::client(context = User, route = "/users/{user_id}")]
fn user_page(users: &Arc<Users>, user_id: i64, greeting: Option<String>) -> Result<String, Error> {
    let greeting = greeting.unwrap_or("Hello".to_owned());
    Ok(format!("{greeting} {}", users.name(user_id)?))
}

#[mizan::client(affects = User, route = "/users/{user_id}/name", methods = [POST])]
async fn user_form(users: &Arc<Users>, user_id: i64, name: String) -> Result<String, Error> {
    rename_user(users, user_id, name).await?;
    Ok("Done.".to_owned())
}

#[mizan::client(route = "/diary")]
fn diary(me: &Me) -> String {
    format!("the diary of {}", me.0)
}
