//! The addresses of requests.

use std::fmt::Write;

use reqwest::Url;
use serde_json::Value;

use super::super::runtime::carrier::Read;
use super::super::runtime::error::{Code, Error};

/// Reads the address of the server, without `/` at its end.
pub(super) fn parse_base(base: &str) -> Result<String, Error> {
    let refuse = |reason: &str| {
        let message = format!(
            "`{base}` is no address of a server: {reason}. Write the place where the API is mounted, such \
             as `https://example.net/api/mizan`."
        );
        Err(Error::new(Code::BadRequest, message))
    };
    let url = match Url::parse(base) {
        Ok(url) => url,
        Err(error) => return refuse(&error.to_string()),
    };
    if !matches!(url.scheme(), "http" | "https") {
        return refuse(&format!("`{}` is neither `http` nor `https`", url.scheme()));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return refuse("it goes on behind its path");
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// The address of a path of the server.
///
/// # Errors
///
/// Where the two together are none, which no path of a client is.
pub(super) fn parse(base: &str, path: &str) -> Result<Url, Error> {
    Url::parse(&format!("{base}{path}"))
        .map_err(|error| Error::new(Code::BadRequest, format!("`{base}{path}`: {error}")))
}

/// The longest query; a read with a longer one has its parameters in a body.
const LONGEST_QUERY: usize = 2000;

/// The path and the query of a read; `None` where it is too long.
pub(super) fn of_read(read: &Read) -> Option<String> {
    let mut query = String::new();
    let mut add = |name: &str, text: &str| {
        query.push(if query.is_empty() { '?' } else { '&' });
        encode(&mut query, name);
        query.push('=');
        encode(&mut query, text);
    };
    for (name, value) in read.params.iter().filter(|(_, value)| !value.is_null()) {
        match value {
            Value::String(text) => add(name, text),
            value => add(name, &value.to_string()),
        }
    }
    if let Some(member) = read.only {
        add("$only", member);
    }
    (query.len() <= LONGEST_QUERY).then(|| format!("/ctx/{}/{query}", read.context))
}

/// Writes text with all but letters, digits and a few signs percent-encoded.
fn encode(query: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                query.push(char::from(byte));
            }
            // Text takes all that is written.
            byte => drop(write!(query, "%{byte:02X}")),
        }
    }
}
