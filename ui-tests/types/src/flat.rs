//! Fields whose own fields stand in the object around them.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use crate::enums::{Adjacent, External, InternalOther, Planet, SameFields};
use crate::structs::{Empty, Named, Unit};

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct FlatStruct {
    pub own: u8,
    #[serde(flatten)]
    pub named: Named,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct FlatOnly {
    #[serde(flatten)]
    pub named: Named,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Flags {
    pub on: bool,
    pub level: Option<u8>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct FlatTwo {
    #[serde(flatten)]
    pub flags: Flags,
    #[serde(flatten)]
    pub named: Box<Named>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct FlatNested {
    pub top: u8,
    #[serde(flatten)]
    pub inner: FlatStruct,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct FlatOption {
    pub own: u8,
    #[serde(flatten)]
    pub flags: Option<Flags>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct FlatMap {
    pub own: u8,
    #[serde(flatten)]
    pub rest: HashMap<String, String>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct FlatMapOnly {
    #[serde(flatten)]
    pub rest: BTreeMap<String, Vec<u8>>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct FlatJson {
    pub own: Option<u8>,
    #[serde(flatten)]
    pub rest: serde_json::Map<String, serde_json::Value>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct FlatStructAndMap {
    pub own: u8,
    #[serde(flatten)]
    pub named: Named,
    #[serde(flatten)]
    pub rest: BTreeMap<String, bool>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct FlatMapNested {
    pub top: bool,
    #[serde(flatten)]
    pub inner: FlatMap,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct FlatEnumMap {
    pub own: u8,
    #[serde(flatten)]
    pub counts: BTreeMap<Planet, u8>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct FlatExternal {
    pub own: u8,
    #[serde(flatten)]
    pub choice: External,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct FlatInternal {
    pub own: u8,
    #[serde(flatten)]
    pub choice: SameFields,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct FlatAdjacent {
    pub own: u8,
    #[serde(flatten)]
    pub choice: Adjacent,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(untagged)]
pub enum Either {
    A { a: u8 },
    B { b: String },
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct FlatUntagged {
    pub own: u8,
    #[serde(flatten)]
    pub choice: Either,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct FlatOptionalEnum {
    pub own: u8,
    #[serde(flatten)]
    pub choice: Option<InternalOther>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct FlatOptionalExternal {
    pub own: u8,
    #[serde(flatten)]
    pub choice: Option<External>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Wrapped(pub Named);

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct FlatNewtype {
    pub own: u8,
    #[serde(flatten)]
    pub named: Wrapped,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct FlatGeneric<T> {
    pub own: u8,
    #[serde(flatten)]
    pub inner: T,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct FlatNothing {
    pub own: u8,
    #[serde(flatten)]
    pub unit: Unit,
    #[serde(flatten)]
    pub empty: Empty,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub enum FlatVariants {
    One {
        own: u8,
        #[serde(flatten)]
        named: Named,
    },
    Two {
        #[serde(flatten)]
        rest: BTreeMap<String, u8>,
    },
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "kind")]
pub enum FlatInternalVariants {
    One {
        #[serde(flatten)]
        named: Named,
    },
    Two {
        own: u8,
        #[serde(flatten)]
        rest: BTreeMap<String, u8>,
    },
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct FlatOptionalMap {
    pub own: u8,
    #[serde(flatten)]
    pub open: Option<ThereAndMap>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct ThereAndMap {
    pub there: bool,
    #[serde(flatten)]
    pub rest: BTreeMap<String, bool>,
}

/// Nothing of it is read.
#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "type")]
pub struct OnlyTag {}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct FlatOnlyTag {
    pub own: u8,
    #[serde(flatten)]
    pub tag: OnlyTag,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(untagged)]
pub enum MaybeEmpty {
    Full { full: u8 },
    Newtype(Full),
    Empty(Empty),
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Full {
    pub other: u8,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct FlatMaybeEmpty {
    pub own: u8,
    #[serde(flatten)]
    pub choice: MaybeEmpty,
}

/// Alone in a struct, which stands beside others.
#[derive(Serialize, Deserialize, mizan::Type)]
pub struct OnlyMaybeEmpty {
    #[serde(flatten)]
    pub choice: MaybeEmpty,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct FlatOnlyMaybeEmpty {
    pub own: u8,
    #[serde(flatten)]
    pub choice: OnlyMaybeEmpty,
}

#[derive(Serialize, mizan::Type)]
#[serde(untagged)]
pub enum MaybeUnit {
    Full { full: u8 },
    Unit,
}

#[derive(Serialize, mizan::Type)]
pub struct FlatMaybeUnit {
    pub own: u8,
    #[serde(flatten)]
    pub choice: MaybeUnit,
}

#[derive(Serialize, mizan::Type)]
pub struct FlatWritten {
    pub flat_maybe_unit: FlatMaybeUnit,
}

#[mizan::client]
pub fn flat_written() -> Vec<FlatWritten> {
    Vec::new()
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Flat {
    pub flat_struct: FlatStruct,
    pub flat_only: FlatOnly,
    pub flat_two: FlatTwo,
    pub flat_nested: FlatNested,
    pub flat_option: FlatOption,
    pub flat_map: FlatMap,
    pub flat_map_only: FlatMapOnly,
    pub flat_json: FlatJson,
    pub flat_struct_and_map: FlatStructAndMap,
    pub flat_map_nested: FlatMapNested,
    pub flat_enum_map: FlatEnumMap,
    pub flat_external: FlatExternal,
    pub flat_internal: FlatInternal,
    pub flat_adjacent: FlatAdjacent,
    pub flat_untagged: FlatUntagged,
    pub flat_optional_enum: FlatOptionalEnum,
    pub flat_optional_external: FlatOptionalExternal,
    pub flat_newtype: FlatNewtype,
    pub flat_generic: FlatGeneric<Named>,
    pub flat_generic_enum: FlatGeneric<SameFields>,
    pub flat_nothing: FlatNothing,
    pub flat_variants: FlatVariants,
    pub flat_internal_variants: FlatInternalVariants,
    pub flat_optional_map: FlatOptionalMap,
    pub flat_only_tag: FlatOnlyTag,
    pub flat_maybe_empty: FlatMaybeEmpty,
    pub flat_only_maybe_empty: FlatOnlyMaybeEmpty,
}

#[mizan::client]
pub fn send_flat(table: Flat) -> Flat {
    table
}
