//! Differential tests: the writer writes the bytes that `serde_json` writes.

use std::collections::{BTreeMap, HashMap};

use proptest::prelude::*;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::*;

fn write(value: &impl Serialize) -> Result<String, WriteError> {
    let mut body = Vec::new();
    value.serialize(Writer::new(&mut body))?;
    Ok(String::from_utf8(body).unwrap())
}

fn same(value: &impl Serialize) {
    assert_eq!(write(value).unwrap(), serde_json::to_string(value).unwrap());
}

#[derive(Serialize)]
struct Unit;

#[derive(Serialize)]
struct Newtype(u8);

#[derive(Serialize)]
struct Tuple(u8, &'static str);

#[derive(Serialize)]
struct Named {
    #[serde(rename = "a \"name\"\n")]
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<u8>,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

#[derive(Serialize)]
enum Variants {
    Unit,
    Newtype(Newtype),
    Tuple(u8, u8),
    Struct { a: u8, b: Option<u8> },
}

#[derive(Serialize)]
#[serde(tag = "kind")]
enum Tagged {
    A { a: u8 },
    B(BTreeMap<u8, bool>),
}

#[test]
fn every_form_of_serde_is_written_as_serde_json_writes_it() {
    same(&(Unit, Newtype(1), Tuple(2, "x"), ()));
    same(&[Variants::Unit, Variants::Newtype(Newtype(1)), Variants::Tuple(1, 2)]);
    same(&[Variants::Struct { a: 1, b: None }, Variants::Struct { a: 1, b: Some(2) }]);
    same(&[Tagged::A { a: 1 }, Tagged::B(BTreeMap::from([(1, true), (2, false)]))]);
    let rest = BTreeMap::from([("x".to_owned(), json!({"y": [null, 1.5, "z"]}))]);
    same(&Named { name: "n".to_owned(), left_out: None, rest });
    same(&Named { name: String::new(), left_out: Some(1), rest: BTreeMap::new() });
    same(&(Vec::<u8>::new(), BTreeMap::<u8, u8>::new(), [[0_u8; 0]; 2]));
    same(&(f64::NAN, f32::INFINITY, 1.0_f64, 0.1_f32, -0.0_f64, 1e300_f64));
    same(&('"', 'ä', '\n', true, i128::from(i32::MIN), u128::from(u32::MAX)));
    same(&RawValue::from_string(r#"{"raw": [1, 2 ]}"#.to_owned()).unwrap());
    same(&[Some(RawValue::from_string("12345678901234567890".to_owned()).unwrap()), None]);
}

#[test]
fn every_key_is_written_as_serde_json_writes_it() {
    same(&HashMap::from([(Some(1_i64 << 60), 1)]));
    same(&BTreeMap::from([('a', 1), ('"', 2)]));
    same(&BTreeMap::from([(true, 1), (false, 2)]));
    same(&BTreeMap::from([(i64::MIN, BTreeMap::from([(u64::MAX, "x")]))]));
    assert!(write(&BTreeMap::from([((1, 2), 3)])).is_err());
}

#[test]
fn an_integer_that_javascript_would_round_is_refused() {
    let largest = i64::try_from(LARGEST).unwrap();
    same(&(largest, -largest, LARGEST, i128::from(largest), u128::from(LARGEST)));
    for too_large in [largest + 1, -largest - 1, i64::MIN] {
        assert!(write(&too_large).is_err());
        assert!(write(&i128::from(too_large)).is_err());
    }
    assert!(write(&u64::MAX).is_err());
    assert!(write(&u128::MAX).is_err());
}

/// Any JSON whose integers JavaScript can hold.
fn json() -> impl Strategy<Value = Value> {
    let largest = i64::try_from(LARGEST).unwrap();
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (-largest..=largest).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_text_and_number_is_written_as_serde_json_writes_it(
        text: String,
        number: f64,
        small: f32,
        map: BTreeMap<String, Vec<Option<i32>>>,
    ) {
        let value = (text, number, small, map);
        prop_assert_eq!(write(&value).unwrap(), serde_json::to_string(&value).unwrap());
    }

    #[test]
    fn any_json_is_written_as_serde_json_writes_it(value in json()) {
        prop_assert_eq!(write(&value).unwrap(), serde_json::to_string(&value).unwrap());
    }

    #[test]
    fn an_integer_is_written_as_serde_json_writes_it_or_refused(number: i128, shift in 0_u32..128) {
        let number = number >> shift;
        let is_exact = number.unsigned_abs() <= u128::from(LARGEST);
        let expected = is_exact.then(|| number.to_string());
        prop_assert_eq!(write(&number).ok(), expected.clone());
        if let Ok(number) = i64::try_from(number) {
            prop_assert_eq!(write(&number).ok(), expected.clone());
        }
        if let Ok(number) = u64::try_from(number) {
            prop_assert_eq!(write(&number).ok(), expected);
        }
    }

    #[test]
    fn what_has_to_be_escaped_is_found_anywhere(
        text in r#"[a-z"\\\x00-\x1f\x7f]{0,40}"#,
    ) {
        prop_assert_eq!(write(&text).unwrap(), serde_json::to_string(&text).unwrap());
    }
}
