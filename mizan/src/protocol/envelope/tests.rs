//! The scanner for short envelopes, held against serde_json, which reads every envelope.

use proptest::prelude::*;
use serde_json::Value;

use super::{Envelope, read_short_envelope};

/// The same parts, of which serde_json has read each.
fn assert_same(scanned: &Envelope<'_>, read: &Envelope<'_>) {
    assert_eq!(scanned.function, read.function);
    assert_eq!(scanned.args, read.args);
    assert_eq!((scanned.mounted.0.len(), read.mounted.0.len()), (0, 0));
}

/// Where the scanner finds an envelope, serde_json finds the same, or finds no JSON in a part that
/// the scanner leaves to the reader of arguments and to the search for the function.
fn check(text: &str) {
    let Some(scanned) = read_short_envelope(text) else { return };
    match serde_json::from_str::<Envelope<'_>>(text) {
        Ok(read) => assert_same(&scanned, &read),
        Err(error) => {
            let is_json =
                serde_json::from_str::<Value>(scanned.args).is_ok_and(|args| args.is_object());
            let function = scanned.function.as_deref().unwrap_or_default();
            let is_name = !function.contains(|character: char| character.is_control());
            assert!(!is_json || !is_name, "{text}: {error}");
        }
    }
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        r#"[\[\]{}",:\\ ]{0,6}"#.prop_map(Value::from),
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
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// As a client writes it that shows nothing: the scanner takes each of them.
    #[test]
    fn an_envelope_of_a_client_is_scanned(
        function in "[a-z_0-9äß]{0,12}",
        args in prop::collection::btree_map(any::<String>(), json(), 0..4),
    ) {
        let args = serde_json::to_string(&args).unwrap();
        let text = format!(r#"{{"fn":"{function}","args":{args}}}"#);
        let scanned = read_short_envelope(&text).expect("a short envelope");
        assert_same(&scanned, &serde_json::from_str(&text).unwrap());
    }

    #[test]
    fn an_envelope_with_more_behind_its_arguments_is_left_to_serde(args in json(), more in json()) {
        let text = format!(r#"{{"fn":"visit","args":{{"a":{args}}},"mounted":{more}}}"#);
        prop_assert!(read_short_envelope(&text).is_none());
    }

    #[test]
    fn an_envelope_bent_anywhere_is_read_as_serde_reads_it(
        args in json(),
        bends in prop::collection::vec((any::<prop::sample::Index>(), r#"[\[\]{}",:\\a0 ]{0,2}"#), 0..4),
    ) {
        let mut text = format!(r#"{{"fn":"visit","args":{{"a":{args}}}}}"#);
        for (at, piece) in bends {
            let at = text.floor_char_boundary(at.index(text.len()));
            let behind = text[at..].chars().next().map_or(0, char::len_utf8);
            text.replace_range(at..at + behind, &piece);
            check(&text);
        }
    }

    #[test]
    fn brackets_and_quotes_in_any_order_are_read_as_serde_reads_them(
        args in r#"[\[\]{}",:\\a0 ]{0,24}"#,
    ) {
        check(&format!(r#"{{"fn":"visit","args":{{{args}}}}}"#));
        check(&format!(r#"{{"fn":"visit","args":{args}}}"#));
    }
}

/// The scanner reads the bodies that the client sends. Mounted contexts are left to serde_json, whose
/// cost disappears beside that of reading them again.
#[test]
fn the_bodies_of_the_client_are_scanned_unless_contexts_are_mounted() {
    let bodies = include_str!("../../../benches/instructions/bodies.json");
    let bodies: Value = serde_json::from_str(bodies).unwrap();
    for (name, sample) in bodies.as_object().unwrap() {
        let is_mounted = sample["request"].get("mounted").is_some();
        let scanned = read_short_envelope(sample["body"].as_str().unwrap());
        assert_eq!(scanned.is_none(), is_mounted, "{name}");
    }
}
