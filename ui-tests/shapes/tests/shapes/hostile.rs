//! Values that a database does not take, and a process that dies while it writes.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;
use std::{env, thread};

use mizan::shapes::Editable;
use mizan::{Code, Error, Shape};
use sea_orm::{ColumnTrait, ConnectOptions, Database, DatabaseConnection};
use shapes_corpus::entities::{line, order};

use crate::databases::{both, postgres, sqlite_of};
use crate::edits::{Item, ItemEdit};
use crate::shapes::{Line, Order};
use crate::writing::{fill, new_line, order_1};

fn lines(db: &DatabaseConnection) -> Editable<Vec<Item>> {
    Editable::within(db, line::Column::OrderId.eq(1))
}

/// Postgres stores no U+0000, and SQLite does.
#[tokio::test(flavor = "multi_thread")]
async fn a_null_character_is_stored_or_refused() {
    for db in both().await {
        let (name, db) = (db.name, &db.connection);
        fill(db).await;
        let text = "a\0b";
        let is_refused = |error: &Error| {
            assert_eq!(name, "Postgres", "{error}");
            assert_eq!(error.code(), Code::Validation, "{error}");
            assert!(error.message().contains("U+0000"), "{error}");
        };
        let found = Line::query().filter(line::Column::Product.eq(text));
        assert_eq!(found.all(db).await.inspect_err(is_refused).unwrap_or_default(), []);
        let counted = Line::query().filter(line::Column::Product.eq(text)).count(db).await;
        assert_eq!(counted.inspect_err(is_refused).unwrap_or_default(), 0);
        let before = order_1(db).await;

        let mut edited = before.clone();
        edited.title = text.to_owned();
        let diff = Order::diff([edited.clone()]).within(order::Column::Id.eq(1));
        let _ = diff.apply(db).await.inspect_err(is_refused);
        // A key is asked for before anything is written.
        edited.lines.push(new_line(text, 1));
        let diff = Order::diff([edited.clone()]).within(order::Column::Id.eq(1));
        let _ = diff.apply(db).await.inspect_err(is_refused);
        if name == "Postgres" {
            assert_eq!(order_1(db).await, before);
        } else {
            edited.lines[2].position = 2;
            assert_eq!(order_1(db).await, edited);
        }

        let changed = ItemEdit::Update {
            id: "a".to_owned(),
            position: None,
            product: Some(("tea".to_owned(), text.to_owned())),
            qty: None,
            serial: None,
        };
        let _ = lines(db).save(vec![changed]).await.inspect_err(is_refused);
        let stored = if name == "Postgres" { "tea" } else { text };
        assert_eq!(order_1(db).await.lines[0].product, stored);
    }
}

const ROWS: usize = 10_000;
const VICTIM: &str = "MIZAN_VICTIM";

async fn list(db: &DatabaseConnection) -> Vec<Line> {
    Line::query().filter(line::Column::OrderId.eq(2)).all(db).await.unwrap()
}

/// Writes all rows of a long list anew, and says when it begins.
async fn write_all(url: String) {
    let mut options = ConnectOptions::new(url);
    options.sqlx_logging(false);
    if let Ok(schema) = env::var("MIZAN_SCHEMA") {
        options.set_schema_search_path(schema);
    }
    let db = Database::connect(options).await.unwrap();
    let mut rows = list(&db).await;
    rows.iter_mut().for_each(|row| row.qty = 2);
    let diff = Line::diff(rows).within(line::Column::OrderId.eq(2)).before(|_| {
        println!("begins to write");
        Ok(())
    });
    diff.apply(&db).await.unwrap();
}

/// Runs this test as another process, and kills that while it writes.
fn kill_a_writer(url: &str, schema: Option<&str>) {
    let mut writer = Command::new(env::current_exe().unwrap());
    writer.args(["hostile::nothing_is_written_by_a_process_that_dies", "--exact", "--nocapture"]);
    writer.env(VICTIM, url).envs(schema.map(|schema| ("MIZAN_SCHEMA", schema)));
    let mut writer = writer.stdout(Stdio::piped()).spawn().unwrap();
    let mut said = BufReader::new(writer.stdout.take().unwrap()).lines();
    let begins = said.any(|line| line.unwrap().contains("begins to write"));
    assert!(begins, "the writer has come to its rows");
    // It writes for longer than this: it is killed in the middle.
    thread::sleep(Duration::from_millis(30));
    writer.kill().unwrap();
    assert_eq!(writer.wait().unwrap().code(), None, "it was killed before it ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_written_by_a_process_that_dies() {
    if let Ok(url) = env::var(VICTIM) {
        return write_all(url).await;
    }
    let file = env::temp_dir().join(format!("mizan-shapes-{}.sqlite", std::process::id()));
    let url = format!("sqlite://{}?mode=rwc", file.display());
    let sqlite = sqlite_of(&url).await;
    let postgres = postgres().await;
    for db in [&sqlite, &postgres] {
        let (url, schema) = db.address().map_or((url.clone(), None), |(url, it)| (url, Some(it)));
        let db = &db.connection;
        fill(db).await;
        let rows = (0..ROWS).map(|number| new_line(&format!("{number:05}"), 1));
        let diff = Line::diff(rows).within(line::Column::OrderId.eq(2));
        assert_eq!(diff.apply(db).await.unwrap().inserted, ROWS);
        tokio::task::block_in_place(|| kill_a_writer(&url, schema));
        let stored = list(db).await;
        assert_eq!(stored.len(), ROWS);
        assert!(stored.iter().all(|row| row.qty == 1), "none of the rows is written");
        // The next one is not kept waiting for what the dead one had locked.
        let mut rows = stored;
        rows[0].qty = 3;
        let diff = Line::diff(rows).within(line::Column::OrderId.eq(2));
        assert_eq!(diff.apply(db).await.unwrap().updated, 1);
    }
    drop(sqlite);
    std::fs::remove_file(file).unwrap();
}
