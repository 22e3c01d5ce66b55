//! The values by which rows of two tables belong to each other.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use sea_orm::sea_query::{ColumnType, Value};
use sea_orm::{DbErr, QueryResult, RuntimeErr, TryGetable};

/// Reads the value at a position of a row.
pub(super) type Getter = fn(&QueryResult, usize) -> Result<Value, DbErr>;

/// Reads a value of a known type.
pub(super) fn get<T: TryGetable + Into<Value>>(
    row: &QueryResult,
    index: usize,
) -> Result<Value, DbErr> {
    row.try_get_by_index::<T>(index).map(Into::into)
}

/// The reader of a column that may link rows; `None` where no key has that type.
pub(super) fn getter(column: &ColumnType) -> Option<Getter> {
    use ColumnType::{
        BigInteger, BigUnsigned, Binary, Blob, Char, Integer, SmallInteger, String as Varchar,
        Text, TinyInteger, Unsigned, VarBinary,
    };
    Some(match column {
        TinyInteger => get::<Option<i8>>,
        SmallInteger => get::<Option<i16>>,
        Integer => get::<Option<i32>>,
        BigInteger => get::<Option<i64>>,
        Unsigned => get::<Option<u32>>,
        BigUnsigned => get::<Option<u64>>,
        Char(_) | Varchar(_) | Text => get::<Option<String>>,
        Binary(_) | VarBinary(_) | Blob => get::<Option<Vec<u8>>>,
        #[cfg(feature = "uuid")]
        ColumnType::Uuid => get::<Option<uuid::Uuid>>,
        _ => return None,
    })
}

/// The values of rows from which relations start: as many for each row.
pub struct Links {
    width: usize,
    values: Vec<Value>,
}

impl Links {
    pub(super) fn new(width: usize, rows: usize) -> Self {
        Self { width, values: Vec::with_capacity(width * rows) }
    }

    pub(super) fn push(&mut self, value: Value) {
        self.values.push(value);
    }

    /// The values of a row.
    fn row(&self, row: usize) -> &[Value] {
        &self.values[row * self.width..][..self.width]
    }

    /// The key of a row by the positions of its values; `None` if a part of it is null.
    pub(super) fn key(&self, row: usize, positions: &[usize]) -> Option<Key> {
        let values = self.row(row);
        Key::new(positions.iter().map(|position| &values[*position]))
    }
}

/// The values that identify a row, or that lead to one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    /// One integer, the most common key.
    Integer(i64),
    /// One text.
    Text(String),
    /// Any other values.
    Values(Vec<Value>),
}

impl Key {
    /// The key of these values; `None` if one of them is null. Integers of different widths are equal if
    /// their numbers are.
    pub(super) fn new<'value>(values: impl IntoIterator<Item = &'value Value>) -> Option<Self> {
        let mut values = values.into_iter();
        let first = part(values.next()?)?;
        let Some(second) = values.next() else { return Some(Self::one(first)) };
        let mut all = vec![first, part(second)?];
        for value in values {
            all.push(part(value)?);
        }
        Some(Self::Values(all))
    }

    fn one(value: Value) -> Self {
        match value {
            Value::BigInt(Some(number)) => Self::Integer(number),
            Value::String(Some(text)) => Self::Text(text),
            other => Self::Values(vec![other]),
        }
    }

    /// Its first value, which is the only one of most keys.
    pub(super) fn value(&self) -> Value {
        match self {
            Self::Integer(number) => Value::BigInt(Some(*number)),
            Self::Text(text) => Value::String(Some(text.clone())),
            Self::Values(values) => values[0].clone(),
        }
    }

    /// Its values, to be sent to the database.
    pub(super) fn values(&self) -> Vec<Value> {
        match self {
            Self::Values(values) => values.clone(),
            Self::Integer(_) | Self::Text(_) => vec![self.value()],
        }
    }
}

/// A value as a part of a key; `None` for null.
fn part(value: &Value) -> Option<Value> {
    match integer(value) {
        Some(number) => Some(Value::BigInt(Some(number))),
        None => value.is_some().then(|| value.clone()),
    }
}

/// An integer as one of 64 bits.
pub(super) fn integer(value: &Value) -> Option<i64> {
    match *value {
        Value::TinyInt(number) => number.map(i64::from),
        Value::SmallInt(number) => number.map(i64::from),
        Value::Int(number) => number.map(i64::from),
        Value::BigInt(number) => number,
        Value::TinyUnsigned(number) => number.map(i64::from),
        Value::SmallUnsigned(number) => number.map(i64::from),
        Value::Unsigned(number) => number.map(i64::from),
        Value::BigUnsigned(number) => number.and_then(|number| i64::try_from(number).ok()),
        _ => None,
    }
}

/// A map by key.
pub(super) type KeyMap<T> = HashMap<Key, T, RandomState>;

/// An error of the tables' declaration.
pub(super) fn mistake(text: String) -> DbErr {
    DbErr::Query(RuntimeErr::Internal(text))
}
