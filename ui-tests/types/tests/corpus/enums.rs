//! Enums of every form.

use type_corpus::enums::*;
use type_corpus::structs::{Empty, Named, NewtypeOption, Unit};

use crate::case::Case;
use crate::cases;

fn ada() -> Named {
    Named { id: 1, name: "Ada".to_owned() }
}

fn external() -> [External; 11] {
    [
        External::Unit,
        External::EmptyTuple(),
        External::EmptyStruct {},
        External::Newtype(1),
        External::NewtypeUnit(()),
        External::NewtypeOption(None),
        External::NewtypeOption(Some(1)),
        External::Tuple(1, "a".into()),
        External::Struct { a: 1, b: None },
        External::Struct { a: 1, b: Some("b".into()) },
        External::Inner(ada()),
    ]
}

fn internal() -> [Internal; 10] {
    [
        Internal::Unit,
        Internal::Struct { a: 1 },
        Internal::EmptyStruct {},
        Internal::Newtype(ada()),
        Internal::NewtypeEmpty(Empty {}),
        Internal::NewtypeUnit(Unit),
        Internal::NewtypeMap([("x".to_owned(), 1)].into()),
        Internal::NewtypeEnum(Inner::FirstOne { some_field: 1 }),
        Internal::NewtypeExternal(ExternalInner::A(1)),
        Internal::NewtypeExternal(ExternalInner::B { x: 1 }),
    ]
}

pub(crate) fn add(cases: &mut Vec<Case>) {
    add_taggings(cases);
    add_attributes(cases);
}

