//! The same by SeaORM's own entity loader: entities of the same tables that know their relations.

// The macro of SeaORM makes public items beside the models.
#![allow(unreachable_pub)]

use sea_orm::{ColumnTrait, DatabaseConnection, EntityLoaderTrait, QueryFilter};

use crate::{CUSTOMERS, Customer, Line, Order};

mod customer {
    //! A customer with orders.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "customer")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub name: String,
        pub secret: String,
        pub shipping_id: Option<i64>,
        pub billing_id: Option<i64>,
        #[sea_orm(has_many)]
        pub orders: HasMany<super::order::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod order {
    //! An order with lines.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "order")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub customer_id: i64,
        pub title: String,
        pub open: bool,
        pub version: i64,
        #[sea_orm(belongs_to, from = "customer_id", to = "id")]
        pub customer: BelongsTo<super::customer::Entity>,
        #[sea_orm(has_many)]
        pub lines: HasMany<super::line::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod line {
    //! A line.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "line")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub order_id: i64,
        pub position: i32,
        pub product: String,
        pub qty: i32,
        pub serial: Option<i64>,
        #[sea_orm(belongs_to, from = "order_id", to = "id")]
        pub order: BelongsTo<super::order::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What the loader gives: it is measured without being made into shapes.
pub(crate) async fn load(db: &DatabaseConnection) -> Vec<customer::ModelEx> {
    let load = customer::Entity::load().with((order::Entity, line::Entity));
    let load = load.filter(customer::Column::Id.lte(CUSTOMERS)).order_by_id_asc();
    load.all(db).await.expect("customers")
}

/// The same as shapes, in their order.
pub(crate) async fn customers(db: &DatabaseConnection) -> Vec<Customer> {
    let customer = |it: customer::ModelEx| Customer {
        id: it.id,
        name: it.name,
        orders: sorted(it.orders.into_iter().map(order_of), |order| order.id),
    };
    load(db).await.into_iter().map(customer).collect()
}

fn order_of(it: order::ModelEx) -> Order {
    let line = |it: line::ModelEx| Line { id: it.id, product: it.product, qty: it.qty };
    let lines = sorted(it.lines.into_iter().map(line), |line| line.id.clone());
    Order { id: it.id, title: it.title, lines }
}

fn sorted<T, K: Ord>(items: impl Iterator<Item = T>, key: impl Fn(&T) -> K) -> Vec<T> {
    let mut items: Vec<T> = items.collect();
    items.sort_by_key(key);
    items
}
