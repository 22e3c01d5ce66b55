//! Answers that a worker gets again: the same data for each page, which no component can change for another.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use mizan::{Page, Server};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::pages::{Me, Site};

/// `Seen` tells how often each of the others was given data that it had seen before, and how often frozen ones.
const PAGES: &str = r#"
const seen = {};
const objects = new WeakSet();
const isFrozen = (data) =>
  typeof data !== "object" || !data || (Object.isFrozen(data) && Object.values(data).every(isFrozen));
const shelf = (name) => ({ context: "shelf", params: { name } });
const component = (name, show) => async (props, page) => {
  const { books, reader } = await page.read(shelf(props.name));
  const of = (seen[name] ??= { renders: 0, known: 0, frozen: 0 });
  of.renders += 1;
  if (objects.has(books)) of.known += 1;
  if (isFrozen(books)) of.frozen += 1;
  objects.add(books);
  return `<p>${reader}: ${show(books, page, props)}</p>`;
};
const titles = (books) => books.map(({ title }) => title).join();
const sorted = (books) => titles(books.sort((one, other) => (one.title < other.title ? -1 : 1)));
export const pages = {
  Plain: component("Plain", titles),
  Sorts: component("Sorts", sorted),
  Later: component("Later", (books, page, { name }) => (name === "later" ? titles : sorted)(books)),
  Writes: component("Writes", (books) => ((books[0].title += "!"), titles(books))),
  Swallows: component("Swallows", (books) => {
    try { books.push({ title: "guide" }); } catch { return "nothing"; }
    return titles(books);
  }),
  Random: component("Random", (books) => titles(books) + "<!--" + Math.random() + "-->"),
  Status: component("Status", (books, page) => {
    try { books.pop(); } catch { page.status(500); }
    return "popped";
  }),
  Seen: () => `<p>${JSON.stringify(seen)}</p>`,
};
"#;

/// The titles on the shelves. Each test has shelves of its own.
static TITLES: Mutex<BTreeMap<String, Vec<&str>>> = Mutex::new(BTreeMap::new());

