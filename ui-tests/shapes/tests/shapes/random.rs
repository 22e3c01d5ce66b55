//! Random edits of lists of lists: a diff leaves what deleting everything and inserting what came back leaves.
//!
//! `MIZAN_RUNS=10000` plays more edits, `MIZAN_SEED=7` others. A failure names the seed.

use std::env;

use fastrand::Rng;
use mizan::Shape;
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};
use shapes_corpus::entities::{customer, line, order};

use crate::databases::both;
use crate::shapes::{Customer, Line, Order};
use crate::statements::recorded;

pub(crate) fn number(name: &str, default: u64) -> u64 {
    env::var(name).map_or(default, |text| text.parse().expect("a number"))
}

/// The customer whose orders are edited, and another one whose orders have to stay as they are.
async fn fill(db: &DatabaseConnection) {
    for name in ["Ada", "Bob"] {
        let row = customer::ActiveModel {
            name: Set(name.to_owned()),
            secret: Set(String::new()),
            ..Default::default()
        };
        customer::Entity::insert(row).exec(db).await.unwrap();
    }
    let other = Customer { id: 2, name: "Bob".to_owned(), orders: vec![new_order("other's")] };
    save(db, other).await;
}

fn new_order(title: &str) -> Order {
    Order { id: -1, title: title.to_owned(), lines: Vec::new() }
}

async fn save(db: &DatabaseConnection, edited: Customer) -> Customer {
    let scope = customer::Column::Id.eq(edited.id);
    let saved = Customer::diff([edited]).within(scope).apply(db).await.unwrap();
    saved.rows.into_iter().next().unwrap()
}

async fn read(db: &DatabaseConnection, id: i64) -> Customer {
    let query = Customer::query().filter(customer::Column::Id.eq(id));
    query.one(db).await.unwrap().unwrap()
}

/// What may be edited is edited: rows change, go, come, and change places and unique values.
fn edit(random: &mut Rng, customer: &Customer, fresh: &mut u32) -> Customer {
    let mut edited = customer.clone();
    if random.bool() {
        edited.name = format!("name {}", random.u8(..));
    }
    edited.orders.retain(|_| random.u8(..4) > 0);
    for order in &mut edited.orders {
        if random.bool() {
            order.title = format!("title {}", random.u8(..3));
        }
        edit_lines(random, &mut order.lines, fresh);
    }
    for number in 0..random.i64(..3) {
        let mut order = Order { id: -1 - number, ..new_order("new") };
        edit_lines(random, &mut order.lines, fresh);
        edited.orders.push(order);
    }
    deal_serials(random, &mut edited);
    edited
}

fn edit_lines(random: &mut Rng, lines: &mut Vec<Line>, fresh: &mut u32) {
    lines.retain(|_| random.u8(..4) > 0);
    for line in lines.iter_mut() {
        line.qty = if random.bool() { random.i32(..3) } else { line.qty };
    }
    for _ in 0..random.u8(..3) {
        *fresh += 1;
        let id = format!("line {fresh}");
        let product = "tea".to_owned();
        lines.push(Line { id, position: 0, product, qty: 1, serial: None });
    }
    random.shuffle(lines);
}

/// Gives the lines the numbers that are unique, among all of them.
fn deal_serials(random: &mut Rng, customer: &mut Customer) {
    let mut lines: Vec<&mut Line> =
        customer.orders.iter_mut().flat_map(|order| &mut order.lines).collect();
    let mut serials: Vec<Option<i64>> = (0..).map(Some).take(lines.len()).collect();
    for serial in serials.iter_mut().filter(|_| random.u8(..4) == 0) {
        *serial = None;
    }
    random.shuffle(&mut serials);
    for (line, serial) in lines.iter_mut().zip(serials) {
        line.serial = serial;
    }
}

/// Everything of the customer goes, and what came back is written anew.
async fn delete_and_insert(db: &DatabaseConnection, customer: &Customer) {
    let orders = order::Entity::find().filter(order::Column::CustomerId.eq(customer.id));
    for order in orders.all(db).await.unwrap() {
        let lines = line::Entity::delete_many().filter(line::Column::OrderId.eq(order.id));
        lines.exec(db).await.unwrap();
        order::Entity::delete_by_id(order.id).exec(db).await.unwrap();
    }
    let row = customer::ActiveModel {
        id: Set(customer.id),
        name: Set(customer.name.clone()),
        ..Default::default()
    };
    customer::Entity::update(row).exec(db).await.unwrap();
    for order in &customer.orders {
        let row = order::ActiveModel {
            id: Set(order.id),
            customer_id: Set(customer.id),
            title: Set(order.title.clone()),
            open: Set(false),
            version: Set(0),
        };
        order::Entity::insert(row).exec(db).await.unwrap();
        for (position, line) in order.lines.iter().enumerate() {
            let row = line::ActiveModel {
                id: Set(line.id.clone()),
                order_id: Set(order.id),
                position: Set(i32::try_from(position).unwrap()),
                product: Set(line.product.clone()),
                qty: Set(line.qty),
                serial: Set(line.serial),
            };
            line::Entity::insert(row).exec_without_returning(db).await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_diff_leaves_what_came_back() {
    let (runs, first) = (number("MIZAN_RUNS", 60), number("MIZAN_SEED", 1));
    let naive = crate::databases::sqlite().await;
    fill(&naive.connection).await;
    for db in both().await {
        fill(&db.connection).await;
        let other = read(&db.connection, 2).await;
        let mut fresh = 0;
        for seed in first..first + runs {
            println!("{}: MIZAN_SEED={seed}", db.name);
            let mut random = Rng::with_seed(seed);
            let before = read(&db.connection, 1).await;
            let edited = edit(&mut random, &before, &mut fresh);
            let saved = save(&db.connection, edited.clone()).await;
            let mut expected = edited;
            for (order, saved) in expected.orders.iter_mut().zip(&saved.orders) {
                order.id = saved.id;
                for (position, line) in order.lines.iter_mut().enumerate() {
                    line.position = i32::try_from(position).unwrap();
                }
            }
            assert_eq!(saved, expected, "what is answered is what was sent");
            let mut stored = read(&db.connection, 1).await;
            stored.orders.sort_by_key(|order| order.id);
            delete_and_insert(&naive.connection, &saved).await;
            assert_eq!(stored, read(&naive.connection, 1).await);
            let (statements, again) = recorded(save(&db.connection, saved.clone())).await;
            assert_eq!(again, saved);
            assert!(statements.iter().all(|text| text.starts_with("SELECT")), "{statements:#?}");
        }
        assert_eq!(read(&db.connection, 2).await, other, "nothing of others changes");
    }
}
