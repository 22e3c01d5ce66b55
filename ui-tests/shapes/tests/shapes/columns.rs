//! Columns of each kind of type: they come back from a client as they were read, and change to any other value.

use fastrand::Rng;
use mizan::Shape;
use sea_orm::prelude::{
    ChronoDate, ChronoDateTime, ChronoDateTimeUtc, ChronoTime, Decimal, Json, Uuid,
};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait};
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value, json};
use shapes_corpus::entities::parcel::{self, Speed, State};
use shapes_corpus::entities::{order, shift};

use crate::databases::both;
use crate::random::number;
use crate::statements::recorded;
use crate::writing::fill;

/// A column for each field, by names of their own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Shape)]
#[shape(parcel)]
#[serde(rename_all = "camelCase")]
struct Parcel {
    id: Uuid,
    #[serde(rename = "$")]
    price: Decimal,
    weight: f64,
    shelf: i16,
    #[shape(column = code)]
    bytes: Vec<u8>,
    #[serde(default)]
    notes: Option<Json>,
    sent_on: Option<ChronoDate>,
    comes_at: Option<ChronoTime>,
    weighed: Option<ChronoDateTime>,
    packed: ChronoDateTimeUtc,
    state: State,
    #[shape(column)]
    speed: Option<Speed>,
    beside: Option<Uuid>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Shape)]
#[shape(order)]
struct Shipment {
    id: i64,
    title: String,
    #[shape(missing = replace)]
    parcels: Vec<Parcel>,
}

/// A row as JavaScript sends it: a number has no point where it is an integer.
fn through_javascript(value: Value) -> Value {
    const SAFE: f64 = 9_007_199_254_740_991.0;
    match value {
        Value::Number(number) => match number.as_f64().filter(|_| number.is_f64()) {
            #[allow(clippy::cast_possible_truncation, reason = "it is an integer")]
            Some(float) if float.fract() == 0.0 && float.abs() <= SAFE => json!(float as i64),
            _ => Value::Number(number),
        },
        Value::Array(items) => items.into_iter().map(through_javascript).collect(),
        Value::Object(fields) => {
            fields.into_iter().map(|(name, value)| (name, through_javascript(value))).collect()
        }
        value => value,
    }
}

fn sent_back(read: &Shipment) -> Shipment {
    let json = through_javascript(serde_json::to_value(read).unwrap());
    serde_json::from_value(json).unwrap()
}

async fn read(db: &DatabaseConnection) -> Shipment {
    let mut shipment =
        Shipment::query().filter(order::Column::Id.eq(1)).one(db).await.unwrap().unwrap();
    shipment.parcels.sort_by_key(|parcel| parcel.id);
    shipment
}

async fn save(db: &DatabaseConnection, edited: Shipment) -> Shipment {
    let diff = Shipment::diff([edited]).within(order::Column::Id.eq(1));
    diff.apply(db).await.unwrap().rows.remove(0)
}

fn maybe<T>(random: &mut Rng, value: impl FnOnce(&mut Rng) -> T) -> Option<T> {
    (random.u8(..3) > 0).then(|| value(random))
}

fn moment(random: &mut Rng) -> ChronoDateTimeUtc {
    // Postgres keeps microseconds.
    ChronoDateTimeUtc::from_timestamp_micros(
        random.i64(-4_000_000_000_000_000..4_000_000_000_000_000),
    )
    .unwrap()
}

fn some_json(random: &mut Rng, depth: u8) -> Value {
    match random.u8(..if depth == 0 { 6 } else { 8 }) {
        0 => Value::Null,
        1 => json!(random.bool()),
        2 => json!(random.i32(..)),
        3 => json!(f64::from(random.i16(-9..9)) / 2.0),
        4 => Value::Number(Number::from_f64(f64::from(random.i16(-9..9))).unwrap()),
        5 => json!(["", "a", "ä\u{2028}", "'\"\\", "null"][random.usize(..5)]),
        6 => (0..random.u8(..3)).map(|_| some_json(random, depth - 1)).collect(),
        _ => json!({ "b": some_json(random, depth - 1), "a": some_json(random, depth - 1) }),
    }
}

