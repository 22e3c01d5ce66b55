//! One type of the corpus, with the JSON that serde writes, reads and refuses.

use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// JSON, and what TypeScript has to say of it.
pub(crate) struct Line {
    pub(crate) direction: Direction,
    pub(crate) json: String,
    pub(crate) fits: bool,
    /// The JSON on the wire, if the client holds another value.
    pub(crate) wire: Option<String>,
    /// Says why serde refuses JSON of this type; only of what is sent.
    pub(crate) read: Option<fn(&str) -> Option<String>>,
}

impl Line {
    /// The JSON as it is on the wire.
    pub(crate) fn value(&self) -> Value {
        let json = self.wire.as_ref().unwrap_or(&self.json);
        let value = serde_json::from_str(json);
        value
            .or_else(|_| serde_json::from_str(&quote_big_integers(json)))
            .expect("JSON on the wire")
    }
}

/// A table in which each field has the first value that fits; of the other direction, where there is none.
pub(crate) fn whole_table(cases: &[&Case], direction: Direction) -> Map<String, Value> {
    let fitting = |line: &&Line| line.direction == direction && line.fits;
    let first = |case: &&Case| {
        let (mut lines, mut others) = (case.lines.iter(), case.lines.iter());
        let line = lines.find(fitting).or_else(|| others.find(|line| line.fits));
        (case.field.to_owned(), line.map_or(Value::Null, Line::value))
    };
    cases.iter().map(first).collect()
}

/// Why serde refuses JSON, if it does.
fn read<T: DeserializeOwned>(json: &str) -> Option<String> {
    serde_json::from_str::<T>(json).err().map(|error| error.to_string())
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Direction {
    Output,
    Input,
}

/// The lines of one field of a table. The type of the field is the type under test.
pub(crate) struct Case {
    pub(crate) table: &'static str,
    pub(crate) field: &'static str,
    pub(crate) lines: Vec<Line>,
}

/// A case in the making, which knows the type that serde sees.
pub(crate) struct Typed<T> {
    case: Case,
    of: PhantomData<T>,
}

impl<T> Typed<T> {
    /// `get` only tells the type of the field.
    pub(crate) fn new<Table>(
        table: &'static str,
        field: &'static str,
        _get: fn(&Table) -> &T,
    ) -> Self {
        Self { case: Case { table, field, lines: Vec::new() }, of: PhantomData }
    }

    fn line(mut self, direction: Direction, json: impl Into<String>, fits: bool) -> Self {
        // JSON takes these as they are, TypeScript for ends of a line.
        let json = json
            .into()
            .replace('\u{2028}', "\\u2028")
            .replace('\u{2029}', "\\u2029")
            .replace('\n', " ");
        self.case.lines.push(Line { direction, json, fits, wire: None, read: None });
        self
    }

    pub(crate) fn done(self) -> Case {
        self.case
    }
}

impl<T: Serialize> Typed<T> {
    /// serde writes these values, and the client receives what it writes.
    pub(crate) fn writes(self, values: impl IntoIterator<Item = T>) -> Self {
        values.into_iter().fold(self, |typed, value| {
            let json = serde_json::to_string(&value).expect("the value has JSON");
            typed.line(Direction::Output, json, true)
        })
    }

    /// serde never writes this, and the type says so.
    pub(crate) fn never_writes(self, json: &[&str]) -> Self {
        json.iter().fold(self, |typed, json| typed.line(Direction::Output, *json, false))
    }
}

impl<T: DeserializeOwned> Typed<T> {
    /// serde reads this, and the client may send it.
    pub(crate) fn reads(self, json: &[&str]) -> Self {
        json.iter().fold(self, |typed, json| {
            if let Err(error) = serde_json::from_str::<T>(json) {
                panic!("{}.{}: serde refuses {json}: {error}", typed.case.table, typed.case.field);
            }
            let mut typed = typed.line(Direction::Input, *json, true);
            typed.case.lines.last_mut().expect("it was added").read = Some(read::<T>);
            typed
        })
    }

    /// serde refuses this, and the client cannot send it.
    pub(crate) fn refuses(self, json: &[&str]) -> Self {
        json.iter().fold(self, |typed, json| {
            if serde_json::from_str::<T>(json).is_ok() {
                panic!("{}.{}: serde reads {json}", typed.case.table, typed.case.field);
            }
            let mut typed = typed.line(Direction::Input, *json, false);
            typed.case.lines.last_mut().expect("it was added").read = Some(read::<T>);
            typed
        })
    }
}

impl<T: Serialize + DeserializeOwned> Typed<T> {
    /// serde reads this and writes what it has read, and so does the client.
    pub(crate) fn echoes(self, json: &[&str]) -> Self {
        json.iter().fold(self, |typed, json| {
            let value: T = serde_json::from_str(json).unwrap_or_else(|error| {
                let Case { table, field, .. } = typed.case;
                panic!("{table}.{field}: serde refuses {json}: {error}")
            });
            typed.writes([value]).reads(&[json])
        })
    }

    /// serde writes these values and reads back what it wrote, and so does the client.
    pub(crate) fn travels(self, values: impl IntoIterator<Item = T>) -> Self {
        values.into_iter().fold(self, |typed, value| {
            let json = serde_json::to_string(&value).expect("the value has JSON");
            typed.line(Direction::Output, &*json, true).reads(&[&json])
        })
    }
}

impl<T: Serialize + DeserializeOwned> Typed<T> {
    /// The client has this value, in which the kernel made big integers of texts.
    pub(crate) fn decodes(self, value: &T, typescript: &str) -> Self {
        let json = serde_json::to_string(value).expect("the value has JSON");
        let expected: Value = serde_json::from_str(&quote_big_integers(typescript))
            .expect("JSON but for the big integers");
        assert_eq!(serde_json::from_str::<Value>(&json).ok(), Some(expected));
        serde_json::from_str::<T>(&json).expect("serde reads what it writes");
        let typescript = typescript.split_whitespace().collect::<String>();
        let mut typed = self.line(Direction::Output, &*typescript, true);
        typed.case.lines.last_mut().expect("it was added").wire = Some(json);
        typed.line(Direction::Input, typescript, true)
    }
}

/// `5n` as it is on the wire.
pub(crate) fn quote_big_integers(typescript: &str) -> String {
    let mut json = String::new();
    let mut digits = String::new();
    for letter in typescript.chars() {
        match letter {
            '0'..='9' | '-' => digits.push(letter),
            'n' if !digits.is_empty() => {
                json.push_str(&format!("\"{}\"", std::mem::take(&mut digits)))
            }
            letter => {
                json.push_str(&std::mem::take(&mut digits));
                json.push(letter);
            }
        }
    }
    json + &digits
}

/// A case for each field of a table: `cases!(cases, Table { field => .travels([…]), … })`.
#[macro_export]
macro_rules! cases {
    ($cases:ident, $table:ident { $($field:ident => $(.$verb:ident($($argument:tt)*))+),+ $(,)? }) => {
        $($cases.push(
            $crate::case::Typed::new(
                stringify!($table),
                stringify!($field),
                |table: &$table| &table.$field,
            )
            $(.$verb($($argument)*))+
            .done(),
        );)+
    };
}
