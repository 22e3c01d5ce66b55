//! Random values of everything that may travel.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::ffi::{CString, OsString};
use std::hash::Hash;
use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::num::{NonZero, Saturating, Wrapping};
use std::ops::{Bound, Range, RangeFrom, RangeInclusive, RangeTo};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicU32};
use std::sync::{Arc, Mutex, RwLock};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Values nested deeper than this end as soon as they can.
const DEEP: usize = 5;

/// The largest integer that a number of JavaScript holds.
const LARGEST: u64 = (1 << 53) - 1;

/// Texts in which something may go wrong. None is a number: those are big integers.
const TEXTS: [&str; 8] = ["", "a", "\"\\", "</script>", "\u{2028}\n", "größe", "𝄞\u{0}", "*/ ${a}"];

pub struct Dice {
    random: fastrand::Rng,
    depth: usize,
}

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self { random: fastrand::Rng::with_seed(seed), depth: 0 }
    }

    pub fn below(&mut self, end: usize) -> usize {
        self.random.usize(..end)
    }

    pub fn coin(&mut self) -> bool {
        self.random.bool()
    }

    /// One of so many variants, of which the first holds no other of its kind.
    pub fn variant(&mut self, count: usize) -> usize {
        if self.depth > DEEP { 0 } else { self.below(count) }
    }

    pub fn nest<T>(&mut self, inner: impl FnOnce(&mut Self) -> T) -> T {
        self.depth += 1;
        let value = inner(self);
        self.depth -= 1;
        value
    }

    fn length(&mut self) -> usize {
        if self.depth > DEEP { 0 } else { self.below(3) }
    }

    fn many<T: Sample, C: FromIterator<T>>(&mut self) -> C {
        let length = self.length();
        self.nest(|dice| (0..length).map(|_| T::sample(dice)).collect())
    }
}

pub trait Sample {
    fn sample(dice: &mut Dice) -> Self;
}

/// The value of a field that was not sent.
pub fn absent<T: Sample>() -> T {
    let mut dice = Dice::new(7);
    dice.nest(|dice| {
        dice.depth = DEEP + 1;
        T::sample(dice)
    })
}

/// Leaves out every other value; serde asks twice, and has to hear the same.
pub fn sometimes<T: Serialize>(value: &T) -> bool {
    serde_json::to_string(value).is_ok_and(|json| json.len() % 2 == 0)
}

pub fn write_text<T, S: Serializer>(_: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str("text")
}

pub fn read_text<'de, T: Sample, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    String::deserialize(deserializer).map(|_| absent())
}

macro_rules! samples {
    ($($(where [$($parameter:ident),+])? $type:ty = |$dice:ident| $value:expr;)+) => {
        $(impl$(<$($parameter: Sample),+>)? Sample for $type {
            fn sample($dice: &mut Dice) -> Self {
                $value
            }
        })+
    };
}

macro_rules! integers {
    ($($type:ident)+) => {
        $(impl Sample for $type {
            fn sample(dice: &mut Dice) -> Self {
                let largest = $type::try_from(LARGEST).unwrap_or($type::MAX);
                let value = match dice.below(4) {
                    0 => 0,
                    1 => largest,
                    2 => $type::MIN,
                    _ => dice.random.$type(..),
                };
                #[allow(unused_comparisons)]
                if value < 0 { value % largest } else { value.min(largest) }
            }
        })+
    };
}

integers! { i8 i16 i32 i64 isize u8 u16 u32 u64 usize }

