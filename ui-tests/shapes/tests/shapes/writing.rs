//! What is written, and what is refused.

use mizan::shapes::{ChangeKind, Plan};
use mizan::{Code, Shape};
use sea_orm::sea_query::{Condition, ExprTrait, Value};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait};
use shapes_corpus::entities::{category, customer, line, order, seat};

use crate::databases::both;
use crate::shapes::{
    Branch, Customer, Draft, Keeping, Leaf, Line, Moving, Order, Owned, OwnedLine, Place, Ranked,
    Seat, Shown, Strict, Untitled, Versioned,
};
use crate::statements::recorded;

pub(crate) fn new_line(id: &str, qty: i32) -> Line {
    Line { id: id.to_owned(), position: 0, product: "tea".to_owned(), qty, serial: None }
}

/// Two customers; the first has the orders 1 and 2, the second the order 3. The order 1 has the lines `a`, `b`,
/// the order 3 the line `c`.
pub(crate) async fn fill(db: &DatabaseConnection) {
    for name in ["Ada", "Bob"] {
        let row = customer::ActiveModel {
            name: Set(name.to_owned()),
            secret: Set(String::new()),
            ..Default::default()
        };
        customer::Entity::insert(row).exec(db).await.unwrap();
    }
    for (customer_id, title) in [(1, "one"), (1, "two"), (2, "three")] {
        let row = order::ActiveModel {
            customer_id: Set(customer_id),
            title: Set(title.to_owned()),
            open: Set(true),
            version: Set(0),
            ..Default::default()
        };
        order::Entity::insert(row).exec(db).await.unwrap();
    }
    for (id, order_id, position, serial) in
        [("a", 1, 0, Some(1)), ("b", 1, 1, Some(2)), ("c", 3, 0, None)]
    {
        let row = line::ActiveModel {
            id: Set(id.to_owned()),
            order_id: Set(order_id),
            position: Set(position),
            product: Set("tea".to_owned()),
            qty: Set(1),
            serial: Set(serial),
        };
        line::Entity::insert(row).exec_without_returning(db).await.unwrap();
    }
}

pub(crate) async fn ada(db: &DatabaseConnection) -> Customer {
    let ada = Customer::query().filter(customer::Column::Id.eq(1)).one(db).await;
    ada.unwrap().unwrap()
}

pub(crate) async fn order_1(db: &DatabaseConnection) -> Order {
    Order::query().filter(order::Column::Id.eq(1)).one(db).await.unwrap().unwrap()
}

