//! Lists in pages: several pages in one read, by offset and by cursor, alone and after a mutation.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use mizan::{Error, Server};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The numbers that the reads list, the calls of these reads, and the pages that wait.
#[derive(Default)]
struct Shelf {
    books: Mutex<Vec<i64>>,
    asked: Mutex<Vec<Option<String>>>,
}

impl Shelf {
    fn take(&self, asked: Option<impl ToString>, from: usize) -> Vec<Book> {
        self.asked.lock().unwrap().push(asked.map(|asked| asked.to_string()));
        let books = self.books.lock().unwrap();
        books.iter().skip(from).take(2).map(|id| Book { id: *id }).collect()
    }
}

#[derive(Serialize, mizan::Type)]
struct Book {
    id: i64,
}

#[derive(Serialize, mizan::Type)]
struct Counted {
    books: Vec<Book>,
    total: usize,
}

#[derive(Clone, Copy, Serialize, Deserialize, mizan::Type, PartialEq)]
struct Cursor {
    behind: usize,
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "behind {}", self.behind)
    }
}

#[derive(Serialize, mizan::Type)]
struct Chapter<T> {
    items: Vec<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<Cursor>,
}

#[derive(mizan::Context)]
struct Library {
    floor: u8,
}

#[mizan::client(context = Library)]
async fn books(
    shelf: &Shelf,
    #[mizan(page)] offset: Option<u32>,
    slow: Option<bool>,
) -> Result<Vec<Book>, Error> {
    tokio::task::yield_now().await;
    match (offset, slow) {
        (Some(4), Some(true)) => std::future::pending().await,
        (Some(4), Some(false)) => Err(Error::conflict("the fourth is lent")),
        _ => Ok(shelf.take(offset, offset.unwrap_or(0) as usize)),
    }
}

/// A function that is not `async` has pages as well.
#[mizan::client(context = Library)]
fn counted(shelf: &Shelf, #[mizan(page)] offset: Option<u64>) -> Counted {
    let books = shelf.take(offset, offset.unwrap_or(0) as usize);
    Counted { books, total: shelf.books.lock().unwrap().len() }
}

#[mizan::client(context = Library)]
async fn chapters(shelf: &Shelf, #[mizan(page)] after: Option<Cursor>) -> Chapter<Book> {
    let from = after.map_or(0, |cursor| cursor.behind);
    let items = shelf.take(after, from);
    let behind = from + items.len();
    let next = (behind < shelf.books.lock().unwrap().len()).then_some(Cursor { behind });
    Chapter { items, next }
}

#[mizan::client(context = Library)]
fn name(floor: u8) -> String {
    format!("floor {floor}")
}

#[mizan::client(affects = Library)]
fn add(shelf: &Shelf, id: i64) {
    shelf.books.lock().unwrap().insert(0, id);
}

async fn read(api: &Server, query: &str) -> (u16, Value) {
    let request = http::Request::get(format!("/ctx/library/?floor=1&{query}"));
    let response = api.answer(request.body(String::new()).unwrap()).await;
    let status = response.status().as_u16();
    (status, serde_json::from_slice(response.body()).unwrap())
}

async fn post(api: &Server, path: &str, body: Value) -> Value {
    let request = http::Request::post(path).header("content-type", "application/json");
    let response = api.answer(request.body(body.to_string()).unwrap()).await;
    serde_json::from_slice(response.body()).unwrap()
}

fn list(ids: &[i64]) -> Value {
    ids.iter().map(|id| json!({ "id": id })).collect()
}

/// A library of five books.
fn open(configure: impl FnOnce(mizan::Builder) -> mizan::Builder) -> (Server, Arc<Shelf>) {
    let shelf = Arc::new(Shelf::default());
    shelf.books.lock().unwrap().extend(1..=5);
    let api = configure(Server::builder().provide(Arc::clone(&shelf))).build().unwrap();
    (api, shelf)
}

#[tokio::test]
async fn pages_follow_each_other_in_one_read() {
    let (api, shelf) = open(|builder| builder);
    let (_, bundle) = read(&api, "$only=books&$pages=2").await;
    assert_eq!(bundle["books"], json!([list(&[1, 2]), list(&[3, 4])]));
    assert_eq!(*shelf.asked.lock().unwrap(), [None, Some("2".to_owned())]);
    assert!(bundle["$v"].is_string() && bundle["$h"].is_string());

    let (_, bundle) = read(&api, "$only=books&$pages=1&offset=4").await;
    assert_eq!(bundle["books"], json!([list(&[5])]));
    let (_, bundle) = read(&api, "$only=books").await;
    assert_eq!(bundle["books"], list(&[1, 2]));
}

