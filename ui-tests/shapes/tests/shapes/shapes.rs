//! The shapes that the tests read and write.

use serde::{Deserialize, Serialize};
use shapes_corpus::entities::{address, category, customer, line, order, seat, tag};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Shape)]
#[shape(line)]
pub(crate) struct Line {
    pub(crate) id: String,
    #[shape(position)]
    pub(crate) position: i32,
    pub(crate) product: String,
    pub(crate) qty: i32,
    pub(crate) serial: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Shape)]
#[shape(tag)]
pub(crate) struct Tag {
    pub(crate) id: i64,
    pub(crate) word: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Shape)]
#[shape(order)]
pub(crate) struct Order {
    pub(crate) id: i64,
    pub(crate) title: String,
    #[shape(missing = delete)]
    pub(crate) lines: Vec<Line>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Shape)]
#[shape(customer)]
pub(crate) struct Customer {
    pub(crate) id: i64,
    pub(crate) name: String,
    #[shape(missing = delete)]
    pub(crate) orders: Vec<Order>,
}

#[derive(Clone, Debug, PartialEq, Serialize, mizan::Shape)]
#[shape(address)]
pub(crate) struct Town {
    pub(crate) id: i64,
    pub(crate) town: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, mizan::Shape)]
#[shape(customer)]
pub(crate) struct Addressed {
    pub(crate) id: i64,
    #[shape(relation = Shipping)]
    pub(crate) shipping: Option<Town>,
    #[shape(relation = Billing)]
    pub(crate) billing: Option<Town>,
}

#[derive(Clone, Debug, PartialEq, Serialize, mizan::Shape)]
#[shape(order)]
pub(crate) struct Tagged {
    pub(crate) id: i64,
    pub(crate) tags: Vec<Tag>,
    pub(crate) customer: Option<Name>,
}

#[derive(Clone, Debug, PartialEq, Serialize, mizan::Shape)]
#[shape(customer)]
pub(crate) struct Name {
    #[shape(key, column = id)]
    pub(crate) number: i64,
    pub(crate) name: String,
}

/// What the database computes.
#[derive(Clone, Debug, PartialEq, Serialize, mizan::Shape)]
#[shape(order)]
pub(crate) struct Figures {
    pub(crate) id: i64,
    #[shape(of = "lines.count")]
    pub(crate) line_count: i64,
    #[shape(of = "lines.count", filter = line::Column::Qty.gt(1))]
    pub(crate) many: i64,
    #[shape(of = "lines.exists")]
    pub(crate) has_lines: bool,
    #[shape(of = "lines.qty.sum", entity = line)]
    pub(crate) pieces: i64,
    #[shape(of = "lines.qty.max", entity = line)]
    pub(crate) most: Option<i32>,
    #[shape(of = "tags.count", entity = tag)]
    pub(crate) tag_count: i64,
}

/// A part of each relation.
#[derive(Clone, Debug, PartialEq, Serialize, mizan::Shape)]
#[shape(customer)]
pub(crate) struct Latest {
    pub(crate) id: i64,
    #[shape(filter = order::Column::Open.eq(true), order = order::Column::Title, limit = 2)]
    pub(crate) orders: Vec<Order>,
}

#[derive(Clone, Debug, PartialEq, Serialize, mizan::Shape)]
#[shape(category)]
pub(crate) struct Tree {
    pub(crate) id: i64,
    pub(crate) name: String,
    #[shape(of = "children.count")]
    pub(crate) child_count: i64,
    #[shape(relation = Children)]
    pub(crate) children: Vec<Tree>,
}

#[derive(Clone, Debug, PartialEq, Serialize, mizan::Shape)]
#[shape(category)]
pub(crate) struct Above {
    pub(crate) id: i64,
    #[shape(relation = Parent)]
    pub(crate) parent: Option<Box<Above>>,
}

/// An order whose version says if someone else has changed it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Shape)]
#[shape(order)]
pub(crate) struct Versioned {
    pub(crate) id: i64,
    pub(crate) title: String,
    #[shape(version)]
    pub(crate) version: i64,
}

/// A new order has no key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Shape)]
#[shape(order)]
pub(crate) struct Draft {
    pub(crate) id: Option<i64>,
    pub(crate) title: String,
    pub(crate) open: bool,
    pub(crate) version: i64,
}

/// A list that says nothing of rows that do not come back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Shape)]
#[shape(order)]
pub(crate) struct Strict {
    pub(crate) id: i64,
    pub(crate) lines: Vec<Line>,
}

/// Rows that do not come back stay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Shape)]
#[shape(order)]
pub(crate) struct Keeping {
    pub(crate) id: i64,
    #[shape(missing = keep)]
    pub(crate) lines: Vec<Line>,
}

/// Rows that do not come back lose their parent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Shape)]
#[shape(category)]
pub(crate) struct Branch {
    pub(crate) id: i64,
    pub(crate) name: String,
    #[shape(relation = Children, missing = replace)]
    pub(crate) children: Vec<Leaf>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Shape)]
#[shape(category)]
pub(crate) struct Leaf {
    pub(crate) id: i64,
    pub(crate) name: String,
}

/// A line that shows its order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Shape)]
#[shape(line)]
pub(crate) struct Moving {
    pub(crate) id: String,
    pub(crate) order_id: i64,
}

/// What is shown beside, and not written.
#[derive(Clone, Debug, PartialEq, Serialize, mizan::Shape)]
#[shape(order)]
pub(crate) struct Shown {
    pub(crate) id: i64,
    #[shape(read)]
    pub(crate) title: String,
    pub(crate) open: bool,
    #[shape(of = "lines.count")]
    pub(crate) line_count: i64,
    pub(crate) customer: Option<Name>,
    #[shape(read)]
    pub(crate) lines: Vec<Line>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Shape)]
#[shape(seat)]
pub(crate) struct Seat {
    #[shape(key)]
    pub(crate) row: String,
    #[shape(key)]
    pub(crate) number: i32,
    pub(crate) guest: Option<String>,
}

/// An order whose title no client sends, and neither its lines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Shape)]
#[shape(order)]
pub(crate) struct Untitled {
    pub(crate) id: i64,
    #[serde(skip)]
    pub(crate) title: String,
    pub(crate) open: bool,
    #[serde(skip_deserializing)]
    #[shape(missing = delete)]
    pub(crate) lines: Vec<Line>,
}

/// An order that shows whose it is, and what the database computes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Shape)]
#[shape(order)]
pub(crate) struct Owned {
    pub(crate) id: i64,
    pub(crate) customer_id: i64,
    pub(crate) title: String,
    #[shape(of = "lines.count")]
    pub(crate) line_count: i64,
    pub(crate) lines: Vec<OwnedLine>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Shape)]
#[shape(line)]
pub(crate) struct OwnedLine {
    pub(crate) id: String,
    pub(crate) order_id: i64,
    pub(crate) position: i32,
    pub(crate) product: String,
    pub(crate) qty: i32,
}

/// A line whose place no other line of its order has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Shape)]
#[shape(line)]
pub(crate) struct Place {
    pub(crate) id: String,
    #[shape(position, unique)]
    pub(crate) position: i32,
    pub(crate) product: String,
    pub(crate) qty: i32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Shape)]
#[shape(order)]
pub(crate) struct Ranking {
    pub(crate) id: i64,
    #[shape(missing = delete)]
    pub(crate) lines: Vec<Place>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Shape)]
#[shape(customer)]
pub(crate) struct Ranked {
    pub(crate) id: i64,
    pub(crate) orders: Vec<Ranking>,
}
