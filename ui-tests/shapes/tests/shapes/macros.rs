//! Shapes that a `macro_rules!` writes.

use mizan::Shape;
use sea_orm::ColumnTrait;
use serde::{Deserialize, Serialize};
use shapes_corpus::entities::{line, order};

use crate::databases::both;
use crate::writing::fill;

/// A shape of these fields.
macro_rules! shape {
    ($name:ident of $entity:path { $($(#[$mark:meta])* $field:ident: $ty:ty,)+ }) => {
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Type, mizan::Shape)]
        #[shape($entity, edit)]
        struct $name {
            $($(#[$mark])* $field: $ty,)+
        }
    };
}

/// A shape with a list of another one.
macro_rules! list {
    ($name:ident of $entity:ident, $lines:ident: $line:ty) => {
        shape! { $name of $entity {
            id: i64,
            title: String,
            #[shape(missing = delete)]
            $lines: Vec<$line>,
            #[shape(of = "lines.count")]
            count: i64,
        } }
    };
}

shape! { Item of line { id: String, position: i32, product: String, qty: i32, serial: Option<i64>, } }
list! { Sheet of order, lines: Item }

#[tokio::test(flavor = "multi_thread")]
async fn are_read_and_written_as_any_other() {
    for db in both().await {
        let db = &db.connection;
        fill(db).await;
        let sheet = || Sheet::query().filter(order::Column::Id.eq(1)).one(db);
        let mut edited = sheet().await.unwrap().unwrap();
        assert_eq!((edited.lines.len(), edited.count), (2, 2));
        edited.lines.remove(0);
        edited.lines[0].qty = 5;
        let diff = Sheet::diff([edited.clone()]).within(order::Column::Id.eq(1));
        let saved = diff.apply(db).await.unwrap();
        assert_eq!((saved.updated, saved.removed), (1, 1));
        edited.count = 1;
        assert_eq!(saved.rows, [edited.clone()]);
        assert_eq!(sheet().await.unwrap(), Some(edited));
        let change = SheetEdit::Update { id: 1, title: None, lines: vec![] };
        assert!(matches!(change, SheetEdit::Update { .. }));
    }
}
