//! Diffs that say what the caller had read: what somebody else has changed since is a conflict.

use mizan::{Code, Error, Shape};
use sea_orm::{ColumnTrait, DatabaseConnection};
use shapes_corpus::entities::{customer, order};

use crate::databases::{both, postgres};
use crate::shapes::{Customer, Order};
use crate::writing::{ada, fill, new_line, order_1};

#[tokio::test(flavor = "multi_thread")]
async fn without_a_version_what_was_read_tells_who_is_late() {
    for db in both().await {
        fill(&db.connection).await;
        let db = &db.connection;
        let scope = || order::Column::Id.eq(1);
        let read = order_1(db).await;
        let save = async |edited: Order, read: &Order| {
            Order::diff([edited]).within(scope()).since([read.clone()]).apply(db).await
        };
        // Somebody else changes the first line, and adds another one.
        let mut theirs = read.clone();
        theirs.lines[0].qty = 5;
        theirs.lines.push(new_line("theirs", 1));
        save(theirs.clone(), &read).await.unwrap();

        let mut mine = read.clone();
        mine.lines[0].qty = 6;
        let error = save(mine, &read).await.unwrap_err();
        assert_eq!(error.code(), Code::Conflict);
        let details = error.details().unwrap();
        assert!(details.contains(r#""[0].lines[0].qty""#), "{details}");
        assert!(details.contains(r#""[0].lines""#), "{details}");

        // A row that was not read is not deleted.
        let error = save(read.clone(), &read).await.unwrap_err();
        assert_eq!(error.code(), Code::Conflict);
        let now = order_1(db).await;
        assert_eq!(now.lines.len(), 3);

        // What was read as it is may be changed, and deleted.
        let mut mine = now.clone();
        mine.lines.remove(0);
        mine.lines[0].qty = 8;
        let saved = save(mine, &now).await.unwrap();
        assert_eq!((saved.updated, saved.removed), (2, 1));

        // A row that is gone does not come to life again.
        let error = save(now.clone(), &now).await.unwrap_err();
        assert_eq!(error.code(), Code::Conflict);
    }
}

async fn save(db: &DatabaseConnection, edited: Customer, read: Customer) -> Result<(), Error> {
    let diff = Customer::diff([edited]).within(customer::Column::Id.eq(1)).since([read]);
    diff.apply(db).await.map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_the_caller_has_not_seen_does_not_go_with_the_one_above_it() {
    let added = |theirs: &mut Customer| theirs.orders[0].lines.push(new_line("theirs", 1));
    let changed = |theirs: &mut Customer| theirs.orders[0].lines[1].qty = 9;
    let shortened = |theirs: &mut Customer| drop(theirs.orders[0].lines.pop());
    // Where somebody else has taken a row out, both want it to go.
    let by_others: [&dyn Fn(&mut Customer); 3] = [&added, &changed, &shortened];
    let answers = [Some(Code::Conflict), Some(Code::Conflict), None];
    for (change, refused) in by_others.into_iter().zip(answers) {
        for db in both().await {
            fill(&db.connection).await;
            let db = &db.connection;
            let read = ada(db).await;
            let mut theirs = read.clone();
            change(&mut theirs);
            save(db, theirs, read.clone()).await.unwrap();
            let now = ada(db).await;
            let mut mine = read.clone();
            mine.orders.remove(0);
            let saved = save(db, mine.clone(), read).await;
            assert_eq!(saved.err().map(|error| error.code()), refused);
            assert_eq!(ada(db).await, if refused.is_some() { now.clone() } else { mine.clone() });
            // What was seen goes.
            save(db, mine.clone(), now).await.unwrap();
            assert_eq!(ada(db).await, mine);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_below_a_row_of_the_scope() {
    for db in both().await {
        fill(&db.connection).await;
        let db = &db.connection;
        let scope = || order::Column::CustomerId.eq(1);
        let orders = async || Order::query().filter(scope()).all(db).await.unwrap();
        let read = orders().await;
        let mut theirs = read.clone();
        theirs[1].lines.push(new_line("theirs", 1));
        Order::diff(theirs.clone()).within(scope()).since(read.clone()).apply(db).await.unwrap();
        let none =
            |since: Vec<Order>| Order::diff([]).within(scope()).delete_missing().since(since);
        assert_eq!(none(read).apply(db).await.unwrap_err().code(), Code::Conflict);
        assert_eq!(orders().await, theirs);
        assert_eq!(none(theirs).apply(db).await.unwrap().removed, 5, "two orders, three lines");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_somebody_else_has_added_is_not_written_over() {
    for db in both().await {
        fill(&db.connection).await;
        let db = &db.connection;
        let read = ada(db).await;
        let with = |qty| {
            let mut edited = read.clone();
            edited.orders[1].lines.push(new_line("new", qty));
            edited
        };
        save(db, with(1), read.clone()).await.unwrap();
        let late = save(db, with(2), read.clone()).await.unwrap_err();
        assert_eq!(late.code(), Code::Conflict);
        assert!(late.details().unwrap().contains(r#""[0].orders[1].lines[0]""#), "{late:?}");
        // Both have added the same.
        save(db, with(1), read).await.unwrap();
        assert_eq!(ada(db).await.orders[1].lines[0].qty, 1);
    }
}

const EDITORS: i32 = 4;
const CHANGES: i32 = 25;

/// Counts in a line that all editors change, and adds and takes out a line of its own in a list of all of them.
async fn edit(editor: i32, db: DatabaseConnection) {
    let mut done = 0;
    while done < CHANGES {
        let read = ada(&db).await;
        let mut mine = read.clone();
        mine.orders[0].lines[0].qty += 1;
        let own = format!("editor {editor}");
        let lines = &mut mine.orders[1].lines;
        match lines.iter().position(|line| line.id == own) {
            Some(position) => drop(lines.remove(position)),
            None => lines.push(new_line(&own, 1)),
        }
        match save(&db, mine, read).await {
            Ok(()) => done += 1,
            Err(error) => assert_eq!(error.code(), Code::Conflict, "{error}"),
        }
    }
}

/// Rows are read without a lock, and only those that are written are locked: no change of others is lost in between.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_at_once_lose_no_change() {
    let db = postgres().await;
    fill(&db.connection).await;
    let editors = (0..EDITORS).map(|editor| tokio::spawn(edit(editor, db.connection.clone())));
    for editor in editors.collect::<Vec<_>>() {
        editor.await.unwrap();
    }
    let after = ada(&db.connection).await;
    assert_eq!(after.orders[0].lines[0].qty, 1 + EDITORS * CHANGES);
    let own = usize::try_from(EDITORS * (CHANGES % 2)).unwrap();
    assert_eq!(after.orders[1].lines.len(), own, "each was added and taken out in turn");
}
