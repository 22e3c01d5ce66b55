//! The sheet of a customer: the customer with orders and lines, read and edited as one.

use mizan::shapes::Editable;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, DatabaseConnection};
use serde::{Deserialize, Serialize};

use crate::entities::{customer, line, order};

/// A customer, as the page shows and edits it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Type, mizan::Shape)]
#[shape(customer, edit)]
pub struct Sheet {
    pub id: i64,
    pub name: String,
    pub note: Option<String>,
    #[shape(missing = delete)]
    pub orders: Vec<Order>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Type, mizan::Shape)]
#[shape(order, edit)]
pub struct Order {
    pub id: i64,
    pub title: String,
    #[shape(missing = delete)]
    pub lines: Vec<Line>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Type, mizan::Shape)]
#[shape(line, edit)]
pub struct Line {
    pub id: i64,
    #[shape(position)]
    pub position: i32,
    pub product: String,
    pub qty: i32,
    /// The price of one piece, in cents.
    pub price: i32,
}

/// What is known of a customer.
#[derive(mizan::Context)]
pub struct Customer {
    pub customer_id: i64,
}

/// The sheet of the customer. What a page changed of it comes back to `save_sheet`.
#[mizan::client(context = Customer, edit = save_sheet)]
pub fn sheet(db: &DatabaseConnection, customer_id: i64) -> Editable<Sheet> {
    Editable::within(db, customer::Column::Id.eq(customer_id)).before(|plan| {
        match plan.changes().count() {
            0..=100 => Ok(()),
            _ => Err(mizan::Error::validation("Save a hundred changes at a time.")),
        }
    })
}

/// The price of all that the customer has ordered, in cents.
#[mizan::client(context = Customer)]
pub async fn total(db: &DatabaseConnection, customer_id: i64) -> Result<i64, mizan::Error> {
    use sea_orm::{EntityTrait, JoinType, QueryFilter, QuerySelect, RelationTrait};
    let price = line::Column::Price.into_expr().mul(line::Column::Qty.into_expr());
    let total: Option<Option<i64>> = line::Entity::find()
        .select_only()
        .column_as(price.sum(), "total")
        .join(JoinType::InnerJoin, line::Relation::Order.def())
        .filter(order::Column::CustomerId.eq(customer_id))
        .into_tuple()
        .one(db)
        .await?;
    Ok(total.flatten().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use tracing::field::{Field, Visit};
    use tracing::instrument::WithSubscriber;
    use tracing::{Event, Subscriber};
    use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

    use super::*;
    use crate::database;

    /// The statements of shapes that run meanwhile, and what the future gives.
    async fn recorded<T>(work: impl Future<Output = T>) -> (Vec<String>, T) {
        let texts = Texts::default();
        let result = work.with_subscriber(tracing_subscriber::registry().with(texts.clone())).await;
        let texts = std::mem::take(&mut *texts.0.lock().expect("no panic"));
        (texts, result)
    }

    #[derive(Clone, Default)]
    struct Texts(Arc<Mutex<Vec<String>>>);

    impl<S: Subscriber> Layer<S> for Texts {
        fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
            if event.metadata().target() == "mizan::shapes" {
                event.record(&mut Message(self));
            }
        }
    }

    struct Message<'texts>(&'texts Texts);

    impl Visit for Message<'_> {
        fn record_debug(&mut self, _field: &Field, value: &dyn std::fmt::Debug) {
            self.0.0.lock().expect("no panic").push(format!("{value:?}"));
        }
    }

    fn verbs(statements: &[String]) -> Vec<&str> {
        statements.iter().filter_map(|text| text.split(' ').next()).collect()
    }

    fn new_order(id: i64) -> OrderEdit {
        let line = |id| Line { id, position: 0, product: "Tea".to_owned(), qty: 1, price: 5 };
        OrderEdit::Insert(Order { id, title: "More".to_owned(), lines: vec![line(-1), line(-2)] })
    }

    fn change(orders: Vec<OrderEdit>) -> Vec<SheetEdit> {
        vec![SheetEdit::Update { id: 1, name: None, note: None, orders }]
    }

    fn qty(order: &Order, line: usize, to: i32) -> OrderEdit {
        let Line { id, qty, .. } = order.lines[line];
        let edit = LineEdit::Update {
            id,
            position: None,
            product: None,
            qty: Some((qty, to)),
            price: None,
        };
        OrderEdit::Update { id: order.id, title: None, lines: vec![edit] }
    }

    #[tokio::test]
    async fn the_depth_decides_how_many_statements_run_and_not_the_rows() {
        let db = database::connect("sqlite::memory:").await.unwrap();
        for rows in [2, 52] {
            let (read, all) = recorded(sheet(&db, 1).read()).await;
            let all = all.unwrap();
            assert_eq!(all.orders.len(), rows);
            assert_eq!(verbs(&read), ["SELECT"; 3], "one for each level: {read:#?}");
            let edits =
                change(all.orders.iter().map(|order| qty(order, 0, order.lines[0].qty)).collect());
            let (same, _) = recorded(sheet(&db, 1).save(edits)).await;
            assert_eq!(verbs(&same), ["SELECT"; 3], "what stays the same is not written");
            let to = all.orders[0].lines[0].qty + 1;
            let (one, saved) =
                recorded(sheet(&db, 1).save(change(vec![qty(&all.orders[0], 0, to)]))).await;
            assert_eq!(saved.unwrap(), []);
            assert_eq!(verbs(&one), ["SELECT", "SELECT", "SELECT", "UPDATE"], "{one:#?}");
            if rows == 2 {
                let more = (0..50).map(|number| new_order(-1 - number)).collect();
                assert!(
                    sheet(&db, 1).save(change(more)).await.is_err(),
                    "150 changes are too many"
                );
                for _ in 0..2 {
                    let more = (0..25).map(|number| new_order(-1 - number)).collect();
                    let keys = sheet(&db, 1).save(change(more)).await.unwrap();
                    assert_eq!(keys.iter().flatten().count(), 75, "each new row has its key");
                }
            }
        }
        assert_eq!(total(&db, 1).await.unwrap(), 900 + 600 + 800 + 2 * 450 + 50 * 10);
    }
}
