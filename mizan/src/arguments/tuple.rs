//! The tuple of the arguments of a function, read from an object or value by value.

use std::fmt;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};

use super::absent::absent;

/// The tuple of the owned parameters of a function.
#[diagnostic::on_unimplemented(
    message = "a client function takes at most twelve arguments",
    label = "too many arguments",
    note = "group them: a struct with `#[derive(serde::Deserialize, mizan::Type)]` is one argument"
)]
pub trait Arguments: Sized {
    /// Reads an object with no other members, and stops at the first error.
    #[doc(hidden)]
    fn from_map<'de, M: MapAccess<'de>>(names: &[&str], map: M) -> Result<Self, M::Error>;

    /// Reads each value by its name; `None` if any of them failed.
    #[doc(hidden)]
    fn from_each<R: Reader>(names: &[&str], reader: &mut R) -> Option<Self>;
}

/// A reader of values by their names, which collects their errors.
pub trait Reader {
    /// Reads the value of that name; `None` after an error.
    fn read<T: DeserializeOwned>(&mut self, name: &str) -> Option<T>;
}

pub(super) struct ObjectVisitor<'names, A> {
    names: &'names [&'names str],
    arguments: std::marker::PhantomData<A>,
}

impl<'names, A> ObjectVisitor<'names, A> {
    pub(super) fn new(names: &'names [&'names str]) -> Self {
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

/// Reads a key as the position of the argument of that name.
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
                // Reads all values before the first `?`, so that all errors are collected.
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
