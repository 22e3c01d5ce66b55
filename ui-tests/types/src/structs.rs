//! Structs of every form, and what serde's attributes make of their fields.

use std::marker::PhantomData;

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Named {
    pub id: i64,
    pub name: String,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Unit;

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Empty {}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct EmptyTuple();

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Newtype(pub String);

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Pair(pub u8, pub String);

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(transparent)]
pub struct Transparent {
    pub inner: Named,
    #[serde(skip)]
    pub marker: PhantomData<u8>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(rename_all = "camelCase")]
pub struct Camel {
    pub first_name: String,
    pub a: u8,
    pub with_2_numbers: u8,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(rename_all = "SCREAMING-KEBAB-CASE")]
pub struct Kebab {
    pub first_name: String,
    #[serde(rename = "own name")]
    pub second: u8,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(rename_all(serialize = "PascalCase", deserialize = "snake_case"))]
pub struct OneSided {
    pub first_name: String,
    #[serde(rename(serialize = "out"))]
    pub second: u8,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Optional {
    pub required: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub absent: Option<u8>,
    #[serde(default)]
    pub defaulted: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub both: Option<Named>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub list: Vec<u8>,
    #[serde(skip_serializing_if = "is_seven")]
    pub unless_seven: Option<u8>,
}

fn is_seven(value: &Option<u8>) -> bool {
    *value == Some(7)
}

#[derive(Default, Serialize, Deserialize, mizan::Type)]
#[serde(default)]
pub struct Defaulted {
    pub count: u32,
    pub name: String,
}

#[derive(Default, Serialize, Deserialize, mizan::Type)]
pub struct Skipped {
    #[serde(skip)]
    pub never: u8,
    #[serde(skip_serializing)]
    pub written: u8,
    #[serde(skip_deserializing)]
    pub read: u8,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Aliased {
    #[serde(alias = "old", alias = "older")]
    pub new: u8,
    #[serde(default, alias = "other")]
    pub plain: u8,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "type")]
pub struct Tagged {
    pub count: u8,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "type", rename = "a \"name\"")]
pub struct TaggedByAnotherName {
    pub count: u8,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(deny_unknown_fields)]
pub struct Strict {
    pub count: u8,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Raw {
    pub r#type: String,
    pub r#fn: u8,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct OddKeys {
    #[serde(rename = "with-dash")]
    pub dash: u8,
    #[serde(rename = "with \"quotes\" and \\")]
    pub quotes: u8,
    #[serde(rename = "")]
    pub empty: u8,
    #[serde(rename = "1st")]
    pub digit: u8,
    #[serde(rename = "größe")]
    pub unicode: u8,
    #[serde(rename = "line\u{2028}break\n")]
    pub line: u8,
    #[serde(rename = "[key: string]")]
    pub index: u8,
    #[serde(rename = "constructor")]
    pub constructor: u8,
    #[serde(rename = "*/")]
    pub comment: u8,
}

/// Ends */ here.
/// `code` @deprecated? no
#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Documented {
    /// A field */ with an end.
    pub field: u8,
    /** Block
     * comment. */
    pub block: u8,
    #[deprecated(note = "use `field` */")]
    pub old: u8,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Nested {
    pub named: Named,
    pub list: Vec<Named>,
    pub option: Option<Option<Named>>,
    pub pair: (Named, Option<Pair>),
}

#[derive(Serialize, mizan::Type)]
pub struct Borrowed<'a> {
    pub text: &'a str,
    pub bytes: &'a [u8],
    pub cow: std::borrow::Cow<'a, str>,
    pub named: &'a Named,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Keyed {
    #[mizan(key)]
    pub slug: String,
    pub id: u8,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct TupleSkipped(pub u8, #[serde(skip)] pub u16, pub String);

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct TupleDefault(pub u8, #[serde(default)] pub String, #[serde(default)] pub Option<bool>);

#[derive(Default, Serialize, Deserialize, mizan::Type)]
#[serde(default)]
pub struct TupleAllDefault(pub u8, pub String);

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct NewtypeOption(pub Option<u8>);

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct NewtypeUnit(pub ());

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Everything {
    pub newtype: NewtypeOption,
    pub unit: (),
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Structs {
    pub named: Named,
    pub unit: Unit,
    pub empty: Empty,
    pub empty_tuple: EmptyTuple,
    pub newtype: Newtype,
    pub pair: Pair,
    pub transparent: Transparent,
    pub camel: Camel,
    pub kebab: Kebab,
    pub one_sided: OneSided,
    pub optional: Optional,
    pub defaulted: Defaulted,
    pub skipped: Skipped,
    pub aliased: Aliased,
    pub tagged: Tagged,
    pub tagged_by_another_name: TaggedByAnotherName,
    pub strict: Strict,
    pub raw: Raw,
    pub odd_keys: OddKeys,
    pub documented: Documented,
    pub nested: Nested,
    pub keyed: Keyed,
    pub tuple_skipped: TupleSkipped,
    pub tuple_default: TupleDefault,
    pub tuple_all_default: TupleAllDefault,
    pub newtype_option: NewtypeOption,
    pub newtype_unit: NewtypeUnit,
    pub everything: Everything,
}

#[mizan::client]
pub fn send_structs(table: Structs) -> Structs {
    table
}

#[derive(Serialize, mizan::Type)]
pub struct Written {
    pub borrowed: Borrowed<'static>,
    pub text: &'static str,
}

#[mizan::client]
pub fn written() -> Vec<Written> {
    Vec::new()
}
