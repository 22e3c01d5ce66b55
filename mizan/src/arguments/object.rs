//! The members of a JSON object as a source of arguments.

use serde::de::{DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::absent::absent;
use super::errors::{ArgumentErrors, join_path};
use super::tuple::Reader;

/// A JSON object whose values are read one by one.
pub(crate) struct Members<'json> {
    members: Vec<(String, &'json RawValue)>,
}

impl<'json> Members<'json> {
    pub(crate) fn parse(object: &'json str) -> Result<Self, serde_json::Error> {
        let mut deserializer = serde_json::Deserializer::from_str(object);
        let members = (&mut deserializer).deserialize_map(MembersVisitor)?;
        deserializer.end()?;
        Ok(Self { members })
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.members.iter().map(|(name, _)| &**name)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&'json str> {
        self.members.iter().find(|(key, _)| key == name).map(|(_, value)| value.get())
    }

    pub(super) fn reader(&self) -> MembersReader<'_> {
        MembersReader { members: &self.members, errors: ArgumentErrors::default() }
    }
}

/// Reads arguments from a JSON object and collects their errors.
pub(crate) struct MembersReader<'json> {
    members: &'json [(String, &'json RawValue)],
    errors: ArgumentErrors,
}

impl MembersReader<'_> {
    pub(super) fn refuse_unknown(&mut self, known: &[&str]) {
        for (name, _) in self.members {
            if !known.contains(&&**name) {
                self.errors.add_unknown(name, known.iter().copied());
            }
        }
    }

    pub(super) fn into_errors(self) -> ArgumentErrors {
        self.errors
    }
}

impl Reader for MembersReader<'_> {
    fn read<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        let mut values = self.members.iter().filter(|(key, _)| key == name);
        let Some((_, value)) = values.next() else {
            return absent()
                .map_err(|error| self.errors.add(name.to_owned(), error.to_string()))
                .ok();
        };
        if values.next().is_some() {
            self.errors.add(name.to_owned(), "is given twice");
            return None;
        }
        match read_value(value.get()) {
            Ok(value) => Some(value),
            Err(error) => {
                self.errors.add(join_path(name, error.path()), describe(error.inner()));
                None
            }
        }
    }
}

/// Reads a value from JSON text. The error has the path of the part that failed.
pub(super) fn read_value<T: DeserializeOwned>(
    json: &str,
) -> Result<T, serde_path_to_error::Error<serde_json::Error>> {
    serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_str(json))
}

/// The text of an error without its line and column, which count from the start of the argument.
pub(super) fn describe(error: &serde_json::Error) -> String {
    let position = format!(" at line {} column {}", error.line(), error.column());
    let text = error.to_string();
    text.strip_suffix(&position).unwrap_or(&text).to_owned()
}

struct MembersVisitor;

impl<'json> Visitor<'json> for MembersVisitor {
    type Value = Vec<(String, &'json RawValue)>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<M: MapAccess<'json>>(self, mut map: M) -> Result<Self::Value, M::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(members)
    }
}
