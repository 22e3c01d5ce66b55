//! Flattened fields.

use type_corpus::enums::{Adjacent, External, InternalOther, Planet, SameFields};
use type_corpus::flat::*;
use type_corpus::structs::{Empty, Named, Unit};

use crate::case::Case;
use crate::cases;

fn ada() -> Named {
    Named { id: 1, name: "Ada".to_owned() }
}

fn flags() -> Flags {
    Flags { on: true, level: None }
}

fn flat_struct() -> FlatStruct {
    FlatStruct { own: 1, named: ada() }
}

fn external(choice: External) -> FlatExternal {
    FlatExternal { own: 1, choice }
}

fn adjacent(choice: Adjacent) -> FlatAdjacent {
    FlatAdjacent { own: 1, choice }
}

fn flat_map() -> FlatMap {
    FlatMap { own: 1, rest: [("a".to_owned(), "b".to_owned())].into() }
}

pub(crate) fn add(cases: &mut Vec<Case>) {
    add_structs(cases);
    add_maps(cases);
    add_enums(cases);
    add_empty(cases);
}

fn add_empty(cases: &mut Vec<Case>) {
    let choices =
        || [MaybeEmpty::Full { full: 1 }, MaybeEmpty::Newtype(Full { other: 1 }), empty()];
    let there = ThereAndMap { there: true, rest: [("a".to_owned(), true)].into() };
    cases!(cases, Flat {
        flat_optional_map => .travels([
            FlatOptionalMap { own: 1, open: None },
            FlatOptionalMap { own: 1, open: Some(there) },
        ])
        .refuses(&["{}"]),
        flat_only_tag => .writes([FlatOnlyTag { own: 1, tag: OnlyTag {} }])
            .never_writes(&[r#"{"own": 1}"#])
            .reads(&[r#"{"own": 1}"#])
            .refuses(&["{}"]),
        flat_maybe_empty => .travels(choices().map(|choice| FlatMaybeEmpty { own: 1, choice }))
            .refuses(&["{}", r#"{"full": 1}"#]),
        flat_only_maybe_empty => .travels(choices().map(|choice| FlatOnlyMaybeEmpty {
            own: 1,
            choice: OnlyMaybeEmpty { choice },
        }))
        .refuses(&["{}"]),
    });
    cases!(cases, FlatWritten {
        flat_maybe_unit => .writes([
            FlatMaybeUnit { own: 1, choice: MaybeUnit::Full { full: 1 } },
            FlatMaybeUnit { own: 1, choice: MaybeUnit::Unit },
        ])
        .never_writes(&["{}"]),
    });
}

fn empty() -> MaybeEmpty {
    MaybeEmpty::Empty(Empty {})
}

fn add_structs(cases: &mut Vec<Case>) {
    cases!(cases, Flat {
        flat_struct => .travels([flat_struct()])
            .refuses(&[r#"{"own": 1}"#, r#"{"own": 1, "named": {"id": 1, "name": ""}}"#]),
        flat_only => .travels([FlatOnly { named: ada() }]).refuses(&["{}"]),
        flat_two => .travels([FlatTwo { flags: flags(), named: Box::new(ada()) }])
            .reads(&[r#"{"on": true, "id": 1, "name": ""}"#])
            .refuses(&[r#"{"on": true}"#]),
        flat_nested => .travels([FlatNested { top: 1, inner: flat_struct() }])
            .refuses(&[r#"{"top": 1, "own": 1}"#]),
        flat_option => .travels([
            FlatOption { own: 1, flags: None },
            FlatOption { own: 1, flags: Some(flags()) },
        ])
        .never_writes(&[r#"{"own": 1, "on": true}"#, r#"{"own": 1, "on": null, "level": 1}"#])
        .refuses(&["{}"]),
        flat_newtype => .travels([FlatNewtype { own: 1, named: Wrapped(ada()) }])
            .refuses(&[r#"{"own": 1}"#]),
        flat_generic => .travels([FlatGeneric { own: 1, inner: ada() }])
            .refuses(&[r#"{"own": 1}"#]),
        flat_generic_enum => .travels([FlatGeneric { own: 1, inner: SameFields::Number { value: 1 } }])
            .refuses(&[r#"{"own": 1}"#]),
        flat_nothing => .travels([FlatNothing { own: 1, unit: Unit, empty: Empty {} }]),
    });
}

fn add_maps(cases: &mut Vec<Case>) {
    cases!(cases, Flat {
        flat_map => .travels([FlatMap { own: 1, rest: [].into() }, flat_map()])
            .refuses(&["{}", r#"{"own": "a"}"#, r#"{"own": 1, "a": true}"#]),
        flat_map_only => .travels([
            FlatMapOnly { rest: [].into() },
            FlatMapOnly { rest: [("a".to_owned(), vec![1])].into() },
        ])
        .refuses(&[r#"{"a": 1}"#]),
        flat_json => .travels([
            FlatJson { own: None, rest: serde_json::Map::new() },
            FlatJson {
                own: Some(1),
                rest: [("a".to_owned(), serde_json::json!({"b": [1, null]}))].into_iter().collect(),
            },
        ])
        .reads(&["{}", r#"{"a": 1}"#])
        .refuses(&[r#"{"own": "a"}"#]),
        flat_struct_and_map => .travels([FlatStructAndMap {
            own: 1,
            named: ada(),
            rest: [("a".to_owned(), true)].into(),
        }])
        .refuses(&[r#"{"own": 1, "a": true}"#, r#"{"own": 1, "id": 1, "name": "", "a": []}"#]),
        flat_map_nested => .travels([FlatMapNested { top: true, inner: flat_map() }])
            .refuses(&[r#"{"top": true}"#]),
        flat_enum_map => .travels([
            FlatEnumMap { own: 1, counts: [].into() },
            FlatEnumMap { own: 1, counts: [(Planet::Earth, 1)].into() },
        ])
        .refuses(&[r#"{"own": 1, "Earth": 1}"#]),
    });
}

fn add_enums(cases: &mut Vec<Case>) {
    cases!(cases, Flat {
        flat_external => .travels([
            external(External::Unit),
            external(External::Newtype(1)),
            external(External::Tuple(1, "a".into())),
            external(External::Struct { a: 1, b: None }),
        ])
        .refuses(&[r#"{"own": 1}"#]),
        flat_internal => .travels([FlatInternal { own: 1, choice: SameFields::Maybe { value: None } }])
            .refuses(&[r#"{"own": 1}"#, r#"{"own": 1, "kind": "Number", "value": "a"}"#]),
        flat_adjacent => .travels([adjacent(Adjacent::Unit), adjacent(Adjacent::Newtype(1))])
            .refuses(&[r#"{"own": 1}"#]),
        flat_untagged => .travels([
            FlatUntagged { own: 1, choice: Either::A { a: 1 } },
            FlatUntagged { own: 1, choice: Either::B { b: "b".into() } },
        ])
        .refuses(&[r#"{"own": 1}"#]),
        flat_optional_enum => .travels([
            FlatOptionalEnum { own: 1, choice: None },
            FlatOptionalEnum { own: 1, choice: Some(InternalOther::Known { a: 1 }) },
        ])
        .refuses(&["{}"]),
        flat_optional_external => .travels([
            FlatOptionalExternal { own: 1, choice: None },
            FlatOptionalExternal { own: 1, choice: Some(External::Unit) },
            FlatOptionalExternal { own: 1, choice: Some(External::Newtype(1)) },
        ])
        .refuses(&["{}"]),
        flat_variants => .travels([
            FlatVariants::One { own: 1, named: ada() },
            FlatVariants::Two { rest: [("a".to_owned(), 1)].into() },
        ])
        .refuses(&[r#"{"One": {"own": 1}}"#]),
        flat_internal_variants => .travels([
            FlatInternalVariants::One { named: ada() },
            FlatInternalVariants::Two { own: 1, rest: [("a".to_owned(), 1)].into() },
        ])
        .refuses(&[r#"{"kind": "One"}"#, r#"{"kind": "Two", "own": 1, "a": []}"#]),
    });
}
