//! A shop whose prices change, and what people think of its products.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use http::{Request, Response};
use mizan::cache::Cache;
use mizan::{Builder, Bypass, CacheResult, Error, Identify, Server};
use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// The prices, and how often something was read. Reads and mutations wait while their gate is closed.
pub(crate) struct Shop {
    pub(crate) prices: Mutex<HashMap<i64, i64>>,
    pub(crate) reads: AtomicUsize,
    /// Closed: a read waits behind its look at the prices.
    pub(crate) reading: watch::Sender<bool>,
    /// Closed: a mutation waits behind its change of a price.
    pub(crate) changing: watch::Sender<bool>,
}

impl Shop {
    pub(crate) fn open() -> Arc<Self> {
        let (reading, changing) = (watch::Sender::new(true), watch::Sender::new(true));
        let (prices, reads) = (Mutex::default(), AtomicUsize::new(0));
        Arc::new(Self { prices, reads, reading, changing })
    }

    pub(crate) fn reads(&self) -> usize {
        self.reads.load(Ordering::SeqCst)
    }

    fn look(&self, id: i64) -> i64 {
        self.reads.fetch_add(1, Ordering::SeqCst);
        self.prices.lock().unwrap().get(&id).copied().unwrap_or(100)
    }
}

/// Waits until a gate is open.
async fn pass(gate: &watch::Sender<bool>) {
    let _ = gate.subscribe().wait_for(|is_open| *is_open).await;
}

#[derive(mizan::Identity)]
pub(crate) struct Me {
    #[mizan(id)]
    name: String,
    #[mizan(staff)]
    is_staff: bool,
}

/// Finds a person in the headers.
struct People;

impl Identify for People {
    type Identity = Me;

    async fn identify(&self, request: &mizan::Request) -> Result<Option<Me>, Error> {
        let header = |name| Some(request.headers().get(name)?.to_str().ok()?.to_owned());
        let is_staff = header("x-staff").is_some();
        Ok(header("x-name").map(|name| Me { name, is_staff }))
    }
}

/// Somebody of whom nobody can tell who it is.
pub(crate) struct Stranger;

impl mizan::Identity for Stranger {
    fn id(&self) -> Cow<'_, str> {
        "stranger".into()
    }
}

/// Finds strangers in the headers.
pub(crate) struct Strangers;

impl Identify for Strangers {
    type Identity = Stranger;

    async fn identify(&self, request: &mizan::Request) -> Result<Option<Stranger>, Error> {
        Ok(request.headers().contains_key("x-stranger").then_some(Stranger))
    }
}

/// What a stranger sees.
#[derive(mizan::Context)]
pub(crate) struct Street;

#[mizan::client(context = Street)]
fn passer_by(who: Option<&Stranger>) -> bool {
    who.is_some()
}

/// A product, the same for everybody.
#[derive(mizan::Context)]
pub(crate) struct Product {
    pub(crate) id: i64,
}

#[mizan::client(context = Product)]
async fn price(shop: &Arc<Shop>, id: i64) -> Result<i64, Error> {
    let price = shop.look(id);
    pass(&shop.reading).await;
    if price < 0 { Err(Error::not_found("no such product")) } else { Ok(price) }
}

#[mizan::client(context = Product)]
fn similar(id: i64, most: Option<u32>) -> Vec<i64> {
    (1..=i64::from(most.unwrap_or(1))).map(|next| id + next).collect()
}

/// A product as one person sees it.
#[derive(mizan::Context)]
pub(crate) struct Opinion {
    pub(crate) id: i64,
}

#[mizan::client(context = Opinion)]
fn opinion(shop: &Arc<Shop>, me: Option<&Me>, id: i64) -> String {
    shop.look(id);
    format!("{} of {id}", me.map_or("nobody", |me| &me.name))
}

/// What only the staff may see.
#[derive(mizan::Context)]
pub(crate) struct Books {
    pub(crate) year: i64,
}

#[mizan::client(context = Books, auth = staff)]
fn profit(shop: &Arc<Shop>, year: i64) -> i64 {
    shop.look(year)
}

/// What a guard of the application lets in, and what counts the runs of each caller.
#[derive(mizan::Context)]
pub(crate) struct Vault {
    pub(crate) id: i64,
}

/// The questions to the guard, by who was asking.
pub(crate) static ASKED: Mutex<BTreeMap<String, usize>> = Mutex::new(BTreeMap::new());

