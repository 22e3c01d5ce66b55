//! The events as the entries of a stream.

use std::collections::HashMap;

use bytes::Bytes;
use redis::{FromRedisValue, Value};

use crate::bus::{Announcement, BusError, Event, Numbers, Position, Presence};

/// An entry of the stream.
pub(super) struct Entry {
    pub(super) id: String,
    /// Its number, without a gap to the one before.
    pub(super) number: u64,
    fields: HashMap<String, Bytes>,
}

impl Entry {
    /// The entries that a read of the stream has found.
    pub(super) fn all(answer: Value) -> Result<Vec<Self>, BusError> {
        type Streams = Option<Vec<(String, Vec<(String, Vec<Value>)>)>>;
        let streams: Streams = redis::from_redis_value(answer).map_err(BusError::new)?;
        let entries = streams.into_iter().flatten().flat_map(|(_, entries)| entries);
        entries.map(|(id, fields)| Self::of(id, fields)).collect()
    }

    fn of(id: String, fields: Vec<Value>) -> Result<Self, BusError> {
        let mut known = HashMap::new();
        let mut fields = fields.into_iter();
        while let (Some(name), Some(value)) = (fields.next(), fields.next()) {
            let value: Vec<u8> = read(value)?;
            known.insert(read::<String>(name)?, Bytes::from(value));
        }
        let mut entry = Self { id, number: 0, fields: known };
        entry.number = entry.number("number")?;
        Ok(entry)
    }

    /// The event; `None` for one that only a newer version knows.
    pub(super) fn event(mut self, clock: &str) -> Result<Option<Event>, BusError> {
        let kind = self.text("kind")?;
        Ok(Some(match kind.as_str() {
            "change" => {
                let flat: Vec<serde_json::Value> =
                    serde_json::from_slice(&self.bytes("numbers")?).map_err(BusError::new)?;
                let pairs = flat.chunks_exact(2);
                let pair = |pair: &[serde_json::Value]| {
                    Some((pair[0].as_str()?.to_owned(), pair[1].as_u64()?))
                };
                let numbers: Numbers = pairs.filter_map(pair).collect();
                let contexts = numbers.keys().cloned().collect();
                let (node, text) = (self.text("node")?, self.bytes("text")?);
                Event::Announced { announcement: Announcement { node, contexts, text }, numbers }
            }
            "message" => {
                let position =
                    Position { clock: clock.to_owned(), number: self.number("position")? };
                Event::Message {
                    room: self.text("room")?,
                    position,
                    message: self.bytes("message")?,
                }
            }
            "present" => Event::Present(Presence {
                room: self.text("room")?,
                member: self.text("member")?,
                node: self.text("node")?,
                data: self.fields.remove("data"),
            }),
            "missing" => Event::Missing { node: self.text("node")? },
            "found" => Event::Found { node: self.text("node")? },
            _ => return Ok(None),
        }))
    }

    fn bytes(&mut self, name: &str) -> Result<Bytes, BusError> {
        self.fields.remove(name).ok_or_else(|| BusError::new(format!("an event has no `{name}`")))
    }

    fn text(&mut self, name: &str) -> Result<String, BusError> {
        String::from_utf8(self.bytes(name)?.into()).map_err(BusError::new)
    }

    fn number(&mut self, name: &str) -> Result<u64, BusError> {
        self.text(name)?.parse().map_err(BusError::new)
    }
}

/// Names and numbers in turns.
pub(super) fn numbers(flat: Vec<Value>) -> Result<Numbers, BusError> {
    pairs(flat)
}

/// The messages of a room: their numbers and texts in turns.
pub(super) fn messages(clock: &str, flat: Vec<Value>) -> Result<Vec<(Position, Bytes)>, BusError> {
    let found: Vec<(u64, Vec<u8>)> = pairs(flat)?;
    let message = |(number, text): (u64, Vec<u8>)| {
        (Position { clock: clock.to_owned(), number }, Bytes::from(text))
    };
    Ok(found.into_iter().map(message).collect())
}

/// Who is present in a room: members with their nodes, and how they appear, in turns.
pub(super) fn present(room: &str, flat: Vec<Value>) -> Result<Vec<Presence>, BusError> {
    let found: Vec<(String, Vec<u8>)> = pairs(flat)?;
    let presence = |(field, data): (String, Vec<u8>)| {
        let (member, node) = serde_json::from_str(&field).map_err(BusError::new)?;
        Ok(Presence { room: room.to_owned(), member, node, data: Some(data.into()) })
    };
    found.into_iter().map(presence).collect()
}

fn pairs<A, B, C>(flat: Vec<Value>) -> Result<C, BusError>
where
    A: FromRedisValue,
    B: FromRedisValue,
    C: FromIterator<(A, B)>,
{
    let mut flat = flat.into_iter();
    let mut next = || Some((flat.next()?, flat.next()?));
    let pairs = std::iter::from_fn(&mut next);
    pairs.map(|(one, other)| Ok((read(one)?, read(other)?))).collect()
}

fn read<T: FromRedisValue>(value: Value) -> Result<T, BusError> {
    redis::from_redis_value(value).map_err(BusError::new)
}