fn add_taggings(cases: &mut Vec<Case>) {
    cases!(cases, Enums {
        planet => .travels([Planet::Mercury, Planet::Venus, Planet::Earth])
            .refuses(&["\"Earth\"", "\"\"", "0", "null"]),
        single => .travels([Single::Only]).refuses(&["\"only\"", "null"]),
        external => .travels(external())
            .refuses(&[
                "{}", "\"Newtype\"", r#"{"Newtype": null}"#, r#"{"Newtype": 1, "Tuple": [1, ""]}"#,
                r#"{"Tuple": [1]}"#, r#"{"Struct": {}}"#, r#"{"Other": 1}"#, "\"Other\"",
            ]),
        internal => .travels(internal())
            .refuses(&["{}", "\"Unit\"", r#"{"kind": "Struct"}"#, r#"{"kind": "Other"}"#, r#"{"kind": "Newtype", "id": 1}"#]),
        inner => .travels([Inner::FirstOne { some_field: 1 }, Inner::SecondOne { other_field: 2 }])
            .refuses(&[r#"{"inner": "first_one", "some_field": 1}"#, r#"{"inner": "FirstOne", "someField": 1}"#]),
        external_inner => .travels([ExternalInner::A(1), ExternalInner::B { x: 2 }]),
        adjacent => .travels([
            Adjacent::Unit,
            Adjacent::EmptyTuple(),
            Adjacent::EmptyStruct {},
            Adjacent::Newtype(1),
            Adjacent::NewtypeOption(None),
            Adjacent::NewtypeOption(Some(1)),
            Adjacent::Tuple(1, "a".into()),
            Adjacent::Struct { a: 1 },
        ])
        .reads(&[r#"{"c": 1, "t": "Newtype"}"#, r#"{"t": "NewtypeOption"}"#])
        .refuses(&["{}", r#"{"t": "Newtype"}"#, r#"{"t": "Newtype", "c": null}"#, r#"{"t": "Other"}"#, r#"{"c": 1}"#]),
        untagged => .travels([
            Untagged::Null,
            Untagged::Number(1),
            Untagged::Text("a".into()),
            Untagged::Struct { a: 1 },
            Untagged::Tuple(1, "a".into()),
            Untagged::Named(ada()),
            Untagged::List(vec![1, 2, 3]),
        ])
        .refuses(&["true", "{}", "[\"a\"]"]),
        partly_untagged => .travels([
            PartlyUntagged::Unit,
            PartlyUntagged::Struct { a: 1 },
            PartlyUntagged::Number(1),
            PartlyUntagged::Other { text: "a".into() },
        ])
        .refuses(&["\"Struct\"", r#"{"Struct": {}}"#, "null", "{}"]),
        internal_partly_untagged => .travels([
            InternalPartlyUntagged::Struct { a: 1 },
            InternalPartlyUntagged::Text("a".into()),
        ])
        .refuses(&["1", r#"{"a": 1}"#]),
        adjacent_partly_untagged => .travels([
            AdjacentPartlyUntagged::Struct { a: 1 },
            AdjacentPartlyUntagged::Text("a".into()),
        ])
        .refuses(&["1", r#"{"a": 1}"#]),
    });
}

fn add_attributes(cases: &mut Vec<Case>) {
    cases!(cases, Enums {
        internal_other => .travels([InternalOther::Known { a: 1 }, InternalOther::Unknown])
            .never_writes(&[r#"{"kind": "else"}"#])
            .reads(&[r#"{"kind": "else"}"#])
            .refuses(&["{}", r#"{"kind": null}"#]),
        adjacent_other => .travels([AdjacentOther::Known(1), AdjacentOther::Unknown])
            .reads(&[r#"{"t": "else"}"#])
            .refuses(&["{}"]),
        external_other => .travels([ExternalOther::Known, ExternalOther::Unknown])
            .never_writes(&["\"else\""])
            .reads(&["\"else\""])
            .refuses(&["1"]),
        skipped_variants => .writes([SkippedVariants::Here, SkippedVariants::Read(1)])
            .never_writes(&[r#"{"Written": 1}"#, "\"Never\""])
            .reads(&["\"Here\"", r#"{"Written": 1}"#])
            .refuses(&[r#"{"Read": 1}"#, "\"Never\""]),
        aliased_variants => .travels([AliasedVariants::New, AliasedVariants::Struct { a: 1 }])
            .never_writes(&["\"old\""])
            .reads(&["\"old\"", "\"older\"", r#"{"oldest": {"a": 1}}"#])
            .refuses(&["\"oldest\"", r#"{"oldest": {"a": 1}, "Struct": {"a": 1}}"#]),
        aliased_internal => .travels([AliasedInternal::New { a: 1 }])
            .reads(&[r#"{"kind": "old", "a": 1}"#])
            .refuses(&[r#"{"kind": "other", "a": 1}"#]),
        one_sided_variants => .writes([OneSidedVariants::First, OneSidedVariants::Second(1)])
            .reads(&["\"FIRST\"", r#"{"SECOND": 1}"#])
            .refuses(&["\"first\"", r#"{"second": 1}"#]),
        skipped_fields => .travels([
            SkippedFields::Tuple(1, 0),
            SkippedFields::Newtype(0),
            SkippedFields::Struct { a: 0, b: 1 },
        ])
        .refuses(&[r#"{"Tuple": [1, 2]}"#, r#"{"Struct": {"a": 1}}"#]),
        odd_tags => .travels([OddTags::Odd(1), OddTags::Empty]),
        same_fields => .travels([
            SameFields::Number { value: 1 },
            SameFields::Text { value: "a".into() },
            SameFields::Maybe { value: None },
            SameFields::Maybe { value: Some(true) },
        ])
        .refuses(&[r#"{"kind": "Number", "value": "a"}"#, r#"{"kind": "Text", "value": 1}"#]),
        inherited_variants => .travels([
            InheritedVariants::ToString(1),
            InheritedVariants::Constructor { a: 1 },
            InheritedVariants::Other(1),
        ])
        .refuses(&[r#"{"toString": true}"#, r#"{"other": true}"#]),
        no_variant => .travels([None::<NoVariant>]).refuses(&["{}", "\"a\"", "0"]),
        discriminants => .travels([Discriminants::One, Discriminants::Two]).refuses(&["1", "2"]),
        untagged_options => .travels([
            UntaggedOptions::Named { a: None },
            UntaggedOptions::Named { a: Some(1) },
            UntaggedOptions::Newtype(NewtypeOption(Some(1))),
        ])
        .reads(&["null", "{}"])
        .refuses(&["\"a\"", "true"]),
    });
}
