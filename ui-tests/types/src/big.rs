//! Integers that only texts can carry.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Account {
    pub id: i64,
    #[serde(with = "mizan::bigint")]
    pub balance: u128,
    #[serde(with = "mizan::bigint")]
    pub change: i64,
    #[serde(with = "mizan::bigint")]
    pub limit: Option<u64>,
    #[serde(with = "mizan::bigint")]
    pub past: Vec<i128>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Balance(#[serde(with = "mizan::bigint")] pub u64);

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "kind")]
pub enum Transfer {
    Sent {
        #[serde(with = "mizan::bigint")]
        amount: u64,
    },
    Refused,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub enum Movement {
    In {
        #[serde(with = "mizan::bigint")]
        amount: u64,
    },
    Out(#[serde(with = "mizan::bigint")] u64),
}

/// The same name is a big integer in one variant, and a text in another.
#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "kind")]
pub enum SharedName {
    Number {
        #[serde(with = "mizan::bigint")]
        value: u64,
    },
    Text {
        value: String,
    },
    Account(Account),
    None,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "kind", content = "value")]
pub enum SharedContent {
    Number(#[serde(with = "mizan::bigint")] u64),
    Text(String),
    Pair(#[serde(with = "mizan::bigint")] u64, String),
    None,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub first: Option<T>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Tree<T> {
    pub value: T,
    pub children: Vec<Tree<T>>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Flattened {
    pub text: String,
    #[serde(flatten)]
    pub account: Account,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct FlattenedEnum {
    pub text: String,
    #[serde(with = "mizan::bigint")]
    pub own: i64,
    #[serde(flatten)]
    pub shared: SharedName,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct FlattenedMap {
    pub text: String,
    #[serde(rename = "toString")]
    pub to_string: String,
    #[serde(flatten)]
    pub balances: BTreeMap<String, Balance>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct FlattenedGeneric<T> {
    pub text: String,
    #[serde(flatten)]
    pub rest: T,
}

/// Nothing tells the variants apart, and nothing has to: no name is in two of them.
#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(untagged)]
pub enum Apart {
    Number {
        #[serde(with = "mizan::bigint")]
        number: u64,
    },
    Text {
        text: String,
    },
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Wrapper(pub Account);

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Post {
    #[serde(with = "mizan::bigint")]
    pub votes: u64,
    pub replies: Vec<Reply>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "kind")]
pub enum Reply {
    Post(Post),
    Text { votes: String },
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Big {
    pub account: Account,
    pub balance: Balance,
    pub transfer: Transfer,
    pub movement: Movement,
    pub list: Vec<Account>,
    pub shared_name: Vec<SharedName>,
    pub shared_content: Vec<SharedContent>,
    pub page: Page<Account>,
    pub page_of_balances: Page<Balance>,
    pub page_of_texts: Page<String>,
    pub tree: Tree<Balance>,
    pub tree_of_pages: Tree<Page<Wrapper>>,
    pub flattened: Flattened,
    pub flattened_enum: Vec<FlattenedEnum>,
    pub flattened_map: FlattenedMap,
    pub flattened_generic: FlattenedGeneric<Page<Balance>>,
    pub apart: Vec<Apart>,
    pub wrapper: Wrapper,
    pub tuple: (String, Balance, Option<Balance>, [Balance; 2]),
    pub map: BTreeMap<String, Account>,
    pub post: Post,
}

#[mizan::client]
pub fn send_big(table: Big) -> Big {
    table
}
