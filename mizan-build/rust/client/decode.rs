//! JSON as values of the API's types, and back.

use serde::Serialize;
use serde::de::{Deserialize, DeserializeOwned};
use serde_json::{Value, json};

use super::super::runtime::error::{Code, Error};
use super::failure::Failure;

/// Makes a value of the text that a function has answered.
///
/// # Errors
///
/// Where the JSON is none of the type; the message names the path inside of it.
pub fn decode_text<T: DeserializeOwned>(function: &str, text: &str) -> Result<T, Error> {
    // Without a tree between. Where something is wrong the tree is made, and says where.
    match serde_json::from_str(text) {
        Ok(value) => Ok(value),
        Err(error) => match serde_json::from_str(text) {
            Ok(json) => decode(function, json),
            Err(_) => Err(misfit(function, "", &error)),
        },
    }
}

/// Makes a value of an answer that has come as bytes.
///
/// # Errors
///
/// Where they are no text, or the JSON is none of the type; the message names the path inside of it.
pub fn decode_bytes<T: DeserializeOwned>(context: &str, bytes: &[u8]) -> Result<T, Error> {
    match std::str::from_utf8(bytes) {
        Ok(text) => decode_text(context, text),
        Err(error) => Err(Error::new(
            Code::InternalError,
            format!("The answer of `{context}` is no text: {error}."),
        )),
    }
}

/// Makes a value of what a function has answered.
///
/// # Errors
///
/// Where the JSON is none of the type; the message names the path inside of it.
pub fn decode<T: DeserializeOwned>(function: &str, json: Value) -> Result<T, Error> {
    // To note the path on the way costs more than to go once more where something is wrong.
    if let Ok(value) = T::deserialize(&json) {
        return Ok(value);
    }
    serde_path_to_error::deserialize(json).map_err(|error| {
        let path = match error.path().to_string() {
            path if path == "." => String::new(),
            path => format!(" at `{path}`"),
        };
        misfit(function, &path, error.inner())
    })
}

fn misfit(function: &str, path: &str, why: &serde_json::Error) -> Error {
    let message = format!(
        "The answer of `{function}` does not fit{path}: {why}. The server is of another version than this \
         client: build the client anew."
    );
    Error::new(Code::InternalError, message)
}

/// Makes JSON of an argument.
///
/// # Errors
///
/// Where the value has no JSON, such as a map whose keys are no text.
pub fn encode<T: Serialize>(argument: &str, value: T) -> Result<Value, Error> {
    serde_json::to_value(value).map_err(|error| {
        let message = format!("The argument `{argument}` cannot be written as JSON: {error}.");
        Error::new(Code::ValidationError, message)
    })
}

/// Reads an error that is declared as an enum, by the name of its variant and its fields.
pub fn declared<E: DeserializeOwned>(kind: &str, details: Option<&Value>) -> Option<E> {
    serde_json::from_value(json!({ "kind": kind, "details": details })).ok()
}

/// Reads the declared error of a member of a context.
pub fn member_failure<E: Failure, C>(
    (name, member): (&str, Option<&str>),
    (kind, details): (&str, Option<&Value>),
    wrap: fn(E) -> C,
) -> Option<C> {
    if member.is_some_and(|member| member != name) {
        return None;
    }
    E::read(member, kind, details).map(wrap)
}
