//! What shapes cost: a list of lists read, against SeaORM's own entity loader and against sqlx by hand; and a
//! list of 10 000 rows written back of which ten have changed, against reading it.
//!
//! `cargo bench -p shapes-corpus`. The answers are compared before anything is measured. Each figure is the
//! median of the ratios of runs that follow each other, so that what else the machine does touches both, and it
//! is told beside its goal. A figure beyond its goal fails nothing: it depends on the machine, and on its load.

mod by_hand;
#[path = "../../tests/shapes/databases.rs"]
#[allow(dead_code, reason = "a test asks for the address of its Postgres")]
mod databases;
mod loaded;
#[path = "../../tests/shapes/statements.rs"]
mod statements;

use std::mem;
use std::time::Instant;

use mizan::Shape;
use mizan::shapes::Saved;
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseConnection, EntityTrait};
use serde::{Deserialize, Serialize};
use shapes_corpus::entities::{customer, line, order};

use databases::{Db, both};
use statements::recorded;

const CUSTOMERS: i64 = 1000;
const ORDERS: i64 = 4;
const LINES: i64 = 3;
const LONG: i64 = 10_000;
const RUNS: usize = 31;

/// A line as the page shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Shape)]
#[shape(line)]
pub struct Line {
    /// The key.
    pub id: String,
    /// What is sold.
    pub product: String,
    /// How many.
    pub qty: i32,
}

/// An order as the page shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Shape)]
#[shape(order)]
pub struct Order {
    /// The key.
    pub id: i64,
    /// What it is called.
    pub title: String,
    /// What is in it.
    pub lines: Vec<Line>,
}

/// A customer as the page shows them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Shape)]
#[shape(customer)]
pub struct Customer {
    /// The key.
    pub id: i64,
    /// The name.
    pub name: String,
    /// What was ordered.
    pub orders: Vec<Order>,
}

/// Fills the tables; the last order belongs to a customer of its own and has the long list.
async fn fill(db: &DatabaseConnection) {
    let customers = (1..=CUSTOMERS + 1).map(|id| customer::ActiveModel {
        name: Set(format!("Customer {id}")),
        secret: Set("s".repeat(100)),
        ..Default::default()
    });
    customer::Entity::insert_many(customers).exec(db).await.expect("customers");
    let owners = (0..CUSTOMERS * ORDERS).map(|at| at / ORDERS + 1).chain([CUSTOMERS + 1]);
    let orders = owners.map(|customer_id| order::ActiveModel {
        customer_id: Set(customer_id),
        title: Set(format!("Order of {customer_id}")),
        open: Set(true),
        version: Set(0),
        ..Default::default()
    });
    for chunk in orders.collect::<Vec<_>>().chunks(1000) {
        order::Entity::insert_many(chunk.to_vec()).exec(db).await.expect("orders");
    }
    let long = CUSTOMERS * ORDERS + 1;
    let short = (0..CUSTOMERS * ORDERS * LINES).map(|at| (at / LINES + 1, at));
    let lines = short.chain((0..LONG).map(|at| (long, CUSTOMERS * ORDERS * LINES + at)));
    let lines: Vec<_> = lines.map(|(order_id, at)| line_of(order_id, at)).collect();
    for chunk in lines.chunks(1000) {
        let insert = line::Entity::insert_many(chunk.to_vec());
        insert.exec_without_returning(db).await.expect("lines");
    }
}

fn line_of(order_id: i64, at: i64) -> line::ActiveModel {
    line::ActiveModel {
        id: Set(format!("line {at:06}")),
        order_id: Set(order_id),
        position: Set(0),
        product: Set(format!("Product {}", at % 100)),
        qty: Set(1),
        serial: Set(None),
    }
}

async fn by_shape(db: &DatabaseConnection) -> Vec<Customer> {
    let customers = Customer::query().filter(customer::Column::Id.lte(CUSTOMERS));
    customers.all(db).await.expect("customers")
}

/// The median of the ratios of one duration to the other, and the median of the second in milliseconds.
async fn compare<A, B>(
    mut one: impl AsyncFnMut() -> A,
    mut other: impl AsyncFnMut() -> B,
) -> (f64, f64) {
    let (mut ratios, mut times) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let since = Instant::now();
        drop(one().await);
        let first = since.elapsed().as_secs_f64();
        let since = Instant::now();
        drop(other().await);
        let second = since.elapsed().as_secs_f64();
        ratios.push(first / second);
        times.push(second * 1000.0);
    }
    (median(ratios), median(times))
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// Tells a figure beside its goal.
fn tell(what: &str, (ratio, time): (f64, f64), goal: f64) {
    let verdict = if ratio > goal { "missed" } else { "met" };
    println!("{what}: {ratio:.2} of {time:.1} ms, goal {goal:.2}: {verdict}");
}

async fn read(Db { connection: db, name, .. }: &Db) {
    let expected = by_shape(db).await;
    assert_eq!(expected.len(), 1000);
    assert!(expected.iter().all(|it| it.orders.len() == 4 && it.orders[3].lines.len() == 3));
    assert_eq!(loaded::customers(db).await, expected);
    assert_eq!(by_hand::customers(db).await, expected);
    assert_eq!(by_hand::rows_alone(db).await, 17_000);
    let loader = compare(|| by_shape(db), || loaded::load(db)).await;
    tell(&format!("{name}: a read, against the entity loader"), loader, 0.7);
    let by_hand = compare(|| by_shape(db), || by_hand::customers(db)).await;
    tell(&format!("{name}: a read, against sqlx by hand"), by_hand, 1.3);
    let (ratio, time) = compare(|| by_hand::rows_alone(db), || by_shape(db)).await;
    println!("{name}: the driver alone takes {ratio:.2} of the {time:.1} ms of a read");
}

async fn long(db: &DatabaseConnection) -> Vec<Line> {
    let lines = Line::query().filter(line::Column::OrderId.eq(CUSTOMERS * ORDERS + 1));
    lines.all(db).await.expect("lines")
}

/// Writes the list back with another number in ten of its rows.
async fn write(db: &DatabaseConnection, mut lines: Vec<Line>, qty: i32) -> Saved<Line> {
    for at in 0..10 {
        lines[at * 1000].qty = qty + i32::try_from(at).expect("a digit");
    }
    let diff = Line::diff(lines).within(line::Column::OrderId.eq(CUSTOMERS * ORDERS + 1));
    diff.apply(db).await.expect("a diff")
}

async fn change(Db { connection: db, name, .. }: &Db) {
    let lines = long(db).await;
    assert_eq!(lines.len(), 10_000);
    let (statements, saved) = recorded(write(db, lines, 10)).await;
    let updates = statements.iter().filter(|it| it.starts_with("UPDATE")).count();
    assert_eq!((updates, saved.updated), (10, 10), "ten rows are written");
    assert_eq!((saved.inserted, saved.removed), (0, 0), "and no other");
    let stored = long(db).await;
    assert_eq!(stored, saved.rows);
    assert_eq!((stored[0].qty, stored[9000].qty, stored[1].qty), (10, 19, 1));
    let (mut qty, mut lines) = (10, stored);
    // The rows that were saved come back with the next change: none are copied for it.
    let change = async || {
        qty += 10;
        lines = write(db, mem::take(&mut lines), qty).await.rows;
    };
    let figures = compare(change, || long(db)).await;
    tell(&format!("{name}: a diff of ten rows of 10 000, against reading them"), figures, 2.0);
}

#[tokio::main]
async fn main() {
    for db in both().await {
        fill(&db.connection).await;
        read(&db).await;
        change(&db).await;
    }
}
