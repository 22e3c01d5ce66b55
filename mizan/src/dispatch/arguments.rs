//! The arguments of a function, from JSON or a query string into their types.

use std::fmt;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};

use super::json::Members;
use super::query::Query;
use crate::Error;

/// A tuple of the owned parameters of a function.
#[diagnostic::on_unimplemented(
    message = "a client function takes at most twelve arguments",
    label = "too many arguments",
    note = "group them: a struct with `#[derive(serde::Deserialize, mizan::Type)]` is one argument"
)]
pub trait Arguments: Sized {
    /// Reads an object that holds nothing else, and stops at the first mistake.
    #[doc(hidden)]
    fn from_map<'de, M: MapAccess<'de>>(names: &[&str], map: M) -> Result<Self, M::Error>;

    /// Reads each by its name; `None` if any of them was mistaken.
    #[doc(hidden)]
    fn from_each<R: Reader>(names: &[&str], reader: &mut R) -> Option<Self>;
}

/// Something that reads values by their names and keeps their mistakes.
pub trait Reader {
    /// The value of that name; `None` after a mistake.
    fn read<T: DeserializeOwned>(&mut self, name: &str) -> Option<T>;
}

/// Where the arguments of a call stand.
pub struct Source<'request>(Place<'request>);

enum Place<'request> {
    /// A JSON object that holds nothing else.
    Json(&'request str),
    /// A JSON object, shared by the members of a context.
    Members(&'request Members<'request>),
    /// The query of a URL, shared by the members of a context.
    Query(&'request Query<'request>),
}

impl<'request> Source<'request> {
    pub(super) fn json(object: &'request str) -> Self {
        Self(Place::Json(object))
    }

    pub(super) fn members(members: &'request Members<'request>) -> Self {
        Self(Place::Members(members))
    }

    pub(super) fn query(query: &'request Query<'request>) -> Self {
        Self(Place::Query(query))
    }

    /// The arguments of these names.
    pub(super) fn read<A: Arguments>(&self, names: &[&str]) -> Result<A, Error> {
        match self.0 {
            Place::Json(object) => read_json(names, object),
            Place::Members(members) => read_members(names, members),
            Place::Query(query) => read_query(names, query),
        }
    }
}

/// Reads the arguments from a JSON object.
fn read_json<A: Arguments>(names: &[&str], object: &str) -> Result<A, Error> {
    let mut deserializer = serde_json::Deserializer::from_str(object);
    let arguments = (&mut deserializer).deserialize_map(ObjectVisitor::new(names));
    match arguments.and_then(|arguments| deserializer.end().map(|()| arguments)) {
        Ok(arguments) => Ok(arguments),
        Err(error) => Err(explain::<A>(names, object, &error)),
    }
}

/// Reads the arguments from a query, which may hold more than those.
fn read_query<A: Arguments>(names: &[&str], query: &Query) -> Result<A, Error> {
    let mut reader = query.reader();
    A::from_each(names, &mut reader).ok_or_else(|| reader.into_mistakes().into_error())
}

/// Reads the arguments from a JSON object that may hold more than those.
fn read_members<A: Arguments>(names: &[&str], members: &Members<'_>) -> Result<A, Error> {
    let mut reader = members.reader();
    A::from_each(names, &mut reader).ok_or_else(|| reader.into_mistakes().into_error())
}

/// Goes over the object again, argument by argument, to name every mistake and its place.
#[cold]
fn explain<A: Arguments>(names: &[&str], object: &str, first: &serde_json::Error) -> Error {
    let members = match Members::parse(object) {
        Ok(members) => members,
        Err(error) => return Error::bad_request(format!("The arguments are no object: {error}.")),
    };
    let mut reader = members.reader();
    reader.refuse_unknown(names);
    A::from_each(names, &mut reader);
    let mistakes = reader.into_mistakes();
    if mistakes.is_empty() { Error::validation(first.to_string()) } else { mistakes.into_error() }
}

struct ObjectVisitor<'names, A> {
    names: &'names [&'names str],
    arguments: std::marker::PhantomData<A>,
}

impl<'names, A> ObjectVisitor<'names, A> {
    fn new(names: &'names [&'names str]) -> Self {
        Self { names, arguments: std::marker::PhantomData }
    }
}

