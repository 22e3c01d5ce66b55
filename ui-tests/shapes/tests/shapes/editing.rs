//! Rows of which a client sends what changed.
//!
//! `MIZAN_RUNS=10000` plays more edits, `MIZAN_SEED=7` others. A failure names the seed.

use std::slice;

use fastrand::Rng;
use mizan::Code;
use mizan::shapes::Editable;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait,
    Statement,
};
use serde_json::json;
use shapes_corpus::entities::{customer, order};

use crate::databases::both;
use crate::edits::{
    BigSheet, BigSheetEdit, Item, ItemEdit, Sheet, SheetEdit, Versioned, VersionedEdit, apply,
    changes,
};
use crate::random::number;
use crate::statements::recorded;

fn sheets(db: &DatabaseConnection) -> Editable<Vec<Sheet>> {
    Editable::within(db, order::Column::CustomerId.eq(1)).delete_missing()
}

async fn read(db: &DatabaseConnection) -> Vec<Sheet> {
    sheets(db).read().await.unwrap()
}

async fn save(db: &DatabaseConnection, before: &[Sheet], after: &[Sheet]) -> Vec<Option<i64>> {
    sheets(db).save(changes(before, after)).await.unwrap()
}

fn item(id: &str, position: i32) -> Item {
    Item { id: id.to_owned(), position, product: "tea".to_owned(), qty: 1, serial: None }
}

fn sheet(id: i64, title: &str, lines: Vec<Item>) -> Sheet {
    Sheet { id, title: title.to_owned(), open: true, lines }
}

