//! Canonical text of parameter values: two values are equal where their texts are.

use serde_json::{Number, Value};

use super::carrier::Params;

/// JSON without spaces, the names of an object sorted by their UTF-8 bytes.
pub fn to_json(value: &Value) -> String {
    match value {
        Value::Number(number) => to_decimal(number),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(to_json).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| *name);
            let fields: Vec<String> = fields
                .into_iter()
                .map(|(name, value)| format!("{}:{}", Value::from(name.as_str()), to_json(value)))
                .collect();
            format!("{{{}}}", fields.join(","))
        }
        Value::Null | Value::Bool(_) | Value::String(_) => value.to_string(),
    }
}

/// The canonical text of one parameter: a text as it is, any other value as JSON.
pub fn to_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => to_json(other),
    }
}

/// Parameters as a query, sorted by name; a parameter that is null is left out.
pub fn to_query(params: &Params, only: Option<&str>) -> String {
    let mut given: Vec<_> = params.iter().filter(|(_, value)| !value.is_null()).collect();
    given.sort_by_key(|(name, _)| *name);
    let mut parts: Vec<String> = given
        .into_iter()
        .map(|(name, value)| format!("{name}={}", percent_encode(&to_text(value))))
        .collect();
    parts.extend(only.map(|only| format!("$only={only}")));
    parts.join("&")
}

/// Encodes what `encodeURIComponent` does, so that all clients write one address.
fn percent_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// A number as ECMAScript writes it: `1.0` is `1`, `1e21` is `1e+21`.
fn to_decimal(number: &Number) -> String {
    match number.as_f64() {
        Some(float) if number.is_f64() => to_shortest(float),
        _ => number.to_string(),
    }
}

fn to_shortest(float: f64) -> String {
    if float == 0.0 {
        return "0".to_owned();
    }
    let sign = if float < 0.0 { "-" } else { "" };
    // The shortest digits that read back, such as `1.25e-7`.
    let scientific = format!("{:e}", float.abs());
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    let digits = mantissa.replace('.', "");
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let text = match exponent {
        21.. | ..=-7 => {
            let point = if digits.len() > 1 { "." } else { "" };
            let (first, rest) = digits.split_at(1);
            format!("{first}{point}{rest}e{exponent:+}")
        }
        0.. => {
            let whole = exponent.unsigned_abs() as usize + 1;
            match digits.split_at_checked(whole) {
                Some((digits, "")) => digits.to_owned(),
                Some((whole, rest)) => format!("{whole}.{rest}"),
                None => format!("{digits:0<whole$}"),
            }
        }
        _ => format!("0.{}{digits}", "0".repeat(exponent.unsigned_abs() as usize - 1)),
    };
    format!("{sign}{text}")
}
