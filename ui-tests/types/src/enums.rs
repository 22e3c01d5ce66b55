//! Enums: the four taggings, and what serde's attributes make of their variants.

use serde::{Deserialize, Serialize};

use crate::structs::{Empty, Named, NewtypeOption, Unit};

#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, mizan::Type)]
pub enum Planet {
    Mercury,
    Venus,
    #[serde(rename = "Terra")]
    Earth,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub enum Single {
    Only,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub enum External {
    Unit,
    EmptyTuple(),
    EmptyStruct {},
    Newtype(u8),
    NewtypeUnit(()),
    NewtypeOption(Option<u8>),
    Tuple(u8, String),
    Struct { a: u8, b: Option<String> },
    Inner(Named),
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "kind")]
pub enum Internal {
    Unit,
    Struct { a: u8 },
    EmptyStruct {},
    Newtype(Named),
    NewtypeEmpty(Empty),
    NewtypeUnit(Unit),
    NewtypeMap(std::collections::BTreeMap<String, u8>),
    NewtypeEnum(Inner),
    NewtypeExternal(ExternalInner),
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "inner", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Inner {
    FirstOne {
        some_field: u8,
    },
    #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
    SecondOne {
        other_field: u8,
    },
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub enum ExternalInner {
    A(u8),
    B { x: u8 },
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "t", content = "c")]
pub enum Adjacent {
    Unit,
    EmptyTuple(),
    EmptyStruct {},
    Newtype(u8),
    NewtypeOption(Option<u8>),
    Tuple(u8, String),
    Struct { a: u8 },
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(untagged)]
pub enum Untagged {
    Null,
    Number(u8),
    Text(String),
    Struct { a: u8 },
    Tuple(u8, String),
    Named(Named),
    List(Vec<u8>),
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub enum PartlyUntagged {
    Unit,
    Struct {
        a: u8,
    },
    #[serde(untagged)]
    Number(u8),
    #[serde(untagged)]
    Other {
        text: String,
    },
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "kind")]
pub enum InternalPartlyUntagged {
    Struct {
        a: u8,
    },
    #[serde(untagged)]
    Text(String),
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "t", content = "c")]
pub enum AdjacentPartlyUntagged {
    Struct {
        a: u8,
    },
    #[serde(untagged)]
    Text(String),
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "kind")]
pub enum InternalOther {
    Known {
        a: u8,
    },
    #[serde(other)]
    Unknown,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "t", content = "c")]
pub enum AdjacentOther {
    Known(u8),
    #[serde(other)]
    Unknown,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub enum ExternalOther {
    Known,
    #[serde(other)]
    Unknown,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub enum SkippedVariants {
    Here,
    #[serde(skip)]
    Never,
    #[serde(skip_serializing)]
    Written(u8),
    #[serde(skip_deserializing)]
    Read(u8),
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub enum AliasedVariants {
    #[serde(alias = "old", alias = "older")]
    New,
    #[serde(alias = "oldest")]
    Struct { a: u8 },
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "kind")]
pub enum AliasedInternal {
    #[serde(alias = "old")]
    New { a: u8 },
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(rename_all(serialize = "lowercase", deserialize = "UPPERCASE"))]
pub enum OneSidedVariants {
    First,
    Second(u8),
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub enum SkippedFields {
    Tuple(u8, #[serde(skip)] u8),
    Newtype(#[serde(skip)] u8),
    Struct {
        #[serde(skip)]
        a: u8,
        b: u8,
    },
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "the \"tag\"", content = "the content\n")]
pub enum OddTags {
    #[serde(rename = "a \"b\" \u{2028}")]
    Odd(u8),
    #[serde(rename = "")]
    Empty,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "kind")]
pub enum SameFields {
    Number {
        value: u8,
    },
    Text {
        value: String,
    },
    Maybe {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        value: Option<bool>,
    },
}

/// Every object of TypeScript has a `toString`.
#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(rename_all = "camelCase")]
pub enum InheritedVariants {
    ToString(u8),
    Constructor { a: u8 },
    Other(u8),
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub enum NoVariant {}

#[derive(Serialize, Deserialize, mizan::Type)]
#[repr(u8)]
pub enum Discriminants {
    One = 1,
    Two = 2,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(untagged)]
pub enum UntaggedOptions {
    Named { a: Option<u8> },
    Newtype(NewtypeOption),
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Enums {
    pub planet: Planet,
    pub single: Single,
    pub external: External,
    pub internal: Internal,
    pub inner: Inner,
    pub external_inner: ExternalInner,
    pub adjacent: Adjacent,
    pub untagged: Untagged,
    pub partly_untagged: PartlyUntagged,
    pub internal_partly_untagged: InternalPartlyUntagged,
    pub adjacent_partly_untagged: AdjacentPartlyUntagged,
    pub internal_other: InternalOther,
    pub adjacent_other: AdjacentOther,
    pub external_other: ExternalOther,
    pub skipped_variants: SkippedVariants,
    pub aliased_variants: AliasedVariants,
    pub aliased_internal: AliasedInternal,
    pub one_sided_variants: OneSidedVariants,
    pub skipped_fields: SkippedFields,
    pub odd_tags: OddTags,
    pub same_fields: SameFields,
    pub inherited_variants: InheritedVariants,
    pub no_variant: Option<NoVariant>,
    pub discriminants: Discriminants,
    pub untagged_options: UntaggedOptions,
}

#[mizan::client]
pub fn send_enums(table: Enums) -> Enums {
    table
}