fn put(name: &str, titles: &[&'static str]) {
    let mut all = TITLES.lock().unwrap_or_else(PoisonError::into_inner);
    all.insert(name.to_owned(), titles.to_vec());
}

#[derive(mizan::Context)]
struct Shelf {
    name: String,
}

#[derive(serde::Serialize, mizan::Type)]
struct Book {
    title: &'static str,
    notes: Vec<&'static str>,
}

#[mizan::client(context = Shelf)]
async fn books(name: String) -> Vec<Book> {
    tokio::task::yield_now().await;
    let all = TITLES.lock().unwrap_or_else(PoisonError::into_inner);
    let titles = all.get(&name).into_iter().flatten();
    titles.map(|title| Book { title, notes: vec!["read"] }).collect()
}

#[mizan::client(context = Shelf)]
fn reader(me: Option<&Me>, name: String) -> String {
    let _ = name;
    me.map_or("nobody", |me| &me.name).to_owned()
}

#[mizan::client(route = "/shelf/{component}/{name}")]
fn shelf_page(component: String, name: String) -> Page {
    Page::of(component).props(&json!({ "name": name }))
}

async fn open() -> Site {
    Site::show(PAGES, 1, Server::builder()).await
}

/// What a component has rendered.
async fn shown(site: &Site, component: &str, name: &str) -> String {
    let text = site.text(&format!("/shelf/{component}/{name}")).await;
    let (_, rest) = text.split_once("<p>").unwrap_or_else(|| panic!("no page: {text}"));
    rest.split_once("</p>").expect("an end").0.to_owned()
}

/// How often a component was rendered, with data that it had seen before, and with frozen ones.
async fn seen(site: &Site, component: &str) -> [u64; 3] {
    let text = shown(site, "Seen", "none").await;
    let seen: Value = serde_json::from_str(&text).expect("JSON");
    ["renders", "known", "frozen"].map(|name| seen[component][name].as_u64().expect("a number"))
}

#[tokio::test]
async fn equal_answers_are_the_same_data_that_nobody_can_change() {
    let site = open().await;
    put("equal", &["tide", "moss"]);
    for _ in 0..5 {
        assert_eq!(shown(&site, "Plain", "equal").await, "nobody: tide,moss");
    }
    // From its own at first, then from both, then from those that others have.
    assert_eq!(seen(&site, "Plain").await, [6, 3, 4]);
}

#[tokio::test]
async fn another_answer_is_shown_at_once() {
    let site = open().await;
    for round in 0..3 {
        for titles in [["tide", "moss"], ["tide", "most"], ["tide", "moss"]] {
            put("other", &titles);
            for _ in 0..=round {
                let titles = titles.join(",");
                assert_eq!(shown(&site, "Plain", "other").await, format!("nobody: {titles}"));
            }
        }
    }
}

#[tokio::test]
async fn a_component_that_changes_what_it_reads_has_data_of_its_own() {
    let site = open().await;
    put("changed", &["tide", "moss"]);
    for (component, expected) in [
        ("Sorts", "nobody: moss,tide"),
        ("Writes", "nobody: tide!,moss"),
        ("Swallows", "nobody: tide,moss,guide"),
        ("Status", "nobody: popped"),
    ] {
        for _ in 0..4 {
            assert_eq!(shown(&site, component, "changed").await, expected);
            assert_eq!(shown(&site, "Plain", "changed").await, "nobody: tide,moss");
        }
        // Once it was rendered from the data of others as well.
        assert_eq!(seen(&site, component).await, [5, 1, 1], "{component}");
    }
}

#[tokio::test]
async fn a_component_that_never_shows_the_same_has_data_of_its_own() {
    let site = open().await;
    put("random", &["tide"]);
    for _ in 0..4 {
        assert!(shown(&site, "Random", "random").await.starts_with("nobody: tide<!--0."));
    }
    assert_eq!(seen(&site, "Random").await, [5, 0, 1]);
}

#[tokio::test]
async fn a_component_that_changes_data_later_has_data_of_its_own_from_then_on() {
    let site = open().await;
    put("later", &["tide", "moss"]);
    put("later-sorted", &["tide", "moss"]);
    for _ in 0..3 {
        assert_eq!(shown(&site, "Later", "later").await, "nobody: tide,moss");
    }
    for _ in 0..3 {
        assert_eq!(shown(&site, "Later", "later-sorted").await, "nobody: moss,tide");
        assert_eq!(shown(&site, "Later", "later").await, "nobody: tide,moss");
    }
    let [renders, known, _] = seen(&site, "Later").await;
    assert_eq!([renders, known], [11, 2]);
}

#[tokio::test]
async fn ten_readers_of_shared_data_read_as_themselves() {
    let site = open().await;
    put("readers", &["tide", "moss"]);
    let mut pages = JoinSet::new();
    for number in 0..400 {
        let person = format!("person-{}", number % 10);
        let component = ["Plain", "Sorts", "Writes", "Swallows"][number / 10 % 4];
        let request = site.get(&format!("/shelf/{component}/readers"));
        let request = request.header("cookie", format!("user={person}"));
        pages.spawn(async move {
            let text = request.send().await.expect("a page").text().await.expect("a text");
            let titles = match component {
                "Plain" => "tide,moss",
                "Sorts" => "moss,tide",
                "Writes" => "tide!,moss",
                _ => "tide,moss,guide",
            };
            assert!(text.contains(&format!("<p>{person}: {titles}</p>")), "{text}");
        });
    }
    assert_eq!(pages.join_all().await.len(), 400);
}

/// Against a model: the answers are those that came, and what is kept is within its bound.
#[test]
fn answers_that_are_kept_are_bounded() {
    let directory = tempfile::tempdir().expect("a directory");
    let script = directory.path().join("answers.test.mjs");
    let parts = [include_str!("../../src/render/answers.mjs"), include_str!("answers.test.mjs")];
    fs::write(&script, parts.concat()).expect("a script");
    let run = Command::new("node").arg(&script).output().expect("Node.js");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}
