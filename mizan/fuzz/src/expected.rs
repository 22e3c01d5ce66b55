//! The right answers, computed by serde_json and form_urlencoded alone.

use std::borrow::Cow;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
struct Envelope<'body> {
    #[serde(rename = "fn")]
    function: String,
    #[serde(borrow)]
    args: &'body RawValue,
    #[serde(default)]
    mounted: Vec<Mounted<'body>>,
    key: Option<String>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it only has to be read without an error")]
struct Mounted<'body> {
    context: String,
    #[serde(borrow)]
    params: Option<&'body RawValue>,
    only: Option<String>,
    h: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Landmarks {
    at: Option<Vec<f64>>,
    name: Option<String>,
    zoom: Option<u8>,
}

impl Landmarks {
    fn count(&self) -> usize {
        super::landmarks(self.at.clone(), self.name.clone(), self.zoom)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Visit {
    at: Option<Vec<f64>>,
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Photograph {
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// Holds the answer of a call against the status, the result and the invalidations that are right.
pub(super) fn check_call(body: &[u8], status: u16, answer: &Value) {
    let Ok(envelope) = serde_json::from_slice::<Envelope<'_>>(body) else {
        // An envelope that is JSON up to its function is found not to be a call of any.
        return assert!(matches!(status, 400 | 404), "{status} {answer}");
    };
    if envelope.key.is_some() {
        // The answer may be that of an earlier call with this key.
        return;
    }
    match run(&envelope) {
        Ok((result, invalidate)) => {
            assert_eq!(status, 200, "{answer}");
            assert_eq!(answer["result"], result, "{answer}");
            assert_eq!(answer["invalidate"], invalidate, "{answer}");
        }
        // Some mistakes in an object of arguments are mistakes of its JSON.
        Err(422) => assert!(matches!(status, 400 | 422), "{status} {answer}"),
        Err(expected) => assert_eq!(status, expected, "{answer}"),
    }
    let contexts = answer["contexts"].as_array();
    contexts
        .into_iter()
        .flatten()
        .for_each(|instance| check_instance(instance, envelope.mounted.len()));
}

/// The result and the invalidations, or the status of an error.
fn run(Envelope { function, args, .. }: &Envelope<'_>) -> Result<(Value, Value), u16> {
    let args = args.get();
    if !args.starts_with('{') {
        return Err(400);
    }
    match function.as_str() {
        "landmarks" => Ok((read::<Landmarks>(args)?.count().into(), json!([]))),
        "visit" => {
            let Visit { at, name } = read(args)?;
            let result = json!([at.as_ref().map_or(0, Vec::len), name]);
            let whole = || json!(["place"]);
            let scoped = |at| json!([{"context": "place", "params": {"at": at}}]);
            Ok((result, at.map_or_else(whole, scoped)))
        }
        "photograph" => Ok((json!([read::<Photograph>(args)?.name, 0]), json!(["place"]))),
        "whoami" => read::<Nothing>(args).map(|_| (Value::Null, json!([]))),
        _ => Err(404),
    }
}

fn read<'args, A: Deserialize<'args>>(args: &'args str) -> Result<A, u16> {
    serde_json::from_str(args).map_err(|_| 422)
}

/// An instance that came with the answer of a mutation is the one that its own parameters name.
fn check_instance(instance: &Value, mounted: usize) {
    assert!(mounted > 0 && instance["context"] == "place", "{instance}");
    if instance.get("bundle").is_none() {
        let ends = [instance.get("error").is_some(), instance["same"] == true];
        return assert!(ends[0] != ends[1], "{instance}");
    }
    let known = instance["params"].as_object().expect("parameters").clone();
    let known = known.into_iter().filter(|(name, _)| ["at", "name", "zoom"].contains(&&**name));
    let known = Value::Object(known.collect());
    let landmarks: Landmarks = serde_json::from_value(known).expect("parameters of a place");
    assert_eq!(instance["bundle"]["landmarks"], landmarks.count(), "{instance}");
}

/// Holds the answer of a context against the one that is right for its query.
pub(super) fn check_bundle(query: &str, status: u16, answer: &Value) {
    match read_query(query) {
        Some(landmarks) => {
            assert_eq!(status, 200, "{query}: {answer}");
            assert_eq!(answer["landmarks"], landmarks.count(), "{query}: {answer}");
        }
        None => assert!(matches!(status, 400 | 422), "{query}: {status} {answer}"),
    }
}

fn read_query(query: &str) -> Option<Landmarks> {
    let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    // The decoder replaces bytes that are no UTF-8 by a character that is not in the query.
    let spelled = query.matches(char::REPLACEMENT_CHARACTER).count()
        + query.to_ascii_uppercase().matches("%EF%BF%BD").count();
    let decoded = pairs.iter().map(|(name, text)| format!("{name}{text}"));
    if decoded.map(|text| text.matches(char::REPLACEMENT_CHARACTER).count()).sum::<usize>()
        > spelled
    {
        return None;
    }
    let known = |(name, _): &(Cow<'_, str>, _)| ["at", "name", "zoom", "$only"].contains(&&**name);
    if !pairs.iter().all(known) {
        return None;
    }
    let all = |wanted: &str| {
        let found = pairs.iter().filter(|(name, _)| name == wanted).map(|(_, text)| &**text);
        found.collect::<Vec<&str>>()
    };
    let is_member = |names: &str| names.split(',').all(|name| name == "landmarks");
    match all("$only")[..] {
        [] => {}
        [names] if is_member(names) => {}
        _ => return None,
    }
    let one = |wanted: &str| match all(wanted)[..] {
        [] => Some(None),
        [text] => Some(Some(text)),
        _ => None,
    };
    Some(Landmarks {
        at: one("at")?.map(serde_json::from_str).transpose().ok()?,
        name: one("name")?.map(str::to_owned),
        zoom: one("zoom")?.map(str::parse).transpose().ok()?,
    })
}

/// The caller is the one whom the claims of the token name, and the token has not expired.
pub(super) fn check_identity(claims: &[u8], who: &Value) {
    let claims: Map<String, Value> = serde_json::from_slice(claims).expect("claims are an object");
    assert_eq!(Some(who), claims.get("sub"), "{claims:?}");
    assert!(who.is_string(), "{claims:?}");
    let now =
        SystemTime::now().duration_since(UNIX_EPOCH).expect("a time after 1970").as_secs_f64();
    let leeway = 6.0;
    let seconds = |name: &str| claims.get(name).and_then(Value::as_f64);
    assert!(seconds("exp").expect("an end") > now - leeway, "{claims:?}");
    for begin in ["iat", "nbf"].into_iter().filter_map(seconds) {
        assert!(begin < now + leeway, "{claims:?}");
    }
}
