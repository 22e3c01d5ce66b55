//! The database: a SQLite file, filled when it is made.

use std::error::Error;
use std::path::Path;

use mizan::Shape;
use mizan::shapes::Scope;
use sea_orm::sea_query::Condition;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Schema};

use crate::entities::{customer, line, order};
use crate::sheet::{Line, Order, Sheet};

/// Opens the file, or makes it with a customer.
pub async fn open(file: &Path) -> Result<DatabaseConnection, Box<dyn Error>> {
    let _turn = example_support::turn::wait(file)?;
    connect(&format!("sqlite://{}?mode=rwc", file.display())).await
}

/// Connects to the database at an address, and fills it if it is new.
pub async fn connect(url: &str) -> Result<DatabaseConnection, Box<dyn Error>> {
    let mut options = ConnectOptions::new(url);
    options.sqlx_logging(false);
    if url.contains(":memory:") {
        options.max_connections(1);
    }
    let db = Database::connect(options).await?;
    let schema = Schema::new(db.get_database_backend());
    db.execute(schema.create_table_from_entity(customer::Entity).if_not_exists()).await?;
    db.execute(schema.create_table_from_entity(order::Entity).if_not_exists()).await?;
    db.execute(schema.create_table_from_entity(line::Entity).if_not_exists()).await?;
    if Sheet::query().count(&db).await? == 0 {
        let everyone: Scope = Condition::all().into();
        Sheet::diff([ada()]).within(everyone).apply(&db).await?;
    }
    Ok(db)
}

fn ada() -> Sheet {
    Sheet {
        id: 1,
        name: "Ada Lovelace".to_owned(),
        note: None,
        orders: vec![
            order("Tea for the engine room", &[("Assam", 2, 450), ("Biscuits", 5, 120)]),
            order("Paper", &[("Punched cards", 400, 2)]),
        ],
    }
}

fn order(title: &str, lines: &[(&str, i32, i32)]) -> Order {
    let lines = lines.iter().enumerate().map(|(index, (product, qty, price))| Line {
        // A key that no row has yet: the database gives the row its own.
        id: -1 - i64::try_from(index).unwrap_or_default(),
        position: 0,
        product: (*product).to_owned(),
        qty: *qty,
        price: *price,
    });
    Order {
        id: -i64::try_from(title.len()).unwrap_or(1),
        title: title.to_owned(),
        lines: lines.collect(),
    }
}
