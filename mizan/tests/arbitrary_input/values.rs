//! What the properties are tried with: values of any kind, and bodies of calls.

use proptest::prelude::*;
use serde_json::Value;

/// JSON of any kind, more often than not what the functions take.
pub(crate) fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        prop::sample::select(vec!["landmarks", "visit", "", "nowhere"]).prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 6, |inner| {
        let keys = vec![
            "at", "name", "zoom", "context", "params", "fn", "args", "mounted", "only", "h", "x",
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((prop::sample::select(keys), inner), 0..4)
                .prop_map(|fields| fields.into_iter().map(|(key, value)| (key.to_owned(), value)))
                .prop_map(|fields| Value::Object(fields.collect())),
        ]
    })
}

/// The body of a call: of any kind, or nearly as a client writes it.
pub(crate) fn body() -> impl Strategy<Value = Vec<u8>> {
    let function = prop::sample::select(vec!["landmarks", "visit", "photograph", "whoami", "no"]);
    let mounted = prop::option::of(json());
    let call = (function, prop_oneof![arguments(), json()], mounted).prop_map(whole).boxed();
    let bent = (call.clone(), any::<prop::sample::Index>(), any::<u8>());
    prop_oneof![
        any::<Vec<u8>>(),
        json().prop_map(|json| json.to_string().into_bytes()),
        call.clone(),
        (call, any::<prop::sample::Index>())
            .prop_map(|(call, at)| call[..at.index(call.len())].to_vec()),
        bent.prop_map(|(mut call, at, byte)| {
            let at = at.index(call.len());
            call[at] = byte;
            call
        }),
    ]
}

/// Arguments that fit a function more often than not.
fn arguments() -> impl Strategy<Value = Value> {
    let at = prop::option::of(prop::collection::vec(any::<f64>(), 0..3));
    let name = prop::option::of(any::<String>());
    (at, name, prop::option::of(any::<u8>())).prop_map(|(at, name, zoom)| {
        let given = [
            ("at", at.map(Value::from)),
            ("name", name.map(Value::from)),
            ("zoom", zoom.map(Value::from)),
        ];
        let given = given.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        Value::Object(given.collect())
    })
}

/// A call as a client writes it: the order of its fields counts.
fn whole((function, args, mounted): (&str, Value, Option<Value>)) -> Vec<u8> {
    let mounted = mounted.map_or(String::new(), |mounted| format!(r#","mounted":{mounted}"#));
    format!(r#"{{"fn":"{function}","args":{args}{mounted}}}"#).into_bytes()
}
