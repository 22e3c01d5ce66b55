//! What is read, and by how many statements.

use mizan::Shape;
use mizan::shapes::OrNotFound;
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseConnection, EntityTrait};
use shapes_corpus::entities::{address, category, customer, line, order, order_tag, tag};

use crate::databases::both;
use crate::shapes::{Above, Addressed, Customer, Figures, Latest, Name, Tagged, Tree};
use crate::statements::recorded;

/// Three customers; the first has three orders, of which one is closed, the second one, the third none. An
/// order has as many lines as its number says.
async fn fill(db: &DatabaseConnection) {
    let addresses = ["Here", "There"]
        .map(|town| address::ActiveModel { town: Set(town.to_owned()), ..Default::default() });
    address::Entity::insert_many(addresses).exec(db).await.unwrap();
    for (name, shipping, billing) in
        [("Ada", Some(1), Some(2)), ("Bob", Some(1), None), ("Cy", None, None)]
    {
        let row = customer::ActiveModel {
            name: Set(name.to_owned()),
            secret: Set("nobody reads it".to_owned()),
            shipping_id: Set(shipping),
            billing_id: Set(billing),
            ..Default::default()
        };
        customer::Entity::insert(row).exec(db).await.unwrap();
    }
    for (customer_id, title, open) in
        [(1, "d", true), (1, "c", true), (1, "b", false), (2, "a", true), (1, "e", true)]
    {
        let row = order::ActiveModel {
            customer_id: Set(customer_id),
            title: Set(title.to_owned()),
            open: Set(open),
            version: Set(0),
            ..Default::default()
        };
        order::Entity::insert(row).exec(db).await.unwrap();
    }
    for order_id in 1..=3 {
        for position in (0..order_id).rev() {
            let row = line::ActiveModel {
                id: Set(format!("{order_id}-{position}")),
                order_id: Set(order_id),
                position: Set(i32::try_from(position).unwrap()),
                product: Set("tea".to_owned()),
                qty: Set(i32::try_from(position + 1).unwrap()),
                serial: Set(None),
            };
            line::Entity::insert(row).exec_without_returning(db).await.unwrap();
        }
    }
    for word in ["gift", "fast"] {
        let row = tag::ActiveModel { word: Set(word.to_owned()), ..Default::default() };
        tag::Entity::insert(row).exec(db).await.unwrap();
    }
    let links = [(1, 1), (1, 2), (2, 2)].map(|(order_id, tag_id)| order_tag::ActiveModel {
        order_id: Set(order_id),
        tag_id: Set(tag_id),
    });
    order_tag::Entity::insert_many(links).exec_without_returning(db).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_of_lists_take_a_query_for_each_level() {
    for db in both().await {
        fill(&db.connection).await;
        let all = Customer::query().order_by(customer::Column::Name).all(&db.connection);
        let (statements, customers) = recorded(all).await;
        let customers = customers.unwrap();
        assert_eq!(statements.len(), 3, "{}: {statements:#?}", db.name);
        let names: Vec<&str> = customers.iter().map(|customer| customer.name.as_str()).collect();
        assert_eq!(names, ["Ada", "Bob", "Cy"]);
        let orders: Vec<usize> = customers.iter().map(|customer| customer.orders.len()).collect();
        assert_eq!(orders, [4, 1, 0]);
        let lines = |order: &crate::shapes::Order| {
            order.lines.iter().map(|line| line.position).collect::<Vec<_>>()
        };
        let of_ada: Vec<_> = customers[0].orders.iter().map(lines).collect();
        assert_eq!(of_ada, [vec![0], vec![0, 1], vec![0, 1, 2], vec![]]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_named_is_selected() {
    for db in both().await {
        fill(&db.connection).await;
        let (statements, names) = recorded(Name::query().all(&db.connection)).await;
        assert_eq!(names.unwrap().len(), 3);
        assert_eq!(
            statements,
            [
                r#"SELECT "customer"."id", "customer"."name" FROM "customer" ORDER BY "customer"."id" ASC"#
            ]
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relation_to_one_is_shared_by_its_parents() {
    for db in both().await {
        fill(&db.connection).await;
        let (statements, found) = recorded(Addressed::query().all(&db.connection)).await;
        assert_eq!(statements.len(), 3);
        let towns: Vec<[Option<String>; 2]> = found
            .unwrap()
            .into_iter()
            .map(|one| [one.shipping.map(|town| town.town), one.billing.map(|town| town.town)])
            .collect();
        let here = || Some("Here".to_owned());
        assert_eq!(
            towns,
            [[here(), Some("There".to_owned())], [here(), None], [None, None]],
            "{}",
            db.name
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_junction_is_followed() {
    for db in both().await {
        fill(&db.connection).await;
        let (statements, orders) = recorded(Tagged::query().all(&db.connection)).await;
        assert_eq!(statements.len(), 3);
        let words: Vec<Vec<String>> = orders
            .unwrap()
            .into_iter()
            .map(|order| {
                assert!(order.customer.is_some());
                order.tags.into_iter().map(|tag| tag.word).collect()
            })
            .collect();
        assert_eq!(words, [vec!["gift", "fast"], vec!["fast"], vec![], vec![], vec![]]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_computes_counts_and_sums() {
    for db in both().await {
        fill(&db.connection).await;
        let (statements, orders) = recorded(Figures::query().all(&db.connection)).await;
        assert_eq!(statements.len(), 1);
        let orders = orders.unwrap();
        let third = Figures {
            id: 3,
            line_count: 3,
            many: 2,
            has_lines: true,
            pieces: 6,
            most: Some(3),
            tag_count: 0,
        };
        assert_eq!(orders[2], third, "{}", db.name);
        let none = Figures {
            id: 4,
            line_count: 0,
            many: 0,
            has_lines: false,
            pieces: 0,
            most: None,
            tag_count: 0,
        };
        assert_eq!(orders[3], none);
        assert_eq!(orders[0].tag_count, 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_counts_what_stays_behind_the_filter() {
    for db in both().await {
        fill(&db.connection).await;
        let (statements, customers) = recorded(Latest::query().all(&db.connection)).await;
        assert_eq!(statements.len(), 3);
        let titles: Vec<Vec<String>> = customers
            .unwrap()
            .into_iter()
            .map(|customer| customer.orders.into_iter().map(|order| order.title).collect())
            .collect();
        // The closed order `b` would be the first of Ada's.
        assert_eq!(titles, [vec!["c", "d"], vec!["a"], vec![]], "{}", db.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tree_takes_a_query_for_each_level() {
    for db in both().await {
        for (name, parent_id) in
            [("root", None), ("left", Some(1)), ("right", Some(1)), ("leaf", Some(2))]
        {
            let row = category::ActiveModel {
                name: Set(name.to_owned()),
                parent_id: Set(parent_id),
                ..Default::default()
            };
            category::Entity::insert(row).exec(&db.connection).await.unwrap();
        }
        let roots = Tree::query().filter(category::Column::ParentId.is_null());
        let (statements, roots) = recorded(roots.all(&db.connection)).await;
        // The fourth finds that the leaf has no children.
        assert_eq!(statements.len(), 4, "{statements:#?}");
        let root = &roots.unwrap()[0];
        assert_eq!((root.child_count, root.children.len()), (2, 2));
        assert_eq!(root.children[0].children[0].name, "leaf");
        let leaf = Above::query().filter(category::Column::Id.eq(4)).one(&db.connection);
        let leaf = leaf.await.unwrap().unwrap();
        assert_eq!(leaf.parent.unwrap().parent.unwrap().id, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_pages_and_counts() {
    for db in both().await {
        fill(&db.connection).await;
        let db = &db.connection;
        let names = async |query: mizan::shapes::Query<Name>| -> Vec<String> {
            query.all(db).await.unwrap().into_iter().map(|customer| customer.name).collect()
        };
        let by_name = || Name::query().order_by(customer::Column::Name);
        assert_eq!(names(by_name().limit(2)).await, ["Ada", "Bob"]);
        assert_eq!(names(by_name().offset(1)).await, ["Bob", "Cy"]);
        assert_eq!(names(by_name().after(("Ada", 1_i64)).limit(1)).await, ["Bob"]);
        let descending = Name::query().order_by_desc(customer::Column::Name);
        assert_eq!(names(descending.after(("Bob", 2_i64))).await, ["Ada"]);
        let closed = order::Column::Open.eq(false);
        assert_eq!(names(by_name().has(order::Entity, closed)).await, ["Ada"]);
        let any = order::Column::Id.is_not_null();
        assert_eq!(names(by_name().has_no(order::Entity, any)).await, ["Cy"]);
        let count = Name::query().filter(customer::Column::Id.gt(1)).limit(1).count(db);
        assert_eq!(count.await.unwrap(), 2);
        let none = Name::query().filter(customer::Column::Id.eq(99)).one(db).await.unwrap();
        assert_eq!(none.or_404().unwrap_err().code(), mizan::Code::NotFound);
        let wrong = by_name().after("Ada").all(db).await.unwrap_err();
        assert!(wrong.to_string().contains("`after` was given 1 values"), "{wrong}");
    }
}