fn writes(statements: &[String]) -> Vec<&str> {
    let texts = statements.iter().map(String::as_str);
    texts.filter(|text| !text.starts_with("SELECT")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_back_unchanged_writes_nothing() {
    for db in both().await {
        fill(&db.connection).await;
        let read = ada(&db.connection).await;
        let diff = Customer::diff([read.clone()]).within(customer::Column::Id.eq(1));
        let (statements, saved) = recorded(diff.apply(&db.connection)).await;
        let saved = saved.unwrap();
        assert_eq!(writes(&statements), Vec::<&str>::new(), "{}", db.name);
        assert_eq!(statements.len(), 3, "{statements:#?}");
        assert_eq!((saved.inserted, saved.updated, saved.removed), (0, 0, 0));
        assert_eq!(saved.rows, [read]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_changed_is_written() {
    for db in both().await {
        fill(&db.connection).await;
        let mut edited = ada(&db.connection).await;
        edited.orders[0].lines[1].qty = 7;
        edited.orders[0].lines.remove(0);
        edited.orders[1].lines.push(new_line("new", 3));
        let diff = Customer::diff([edited]).within(customer::Column::Id.eq(1));
        let (statements, saved) = recorded(diff.apply(&db.connection)).await;
        let saved = saved.unwrap();
        assert_eq!((saved.inserted, saved.updated, saved.removed), (1, 1, 1));
        assert_eq!(
            writes(&statements),
            [
                r#"DELETE FROM "line" WHERE "line"."id" IN ('a')"#,
                r#"UPDATE "line" SET "position" = 0, "qty" = 7 WHERE "line"."id" IN ('b')"#,
                r#"INSERT INTO "line" ("id", "position", "product", "qty", "serial", "order_id") VALUES ('new', 0, 'tea', 3, NULL, 2)"#,
            ],
            "{}",
            db.name
        );
        assert_eq!(saved.rows, [ada(&db.connection).await]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn new_rows_and_their_children_get_their_keys() {
    for db in both().await {
        fill(&db.connection).await;
        let draft = Draft { id: None, title: "new".to_owned(), open: true, version: 0 };
        let diff = Draft::diff([draft]).within(order::Column::CustomerId.eq(2)).keep_missing();
        let saved = diff.apply(&db.connection).await.unwrap();
        assert_eq!(saved.rows[0].id, Some(4), "{}", db.name);
        let stored = order::Entity::find_by_id(4).one(&db.connection).await.unwrap().unwrap();
        assert_eq!((stored.customer_id, stored.title.as_str()), (2, "new"));

        // Nothing has the key -1 in the scope, so it is the key of a new row, and the database makes another.
        let tree = Branch {
            id: -1,
            name: "root".to_owned(),
            children: vec![Leaf { id: -2, name: "leaf".to_owned() }],
        };
        let saved = Branch::diff([tree]).within(Condition::all()).apply(&db.connection).await;
        let saved = saved.unwrap();
        let leaf = category::Entity::find_by_id(2).one(&db.connection).await.unwrap().unwrap();
        assert_eq!((saved.rows[0].id, leaf.parent_id), (1, Some(1)));
        assert_eq!(saved.rows[0].children[0].id, 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn composite_keys_are_the_clients() {
    for db in both().await {
        let seat = |row: &str, number, guest: Option<&str>| Seat {
            row: row.to_owned(),
            number,
            guest: guest.map(str::to_owned),
        };
        let db = &db.connection;
        let save = async |seats: Vec<Seat>| {
            Seat::diff(seats).within(seat::Column::Hall.eq(1)).delete_missing().apply(db).await
        };
        let first = vec![seat("A", 1, None), seat("A", 2, None), seat("B", 1, Some("Cy"))];
        assert_eq!(save(first).await.unwrap().inserted, 3);
        let second = vec![seat("A", 2, Some("Ada")), seat("B", 1, Some("Cy")), seat("B", 2, None)];
        let saved = save(second.clone()).await.unwrap();
        assert_eq!((saved.inserted, saved.updated, saved.removed), (1, 1, 1));
        assert_eq!(Seat::query().all(db).await.unwrap(), second);
        let elsewhere = Seat::diff([seat("A", 2, None)]).within(seat::Column::Hall.eq(2));
        let error = elsewhere.apply(db).await.unwrap_err();
        assert_eq!(error.code(), Code::Forbidden);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_child_of_another_parent_is_forbidden() {
    for db in both().await {
        fill(&db.connection).await;
        let db = &db.connection;
        let mut edited = ada(db).await;
        edited.orders[1].lines.push(new_line("c", 9));
        let diff = Customer::diff([edited]).within(customer::Column::Id.eq(1));
        let error = diff.apply(db).await.unwrap_err();
        assert_eq!(error.code(), Code::Forbidden);
        assert!(error.message().starts_with("[0].orders[1].lines[0] belongs"), "{error}");

        // Neither from one order of the same customer to another.
        let mut edited = ada(db).await;
        let moved = edited.orders[0].lines.remove(0);
        edited.orders[1].lines.push(moved);
        let diff = Customer::diff([edited]).within(customer::Column::Id.eq(1));
        assert_eq!(diff.apply(db).await.unwrap_err().code(), Code::Forbidden);

        let other = vec![order_1(db).await];
        let diff = Order::diff(other).within(order::Column::CustomerId.eq(2)).keep_missing();
        assert_eq!(diff.apply(db).await.unwrap_err().code(), Code::Forbidden);

        let moved = Moving { id: "a".to_owned(), order_id: 3 };
        let diff = Moving::diff([moved]).within(line::Column::OrderId.eq(1)).keep_missing();
        assert_eq!(diff.apply(db).await.unwrap_err().code(), Code::Forbidden);
        assert_eq!(order_1(db).await.lines.len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_row_is_an_error_unless_the_field_says_more() {
    for db in both().await {
        fill(&db.connection).await;
        let db = &db.connection;
        let scope = || order::Column::Id.eq(1);
        let none = Strict { id: 1, lines: vec![] };
        let error = Strict::diff([none]).within(scope()).apply(db).await.unwrap_err();
        assert_eq!(error.code(), Code::Conflict);
        assert!(error.details().unwrap().contains(r#""places":["[0].lines"]"#), "{error:?}");

        let none = Keeping { id: 1, lines: vec![] };
        let saved = Keeping::diff([none]).within(scope()).apply(db).await.unwrap();
        assert_eq!((saved.removed, order_1(db).await.lines.len()), (0, 2));

        let missing = Order::diff([]).within(scope()).apply(db).await.unwrap_err();
        assert_eq!(missing.code(), Code::Conflict);
        let saved = Order::diff([]).within(scope()).delete_missing().apply(db).await.unwrap();
        // The order and its two lines.
        assert_eq!(saved.removed, 3);
        assert_eq!(line::Entity::find().all(db).await.unwrap().len(), 1);

        let tree = Branch {
            id: 0,
            name: "root".to_owned(),
            children: vec![Leaf { id: 0, name: "leaf".to_owned() }],
        };
        let saved = Branch::diff([tree]).within(Condition::all()).apply(db).await.unwrap();
        let bare = Branch { children: vec![], ..saved.rows[0].clone() };
        let scope = category::Column::Id.eq(1);
        assert_eq!(Branch::diff([bare]).within(scope).apply(db).await.unwrap().removed, 1);
        let leaf = category::Entity::find_by_id(2).one(db).await.unwrap().unwrap();
        assert_eq!(leaf.parent_id, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_swap_a_unique_value() {
    for db in both().await {
        fill(&db.connection).await;
        let mut edited = order_1(&db.connection).await;
        edited.lines[0].serial = Some(2);
        edited.lines[1].serial = Some(1);
        let diff = Order::diff([edited.clone()]).within(order::Column::Id.eq(1));
        let (statements, saved) = recorded(diff.apply(&db.connection)).await;
        assert_eq!(saved.unwrap().updated, 2);
        // One of them gives its value up in between.
        assert_eq!(writes(&statements).len(), 3);
        assert_eq!(order_1(&db.connection).await, edited);

        // A chain needs no more statements than rows, and takes a value that a deleted row had.
        edited.lines[0].serial = Some(1);
        edited.lines.remove(1);
        edited.lines.push(Line { serial: Some(2), ..new_line("d", 1) });
        let diff = Order::diff([edited.clone()]).within(order::Column::Id.eq(1));
        let (statements, saved) = recorded(diff.apply(&db.connection)).await;
        saved.unwrap();
        assert_eq!(writes(&statements).len(), 3);
        edited.lines[1].position = 1;
        assert_eq!(order_1(&db.connection).await, edited);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_late_gets_both_sides() {
    for db in both().await {
        fill(&db.connection).await;
        let db = &db.connection;
        let scope = || order::Column::Id.eq(1);
        let read = Versioned::query().filter(scope()).one(db).await.unwrap().unwrap();
        let mine = Versioned { title: "mine".to_owned(), ..read.clone() };
        let saved = Versioned::diff([mine]).within(scope()).apply(db).await.unwrap();
        assert_eq!(saved.rows[0].version, 1);
        let late = Versioned { title: "late".to_owned(), ..read.clone() };
        let error = Versioned::diff([late]).within(scope()).apply(db).await.unwrap_err();
        assert_eq!(error.code(), Code::Conflict);
        assert_eq!(
            error.details().unwrap(),
            r#"{"places":["[0].title"],"yours":[{"id":1,"title":"late","version":0}],"theirs":[{"id":1,"title":"mine","version":1}]}"#
        );
        // Who wants the same is not late.
        let same = Versioned { title: "mine".to_owned(), ..read.clone() };
        let saved = Versioned::diff([same]).within(scope()).apply(db).await.unwrap();
        assert_eq!((saved.updated, saved.rows[0].version), (0, 1));
        // A row that was deleted meanwhile does not come to life again.
        Order::diff([]).within(scope()).delete_missing().apply(db).await.unwrap();
        let gone = Versioned { version: 1, ..read };
        let error = Versioned::diff([gone]).within(scope()).apply(db).await.unwrap_err();
        assert_eq!(error.code(), Code::Conflict);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hook_sees_the_plan_and_may_refuse() {
    for db in both().await {
        fill(&db.connection).await;
        let db = &db.connection;
        let mut edited = order_1(db).await;
        edited.title = "new".to_owned();
        edited.lines.remove(1);
        let look = |plan: &Plan| {
            let changes: Vec<_> = plan.changes().collect();
            assert_eq!(changes.len(), 2);
            assert_eq!(changes[0].kind, ChangeKind::Delete);
            assert_eq!(changes[0].key, [Value::from("b")]);
            assert_eq!((changes[1].path.as_str(), &changes[1].fields[..]), ("[0]", &["title"][..]));
            Err(mizan::Error::forbidden("not on a Sunday"))
        };
        let diff = Order::diff([edited]).within(order::Column::Id.eq(1)).before(look);
        assert_eq!(diff.apply(db).await.unwrap_err().message(), "not on a Sunday");
        assert_eq!(order_1(db).await.lines.len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_of_it_is_written_or_nothing() {
    for db in both().await {
        fill(&db.connection).await;
        let db = &db.connection;
        let before = ada(db).await;
        let mut edited = before.clone();
        edited.name = "changed".to_owned();
        // The serial of a line of another order.
        edited.orders[1].lines = vec![Line { serial: Some(1), ..new_line("x", 1) }];
        let diff = Customer::diff([edited]).within(customer::Column::Id.eq(1));
        let error = diff.apply(db).await.unwrap_err();
        assert_eq!(error.code(), Code::Conflict);
        assert_eq!(ada(db).await, before);
        let twice = vec![before.clone(), before];
        let error = Customer::diff(twice).within(customer::Column::Id.eq(1)).apply(db).await;
        assert_eq!(error.unwrap_err().code(), Code::Validation);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_only_shown_is_not_written() {
    for db in both().await {
        fill(&db.connection).await;
        let db = &db.connection;
        let shown = async || {
            let shown = Shown::query().filter(order::Column::Id.eq(1)).one(db).await;
            shown.unwrap().unwrap()
        };
        let before = shown().await;
        let mut edited = before.clone();
        edited.title = "other".to_owned();
        edited.line_count = 99;
        edited.lines.clear();
        edited.customer = None;
        edited.open = false;
        let diff = Shown::diff([edited]).within(order::Column::Id.eq(1));
        let saved = diff.apply(db).await.unwrap();
        let now = Shown { open: false, ..before };
        assert_eq!((saved.updated, saved.rows.as_slice()), (1, [now.clone()].as_slice()));
        assert_eq!(shown().await, now);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_serde_skips_is_not_written() {
    for db in both().await {
        fill(&db.connection).await;
        let db = &db.connection;
        let sent: Vec<Untitled> = serde_json::from_str(r#"[{ "id": 1, "open": false }]"#).unwrap();
        let diff = Untitled::diff(sent).within(order::Column::Id.eq(1));
        let saved = diff.apply(db).await.unwrap();
        assert_eq!((saved.rows[0].title.as_str(), saved.rows[0].lines.len()), ("one", 2));
        let stored = order_1(db).await;
        assert_eq!((stored.title.as_str(), stored.lines.len()), ("one", 2));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_answered_is_what_is_stored() {
    for db in both().await {
        fill(&db.connection).await;
        let db = &db.connection;
        let orders = || Owned::query().filter(order::Column::CustomerId.eq(2)).all(db);
        let mut sent = orders().await.unwrap();
        // The customer of a new order is that of the scope, whatever its sender says, and lines are counted.
        sent.push(Owned {
            id: -1,
            customer_id: 1,
            title: "new".to_owned(),
            line_count: 9,
            lines: vec![],
        });
        let line = OwnedLine { id: "new".to_owned(), order_id: 99, ..sent[0].lines[0].clone() };
        sent[0].lines.push(line);
        let saved = Owned::diff(sent).within(order::Column::CustomerId.eq(2)).apply(db).await;
        let saved = saved.unwrap();
        assert_eq!(saved.rows, orders().await.unwrap());
        assert_eq!((saved.rows[0].line_count, saved.rows[0].lines[1].order_id), (2, 3));
        assert_eq!((saved.rows[1].line_count, saved.rows[1].customer_id), (0, 2));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_move_where_a_list_has_each_place_once() {
    for db in both().await {
        fill(&db.connection).await;
        let db = &db.connection;
        let unique = r#"CREATE UNIQUE INDEX "place" ON "line" ("order_id", "position")"#;
        db.execute_unprepared(unique).await.unwrap();
        let customer = async || {
            let query = Ranked::query().filter(customer::Column::Id.eq(1));
            query.one(db).await.unwrap().unwrap()
        };
        let mut edited = customer().await;
        for order in &mut edited.orders {
            order.lines.extend((0..4).map(|number| Place {
                id: format!("{}-{number}", order.id),
                position: 0,
                product: "tea".to_owned(),
                qty: 1,
            }));
        }
        for number in 0..6 {
            for order in &mut edited.orders {
                order.lines.rotate_left(1);
                order.lines.swap(0, 2);
            }
            if number == 3 {
                edited.orders[0].lines.remove(1);
            }
            let diff = Ranked::diff([edited]).within(customer::Column::Id.eq(1));
            edited = diff.apply(db).await.unwrap().rows.remove(0);
            assert_eq!(edited, customer().await);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_does_not_leave_its_scope() {
    for db in both().await {
        fill(&db.connection).await;
        let db = &db.connection;
        let scope = || order::Column::CustomerId.eq(1).and(order::Column::Open.eq(true));
        let closed = Draft { id: Some(1), title: "one".to_owned(), open: false, version: 0 };
        let diff = Draft::diff([closed.clone()]).within(scope()).keep_missing();
        assert_eq!(diff.apply(db).await.unwrap_err().code(), Code::Forbidden);
        let scope = Condition::all()
            .add(order::Column::CustomerId.eq(1))
            .add(order::Column::Open.ne(false));
        let diff = Draft::diff([closed]).within(scope).keep_missing();
        assert_eq!(diff.apply(db).await.unwrap_err().code(), Code::Forbidden);
        assert!(order::Entity::find_by_id(1).one(db).await.unwrap().unwrap().open);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_at_once_lose_nothing() {
    let db = crate::databases::postgres().await;
    fill(&db.connection).await;
    let save = async |number: i64| {
        let db = db.connection.clone();
        loop {
            let scope = || order::Column::Id.eq(1);
            let read = Versioned::query().filter(scope()).one(&db).await.unwrap().unwrap();
            let title = format!("{} {number}", read.title);
            let mine = Versioned { title, ..read };
            match Versioned::diff([mine]).within(scope()).apply(&db).await {
                Ok(_) => return,
                Err(error) => assert_eq!(error.code(), Code::Conflict, "{error}"),
            }
        }
    };
    let saves = [save(1), save(2), save(3), save(4)];
    let [first, second, third, fourth] = saves;
    tokio::join!(first, second, third, fourth);
    let title = order_1(&db.connection).await.title;
    assert!((1..=4).all(|number| title.contains(&number.to_string())), "{title}");
}
