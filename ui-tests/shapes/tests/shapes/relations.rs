//! Relations of every kind, written back: by two columns, to the table itself, and through a junction.

use mizan::{Code, Shape};
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseConnection, EntityTrait};
use serde::{Deserialize, Serialize};
use shapes_corpus::entities::{category, order, order_tag, seat, tag, ticket};

use crate::databases::both;
use crate::shapes::Tag;
use crate::statements::recorded;
use crate::writing::fill;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Shape)]
#[shape(seat)]
struct Seat {
    #[shape(key)]
    row: String,
    #[shape(key)]
    number: i32,
    guest: Option<String>,
    #[shape(of = "tickets.price.sum", entity = ticket)]
    total: i64,
    #[shape(missing = delete)]
    tickets: Vec<Ticket>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Shape)]
#[shape(ticket)]
struct Ticket {
    id: Option<i64>,
    price: i32,
}

fn ticket(price: i32) -> Ticket {
    Ticket { id: None, price }
}

#[tokio::test(flavor = "multi_thread")]
async fn by_two_columns() {
    for db in both().await {
        let db = &db.connection;
        let seat = |row: &str, number, prices: &[i32]| Seat {
            row: row.to_owned(),
            number,
            guest: None,
            total: prices.iter().copied().map(i64::from).sum(),
            tickets: prices.iter().copied().map(ticket).collect(),
        };
        let save = async |seats: Vec<Seat>| {
            let diff = Seat::diff(seats).within(seat::Column::Hall.eq(1)).delete_missing();
            diff.apply(db).await.map(|saved| (saved.inserted, saved.updated, saved.removed))
        };
        let read = async || Seat::query().all(db).await.unwrap();
        let new = vec![seat("A", 1, &[3]), seat("A", 2, &[1, 2]), seat("B", 1, &[])];
        assert_eq!(save(new).await.unwrap(), (6, 0, 0));
        let (statements, stored) = recorded(read()).await;
        assert_eq!(statements.len(), 2, "{statements:#?}");
        let totals: Vec<_> = stored.iter().map(|seat| (seat.total, seat.tickets.len())).collect();
        assert_eq!(totals, [(3, 1), (3, 2), (0, 0)]);

        let mut moved = stored.clone();
        let of_another = moved[0].tickets.remove(0);
        moved[1].tickets.push(of_another);
        assert_eq!(save(moved).await.unwrap_err().code(), Code::Forbidden);

        let mut edited = stored.clone();
        edited[0].tickets.push(ticket(4));
        edited[1].tickets.remove(1);
        edited[1].tickets[0].price = 9;
        assert_eq!(save(edited).await.unwrap(), (1, 1, 1));
        let totals: Vec<_> = read().await.iter().map(|seat| seat.total).collect();
        assert_eq!(totals, [7, 9, 0]);
        assert_eq!(save(vec![]).await.unwrap(), (0, 0, 6));
        assert_eq!(ticket::Entity::find().all(db).await.unwrap(), []);
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Shape)]
#[shape(category)]
struct Node {
    id: i64,
    name: String,
    #[shape(relation = Children, missing = delete)]
    children: Vec<Node>,
}

fn node(name: &str, children: Vec<Node>) -> Node {
    let id = -i64::try_from(name.len()).unwrap();
    Node { id, name: name.to_owned(), children }
}

async fn tree(db: &DatabaseConnection) -> Vec<Node> {
    Node::query().filter(category::Column::ParentId.is_null()).all(db).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn to_the_table_itself() {
    for db in both().await {
        let db = &db.connection;
        let save = async |roots: Vec<Node>| {
            let diff = Node::diff(roots).within(category::Column::ParentId.is_null());
            diff.delete_missing().apply(db).await
        };
        let leaf = |name: &str| node(name, vec![]);
        let root =
            node("root", vec![node("left", vec![node("deep", vec![leaf("end")])]), leaf("right")]);
        let saved = save(vec![root, leaf("another")]).await.unwrap();
        assert_eq!(saved.inserted, 6);
        assert_eq!(tree(db).await, saved.rows);

        let mut edited = saved.rows.clone();
        edited[0].children[0].children[0].children[0].name = "END".to_owned();
        edited[0].children[1].children.push(leaf("new"));
        edited.remove(1);
        let (statements, saved) = recorded(save(edited.clone())).await;
        let saved = saved.unwrap();
        assert_eq!((saved.inserted, saved.updated, saved.removed), (1, 1, 1), "{statements:#?}");
        assert_eq!(tree(db).await, saved.rows);

        // A branch goes with all that grows on it, and belongs to no other one.
        let mut moved = saved.rows.clone();
        let branch = moved[0].children[0].children.remove(0);
        moved[0].children[1].children.push(branch);
        assert_eq!(save(moved).await.unwrap_err().code(), Code::Forbidden);
        let mut cut = saved.rows.clone();
        cut[0].children.remove(0);
        assert_eq!(save(cut.clone()).await.unwrap().removed, 3);
        assert_eq!(tree(db).await, cut);
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, mizan::Shape)]
#[shape(order)]
struct Tagged {
    id: i64,
    title: String,
    tags: Vec<Tag>,
}

#[tokio::test(flavor = "multi_thread")]
async fn through_a_junction_they_are_shown_and_not_written() {
    for db in both().await {
        let db = &db.connection;
        fill(db).await;
        let word = tag::ActiveModel { word: Set("gift".to_owned()), ..Default::default() };
        tag::Entity::insert(word).exec(db).await.unwrap();
        let link = order_tag::ActiveModel { order_id: Set(1), tag_id: Set(1) };
        order_tag::Entity::insert(link).exec_without_returning(db).await.unwrap();
        let read = async || {
            let query = Tagged::query().filter(order::Column::Id.eq(1));
            query.one(db).await.unwrap().unwrap()
        };
        let mut edited = read().await;
        edited.title = "new".to_owned();
        edited.tags[0].word = "stolen".to_owned();
        edited.tags.push(Tag { id: -1, word: "more".to_owned() });
        let saved = Tagged::diff([edited]).within(order::Column::Id.eq(1)).apply(db).await.unwrap();
        assert_eq!((saved.inserted, saved.updated, saved.removed), (0, 1, 0));
        assert_eq!(saved.rows, [read().await]);
        assert_eq!((saved.rows[0].title.as_str(), saved.rows[0].tags.len()), ("new", 1));
        assert_eq!(saved.rows[0].tags[0].word, "gift");
    }
}