impl<'de, A: Arguments> Visitor<'de> for ObjectVisitor<'_, A> {
    type Value = A;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object of arguments")
    }

    fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<A, M::Error> {
        A::from_map(self.names, map)
    }
}

/// Reads a key as the position of the argument that it names.
struct Position<'names>(&'names [&'names str]);

impl<'de> DeserializeSeed<'de> for Position<'_> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Position<'_> {
    type Value = usize;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of an argument")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<usize, E> {
        self.0
            .iter()
            .position(|known| *known == name)
            .ok_or_else(|| E::custom(format_args!("unknown argument `{name}`")))
    }
}

fn fill<'de, T: DeserializeOwned, M: MapAccess<'de>>(
    slot: &mut Option<T>,
    map: &mut M,
) -> Result<(), M::Error> {
    if slot.is_some() {
        return Err(M::Error::custom("an argument is given twice"));
    }
    *slot = Some(map.next_value()?);
    Ok(())
}

fn take<T: DeserializeOwned, E: serde::de::Error>(slot: Option<T>) -> Result<T, E> {
    match slot {
        Some(value) => Ok(value),
        None => absent().map_err(|_| E::custom("an argument is missing")),
    }
}

/// What a type makes of an argument that is not there: `None` for an `Option`, else an error.
pub(super) fn absent<T: DeserializeOwned>() -> Result<T, Absent> {
    T::deserialize(Absent)
}

/// The value that is not there, and the error that says so.
#[derive(Debug)]
pub(super) struct Absent;

impl<'de> Deserializer<'de> for Absent {
    type Error = Self;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self> {
        Err(self)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self> {
        visitor.visit_none()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
        ignored_any
    }
}

impl fmt::Display for Absent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("is missing")
    }
}

impl std::error::Error for Absent {}

impl serde::de::Error for Absent {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

impl Arguments for () {
    fn from_map<'de, M: MapAccess<'de>>(names: &[&str], mut map: M) -> Result<Self, M::Error> {
        match map.next_key_seed(Position(names))? {
            None => Ok(()),
            Some(_) => Err(M::Error::custom("no arguments are taken")),
        }
    }

    fn from_each<R: Reader>(_: &[&str], _: &mut R) -> Option<Self> {
        Some(())
    }
}

macro_rules! tuples {
    ($($($item:ident $slot:ident $index:literal)+;)+) => {
        $(impl<$($item: DeserializeOwned),+> Arguments for ($($item,)+) {
            fn from_map<'de, M: MapAccess<'de>>(
                names: &[&str],
                mut map: M,
            ) -> Result<Self, M::Error> {
                $(let mut $slot: Option<$item> = None;)+
                while let Some(position) = map.next_key_seed(Position(names))? {
                    match position {
                        $($index => fill(&mut $slot, &mut map)?,)+
                        _ => return Err(M::Error::custom("more names than arguments")),
                    }
                }
                Ok(($(take::<$item, M::Error>($slot)?,)+))
            }

            fn from_each<R: Reader>(names: &[&str], reader: &mut R) -> Option<Self> {
                // Every one is read before the first mistake ends it, so that all are named.
                $(let $slot = reader.read::<$item>(names[$index]);)+
                Some(($($slot?,)+))
            }
        })+
    };
}

tuples! {
    A a 0;
    A a 0 B b 1;
    A a 0 B b 1 C c 2;
    A a 0 B b 1 C c 2 D d 3;
    A a 0 B b 1 C c 2 D d 3 E e 4;
    A a 0 B b 1 C c 2 D d 3 E e 4 F f 5;
    A a 0 B b 1 C c 2 D d 3 E e 4 F f 5 G g 6;
    A a 0 B b 1 C c 2 D d 3 E e 4 F f 5 G g 6 H h 7;
    A a 0 B b 1 C c 2 D d 3 E e 4 F f 5 G g 6 H h 7 I i 8;
    A a 0 B b 1 C c 2 D d 3 E e 4 F f 5 G g 6 H h 7 I i 8 J j 9;
    A a 0 B b 1 C c 2 D d 3 E e 4 F f 5 G g 6 H h 7 I i 8 J j 9 K k 10;
    A a 0 B b 1 C c 2 D d 3 E e 4 F f 5 G g 6 H h 7 I i 8 J j 9 K k 10 L l 11;
}
