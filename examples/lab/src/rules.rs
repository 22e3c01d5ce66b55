//! Every rule of a form once. The test `rules` sends random values through the server and the client.

use serde::Deserialize;

/// A field for each rule.
#[derive(Deserialize, mizan::Type, mizan::Form)]
pub struct Rules {
    #[form(required)]
    pub required: String,
    #[form(required)]
    pub maybe_required: Option<String>,
    #[form(length(2..=4))]
    pub length: String,
    #[form(utf16(2..=4))]
    pub utf16: String,
    #[form(length(1..=2))]
    pub list: Vec<f64>,
    #[form(range(-3..=7))]
    pub integer: i64,
    #[form(range(-0.5..=1.25))]
    pub float: f64,
    #[form(range(0.0..))]
    pub positive: f64,
    #[form(range(-9007199254740993..=9007199254740993))]
    #[serde(with = "mizan::bigint")]
    pub big: i64,
    #[form(email)]
    pub email: String,
    #[form(url)]
    pub url: Option<String>,
    #[form(pattern = r"^[A-Z]{2}\d{1,3}(?:-\w+)*$")]
    pub code: String,
    #[form(pattern = r"\bé?a.[^\s\-0]{1,2}|^\s*$|😀\W")]
    pub pattern: String,
    #[form(contains = "a\u{301}")]
    pub contains: String,
    #[form(prefix = "😀")]
    pub prefix: String,
    #[form(suffix = "\u{0}.")]
    pub suffix: String,
    #[form(one_of("", "a", "ä", "a\u{308}"))]
    pub one_of: String,
    #[form(matches = one_of)]
    pub matches: Option<String>,
    pub way: Way,
    pub speed: Speed,
    pub parcel: Parcel,
    pub contact: Contact,
    pub price: Price,
    #[serde(flatten)]
    pub seat: Seat,
}

/// One of several, as serde writes it by itself.
#[derive(Deserialize, mizan::Type, mizan::Form)]
pub enum Speed {
    Slow,
    Fast {
        #[form(range(1..=9))]
        level: u8,
    },
    Other(Seat),
}

/// One of several, with its content beside its name.
#[derive(Deserialize, mizan::Type, mizan::Form)]
#[serde(tag = "kind", content = "of")]
pub enum Parcel {
    None,
    Box {
        #[form(length(1..=3))]
        label: String,
    },
}

/// One of several, which its fields tell apart.
#[derive(Deserialize, mizan::Type, mizan::Form)]
#[serde(untagged)]
pub enum Contact {
    Nowhere,
    Number(i64),
    Mail {
        #[form(email)]
        mail: String,
    },
    Phone {
        #[form(length(3..=5))]
        phone: String,
        #[form(range(0..=99))]
        prefix: Option<u8>,
    },
    Seats(Vec<Seat>),
}

/// One of several, of which one has no name.
#[derive(Deserialize, mizan::Type, mizan::Form)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Price {
    Free,
    Fixed(Amount),
    #[serde(untagged)]
    Between {
        #[form(range(1.0..))]
        least: f64,
        #[form(range(..=9.0))]
        most: f64,
    },
}

/// What something costs.
#[derive(Deserialize, mizan::Type, mizan::Form)]
pub struct Amount {
    #[form(range(0.5..=2.5))]
    pub amount: f64,
}

/// Fields that belong to the form around them.
#[derive(Deserialize, mizan::Type, mizan::Form)]
pub struct Seat {
    #[form(range(1..=5))]
    pub row: u8,
}

/// One of several, with rules of its own.
#[derive(Deserialize, mizan::Type, mizan::Form)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Way {
    ByFoot,
    ByBus {
        #[form(range(1..=99))]
        line: u8,
    },
}

/// Takes what keeps every rule.
#[mizan::client]
pub fn try_rules(rules: mizan::Valid<Rules>) -> usize {
    rules.list.len()
}
