//! The cases as frames, for everything that carries frames: a port, a pipe, the bridge of a web view. It names
//! nothing of HTTP's own: forms, pages, methods and the proof of an origin.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::case::CasePart;

/// Names and values.
type Headers = Vec<(String, String)>;

/// A request as frames.
pub(crate) struct Framed {
    /// The frame of text.
    pub(crate) text: String,
    /// The headers that the line has to be opened with.
    pub(crate) headers: Headers,
    /// The bytes of its files, one file behind the other, which follow in binary frames.
    pub(crate) bytes: Vec<u8>,
}

/// A request of a case.
pub(crate) struct Asked<'case> {
    pub(crate) method: &'case str,
    pub(crate) path: &'case str,
    pub(crate) headers: &'case [(String, String)],
    pub(crate) json: Option<&'case Value>,
    pub(crate) text: Option<&'case str>,
}

/// The frame that asks for the same. `None` where only HTTP can ask for it.
pub(crate) fn frame_of(asked: &Asked<'_>, id: u64) -> Option<Framed> {
    let (key, headers) = split_headers(asked)?;
    let (path, query) = asked.path.split_once('?').unwrap_or((asked.path, ""));
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let text = match (asked.method, parts.as_slice()) {
        ("POST", ["call"]) => call_frame(asked, id, None, key)?,
        ("POST", ["call", name]) => call_frame(asked, id, Some(name), key)?,
        ("POST", ["ctx", name]) => {
            let body = asked.json.filter(|body| body.is_object())?;
            fetch_frame(id, name, body["params"].clone(), body.get("only"))
        }
        ("GET", ["ctx", name]) => {
            let (params, only) = read_query(query)?;
            fetch_frame(id, name, params, only.as_ref())
        }
        _ => return None,
    };
    Some(Framed { text, headers, bytes: Vec::new() })
}

/// The frame of a call with the fields and the files of a form. `None` where a field is missing: then the error
/// speaks of the form.
pub(crate) fn upload_of(parts: &[CasePart], id: u64) -> Option<Framed> {
    let mut frame = json!({"id": id, "action": "rpc"});
    let (mut files, mut bytes) = (Vec::new(), Vec::new());
    for CasePart { name, text, json, file } in parts {
        let text = text.as_deref().unwrap_or_default();
        match file {
            Some(file) => {
                files.push(json!({"argument": name, "name": file, "size": text.len()}));
                bytes.extend_from_slice(text.as_bytes());
            }
            None => frame[name] = json.clone().unwrap_or_else(|| text.into()),
        }
    }
    frame.get("args")?;
    if !files.is_empty() {
        frame["files"] = files.into();
    }
    Some(Framed { text: frame.to_string(), headers: Headers::new(), bytes })
}

/// The binary frame of some bytes of a call's files.
pub(crate) fn binary_frame(id: u64, bytes: &[u8]) -> Vec<u8> {
    [&id.to_be_bytes(), bytes].concat()
}

/// The headers of a line, and the key of the request.
fn split_headers(asked: &Asked<'_>) -> Option<(Option<String>, Headers)> {
    let (mut key, mut headers) = (None, Headers::new());
    for (name, value) in asked.headers {
        match name.as_str() {
            "idempotency-key" => key = Some(value.clone()),
            "authorization" | "accept-language" => headers.push((name.clone(), value.clone())),
            _ => return None,
        }
    }
    Some((key, headers))
}

/// The frame of a call. An envelope that is a text stays as it is written. `None` where the address and the body
/// name two functions: a frame has no address.
fn call_frame(
    asked: &Asked<'_>,
    id: u64,
    name: Option<&str>,
    key: Option<String>,
) -> Option<String> {
    if let Some(text) = asked.text {
        let fields = text.trim_start().strip_prefix('{')?;
        let is_plain = name.is_none() && key.is_none();
        return is_plain.then(|| format!(r#"{{"id":{id},"action":"rpc",{fields}"#));
    }
    let mut frame = asked.json?.as_object()?.clone();
    frame.insert("id".to_owned(), json!(id));
    frame.insert("action".to_owned(), json!("rpc"));
    if let Some(name) = name
        && frame.insert("fn".to_owned(), json!(name)).is_some_and(|other| other != name)
    {
        return None;
    }
    frame.extend(key.map(|key| ("key".to_owned(), json!(key))));
    Some(Value::Object(frame).to_string())
}

fn fetch_frame(id: u64, context: &str, params: Value, only: Option<&Value>) -> String {
    let params = if params.is_null() { json!({}) } else { params };
    let mut frame = json!({"id": id, "action": "fetch", "context": context, "params": params});
    if let Some(only) = only {
        frame["only"] = only.clone();
    }
    frame.to_string()
}

/// The parameters of a query of numbers, and the members that it names. `None` where it says a name twice, which
/// the object of a frame cannot.
fn read_query(query: &str) -> Option<(Value, Option<Value>)> {
    let mut params = BTreeMap::new();
    let mut only = None;
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, text) = pair.split_once('=')?;
        let before = match name {
            "$only" => only.replace(json!(text)),
            _ => params.insert(name, json!(text.parse::<i64>().ok()?)),
        };
        if before.is_some() {
            return None;
        }
    }
    Some((json!(params), only))
}
