//! Types of the standard library, maps, numbers.

use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ffi::{CString, OsString};
use std::marker::PhantomData;
use std::num::{NonZeroI64, NonZeroU8, Saturating, Wrapping};
use std::ops::Bound;
use std::rc::{Rc, Weak};
use std::sync::atomic::{AtomicBool, AtomicU32};
use std::sync::{Arc, Mutex, RwLock};
use std::time::{Duration, SystemTime};

use serde_json::json;
use type_corpus::enums::Planet;
use type_corpus::standard::*;
use type_corpus::structs::Named;

use crate::case::Case;
use crate::cases;

fn ada() -> Named {
    Named { id: 1, name: "Ada".to_owned() }
}

fn leaked_weak() -> Weak<Named> {
    let named = Rc::new(ada());
    let weak = Rc::downgrade(&named);
    std::mem::forget(named);
    weak
}

/// The largest integer that a number of JavaScript holds.
const LARGEST: i64 = (1 << 53) - 1;

pub(crate) fn add(cases: &mut Vec<Case>) {
    add_values(cases);
    add_containers(cases);
    add_library(cases);
    add_numbers(cases);
    add_maps(cases);
}

fn add_values(cases: &mut Vec<Case>) {
    cases!(cases, Standard {
        bool => .travels([true, false]).refuses(&["0", "\"true\"", "null"]),
        char => .travels(['a', '\u{2028}', '𝄞']).refuses(&["1"]),
        string => .travels([String::new(), "a\"\\\u{0}".to_owned()]).refuses(&["1", "null"]),
        unit => .travels([()]).refuses(&["{}", "[]"]),
        phantom => .travels([PhantomData]).refuses(&["{}"]),
        tuple => .travels([(1, "a".to_owned())]).refuses(&["[]", "[1]", "[1, \"\", 1]", "{}"]),
        single => .travels([(1,)]).refuses(&["1", "[]"]),
        long => .travels([(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)])
            .refuses(&["[1, 2]"]),
        array => .travels([[1, 2, 3]]).refuses(&["[1, 2]", "[1, 2, 3, 4]"]),
        empty_array => .travels([[]]).refuses(&["[1]"]),
        counted_array => .travels([[1, 2, 3]]).refuses(&["[\"a\"]", "[1, 2]"]),
        computed_array => .travels([[1, 2]]).refuses(&["[1]", "[1, 2, 3]"]),
        braced_array => .travels([vec![[1, 2, 3, 4]]]).refuses(&["[[1]]"]),
        unknown_array => .travels([[1, 2, 3, 4]]).refuses(&["[\"a\"]"]),
        big_keys => .travels([[(i128::MIN, 1), (5, 2)].into()]).refuses(&[r#"{"a": 1}"#]),
        huge_keys => .travels([[(u128::MAX, [(-1, 2)].into())].into()]).refuses(&[r#"{"1": {"a": 1}}"#]),
        array_of_tuples => .travels([[(1, true), (2, false)]]).refuses(&["[[1, true]]"]),
        json => .travels([json!(null), json!({"a": [1, {"b": null}]}), json!("a"), json!(1.5)]),
        option => .travels([None, Some(1)]).refuses(&["\"a\""]),
        option_option => .travels([None, Some(Some(1))]).refuses(&["[]"]),
        boxed_option => .travels([Box::new(None), Box::new(Some(1))]).refuses(&["[]"]),
        option_list => .travels([None, Some(vec![]), Some(vec![None, Some(1)])])
            .refuses(&["[\"a\"]"]),
    });
}

fn add_containers(cases: &mut Vec<Case>) {
    cases!(cases, Standard {
        slice => .travels([vec![1, 2].into(), vec![].into()]).refuses(&["[\"a\"]"]),
        boxed_text => .travels(["a".into()]).refuses(&["1"]),
        shared => .travels([Arc::new(ada())]).refuses(&["null"]),
        counted => .travels([Rc::from("a")]).refuses(&["1"]),
        weak => .writes([Weak::new(), leaked_weak()]).reads(&["null"]).refuses(&["1"]),
        list => .travels([vec![], vec!["a".to_owned()]]).refuses(&["[1]", "{}", "null"]),
        bytes => .travels([vec![0, 255]]).refuses(&["\"a\""]),
        set => .travels([[1, 2].into()]).refuses(&["{}"]),
        sorted_set => .travels([["a".to_owned()].into()]).refuses(&["[1]"]),
        deque => .travels([[1].into()]).refuses(&["{}"]),
        linked => .travels([[1].into()]).refuses(&["{}"]),
        heap => .travels([[1].into()]).refuses(&["{}"]),
        alias => .travels([vec![None, Some(1)]]).refuses(&["[\"a\"]"]),
        cell => .travels([Cell::new(1)]).refuses(&["null"]),
        ref_cell => .travels([RefCell::new(ada())]).refuses(&["null"]),
        mutex => .travels([Mutex::new(1)]).refuses(&["null"]),
        lock => .travels([RwLock::new(1)]).refuses(&["null"]),
        reverse => .travels([Reverse(1)]).refuses(&["[1]"]),
        wrapping => .travels([Wrapping(1)]).refuses(&["[1]"]),
        saturating => .travels([Saturating(1)]).refuses(&["[1]"]),
        atomic => .travels([AtomicU32::new(1)]).refuses(&["null"]),
        atomic_bool => .travels([AtomicBool::new(true)]).refuses(&["1"]),
        nonzero => .travels([NonZeroU8::MAX]).refuses(&["\"1\""]),
        nonzero_wide => .travels([NonZeroI64::new(LARGEST).unwrap()]).refuses(&["\"1\""]),
    });
}

fn add_library(cases: &mut Vec<Case>) {
    cases!(cases, Standard {
        duration => .travels([Duration::from_millis(1500)]).refuses(&["1", r#"{"secs": 1}"#]),
        system_time => .travels([SystemTime::UNIX_EPOCH + Duration::from_nanos(5)])
            .refuses(&["1", r#"{"secs": 1, "nanos": 1}"#]),
        path => .travels(["/a/b".into()]).refuses(&["[]"]),
        os_string => .travels([OsString::from("a")]).refuses(&["\"a\"", "{}"]),
        c_string => .travels([CString::new("a").unwrap()]).refuses(&["[\"a\"]"]),
        ip => .travels(["::1".parse().unwrap()]).refuses(&["[0]"]),
        ipv4 => .travels(["127.0.0.1".parse().unwrap()]).refuses(&["1"]),
        ipv6 => .travels(["::1".parse().unwrap()]).refuses(&["1"]),
        socket => .travels(["127.0.0.1:80".parse().unwrap()]).refuses(&["1"]),
        range => .travels(std::iter::once(1..2)).refuses(&["[1]", r#"{"start": 1}"#]),
        range_inclusive => .travels([1..=2]).refuses(&["[1]", r#"{"end": 1}"#]),
        range_from => .travels([1..]).refuses(&["{}"]),
        range_to => .travels([..1]).refuses(&["{}"]),
        bound => .travels([Bound::Unbounded, Bound::Included(1), Bound::Excluded(2)])
            .refuses(&["\"Included\"", r#"{"Included": null}"#]),
    });
}

fn add_numbers(cases: &mut Vec<Case>) {
    cases!(cases, Numbers {
        i8 => .travels([i8::MIN, i8::MAX]).refuses(&["\"1\"", "null"]),
        i16 => .travels([i16::MIN, i16::MAX]).refuses(&["\"1\""]),
        i32 => .travels([i32::MIN, i32::MAX]).refuses(&["\"1\""]),
        i64 => .travels([-LARGEST, LARGEST]).refuses(&["\"1\""]),
        isize => .travels([0, -1]).refuses(&["\"1\""]),
        u8 => .travels([u8::MIN, u8::MAX]).refuses(&["\"1\""]),
        u16 => .travels([u16::MIN, u16::MAX]).refuses(&["\"1\""]),
        u32 => .travels([u32::MIN, u32::MAX]).refuses(&["\"1\""]),
        u64 => .travels([0, LARGEST as u64]).refuses(&["\"1\""]),
        usize => .travels([0, 1]).refuses(&["\"1\""]),
        f32 => .travels([0.0, -0.0, f32::MIN, f32::MIN_POSITIVE])
            .writes([f32::NAN, f32::INFINITY])
            .refuses(&["null", "\"1\""]),
        f64 => .travels([0.0, -0.0, f64::MAX, f64::EPSILON])
            .writes([f64::NAN, f64::NEG_INFINITY])
            .reads(&["1", "1e300"])
            .refuses(&["null", "\"NaN\""]),
        floats => .writes([vec![1.0, f64::NAN]]).reads(&["[1.5]"]).refuses(&["[null]"]),
        maybe_float => .travels([None, Some(1.5)]).writes([Some(f64::NAN)]).refuses(&["\"a\""]),
        array_of_floats => .writes([[1.0, f32::NAN]]).reads(&["[1, 2]"]).refuses(&["[1, null]"]),
    });
}

fn add_maps(cases: &mut Vec<Case>) {
    let planets = [(Planet::Earth, 1), (Planet::Venus, 2)];
    let nested = || BTreeMap::from([(1, vec![ada()])]);
    cases!(cases, Maps {
        text => .travels([[].into(), [("a".to_owned(), 1)].into()]).refuses(&[r#"{"a": "b"}"#, "[]"]),
        char => .travels([[('a', 1), ('\u{2028}', 2)].into()]).refuses(&[r#"{"a": "b"}"#]),
        small => .travels([[(0, 1), (255, 2)].into()]).refuses(&[r#"{"a": 1}"#]),
        negative => .travels([[(i32::MIN, 1), (i32::MAX, 2)].into()]).refuses(&[r#"{"a": 1}"#]),
        wide => .travels([[(0, 1), (u64::MAX, 2)].into()]).refuses(&[r#"{"a": 1}"#]),
        wide_negative => .travels([[(i64::MIN, 1), (i64::MAX, 2)].into()])
            .refuses(&[r#"{"a": 1}"#]),
        bool => .travels([[].into(), [(true, 1), (false, 2)].into()]).refuses(&[r#"{"yes": 1}"#]),
        planet => .travels([[].into(), planets.into()]).refuses(&[r#"{"Earth": 1}"#]),
        text_id => .travels([[(TextId("a".into()), 1)].into()]).refuses(&[r#"{"a": null}"#]),
        number_id => .travels([[(NumberId(1), 1)].into()]).refuses(&[r#"{"a": 1}"#]),
        nested => .travels([[("a".to_owned(), nested())].into()]).refuses(&[r#"{"a": {"1": [1]}}"#]),
        optional => .travels([[("a".to_owned(), None), ("b".to_owned(), Some(1))].into()])
            .refuses(&[r#"{"a": "b"}"#]),
        planet_of_maps => .travels([[(Planet::Earth, [(Planet::Venus, true)].into())].into()])
            .refuses(&[r#"{"Terra": {"Terra": 1}}"#]),
        json => .travels([serde_json::Map::new()]).refuses(&["[]", "1"]),
        boxed => .travels([Box::new([(Arc::from("a"), 1)].into())]).refuses(&[r#"{"a": "b"}"#]),
    });
}