fn some_parcel(random: &mut Rng, id: Uuid) -> Parcel {
    const WEIGHTS: [f64; 7] = [0.0, -0.0, 0.1, 1e300, 5e-324, -2.0, 123_456_789.123_456_78];
    Parcel {
        id,
        price: Decimal::new(random.i64(-9_999_999_999..9_999_999_999), 2),
        weight: WEIGHTS[random.usize(..WEIGHTS.len())],
        shelf: random.i16(..),
        // The code is unique.
        bytes: [id.as_bytes().as_slice(), &[0, random.u8(..), 255]].concat(),
        notes: maybe(random, |random| some_json(random, 2)).filter(|notes| !notes.is_null()),
        sent_on: maybe(random, |random| moment(random).date_naive()),
        comes_at: maybe(random, |random| moment(random).time()),
        weighed: maybe(random, |random| moment(random).naive_utc()),
        packed: moment(random),
        state: if random.bool() { State::Packed } else { State::Sent },
        speed: maybe(random, |random| if random.bool() { Speed::Slow } else { Speed::Fast }),
        beside: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_column_comes_back_and_changes() {
    let (runs, first) = (number("MIZAN_RUNS", 40), number("MIZAN_SEED", 1));
    for db in both().await {
        fill(&db.connection).await;
        for seed in first..first + runs {
            println!("{}: MIZAN_SEED={seed}", db.name);
            let (db, mut random) = (&db.connection, Rng::with_seed(seed));
            let before = read(db).await;
            let (statements, _) = recorded(save(db, sent_back(&before))).await;
            assert!(statements.iter().all(|text| text.starts_with("SELECT")), "{statements:#?}");
            let mut edited = before.clone();
            edited.parcels.retain(|_| random.u8(..4) > 0);
            for parcel in &mut edited.parcels {
                if random.bool() {
                    *parcel = some_parcel(&mut random, parcel.id);
                }
            }
            for _ in 0..random.u8(..3) {
                let id = Uuid::from_u128(random.u128(..));
                edited.parcels.push(some_parcel(&mut random, id));
            }
            random.shuffle(&mut edited.parcels);
            let mut saved = save(db, edited.clone()).await;
            assert_eq!(saved, edited);
            saved.parcels.sort_by_key(|parcel| parcel.id);
            assert_eq!(read(db).await, saved);
        }
        // Those that went have lost their order, and are there.
        let all = parcel::Entity::find().all(&db.connection).await.unwrap();
        let lost = all.iter().filter(|parcel| parcel.order_id.is_none()).count();
        assert_eq!(all.len() - lost, read(&db.connection).await.parcels.len());
        assert!(lost > 0 && all.iter().all(|parcel| parcel.r#type == "unknown"));
    }
}

/// All of it is unique.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Shape)]
#[shape(shift)]
struct Shift {
    id: i64,
    name: String,
    place: i16,
    desk: i32,
    contract: i64,
    factor: f32,
    hours: f64,
    wage: Decimal,
    cost: Decimal,
    badge: Vec<u8>,
    token: Uuid,
    day: ChronoDate,
    hour: ChronoTime,
    begins: ChronoDateTime,
    planned: ChronoDateTimeUtc,
}

fn shift(id: i64) -> Shift {
    let moment = ChronoDateTimeUtc::from_timestamp(id * 1_000_003, 0).unwrap();
    Shift {
        id,
        name: format!("shift {id}"),
        place: i16::try_from(id).unwrap(),
        desk: i32::try_from(id).unwrap(),
        contract: id,
        factor: id as f32 / 2.0,
        hours: id as f64 / 2.0,
        wage: Decimal::new(-999_900 + id, 2),
        cost: Decimal::new(id, 2),
        badge: vec![u8::try_from(id).unwrap()],
        token: Uuid::from_u128(id.unsigned_abs().into()),
        day: moment.date_naive(),
        hour: moment.time(),
        begins: moment.naive_utc(),
        planned: moment,
    }
}

/// The same values in other rows: all of them, or one column alone.
fn shifted(shifts: &[Shift], columns: &[usize]) -> Vec<Shift> {
    let next = shifts.iter().cycle().skip(1);
    let take = |(own, next): (&Shift, &Shift)| {
        let (mut own, next) = (own.clone(), next.clone());
        for column in columns {
            match column {
                0 => own.name.clone_from(&next.name),
                1 => own.place = next.place,
                2 => own.desk = next.desk,
                3 => own.contract = next.contract,
                4 => own.factor = next.factor,
                5 => own.hours = next.hours,
                6 => own.wage = next.wage,
                7 => own.badge.clone_from(&next.badge),
                8 => own.token = next.token,
                9 => own.day = next.day,
                10 => own.hour = next.hour,
                11 => own.begins = next.begins,
                12 => own.planned = next.planned,
                _ => own.cost = next.cost,
            }
        }
        own
    };
    shifts.iter().zip(next).map(take).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_swap_a_unique_value_of_any_type() {
    let all: Vec<usize> = (0..14).collect();
    for db in both().await {
        let db = &db.connection;
        fill(db).await;
        let mut shifts: Vec<Shift> = (1..=5).map(shift).collect();
        let save = async |shifts: &[Shift]| {
            let diff = Shift::diff(shifts.to_vec()).within(shift::Column::Id.gt(0));
            diff.apply(db).await.unwrap().rows
        };
        assert_eq!(save(&shifts).await, shifts);
        for columns in all.chunks(1).chain([&all[..]]) {
            shifts = shifted(&shifts, columns);
            assert_eq!(save(&shifts).await, shifts, "{columns:?}");
            let mut stored = Shift::query().all(db).await.unwrap();
            stored.sort_by_key(|shift| shift.id);
            assert_eq!(stored, shifts, "{columns:?}");
        }
    }
}
