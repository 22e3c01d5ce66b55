//! The events as notifications, and the rows of the tables.

use bytes::Bytes;
use serde::Deserialize;
use sqlx::Row;
use sqlx::postgres::PgRow;

use crate::bus::{Announcement, BusError, Event, Missed, Numbers, Position, Presence};

/// A notification.
#[derive(Deserialize)]
pub(super) struct Told {
    kind: String,
    #[serde(default)]
    node: String,
    #[serde(default)]
    numbers: Numbers,
    #[serde(default)]
    room: String,
    #[serde(default)]
    member: String,
    #[serde(default)]
    position: u64,
    /// In hexadecimal digits.
    body: Option<String>,
    /// `true` if the body is left out.
    #[serde(default)]
    is_long: bool,
}

/// What a notification says.
pub(super) enum Heard {
    Event(Event),
    /// A message whose text has to be looked up.
    LongMessage {
        room: String,
        number: u64,
    },
    /// A presence whose data have to be looked up.
    LongPresence(Presence),
    /// Anything may have happened.
    Unknown,
    /// Nothing has happened.
    Nothing,
}

impl Told {
    pub(super) fn heard(self, clock: &str) -> Result<Heard, BusError> {
        let body = self.body.as_deref().map(read_digits).transpose()?.map(Bytes::from);
        let Self { node, numbers, room, member, position, is_long, .. } = self;
        Ok(match self.kind.as_str() {
            "change" => {
                let contexts = numbers.keys().cloned().collect();
                let announcement = Announcement { node, contexts, text: body.unwrap_or_default() };
                Heard::Event(Event::Announced { announcement, numbers })
            }
            "message" if is_long => Heard::LongMessage { room, number: position },
            "message" => {
                let position = Position { clock: clock.to_owned(), number: position };
                let message = body.unwrap_or_default();
                Heard::Event(Event::Message { room, position, message })
            }
            "present" => {
                let presence = Presence { room, member, node, data: body };
                if is_long {
                    Heard::LongPresence(presence)
                } else {
                    Heard::Event(Event::Present(presence))
                }
            }
            "missing" => Heard::Event(Event::Missing { node }),
            "found" => Heard::Event(Event::Found { node }),
            "beat" => Heard::Nothing,
            // A newer version may tell what this one does not know.
            _ => Heard::Unknown,
        })
    }
}

fn read_digits(text: &str) -> Result<Vec<u8>, BusError> {
    let pairs = (0..text.len()).step_by(2).map(|at| text.get(at..at + 2).unwrap_or_default());
    pairs.map(|pair| u8::from_str_radix(pair, 16).map_err(BusError::new)).collect()
}

/// A number of a row.
pub(super) fn number(row: &PgRow, column: usize) -> Result<u64, BusError> {
    let number: i64 = row.try_get(column).map_err(BusError::new)?;
    u64::try_from(number).map_err(BusError::new)
}

fn bytes(row: &PgRow, column: usize) -> Result<Bytes, BusError> {
    row.try_get::<Vec<u8>, _>(column).map(Bytes::from).map_err(BusError::new)
}

/// The messages of a room behind a position. Each row repeats the clock, the number of the last message of
/// any room, the last one that is forgotten, and whether the room has any; a message follows, or NULL.
pub(super) fn missed(rows: &[PgRow], after: Option<&Position>) -> Result<Missed, BusError> {
    let first = rows.first().ok_or_else(|| BusError::new("the state of the bus is missing"))?;
    let clock: String = first.try_get(0).map_err(BusError::new)?;
    let has_room: bool = first.try_get(3).map_err(BusError::new)?;
    let has_missed = first.try_get::<Option<i64>, _>(4).map_err(BusError::new)?.is_some();
    let newest = Position { clock: clock.clone(), number: number(first, 1)? };
    let messages = match after {
        None => Some(Vec::new()),
        Some(after) if after.clock != clock => None,
        Some(after) => {
            let is_whole = match (has_missed, has_room) {
                (true, _) => number(first, 5)? <= after.number,
                (false, true) => true,
                (false, false) => number(first, 2)? <= after.number,
            };
            let message = |row: &PgRow| {
                let position = Position { clock: clock.clone(), number: number(row, 4)? };
                Ok((position, bytes(row, 6)?))
            };
            let rows = if has_missed { rows } else { &[] };
            let messages = rows.iter().map(message).collect::<Result<Vec<_>, BusError>>()?;
            is_whole.then_some(messages)
        }
    };
    Ok(Missed { messages, newest })
}

/// Everybody in a room.
pub(super) fn present(room: &str, rows: &[PgRow]) -> Result<Vec<Presence>, BusError> {
    let presence = |row: &PgRow| {
        let member = row.try_get(0).map_err(BusError::new)?;
        let node = row.try_get(1).map_err(BusError::new)?;
        Ok(Presence { room: room.to_owned(), member, node, data: Some(bytes(row, 2)?) })
    };
    rows.iter().map(presence).collect()
}
