use std::collections::BTreeMap;

#[derive(serde::Serialize, PartialEq, Eq, PartialOrd, Ord, mizan::Type)]
pub struct Point {
    pub x: i32,
}

#[derive(serde::Serialize, PartialEq, Eq, PartialOrd, Ord, mizan::Type)]
pub struct Wrapped(pub Point);

#[derive(serde::Serialize, PartialEq, Eq, PartialOrd, Ord, mizan::Type)]
pub enum Place {
    Home,
    At(i32),
}

#[derive(serde::Serialize, mizan::Type)]
pub struct Maps {
    pub points: BTreeMap<Point, i32>,
    pub wrapped: BTreeMap<Wrapped, i32>,
    pub places: BTreeMap<Place, i32>,
}

#[mizan::client]
pub fn maps() -> Option<Maps> {
    None
}
