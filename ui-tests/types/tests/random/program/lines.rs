//! Prints a line of JSON for each value that serde writes, reads or refuses.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::sample::{Dice, Sample};

/// The number of values of each type.
const VALUES: usize = 6;

/// The number of mistakes that are made in each value.
const MISTAKES: usize = 5;

/// The facts about a type under test.
pub struct Facts {
    /// TypeScript can tell what serde refuses.
    pub is_strict: bool,
    /// A field that may be left out is declared so.
    pub has_visible_absence: bool,
    /// The server always writes all that it requires.
    pub is_whole: bool,
}

/// Names that differ on the way in; what is called nothing is not read.
pub struct Names<'names> {
    pub renames: &'names [(&'names str, &'names str)],
    pub aliases: &'names [(&'names str, &'names str)],
}

#[derive(Clone)]
enum Step {
    Key(String),
    Index(usize),
}

#[derive(Clone, Copy, PartialEq)]
enum Mistake {
    /// A key of an object is not there.
    Lack,
    /// A list is too long or too short.
    Length,
    /// A scalar of another kind.
    Kind,
    /// A text that is neither a number nor a date.
    Word,
}

/// Prints the lines of one type.
pub fn tell<T: Sample + Serialize + DeserializeOwned>(field: &str, facts: &Facts, names: &Names) {
    let seed = field.bytes().fold(7, |seed: u64, byte| seed * 31 + u64::from(byte));
    let mut dice = Dice::new(seed);
    for _ in 0..VALUES {
        let value = T::sample(&mut dice);
        let written = match write(&value) {
            Ok(written) => written,
            Err(reason) => {
                print(field, "unwritten", &reason.into(), true);
                continue;
            }
        };
        print(field, "output", &written, true);
        let read = rename(&written, names, &mut dice);
        let is_read = reads::<T>(&read);
        // A value that serde cannot tell apart may be read as another one than was written.
        if facts.is_strict || is_read && facts.is_whole {
            print(field, "input", &read, is_read);
        }
        if is_read {
            for _ in 0..MISTAKES {
                err::<T>(field, &written, facts, names, &mut dice);
            }
        }
    }
}

fn write(value: &impl Serialize) -> Result<Value, String> {
    let text = serde_json::to_string(value).map_err(|error| error.to_string())?;
    serde_json::from_str(&text).map_err(|error| format!("{error} in {text}"))
}

/// Makes a mistake in a value, and prints what has to be thought of it.
fn err<T: DeserializeOwned>(
    field: &str,
    written: &Value,
    facts: &Facts,
    names: &Names,
    dice: &mut Dice,
) {
    let mut wrong = written.clone();
    let Some(mistake) = spoil(&mut wrong, dice) else { return };
    let read = rename(&wrong, names, dice);
    match reads::<T>(&read) {
        true if mistake == Mistake::Lack && facts.is_strict && facts.has_visible_absence => {
            print(field, "input", &read, true);
        }
        false if facts.is_strict => {
            print(field, "input", &read, false);
            let is_told = mistake == Mistake::Kind || mistake == Mistake::Lack && facts.is_whole;
            if is_told {
                print(field, "output", &wrong, false);
            }
        }
        _ => {}
    }
}

fn print(field: &str, direction: &str, json: &Value, fits: bool) {
    println!("{}", json!([field, direction, json, fits]));
}

fn reads<T: DeserializeOwned>(json: &Value) -> bool {
    serde_json::from_str::<T>(&json.to_string()).is_ok()
}

/// The value as the server reads it.
fn rename(json: &Value, names: &Names, dice: &mut Dice) -> Value {
    let find = |name: &str, dice: &mut Dice| {
        let is = |pair: &&(&str, &str)| pair.0 == name;
        let renamed = names.renames.iter().find(is).map_or(name, |pair| pair.1);
        let alias = names.aliases.iter().find(|pair| pair.0 == renamed);
        alias.filter(|_| dice.coin()).map_or(renamed, |pair| pair.1).to_owned()
    };
    match json {
        Value::String(text) => find(text, dice).into(),
        Value::Array(items) => items.iter().map(|item| rename(item, names, dice)).collect(),
        Value::Object(members) => {
            let mut renamed = serde_json::Map::new();
            for (name, value) in members {
                let found = find(name, dice);
                if !found.is_empty() || name.is_empty() {
                    renamed.insert(found, rename(value, names, dice));
                }
            }
            renamed.into()
        }
        scalar => scalar.clone(),
    }
}

/// Makes one mistake somewhere.
fn spoil(json: &mut Value, dice: &mut Dice) -> Option<Mistake> {
    let mut places = Vec::new();
    list_places(json, &mut Vec::new(), &mut places);
    let mut place = places[dice.below(places.len())].clone();
    // A whole object is spoilt by what it lacks.
    let last = match (dice.coin(), place.last()) {
        (true, Some(Step::Key(_))) => place.pop(),
        _ => None,
    };
    let value = place.iter().fold(json, |json, step| match step {
        Step::Key(name) => &mut json[name],
        Step::Index(index) => &mut json[index],
    });
    if let (Some(Step::Key(name)), Value::Object(members)) = (last, &mut *value) {
        members.remove(&name);
        return Some(Mistake::Lack);
    }
    let (spoilt, mistake) = match value {
        Value::Array(items) => {
            match (items.last().cloned(), dice.coin()) {
                (Some(last), true) => items.push(last),
                (Some(_), false) => drop(items.pop()),
                (None, _) => items.push(Value::Null),
            }
            return Some(Mistake::Length);
        }
        Value::String(text) if may_be_word(text) && dice.coin() => {
            (json!("no such word"), Mistake::Word)
        }
        Value::String(_) => (json!(7), Mistake::Kind),
        Value::Number(_) | Value::Bool(_) => (json!("text"), Mistake::Kind),
        Value::Null => (json!(7), Mistake::Word),
        Value::Object(_) => return None,
    };
    *value = spoilt;
    Some(mistake)
}

/// `true` if the text may be the name of a variant. To TypeScript a `char` or an address is any text.
fn may_be_word(text: &str) -> bool {
    text.chars().count() > 1 && !text.contains([':', '.'])
}

fn list_places(json: &Value, path: &mut Vec<Step>, places: &mut Vec<Vec<Step>>) {
    places.push(path.clone());
    let mut inner = |step, json| {
        path.push(step);
        list_places(json, path, places);
        path.pop();
    };
    match json {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| inner(Step::Index(index), item));
        }
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| inner(Step::Key(name.clone()), value));
        }
        _ => {}
    }
}
