//! The same as somebody writes it for sqlx: a statement for each level, and the rows put together by their keys.

use std::collections::HashMap;

use sea_orm::{DatabaseConnection, DbBackend, sqlx};

use crate::{CUSTOMERS, Customer, Line, ORDERS, Order};

const CUSTOMER: &str = r#"SELECT "id", "name" FROM "customer" WHERE "id" <= $1 ORDER BY "id""#;
const ORDER: &str = r#"SELECT "id", "title", "customer_id" FROM "order" WHERE "customer_id" IN "#;
const LINE: &str = r#"SELECT "id", "product", "qty", "order_id" FROM "line" WHERE "order_id" IN "#;

type OrderRow = (i64, String, i64);
type LineRow = (String, String, i32, i64);

pub(crate) async fn customers(db: &DatabaseConnection) -> Vec<Customer> {
    match db.get_database_backend() {
        DbBackend::Postgres => postgres(db).await,
        _ => sqlite(db).await,
    }
}

/// Postgres takes a list as one value.
async fn postgres(db: &DatabaseConnection) -> Vec<Customer> {
    let pool = db.get_postgres_connection_pool();
    let customers = sqlx::query_as(CUSTOMER).bind(CUSTOMERS).fetch_all(pool).await;
    let customers: Vec<(i64, String)> = customers.expect("customers");
    let keys: Vec<i64> = customers.iter().map(|(id, _)| *id).collect();
    let text = format!("{ORDER} (SELECT unnest($1)) ORDER BY \"id\"");
    let orders = sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(keys).fetch_all(pool).await;
    let orders: Vec<OrderRow> = orders.expect("orders");
    let keys: Vec<i64> = orders.iter().map(|(id, ..)| *id).collect();
    let text = format!("{LINE} (SELECT unnest($1)) ORDER BY \"id\"");
    let lines = sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(keys).fetch_all(pool).await;
    join(customers, orders, lines.expect("lines"))
}

/// SQLite takes a value for each key.
async fn sqlite(db: &DatabaseConnection) -> Vec<Customer> {
    let pool = db.get_sqlite_connection_pool();
    let customers = sqlx::query_as(CUSTOMER).bind(CUSTOMERS).fetch_all(pool).await;
    let customers: Vec<(i64, String)> = customers.expect("customers");
    let text = format!("{ORDER} ({}) ORDER BY \"id\"", places(customers.len()));
    let mut query = sqlx::query_as(sqlx::AssertSqlSafe(text));
    for (id, _) in &customers {
        query = query.bind(id);
    }
    let orders: Vec<OrderRow> = query.fetch_all(pool).await.expect("orders");
    let text = format!("{LINE} ({}) ORDER BY \"id\"", places(orders.len()));
    let mut query = sqlx::query_as(sqlx::AssertSqlSafe(text));
    for (id, ..) in &orders {
        query = query.bind(id);
    }
    let lines: Vec<LineRow> = query.fetch_all(pool).await.expect("lines");
    join(customers, orders, lines)
}

/// The number of the rows, of which none is looked into: the time that the database and its driver take.
pub(crate) async fn rows_alone(db: &DatabaseConnection) -> usize {
    match db.get_database_backend() {
        DbBackend::Postgres => {
            let pool = db.get_postgres_connection_pool();
            let customers = sqlx::query(CUSTOMER).bind(CUSTOMERS).fetch_all(pool).await;
            let mut count = customers.expect("customers").len();
            for (text, keys) in levels() {
                let text = format!("{text} (SELECT unnest($1)) ORDER BY \"id\"");
                let query = sqlx::query(sqlx::AssertSqlSafe(text)).bind(keys);
                count += query.fetch_all(pool).await.expect("rows").len();
            }
            count
        }
        _ => {
            let pool = db.get_sqlite_connection_pool();
            let customers = sqlx::query(CUSTOMER).bind(CUSTOMERS).fetch_all(pool).await;
            let mut count = customers.expect("customers").len();
            for (text, keys) in levels() {
                let text = format!("{text} ({}) ORDER BY \"id\"", places(keys.len()));
                let query = sqlx::query(sqlx::AssertSqlSafe(text));
                let query = keys.into_iter().fold(query, |query, key| query.bind(key));
                count += query.fetch_all(pool).await.expect("rows").len();
            }
            count
        }
    }
}

/// The statements below the customers, and the keys above their rows.
fn levels() -> [(&'static str, Vec<i64>); 2] {
    [(ORDER, (1..=CUSTOMERS).collect()), (LINE, (1..=CUSTOMERS * ORDERS).collect())]
}

fn places(count: usize) -> String {
    vec!["?"; count].join(", ")
}

fn join(
    customers: Vec<(i64, String)>,
    orders: Vec<OrderRow>,
    lines: Vec<LineRow>,
) -> Vec<Customer> {
    let mut lines_of: HashMap<i64, Vec<Line>> = HashMap::new();
    for (id, product, qty, order) in lines {
        lines_of.entry(order).or_default().push(Line { id, product, qty });
    }
    let mut orders_of: HashMap<i64, Vec<Order>> = HashMap::new();
    for (id, title, customer) in orders {
        let lines = lines_of.remove(&id).unwrap_or_default();
        orders_of.entry(customer).or_default().push(Order { id, title, lines });
    }
    let customer = |(id, name)| {
        let orders = orders_of.remove(&id).unwrap_or_default();
        Customer { id, name, orders }
    };
    customers.into_iter().map(customer).collect()
}