#[tokio::test]
async fn the_last_page_is_empty_or_ends_at_the_total_or_has_no_cursor() {
    let (api, shelf) = open(|builder| builder);
    let (_, bundle) = read(&api, "$only=books&$pages=9").await;
    assert_eq!(bundle["books"], json!([list(&[1, 2]), list(&[3, 4]), list(&[5]), []]));

    let (_, bundle) = read(&api, "$only=counted&$pages=9&offset=2").await;
    let page = |ids: &[i64]| json!({ "books": list(ids), "total": 5 });
    assert_eq!(bundle["counted"], json!([page(&[3, 4]), page(&[5])]));

    shelf.asked.lock().unwrap().clear();
    let (_, bundle) = read(&api, "$only=chapters&$pages=9").await;
    let page =
        |ids: &[i64], behind: i64| json!({ "items": list(ids), "next": { "behind": behind } });
    let last = json!({ "items": list(&[5]) });
    assert_eq!(bundle["chapters"], json!([page(&[1, 2], 2), page(&[3, 4], 4), last]));
    let asked = [None, Some("behind 2".to_owned()), Some("behind 4".to_owned())];
    assert_eq!(*shelf.asked.lock().unwrap(), asked);

    let behind = "$only=chapters&$pages=1&after=%7B%22behind%22:4%7D";
    let (_, bundle) = read(&api, behind).await;
    assert_eq!(bundle["chapters"], json!([{ "items": list(&[5]) }]));
}

#[tokio::test]
async fn bodies_ask_for_pages_as_well() {
    let (api, _) = open(|builder| builder);
    let pages = json!([list(&[3, 4]), list(&[5])]);
    let one = json!({ "params": { "floor": 1, "offset": 2, "$pages": 2 }, "only": "books" });
    assert_eq!(post(&api, "/ctx/library/", one.clone()).await["books"], pages);
    let mut read = one;
    read["context"] = json!("library");
    let read = post(&api, "/ctx/", json!({ "read": [read] })).await;
    assert_eq!(read["read"][0]["bundle"]["books"], pages);
}

#[tokio::test]
async fn a_mutation_brings_all_pages_that_are_mounted() {
    let (api, _) = open(|builder| builder);
    let params = json!({ "floor": 1, "$pages": 2 });
    let mounted = json!([
        { "context": "library", "params": params, "only": "books" },
        { "context": "library", "params": { "floor": 1 }, "only": "books" },
    ]);
    let call = json!({ "fn": "add", "args": { "id": 9 }, "mounted": mounted });
    let reply = post(&api, "/call/", call.clone()).await;
    let [pages, page] = [&reply["contexts"][0], &reply["contexts"][1]];
    assert_eq!(pages["bundle"]["books"], json!([list(&[9, 1]), list(&[2, 3])]));
    assert_eq!(pages["params"], params);
    assert_eq!(page["bundle"]["books"], list(&[9, 1]));

    let mut same = call;
    same["mounted"][0]["h"] = pages["bundle"]["$h"].clone();
    same["fn"] = json!("add");
    same["args"]["id"] = json!(8);
    let reply = post(&api, "/call/", same).await;
    assert_eq!(reply["contexts"][0]["bundle"]["books"][0], list(&[8, 9]), "another bundle");
}

#[tokio::test]
async fn what_has_no_pages_is_refused() {
    let (api, _) = open(|builder| builder.pages_limit(3));
    for (query, reason) in [
        ("$only=books&$pages=4", "is a number from 1 to 3"),
        ("$only=books&$pages=0", "is a number from 1 to 3"),
        ("$only=books&$pages=-1", "is a number from 1 to 3"),
        ("$only=books&$pages=x", "is a number from 1 to 3"),
        ("$pages=2", "is for a list in pages"),
        ("$only=name&$pages=2", "is for a list in pages"),
        ("$only=books,name&$pages=2", "is for a list in pages"),
    ] {
        let (status, answer) = read(&api, query).await;
        let message =
            answer["error"]["details"]["fields"]["$pages"][0].as_str().unwrap_or_default();
        assert!(status == 422 && message.starts_with(reason), "{query}: {status} {answer}");
    }
    assert_eq!(read(&api, "$only=books&$pages=2&$pages=2").await.0, 400);
    assert_eq!(read(&api, "$only=books&$pages=1&offset=x").await.0, 422);
}

#[tokio::test]
async fn a_page_that_fails_fails_the_list() {
    let (api, _) = open(|builder| builder.time_limit(Duration::from_millis(50)));
    let (status, answer) = read(&api, "$only=books&$pages=3&slow=false").await;
    assert_eq!((status, &answer["error"]["code"]), (409, &json!("CONFLICT")));
    let (status, _) = read(&api, "$only=books&$pages=3&slow=true").await;
    assert_eq!(status, 504);
    let (status, _) = read(&api, "$only=books&$pages=2&slow=true").await;
    assert_eq!(status, 200);
}

#[test]
fn the_model_names_the_page() {
    let api = mizan::api();
    assert_eq!(api.functions["chapters"].paging.as_deref(), Some("after"));
    assert_eq!(api.functions["name"].paging, None);
}