fn may_open(me: &Me) -> bool {
    *ASKED.lock().unwrap().entry(me.name.clone()).or_default() += 1;
    me.name != "thief"
}

#[mizan::client(context = Vault, auth = may_open, limits(rate = "3/h"))]
fn gold(shop: &Arc<Shop>, id: i64) -> i64 {
    shop.look(id)
}

#[mizan::client(context = Vault, auth = staff)]
fn jewels(shop: &Arc<Shop>, id: i64) -> i64 {
    shop.look(id)
}

/// Reads of which one is for everybody, one for the staff, and one for each person.
#[derive(mizan::Context)]
pub(crate) struct Desk {
    pub(crate) id: i64,
}

#[mizan::client(context = Desk)]
fn notice(shop: &Arc<Shop>, id: i64) -> i64 {
    shop.look(id)
}

#[mizan::client(context = Desk, auth = staff)]
fn memo(id: i64) -> String {
    format!("secret of {id}")
}

#[mizan::client(context = Desk, cache = 60)]
fn note(me: &Me, id: i64) -> String {
    format!("{} of {id}", me.name)
}

/// A quote that may be shown for a while after it was changed.
#[derive(mizan::Context)]
#[mizan(cache(stale = 30))]
pub(crate) struct Quote {
    pub(crate) id: i64,
}

#[mizan::client(context = Quote)]
async fn quote(shop: &Arc<Shop>, id: i64) -> i64 {
    let price = shop.look(id);
    pass(&shop.reading).await;
    price
}

#[mizan::client(affects = Quote)]
fn set_quote(shop: &Arc<Shop>, id: i64, price: i64) {
    shop.prices.lock().unwrap().insert(id, price);
}

/// A quote that may be shown for three seconds after it was changed, to the one person it is for.
#[derive(mizan::Context)]
#[mizan(cache(stale = 3))]
pub(crate) struct Brief {
    pub(crate) id: i64,
}

#[mizan::client(context = Brief)]
async fn brief(shop: &Arc<Shop>, me: &Me, id: i64) -> String {
    let price = shop.look(id);
    pass(&shop.reading).await;
    format!("{price} for {}", me.name)
}

#[mizan::client(affects = Brief)]
fn set_brief(shop: &Arc<Shop>, id: i64, price: i64) {
    shop.prices.lock().unwrap().insert(id, price);
}

/// What is never kept.
#[derive(mizan::Context)]
pub(crate) struct Dice;

#[mizan::client(context = Dice, cache = false)]
fn throw(shop: &Arc<Shop>) -> i64 {
    shop.look(0)
}

/// What depends on the request, so that it is not kept.
#[derive(mizan::Context)]
pub(crate) struct Agent;

#[mizan::client(context = Agent)]
fn agent(request: &mizan::Request) -> String {
    request.headers().get("user-agent").map_or(String::new(), |it| format!("{it:?}"))
}

#[derive(Serialize, mizan::Type)]
pub(crate) struct Long {
    text: String,
}

/// Something large.
#[derive(mizan::Context)]
pub(crate) struct Novel {
    pub(crate) chapter: i64,
}

#[mizan::client(context = Novel)]
fn chapter(shop: &Arc<Shop>, chapter: i64) -> Long {
    shop.look(chapter);
    Long { text: "x".repeat(10_000) }
}

#[mizan::client(affects = Product)]
async fn set_price(shop: &Arc<Shop>, id: i64, price: i64) -> Result<(), Error> {
    shop.prices.lock().unwrap().insert(id, price);
    pass(&shop.changing).await;
    if price == 13 { Err(Error::conflict("an unlucky number")) } else { Ok(()) }
}

#[mizan::client(affects = Product { id: product })]
async fn set_price_of(shop: &Arc<Shop>, product: i64, price: i64) {
    shop.prices.lock().unwrap().insert(product, price);
    pass(&shop.changing).await;
}

#[mizan::client(affects = Product { id: after + 1 })]
async fn set_next_price(shop: &Arc<Shop>, after: i64, price: i64) {
    shop.prices.lock().unwrap().insert(after + 1, price);
    pass(&shop.changing).await;
}

/// It names one product by its argument, and has changed another.
#[mizan::client(affects = Product)]
async fn set_price_of_next(shop: &Arc<Shop>, request: &mizan::Request, id: i64, price: i64) {
    shop.prices.lock().unwrap().insert(id + 1, price);
    pass(&shop.changing).await;
    request.invalidate(&Product { id: id + 1 });
}

