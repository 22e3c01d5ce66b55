//! Generic and recursive types, and types that share a name or bear one that TypeScript knows.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use serde::{Deserialize, Serialize};

use crate::structs::{Named, Optional};

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next: Option<Box<Page<T>>>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Two<A, B = String> {
    pub a: A,
    pub b: B,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Defaults<A = Vec<u8>, B = Option<A>> {
    pub a: A,
    pub b: B,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub enum Choice<L, R> {
    Left(L),
    Right { value: R },
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "t", content = "c")]
pub enum AdjacentChoice<T> {
    One(T),
    None,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Wrapper<T>(pub T);

#[derive(Serialize, mizan::Type)]
pub struct Grid<const N: usize> {
    #[serde(skip)]
    pub size: [(); N],
    pub name: u8,
}

#[derive(Serialize, mizan::Type)]
pub struct Cells<T, const N: usize>
where
    [T; N]: Serialize,
{
    pub cells: [T; N],
}

pub const N: usize = 2;

/// Its parameter hides the constant.
#[derive(Serialize, mizan::Type)]
pub struct Hidden<const N: usize>
where
    [u8; N]: Serialize,
{
    pub cells: [u8; N],
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Bounded<T: Clone + Default>
where
    T: PartialEq,
{
    pub value: T,
    pub marker: PhantomData<T>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Keyed<K: Ord, V> {
    pub map: BTreeMap<K, V>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Tree {
    pub value: u8,
    pub children: Vec<Tree>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Chain {
    pub next: Option<Box<Self>>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Ping {
    pub pong: Option<Box<Pong>>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Pong {
    pub pings: Vec<Ping>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub enum Expression {
    Number(f64),
    Sum(Box<Expression>, Box<Expression>),
    Not { inner: Box<Expression> },
    Many(Vec<Expression>),
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(untagged)]
pub enum Nested {
    Leaf(u8),
    List(Vec<Nested>),
    Map(BTreeMap<String, Nested>),
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Forest(pub Vec<Forest>);

pub mod shadows {
    use serde::{Deserialize, Serialize};

    #[derive(Serialize, Deserialize, mizan::Type)]
    pub struct String {
        pub text: std::string::String,
    }
    #[derive(Serialize, Deserialize, mizan::Type)]
    pub struct Option<T> {
        pub some: T,
    }
    #[derive(Serialize, Deserialize, mizan::Type)]
    pub struct Array(pub std::vec::Vec<u8>);
    #[derive(Serialize, Deserialize, mizan::Type)]
    pub struct Record {
        pub map: std::collections::BTreeMap<std::string::String, u8>,
    }
    #[derive(Serialize, Deserialize, mizan::Type)]
    pub struct Promise {
        pub a: u8,
    }
    #[derive(Serialize, Deserialize, mizan::Type, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Key {
        Major,
        Minor,
    }
    #[derive(Serialize, Deserialize, mizan::Type)]
    pub struct Tuned<Key> {
        pub notes: std::collections::BTreeMap<super::shadows::Key, Key>,
    }
    #[derive(Serialize, Deserialize, mizan::Type)]
    #[allow(non_camel_case_types, reason = "what the generated client calls a key")]
    pub struct key {
        pub a: u8,
    }
    #[derive(Serialize, Deserialize, mizan::Type)]
    pub struct Date {
        pub year: u16,
    }
    #[derive(Serialize, Deserialize, mizan::Type)]
    pub struct Error {
        pub code: u8,
    }
    #[derive(Serialize, Deserialize, mizan::Type)]
    pub struct Json {
        pub own: u8,
    }
    #[derive(Serialize, Deserialize, mizan::Type)]
    pub struct Partial {
        pub a: u8,
    }
    #[derive(Serialize, Deserialize, mizan::Type)]
    pub struct PropertyKey {
        pub a: u8,
    }
    #[derive(Serialize, Deserialize, mizan::Type)]
    #[allow(non_camel_case_types, reason = "a name that TypeScript keeps for itself")]
    pub struct number {
        pub a: u8,
    }
    #[derive(Serialize, Deserialize, mizan::Type)]
    #[allow(non_camel_case_types, reason = "a name that TypeScript keeps for itself")]
    pub struct class {
        pub a: u8,
    }
    #[derive(Serialize, Deserialize, mizan::Type)]
    pub struct Drafts {
        pub a: u8,
    }
    #[derive(Serialize, Deserialize, mizan::Type)]
    pub struct View {
        pub a: u8,
    }
    #[derive(Serialize, Deserialize, mizan::Type)]
    pub struct Named {
        pub other: u8,
    }
    #[derive(Serialize, Deserialize, mizan::Type)]
    pub struct NamedInput {
        pub other: u8,
    }
    #[derive(Serialize, Deserialize, mizan::Type)]
    pub struct OptionalInput {
        pub other: u8,
    }
    #[derive(Serialize, Deserialize, mizan::Type)]
    pub struct Holder<Named> {
        pub item: Named,
        pub named: super::Named,
    }
}

pub mod again {
    pub mod shadows {
        use serde::{Deserialize, Serialize};

        #[derive(Serialize, Deserialize, mizan::Type)]
        pub struct Named {
            pub third: u8,
        }
    }
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Generics {
    pub page: Page<Named>,
    pub page_of_optional: Page<Optional>,
    pub page_of_pages: Page<Page<u8>>,
    pub two: Two<u8>,
    pub two_written: Two<u8, bool>,
    pub defaults: Defaults,
    pub defaults_half: Defaults<u8>,
    pub choice: Choice<u8, Option<String>>,
    pub adjacent_choice: AdjacentChoice<Vec<f64>>,
    pub wrapper: Wrapper<Wrapper<Option<u8>>>,
    pub bounded: Bounded<u8>,
    pub keyed_text: Keyed<String, u8>,
    pub keyed_planet: Keyed<crate::enums::Planet, u8>,
    pub keyed_number: Keyed<u32, u8>,
    pub tree: Tree,
    pub chain: Chain,
    pub ping: Ping,
    pub expression: Expression,
    pub nested: Nested,
    pub forest: Forest,
}

#[mizan::client]
pub fn send_generics(table: Generics) -> Generics {
    table
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Shadows {
    pub string: shadows::String,
    pub option: shadows::Option<shadows::String>,
    pub array: shadows::Array,
    pub record: shadows::Record,
    pub promise: shadows::Promise,
    pub keys: BTreeMap<shadows::Key, u8>,
    pub tuned: shadows::Tuned<String>,
    pub key: shadows::key,
    pub keys_of_keys: BTreeMap<shadows::Key, shadows::key>,
    pub date: shadows::Date,
    pub error: shadows::Error,
    pub json: shadows::Json,
    pub real_json: serde_json::Value,
    pub partial: shadows::Partial,
    pub property_key: shadows::PropertyKey,
    pub number: shadows::number,
    pub class: shadows::class,
    pub drafts: shadows::Drafts,
    pub view: shadows::View,
    pub named: shadows::Named,
    pub named_input: shadows::NamedInput,
    pub optional_input: shadows::OptionalInput,
    pub optional: Optional,
    pub third: again::shadows::Named,
    pub holder: shadows::Holder<u8>,
    pub real_string: String,
}

#[mizan::client]
pub fn send_shadows(table: Shadows) -> Shadows {
    table
}

#[derive(Serialize, mizan::Type)]
pub struct Counted {
    pub grid: Grid<3>,
    pub cells: Cells<u8, 4>,
    pub hidden: Hidden<3>,
    pub cells_of_a_constant: Cells<[u8; N], N>,
}

#[mizan::client]
pub fn counted() -> Option<Counted> {
    None
}