/// Two customers, each with a sheet of two lines.
async fn fill(db: &DatabaseConnection) {
    for name in ["Ada", "Bob"] {
        let row = customer::ActiveModel {
            name: Set(name.to_owned()),
            secret: Set(String::new()),
            ..Default::default()
        };
        customer::Entity::insert(row).exec(db).await.unwrap();
    }
    for (customer, prefix) in [(1, "a"), (2, "b")] {
        let lines = vec![item(&format!("{prefix}1"), 0), item(&format!("{prefix}2"), 1)];
        let scope = order::Column::CustomerId.eq(customer);
        let new = SheetEdit::Insert(sheet(-1, "first", lines));
        Editable::<Vec<Sheet>>::within(db, scope).save(vec![new]).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_one_row_reads_and_writes_that_row() {
    for db in both().await {
        let db = &db.connection;
        fill(db).await;
        let more = (0..50).map(|number| SheetEdit::Insert(sheet(-2 - number, "more", Vec::new())));
        sheets(db).save(more.collect()).await.unwrap();
        let before = read(db).await;
        let mut after = before.clone();
        after[0].lines[1].qty = 5;
        let (statements, keys) = recorded(save(db, &before, &after)).await;
        assert_eq!(keys, []);
        assert_eq!(read(db).await, after);
        let [of_orders, of_lines, update] = statements.as_slice() else {
            panic!("three statements: {statements:#?}")
        };
        assert!(of_orders.contains(r#""order"."id" IN ("#), "{of_orders}");
        assert!(of_lines.contains(r#""line"."id" IN ('a2')"#), "{of_lines}");
        assert!(update.starts_with(r#"UPDATE "line" SET "qty" = 5 WHERE"#), "{update}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keys_of_new_rows_come_back() {
    for db in both().await {
        let db = &db.connection;
        fill(db).await;
        let new = |id, line| SheetEdit::Insert(sheet(id, "new", vec![item(line, 7)]));
        let edits = vec![new(-1, "x"), new(-2, "y")];
        let keys = sheets(db).save(edits).await.unwrap();
        let [Some(first), None, Some(second), None] = keys[..] else { panic!("{keys:?}") };
        let stored = read(db).await;
        assert_eq!(stored[1], sheet(first, "new", vec![item("x", 0)]));
        assert_eq!(stored[2], sheet(second, "new", vec![item("y", 0)]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn big_integers_are_texts_in_an_edit() {
    for db in both().await {
        let db = &db.connection;
        fill(db).await;
        let sheets = || Editable::<Vec<BigSheet>>::within(db, order::Column::CustomerId.eq(1));
        let line = r#"{ "insert": { "id": "x", "product": "ink", "position": 2, "qty": "3", "serial": "9007199254740993" } }"#;
        let change = r#"{ "update": { "id": "a1", "qty": ["1", "2"], "serial": [null, "-9007199254740993"] } }"#;
        let edits = format!(
            r#"[
                {{ "update": {{ "id": "1", "version": "0", "title": ["first", "second"], "lines": [{line}, {change}] }} }},
                {{ "insert": {{ "id": "-1", "title": "new", "version": "0", "lines": [] }} }}
            ]"#
        );
        let edits: Vec<BigSheetEdit> = serde_json::from_str(&edits).unwrap();
        let keys = sheets().save(edits).await.unwrap();
        assert_eq!(
            keys,
            [None, Some(3)],
            "the line has its own key, and the order one of the database"
        );
        let stored = serde_json::to_value(sheets().read().await.unwrap()).unwrap();
        assert_eq!((&stored[0]["id"], &stored[0]["version"]), (&json!("1"), &json!("1")));
        assert_eq!(stored[0]["lines"][0]["serial"], "-9007199254740993");
        assert_eq!(stored[0]["lines"][2]["serial"], "9007199254740993");
        let rounded =
            r#"[{ "update": { "id": 1, "version": "1", "title": ["second", "third"] } }]"#;
        assert!(
            serde_json::from_str::<Vec<BigSheetEdit>>(rounded).is_err(),
            "a number may be rounded"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_no_client_reads_is_told_before_its_row_is_there() {
    for db in both().await {
        let db = &db.connection;
        fill(db).await;
        let row = order::ActiveModel {
            id: Set(1 << 60),
            customer_id: Set(2),
            title: Set("far".to_owned()),
            open: Set(true),
            version: Set(0),
        };
        order::Entity::insert(row).exec(db).await.unwrap();
        if db.get_database_backend() == DbBackend::Postgres {
            let next =
                r#"SELECT setval(pg_get_serial_sequence('"order"', 'id'), 1152921504606846976)"#;
            db.query_one_raw(Statement::from_string(DbBackend::Postgres, next)).await.unwrap();
        }
        let before = read(db).await;
        let failed = sheets(db).save(vec![SheetEdit::Insert(sheet(-1, "new", Vec::new()))]).await;
        let error = failed.unwrap_err();
        assert!(error.to_string().contains("1152921504606846977, which is no number"), "{error}");
        assert_eq!(read(db).await, before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_change_other_values_both_save() {
    for db in both().await {
        let db = &db.connection;
        fill(db).await;
        let before = read(db).await;
        let (mut mine, mut theirs) = (before.clone(), before.clone());
        theirs[0].title = "theirs".to_owned();
        theirs[0].lines[0].qty = 2;
        mine[0].open = false;
        mine[0].lines[0].product = "mine".to_owned();
        save(db, &before, &theirs).await;
        save(db, &before, &mine).await;
        let mut both = theirs;
        both[0].open = false;
        both[0].lines[0].product = "mine".to_owned();
        assert_eq!(read(db).await, both);
    }
}

/// The details of a conflict: the places, and the titles that are stored.
fn sides(error: &mizan::Error) -> (Vec<String>, Vec<String>) {
    assert_eq!(error.code(), Code::Conflict, "{error}");
    let details = error.details().expect("what is stored");
    let details: serde_json::Value = serde_json::from_str(details).unwrap();
    let texts = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let places = details["places"].as_array().unwrap().iter().map(texts);
    let theirs = details["theirs"].as_array().unwrap().iter().map(|row| texts(&row["title"]));
    (places.collect(), theirs.collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_late_gets_what_is_stored() {
    for db in both().await {
        let db = &db.connection;
        fill(db).await;
        let before = read(db).await;
        let titled = |title: &str| {
            let mut sheets = before.clone();
            sheets[0].title = title.to_owned();
            sheets
        };
        save(db, &before, &titled("theirs")).await;
        let late = sheets(db).save(changes(&before, &titled("mine"))).await.unwrap_err();
        assert_eq!(sides(&late), (vec!["[0].title".to_owned()], vec!["theirs".to_owned()]));
        let late = sheets(db).save(changes(&before, &[])).await.unwrap_err();
        assert_eq!(sides(&late), (vec![String::new()], vec!["theirs".to_owned()]));
        assert_eq!(read(db).await, titled("theirs"));
        // Both want the same.
        assert_eq!(save(db, &before, &titled("theirs")).await, []);
        // The row went.
        save(db, &read(db).await, &[]).await;
        let late = sheets(db).save(changes(&before, &titled("mine"))).await.unwrap_err();
        assert_eq!(sides(&late), (vec!["[0]".to_owned()], Vec::new()));
        assert_eq!(save(db, &before, &[]).await, [], "both delete it");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_nobody_has_seen_does_not_go_with_the_one_above_it() {
    for db in both().await {
        let db = &db.connection;
        fill(db).await;
        let before = read(db).await;
        let mut theirs = before.clone();
        theirs[0].lines.push(item("unseen", 2));
        save(db, &before, &theirs).await;
        let late = sheets(db).save(changes(&before, &[])).await.unwrap_err();
        assert_eq!(late.code(), Code::Conflict);
        assert_eq!(read(db).await, theirs);
        save(db, &theirs, &[]).await;
        assert_eq!(read(db).await, []);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_is_that_of_the_whole_row() {
    for db in both().await {
        let db = &db.connection;
        fill(db).await;
        let versioned = || Editable::<Vec<Versioned>>::within(db, order::Column::CustomerId.eq(1));
        let titled = |from: &str, to: &str, version| VersionedEdit::Update {
            id: 1,
            title: Some((from.to_owned(), to.to_owned())),
            version,
        };
        versioned().save(vec![titled("first", "second", 0)]).await.unwrap();
        let late = versioned().save(vec![titled("second", "third", 0)]).await.unwrap_err();
        assert_eq!(late.code(), Code::Conflict);
        versioned().save(vec![titled("second", "third", 1)]).await.unwrap();
        assert_eq!(versioned().read().await.unwrap()[0].version, 2);
        let gone = versioned()
            .save(vec![VersionedEdit::Delete(versioned().read().await.unwrap().remove(0))]);
        assert_eq!(gone.await.unwrap_err().code(), Code::Forbidden, "the list does not shrink");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_the_callers_stays() {
    for db in both().await {
        let db = &db.connection;
        fill(db).await;
        let mine = read(db).await;
        let foreign = |edit| {
            vec![SheetEdit::Update { id: mine[0].id, title: None, open: None, lines: vec![edit] }]
        };
        let qty = Some((1, 9));
        let of_line = |id: &str| ItemEdit::Update {
            id: id.to_owned(),
            position: None,
            product: None,
            qty,
            serial: None,
        };
        let other = SheetEdit::Update {
            id: mine[0].id + 1,
            title: Some(("first".to_owned(), "stolen".to_owned())),
            open: None,
            lines: Vec::new(),
        };
        for (edits, code) in [
            (vec![other], Code::Forbidden),
            (foreign(of_line("b1")), Code::Forbidden),
            (foreign(ItemEdit::Insert(item("b1", 0))), Code::Forbidden),
            (foreign(of_line("nobody's")), Code::Conflict),
            (foreign(ItemEdit::Insert(item("a1", 0))), Code::Conflict),
            (
                vec![SheetEdit::Delete(mine[0].clone()), SheetEdit::Insert(mine[0].clone())],
                Code::Validation,
            ),
            (vec![SheetEdit::Insert(mine[0].clone())], Code::Conflict),
        ] {
            assert_eq!(sheets(db).save(edits).await.unwrap_err().code(), code);
        }
        // A row of somebody else that is to go is not there for the caller.
        let stolen = Sheet { id: mine[0].id + 1, ..mine[0].clone() };
        sheets(db).save(vec![SheetEdit::Delete(stolen)]).await.unwrap();
        let all = Editable::<Vec<Sheet>>::within(db, order::Column::Id.gt(0)).read().await.unwrap();
        let qtys: Vec<i32> =
            all.iter().flat_map(|sheet| &sheet.lines).map(|line| line.qty).collect();
        assert_eq!((all.len(), qtys), (2, vec![1; 4]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_row_is_edited_and_neither_made_nor_deleted() {
    for db in both().await {
        let db = &db.connection;
        fill(db).await;
        let one = |id| Editable::<Sheet>::within(db, order::Column::Id.eq(id));
        let read = one(1).read().await.unwrap();
        assert_eq!(one(99).read().await.unwrap_err().code(), Code::NotFound);
        let mut edited = read.clone();
        edited.title = "edited".to_owned();
        let edits = changes(slice::from_ref(&read), slice::from_ref(&edited));
        one(1).save(edits).await.unwrap();
        assert_eq!(one(1).read().await.unwrap(), edited);
        for edit in
            [SheetEdit::Delete(edited.clone()), SheetEdit::Insert(sheet(-1, "", Vec::new()))]
        {
            let refused = one(1).delete_missing().save(vec![edit]).await.unwrap_err();
            assert_eq!(refused.code(), Code::Validation);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hook_sees_the_plan_of_an_edit_alone() {
    for db in both().await {
        let db = &db.connection;
        fill(db).await;
        let guarded = || {
            sheets(db).before(|plan| {
                let changes: Vec<_> =
                    plan.changes().map(|change| (change.path, change.fields)).collect();
                assert_eq!(changes, [("[0].lines[0]".to_owned(), vec!["qty"])]);
                Err(mizan::Error::forbidden("no"))
            })
        };
        let before = guarded().read().await.unwrap();
        let mut after = before.clone();
        after[0].lines[1].qty = 2;
        let refused = guarded().save(changes(&before, &after)).await.unwrap_err();
        assert_eq!(refused.code(), Code::Forbidden);
        assert_eq!(read(db).await, before);
    }
}

/// What may be edited is edited.
fn edit(random: &mut Rng, sheets: &[Sheet], fresh: &mut u32) -> Vec<Sheet> {
    let mut edited = sheets.to_vec();
    edited.retain(|_| random.u8(..12) > 0);
    for sheet in &mut edited {
        match random.u8(..5) {
            0 => sheet.title = format!("title {}", random.u8(..3)),
            1 => sheet.open = !sheet.open,
            _ => {}
        }
        if random.bool() {
            edit_lines(random, &mut sheet.lines, fresh);
        }
    }
    for number in 0..random.i64(..2) {
        let mut new = sheet(-1 - number, "new", Vec::new());
        edit_lines(random, &mut new.lines, fresh);
        edited.push(new);
    }
    edited
}

fn edit_lines(random: &mut Rng, lines: &mut Vec<Item>, fresh: &mut u32) {
    lines.retain(|_| random.u8(..8) > 0);
    for line in lines.iter_mut() {
        match random.u8(..8) {
            0 | 1 => line.qty = random.i32(..3),
            2 => line.product = format!("product {}", random.u8(..3)),
            _ => {}
        }
    }
    for _ in 0..random.u8(..2) {
        *fresh += 1;
        lines.push(item(&format!("line {fresh}"), 0));
    }
    if random.u8(..4) == 0 {
        random.shuffle(lines);
    }
    for (position, line) in (0..).zip(lines) {
        line.position = position;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_at_once_leave_what_the_model_leaves() {
    let (runs, first) = (number("MIZAN_RUNS", 60), number("MIZAN_SEED", 1));
    for db in both().await {
        fill(&db.connection).await;
        let (mut fresh, mut conflicts) = (0, 0);
        for seed in first..first + runs {
            println!("{}: MIZAN_SEED={seed}", db.name);
            let db = &db.connection;
            let mut random = Rng::with_seed(seed);
            let before = read(db).await;
            assert_eq!(changes(&before, &before).len(), 0, "what came back as it was read");
            let theirs = edit(&mut random, &before, &mut fresh);
            save(db, &before, &theirs).await;
            let between = read(db).await;
            let mine = edit(&mut random, &before, &mut fresh);
            let saved = sheets(db).save(changes(&before, &mine)).await;
            let keys: Vec<i64> = saved.iter().flatten().flatten().copied().collect();
            let mut keys = keys.into_iter();
            let expected =
                apply(&between, changes(&before, &mine), &mut |id| keys.next().unwrap_or(id));
            match (saved, expected) {
                (Ok(_), Some(expected)) => assert_eq!(read(db).await, expected),
                (Err(error), None) => {
                    assert_eq!(error.code(), Code::Conflict, "{error}");
                    assert_eq!(read(db).await, between);
                    conflicts += 1;
                }
                (saved, expected) => panic!("{saved:?}, and the model says {expected:#?}"),
            }
        }
        println!("{}: {conflicts} of {runs} edits conflict", db.name);
        assert!(conflicts > 0 && conflicts < runs, "both ends are tried");
    }
}