#[mizan::client(affects = Product { .. })]
fn raise(shop: &Arc<Shop>) {
    shop.prices.lock().unwrap().values_mut().for_each(|price| *price += 1);
}

#[mizan::client(affects = price)]
fn round(shop: &Arc<Shop>, id: i64) {
    shop.prices.lock().unwrap().insert(id, 50);
}

#[mizan::client(affects = [Opinion, Books])]
fn think(id: i64) {
    let _ = id;
}

/// What was found in the cache, and why not.
#[derive(Default)]
pub(crate) struct Results(pub(crate) Mutex<Vec<(&'static str, CacheResult)>>);

struct Watcher(Arc<Results>);

impl mizan::Observer for Watcher {
    fn cached(&self, context: &'static str, result: CacheResult) {
        self.0.0.lock().unwrap().push((context, result));
    }
}

impl Results {
    pub(crate) fn take(&self) -> Vec<CacheResult> {
        self.0.lock().unwrap().drain(..).map(|(_, result)| result).collect()
    }

    pub(crate) fn bypassed(&self) -> Vec<Bypass> {
        let bypass = |result| match result {
            CacheResult::Bypass(bypass) => Some(bypass),
            _ => None,
        };
        self.take().into_iter().filter_map(bypass).collect()
    }
}

/// A server of the shop.
pub(crate) struct Node {
    pub(crate) api: Server,
    pub(crate) shop: Arc<Shop>,
    pub(crate) results: Arc<Results>,
}

impl Node {
    pub(crate) fn of(shop: &Arc<Shop>, cache: Cache) -> Self {
        Self::build(shop, cache, |builder| builder)
    }

    pub(crate) fn build(
        shop: &Arc<Shop>,
        cache: Cache,
        configure: impl FnOnce(Builder) -> Builder,
    ) -> Self {
        let results = Arc::new(Results::default());
        let builder = Server::builder().provide(Arc::clone(shop));
        let builder = builder.identify(People).identify(Strangers);
        let builder = configure(builder.observe(Watcher(Arc::clone(&results))).cache(cache));
        Self { api: builder.build().unwrap(), shop: Arc::clone(shop), results }
    }

    /// Begins a read beside the test.
    pub(crate) fn begin(
        self: &Arc<Self>,
        path: &'static str,
        headers: &'static [(&'static str, &'static str)],
    ) -> JoinHandle<Answer> {
        let node = Arc::clone(self);
        tokio::spawn(async move { node.get_as(path, headers).await })
    }

    /// A server of its own with a cache in memory.
    pub(crate) fn alone() -> Self {
        Self::of(&Shop::open(), mizan::cache::memory(1 << 20))
    }

    /// Reads a context with headers: what the cache did, the status and the body.
    pub(crate) async fn get_as(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let request = Request::get(path);
        let request =
            headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        Answer::of(&self.api.answer(request.body(String::new()).unwrap()).await)
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.get_as(path, &[]).await
    }

    pub(crate) async fn call(&self, function: &str, args: Value) -> Answer {
        let body = json!({ "fn": function, "args": args });
        self.post("/call/", body).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        let request = Request::post(path).header("content-type", "application/json");
        Answer::of(&self.api.answer(request.body(body.to_string()).unwrap()).await)
    }

    pub(crate) async fn price(&self, id: i64) -> (String, i64) {
        let answer = self.get(&format!("/ctx/product/?id={id}")).await;
        (answer.cache, answer.body["price"].as_i64().unwrap())
    }
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) cache: String,
    pub(crate) body: Value,
}

impl Answer {
    fn of<B: AsRef<[u8]>>(response: &Response<B>) -> Self {
        let header = response.headers().get("x-mizan-cache");
        Self {
            status: response.status().as_u16(),
            cache: header.map_or_else(String::new, |value| value.to_str().unwrap().to_owned()),
            body: serde_json::from_slice(response.body().as_ref()).unwrap(),
        }
    }
}

impl Answer {
    /// The status and the results, without what is about the bundle.
    pub(crate) fn part(&self) -> (u16, Vec<(&String, &Value)>) {
        let members = self.body.as_object().into_iter().flatten();
        (self.status, members.filter(|(name, _)| !matches!(&***name, "$v" | "$h")).collect())
    }
}
