//! Generic and recursive types, and names that clash.

use std::marker::PhantomData;

use serde_json::json;
use type_corpus::enums::Planet;
use type_corpus::generics::*;
use type_corpus::structs::{Named, Optional};

use crate::case::Case;
use crate::cases;

fn ada() -> Named {
    Named { id: 1, name: "Ada".to_owned() }
}

fn page<T>(items: Vec<T>) -> Page<T> {
    Page { items, next: None }
}

fn optional() -> Optional {
    Optional {
        required: None,
        absent: None,
        defaulted: 0,
        both: None,
        list: Vec::new(),
        unless_seven: None,
    }
}

fn expression() -> Expression {
    let number = || Box::new(Expression::Number(1.5));
    Expression::Many(vec![Expression::Sum(number(), number()), Expression::Not { inner: number() }])
}

pub(crate) fn add(cases: &mut Vec<Case>) {
    add_generics(cases);
    add_recursive(cases);
    add_names(cases);
}

fn add_generics(cases: &mut Vec<Case>) {
    cases!(cases, Generics {
        page => .travels([page(vec![ada()]), Page { items: vec![], next: Some(page(vec![]).into()) }])
            .refuses(&[r#"{"items": [1]}"#, "{}"]),
        page_of_optional => .writes([page(vec![optional()])])
            .reads(&[r#"{"items": [{}]}"#])
            .never_writes(&[r#"{"items": [{}], "next": null}"#]),
        page_of_pages => .travels([page(vec![page(vec![1])])])
            .refuses(&[r#"{"items": [{"items": ["a"]}]}"#]),
        two => .travels([Two { a: 1, b: "b".into() }]).refuses(&[r#"{"a": 1, "b": 1}"#]),
        two_written => .travels([Two { a: 1, b: true }]).refuses(&[r#"{"a": 1, "b": ""}"#]),
        defaults => .travels([Defaults { a: vec![1], b: Some(vec![2]) }])
            .refuses(&[r#"{"a": 1, "b": null}"#]),
        defaults_half => .travels([Defaults { a: 1, b: None }])
            .refuses(&[r#"{"a": 1, "b": [1]}"#]),
        choice => .travels([Choice::Left(1), Choice::Right { value: Some("a".into()) }])
            .refuses(&[r#"{"Left": "a"}"#]),
        adjacent_choice => .writes([AdjacentChoice::One(vec![f64::NAN]), AdjacentChoice::None])
            .reads(&[r#"{"t": "One", "c": [1]}"#])
            .refuses(&[r#"{"t": "One", "c": [null]}"#]),
        wrapper => .travels([Wrapper(Wrapper(None)), Wrapper(Wrapper(Some(1)))]).refuses(&["[1]"]),
        bounded => .travels([Bounded { value: 1, marker: PhantomData }])
            .refuses(&[r#"{"value": "a", "marker": null}"#]),
        keyed_text => .travels([Keyed { map: [("a".to_owned(), 1)].into() }])
            .refuses(&[r#"{"map": {"a": ""}}"#]),
        keyed_planet => .travels([Keyed { map: [(Planet::Earth, 1)].into() }])
            .refuses(&[r#"{"map": {"Earth": 1}}"#]),
        keyed_number => .travels([Keyed { map: [(1, 1)].into() }])
            .refuses(&[r#"{"map": {"a": 1}}"#]),
    });
    cases!(cases, Counted {
        grid => .writes([Grid::<3> { size: [(); 3], name: 1 }]),
        cells => .writes([Cells { cells: [1, 2, 3, 4] }]).never_writes(&[r#"{"cells": ["a"]}"#]),
        hidden => .writes([Hidden { cells: [1, 2, 3] }]),
        cells_of_a_constant => .writes([Cells { cells: [[1, 2], [3, 4]] }])
            .never_writes(&[r#"{"cells": [[1]]}"#]),
    });
}

fn add_recursive(cases: &mut Vec<Case>) {
    let leaf = || Tree { value: 2, children: vec![] };
    cases!(cases, Generics {
        tree => .travels([Tree { value: 1, children: vec![leaf(), leaf()] }])
            .refuses(&[r#"{"value": 1, "children": [{"value": 1}]}"#]),
        chain => .travels([Chain { next: Some(Box::new(Chain { next: None })) }])
            .refuses(&[r#"{"next": {"next": 1}}"#]),
        ping => .travels([Ping { pong: Some(Pong { pings: vec![Ping { pong: None }] }.into()) }])
            .refuses(&[r#"{"pong": {}}"#]),
        expression => .writes([expression()])
            .reads(&[r#"{"Many": [{"Sum": [{"Number": 1}, {"Not": {"inner": {"Number": 2}}}]}]}"#])
            .refuses(&[r#"{"Sum": [{"Number": 1}]}"#]),
        nested => .travels([Nested::List(vec![
            Nested::Leaf(1),
            Nested::Map([("a".to_owned(), Nested::List(vec![]))].into()),
        ])])
        .refuses(&["[\"a\"]", "null"]),
        forest => .travels([Forest(vec![Forest(vec![]), Forest(vec![])])]).refuses(&["[1]"]),
    });
}

fn add_names(cases: &mut Vec<Case>) {
    let text = || shadows::String { text: "a".into() };
    cases!(cases, Shadows {
        string => .travels([text()]).refuses(&["\"a\""]),
        option => .travels([shadows::Option { some: text() }]).refuses(&["null"]),
        array => .travels([shadows::Array(vec![1])]).refuses(&["{}"]),
        record => .travels([shadows::Record { map: [("a".into(), 1)].into() }]),
        promise => .travels([shadows::Promise { a: 1 }]),
        keys => .travels([[(shadows::Key::Major, 1)].into()]).refuses(&[r#"{"Other": 1}"#]),
        tuned => .travels([shadows::Tuned { notes: [(shadows::Key::Minor, "a".into())].into() }])
            .refuses(&[r#"{"notes": {"Minor": 1}}"#]),
        key => .travels([shadows::key { a: 1 }]).refuses(&["1"]),
        keys_of_keys => .travels([[(shadows::Key::Major, shadows::key { a: 1 })].into()])
            .refuses(&[r#"{"Major": 1}"#]),
        date => .travels([shadows::Date { year: 2000 }]).refuses(&["\"2000\""]),
        error => .travels([shadows::Error { code: 1 }]),
        json => .travels([shadows::Json { own: 1 }]).refuses(&["null"]),
        real_json => .travels([json!([null, {"a": 1}])]),
        partial => .travels([shadows::Partial { a: 1 }]).refuses(&["{}"]),
        property_key => .travels([shadows::PropertyKey { a: 1 }]).refuses(&["\"a\""]),
        number => .travels([shadows::number { a: 1 }]).refuses(&["1"]),
        class => .travels([shadows::class { a: 1 }]).refuses(&["1"]),
        drafts => .travels([shadows::Drafts { a: 1 }]).refuses(&["{}"]),
        view => .travels([shadows::View { a: 1 }]).refuses(&["{}"]),
        named => .travels([shadows::Named { other: 1 }]).refuses(&[r#"{"id": 1, "name": ""}"#]),
        named_input => .travels([shadows::NamedInput { other: 1 }]).refuses(&["{}"]),
        optional_input => .travels([shadows::OptionalInput { other: 1 }]).refuses(&["{}"]),
        optional => .writes([optional()]).reads(&["{}"]),
        third => .travels([again::shadows::Named { third: 1 }]).refuses(&[r#"{"other": 1}"#]),
        holder => .travels([shadows::Holder { item: 1, named: ada() }])
            .refuses(&[r#"{"item": 1, "named": 1}"#]),
        real_string => .travels(["a".to_owned()]).refuses(&[r#"{"text": "a"}"#]),
    });
}