samples! {
    () = |_dice| ();
    bool = |dice| dice.coin();
    char = |dice| *dice.random.choice(&['a', '"', '\u{2028}', '𝄞']).unwrap_or(&'a');
    i128 = |dice| dice.random.i128(..);
    u128 = |dice| dice.random.u128(..);
    f32 = |dice| if dice.below(8) == 0 { f32::NAN } else { dice.random.f32() };
    f64 = |dice| if dice.below(8) == 0 { f64::INFINITY } else { dice.random.f64() * 1e9 };
    String = |dice| TEXTS[dice.below(TEXTS.len())].to_owned();
    Box<str> = |dice| String::sample(dice).into();
    Arc<str> = |dice| String::sample(dice).into();
    Cow<'static, str> = |dice| String::sample(dice).into();
    where [T] PhantomData<T> = |_dice| PhantomData;
    where [T] Option<T> = |dice| match dice.depth > DEEP || dice.coin() {
        true => None,
        false => Some(dice.nest(T::sample)),
    };
    where [T] Box<T> = |dice| Box::new(T::sample(dice));
    where [T] Rc<T> = |dice| Rc::new(T::sample(dice));
    where [T] Arc<T> = |dice| Arc::new(T::sample(dice));
    where [T] Cell<T> = |dice| Cell::new(T::sample(dice));
    where [T] RefCell<T> = |dice| RefCell::new(T::sample(dice));
    where [T] Mutex<T> = |dice| Mutex::new(T::sample(dice));
    where [T] RwLock<T> = |dice| RwLock::new(T::sample(dice));
    where [T] Reverse<T> = |dice| Reverse(T::sample(dice));
    where [T] Wrapping<T> = |dice| Wrapping(T::sample(dice));
    Saturating<u16> = |dice| Saturating(u16::sample(dice));
    NonZero<u32> = |dice| NonZero::new(u32::sample(dice)).unwrap_or(NonZero::<u32>::MIN);
    AtomicU32 = |dice| AtomicU32::new(u32::sample(dice));
    AtomicBool = |dice| AtomicBool::new(dice.coin());
    where [T] Box<[T]> = |dice| dice.many::<T, Vec<T>>().into();
    where [T] Vec<T> = |dice| dice.many();
    where [T] VecDeque<T> = |dice| dice.many();
}

impl<T: Sample + Ord> Sample for BTreeSet<T> {
    fn sample(dice: &mut Dice) -> Self {
        dice.many()
    }
}

impl<T: Sample + Hash + Eq> Sample for HashSet<T> {
    fn sample(dice: &mut Dice) -> Self {
        dice.many()
    }
}

impl<K: Sample + Ord, V: Sample> Sample for BTreeMap<K, V> {
    fn sample(dice: &mut Dice) -> Self {
        dice.many()
    }
}

impl<K: Sample + Hash + Eq, V: Sample> Sample for HashMap<K, V> {
    fn sample(dice: &mut Dice) -> Self {
        dice.many()
    }
}

impl<T: Sample, const LENGTH: usize> Sample for [T; LENGTH] {
    fn sample(dice: &mut Dice) -> Self {
        std::array::from_fn(|_| T::sample(dice))
    }
}

samples! {
    where [A] (A,) = |dice| (A::sample(dice),);
    where [A, B] (A, B) = |dice| (A::sample(dice), B::sample(dice));
    where [A, B, C] (A, B, C) =
        |dice| (A::sample(dice), B::sample(dice), C::sample(dice));
    Duration = |dice| Duration::from_millis(u32::sample(dice).into());
    SystemTime = |dice| SystemTime::UNIX_EPOCH + Duration::sample(dice);
    PathBuf = |dice| String::sample(dice).into();
    OsString = |dice| String::sample(dice).into();
    CString = |_dice| CString::from(c"text");
    IpAddr = |dice| Ipv4Addr::from_bits(u32::sample(dice)).into();
    Ipv6Addr = |dice| Ipv6Addr::from_bits(u128::sample(dice));
    SocketAddr = |dice| SocketAddr::new(IpAddr::sample(dice), u16::sample(dice));
    where [T] Range<T> = |dice| T::sample(dice)..T::sample(dice);
    where [T] RangeInclusive<T> = |dice| T::sample(dice)..=T::sample(dice);
    where [T] RangeFrom<T> = |dice| T::sample(dice)..;
    where [T] RangeTo<T> = |dice| ..T::sample(dice);
    where [T] Bound<T> = |dice| match dice.below(3) {
        0 => Bound::Unbounded,
        1 => Bound::Included(T::sample(dice)),
        _ => Bound::Excluded(T::sample(dice)),
    };
    serde_json::Value = |dice| match dice.variant(6) {
        0 => serde_json::Value::Null,
        1 => bool::sample(dice).into(),
        2 => u32::sample(dice).into(),
        3 => String::sample(dice).into(),
        4 => dice.many::<serde_json::Value, Vec<_>>().into(),
        _ => serde_json::Value::Object(serde_json::Map::sample(dice)),
    };
    serde_json::Map<String, serde_json::Value> =
        |dice| dice.many::<(String, serde_json::Value), _>();
}
