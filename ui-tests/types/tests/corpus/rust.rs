//! The client in Rust, held against the cases: its types read what serde writes and write the same again,
//! they write what serde reads, and they cannot hold what serde refuses.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::case::{Case, Direction, Line, whole_table};
use crate::client::api::{self, Client};

/// What a whole table becomes in the client: read, and written again.
type Through = fn(Value) -> Result<Value, String>;

/// Both directions of a table, from the function that takes and answers it.
fn table<Sent, Called>(_send: fn(&Client, Sent) -> Called) -> [Through; 2]
where
    Sent: Serialize + DeserializeOwned,
    Called: Answered,
    Called::Output: Serialize + DeserializeOwned,
{
    [through::<Called::Output>, through::<Sent>]
}

/// A call, with what it answers.
trait Answered {
    type Output;
}

impl<T, E, C: IntoFuture<Output = Result<T, E>>> Answered for C {
    type Output = T;
}

fn through<T: Serialize + DeserializeOwned>(json: Value) -> Result<Value, String> {
    let value: T = serde_json::from_value(json).map_err(|error| error.to_string())?;
    serde_json::to_value(value).map_err(|error| error.to_string())
}

/// A table that is only written, from the types themselves.
fn written<T: Serialize + DeserializeOwned>() -> [Through; 2] {
    [through::<T>, |_| Err("nobody sends it".to_owned())]
}

fn tables() -> BTreeMap<&'static str, [Through; 2]> {
    macro_rules! tables {
        ($($table:ident $send:ident),* $(,)?) => {
            [$((stringify!($table), table(Client::$send))),*]
        };
    }
    let written = [
        ("Counted", written::<api::Counted>()),
        ("FlatWritten", written::<api::FlatWritten>()),
        ("Written", written::<api::Written>()),
        ("WrittenApplications", written::<api::WrittenApplications>()),
        ("WrittenOtherwise", written::<api::WrittenOtherwise>()),
    ];
    let both = tables!(
        Absent send_absent,
        Applications send_applications,
        Big send_big,
        Chat send_chat,
        Conversions send_conversions,
        Crates send_crates,
        Editor send_editor,
        Enums send_enums,
        Flat send_flat,
        Generics send_generics,
        Maps send_maps,
        Numbers send_numbers,
        Other send_other,
        Payments send_payments,
        ReadApplications send_read_applications,
        Rewritten send_rewritten,
        Search send_search,
        Shadows send_shadows,
        Standard send_standard,
        Structs send_structs,
        Vault send_vault,
    );
    both.into_iter().chain(written).collect()
}

/// Panics where a type of the client is another than serde's.
pub(crate) fn check(cases: &[Case]) {
    let tables = tables();
    let mut wrong = Vec::new();
    for (name, both) in &tables {
        for (through, direction) in both.iter().zip([Direction::Output, Direction::Input]) {
            let of_table = cases.iter().filter(|case| case.table == *name);
            check_table(*through, direction, &of_table.collect::<Vec<_>>(), &mut wrong);
        }
    }
    let missing = cases.iter().map(|case| case.table).filter(|name| !tables.contains_key(name));
    wrong.extend(missing.map(|name| format!("the table {name} is not looked at")));
    wrong.dedup();
    assert!(wrong.is_empty(), "the client's types are not serde's:\n{}", wrong.join("\n"));
}

/// Puts each value into a table whose other fields have values that fit.
fn check_table(through: Through, direction: Direction, cases: &[&Case], wrong: &mut Vec<String>) {
    let whole = whole_table(cases, direction);
    for case in cases {
        for line in case.lines.iter().filter(|line| line.direction == direction) {
            let mut table = whole.clone();
            table.insert(case.field.to_owned(), line.value());
            let complaint = match (through(Value::Object(table)), line.fits) {
                (Err(error), true) => Some(format!("refuses it: {error}")),
                (Ok(table), _) => complaint(line, &table[case.field]),
                (Err(_), false) => None,
            };
            let Case { table, field, .. } = case;
            if let Some(complaint) = complaint.filter(|_| !is_known(table, field, line)) {
                let way = if direction == Direction::Output { "written" } else { "sent" };
                wrong.push(format!("{table}.{field}, {way} {}: the client {complaint}", line.json));
            }
        }
    }
}

/// NaN is a value of Rust, and has no JSON; and a field says that it is an `f64`, of which Rust writes
/// `1.0`, while serde reads a `u8`.
fn is_known(table: &str, field: &str, line: &Line) -> bool {
    let is_nan = table == "Numbers" && matches!(field, "f32" | "f64") && line.json == "null";
    is_nan || (table, field) == ("Conversions", "with")
}

/// What is wrong with the JSON that the client makes of a line. Of what serde refuses it makes something
/// else, such as a field that is left out where `null` is no value.
fn complaint(line: &Line, made: &Value) -> Option<String> {
    if let Some(error) = line.read.and_then(|read| read(&made.to_string())) {
        return Some(format!("makes {made} of it, which serde refuses: {error}"));
    }
    let is_same = plain(made) == plain(&line.value());
    let is_written = line.direction == Direction::Output && line.fits;
    (is_written && !is_same).then(|| format!("makes {made} of it"))
}

/// JSON without what is one to a reader: a field that is `null` or absent, `1` or `1.0`, and the digits
/// that an `f32` has when it is seen as an `f64`.
fn plain(json: &Value) -> Value {
    match json {
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() && float.fract() == 0.0 => Value::from(float as i64),
            Some(float) if number.is_f64() => Value::from(float as f32),
            _ => json.clone(),
        },
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Object(fields) => fields
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.clone(), plain(value)))
            .collect::<Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}
