//! Prints the JSON of the samples of each row, a line each: the row, the direction, the JSON, and
//! true if serde takes it.

mod rows;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The flags of a set.
#[enumflags2::bitflags]
#[repr(u8)]
#[derive(Clone, Copy)]
pub enum Flag {
    One = 1,
    Two = 2,
}

fn main() {
    // The build and the compiler have the same model of each row.
    mizan::assert_ir!();
    rows::print();
}

/// Prints values that serde writes and reads.
fn travels<T: Serialize + DeserializeOwned>(row: &str, values: Vec<T>) {
    let mut all = Vec::new();
    for value in values {
        let text = serde_json::to_string(&value).expect("serde writes the sample");
        print(row, "output", &parse(&text), true);
        all.push(text);
    }
    print_input::<T>(row, &all);
}

/// Prints values that serde only writes.
fn writes<T: Serialize>(row: &str, values: Vec<T>) {
    for value in values {
        let text = serde_json::to_string(&value).expect("serde writes the sample");
        print(row, "output", &parse(&text), true);
    }
}

/// Prints JSON that serde only reads.
fn reads<T: DeserializeOwned>(row: &str, values: Vec<&str>) {
    let values: Vec<String> = values.iter().map(|text| (*text).to_owned()).collect();
    print_input::<T>(row, &values);
}

fn print_input<T: DeserializeOwned>(row: &str, values: &[String]) {
    for text in values {
        if let Err(error) = serde_json::from_str::<T>(text) {
            panic!("{row}: serde refuses {text}: {error}");
        }
        print(row, "input", &parse(text), true);
    }
    let kinds: Vec<u8> = values.iter().map(|text| kind(&parse(text))).collect();
    for other in [json!(null), json!(true), json!(7), json!("text"), json!([[]]), json!({"k": []})] {
        let is_refused = serde_json::from_str::<T>(&other.to_string()).is_err();
        if is_refused && !kinds.contains(&kind(&other)) {
            print(row, "input", &other, false);
        }
    }
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).expect("it is JSON")
}

fn kind(json: &Value) -> u8 {
    match json {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(_) => 2,
        Value::String(_) => 3,
        Value::Array(_) => 4,
        Value::Object(_) => 5,
    }
}

fn print(row: &str, direction: &str, json: &Value, fits: bool) {
    let row: usize = row[1..].parse().expect("a row is called by its number");
    println!("{}", json!([row, direction, json, fits]));
}
