//! Types of the standard library, maps with every kind of key, and numbers.

#![allow(clippy::unnecessary_cast, reason = "an array whose length is a cast is one of the cases")]

use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::ffi::{CString, OsString};
use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::num::{NonZeroI64, NonZeroU8, Saturating, Wrapping};
use std::ops::{Bound, Range, RangeFrom, RangeInclusive, RangeTo};
use std::path::PathBuf;
use std::rc::{Rc, Weak};
use std::sync::atomic::{AtomicBool, AtomicU32};
use std::sync::{Arc, Mutex, RwLock};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::enums::Planet;
use crate::structs::Named;

pub const LENGTH: usize = 3;

pub mod sizes {
    pub const FOUR: usize = super::LENGTH + 1;
}

pub type Alias<T> = Vec<Option<T>>;

#[derive(PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, mizan::Type)]
pub struct TextId(pub String);

#[derive(PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, mizan::Type)]
pub struct NumberId(pub u32);

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Standard {
    pub bool: bool,
    pub char: char,
    pub string: String,
    pub unit: (),
    pub phantom: PhantomData<Named>,
    pub tuple: (u8, String),
    pub single: (u8,),
    pub long: (u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8),
    pub array: [u8; 3],
    pub empty_array: [u8; 0],
    pub counted_array: [u8; LENGTH],
    pub computed_array: [u8; 2 * LENGTH - sizes::FOUR],
    pub braced_array: Vec<[u8; { sizes::FOUR as usize }]>,
    pub unknown_array: [u8; size_of::<u32>()],
    pub big_keys: BTreeMap<i128, u8>,
    pub huge_keys: HashMap<u128, BTreeMap<i128, u8>>,
    pub array_of_tuples: [(u8, bool); 2],
    pub slice: Box<[u8]>,
    pub boxed_text: Box<str>,
    pub shared: Arc<Named>,
    pub counted: Rc<str>,
    pub weak: Weak<Named>,
    pub list: Vec<String>,
    pub bytes: Vec<u8>,
    pub set: HashSet<u8>,
    pub sorted_set: BTreeSet<String>,
    pub deque: VecDeque<u8>,
    pub linked: LinkedList<u8>,
    pub heap: BinaryHeap<u8>,
    pub alias: Alias<u8>,
    pub cell: Cell<u8>,
    pub ref_cell: RefCell<Named>,
    pub mutex: Mutex<u8>,
    pub lock: RwLock<u8>,
    pub reverse: Reverse<u8>,
    pub wrapping: Wrapping<u8>,
    pub saturating: Saturating<u8>,
    pub atomic: AtomicU32,
    pub atomic_bool: AtomicBool,
    pub nonzero: NonZeroU8,
    pub nonzero_wide: NonZeroI64,
    pub duration: Duration,
    pub system_time: SystemTime,
    pub path: PathBuf,
    pub os_string: OsString,
    pub c_string: CString,
    pub ip: IpAddr,
    pub ipv4: Ipv4Addr,
    pub ipv6: Ipv6Addr,
    pub socket: SocketAddr,
    pub range: Range<u8>,
    pub range_inclusive: RangeInclusive<i64>,
    pub range_from: RangeFrom<u8>,
    pub range_to: RangeTo<u8>,
    pub bound: Bound<u8>,
    pub json: serde_json::Value,
    pub option: Option<u8>,
    pub option_option: Option<Option<u8>>,
    pub boxed_option: Box<Option<u8>>,
    pub option_list: Option<Vec<Option<u8>>>,
}

#[mizan::client]
pub fn send_standard(table: Standard) -> Standard {
    table
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Numbers {
    pub i8: i8,
    pub i16: i16,
    pub i32: i32,
    pub i64: i64,
    pub isize: isize,
    pub u8: u8,
    pub u16: u16,
    pub u32: u32,
    pub u64: u64,
    pub usize: usize,
    pub f32: f32,
    pub f64: f64,
    pub floats: Vec<f64>,
    pub maybe_float: Option<f64>,
    pub array_of_floats: [f32; 2],
}

#[mizan::client]
pub fn send_numbers(table: Numbers) -> Numbers {
    table
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Maps {
    pub text: HashMap<String, u8>,
    pub char: BTreeMap<char, u8>,
    pub small: BTreeMap<u8, u8>,
    pub negative: BTreeMap<i32, u8>,
    pub wide: BTreeMap<u64, u8>,
    pub wide_negative: BTreeMap<i64, u8>,
    pub bool: BTreeMap<bool, u8>,
    pub planet: BTreeMap<Planet, u8>,
    pub text_id: BTreeMap<TextId, u8>,
    pub number_id: BTreeMap<NumberId, u8>,
    pub nested: BTreeMap<String, BTreeMap<u8, Vec<Named>>>,
    pub optional: BTreeMap<String, Option<u8>>,
    pub planet_of_maps: BTreeMap<Planet, BTreeMap<Planet, bool>>,
    pub json: serde_json::Map<String, serde_json::Value>,
    pub boxed: Box<BTreeMap<Arc<str>, u8>>,
}

#[mizan::client]
pub fn send_maps(table: Maps) -> Maps {
    table
}
