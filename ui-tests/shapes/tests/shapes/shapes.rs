//! The shapes that the tests read and write.

use serde::{Deserialize, Serialize};
use shapes_corpus::entities::{address, category, customer, line, order, tag};

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
