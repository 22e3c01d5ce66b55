//! The formats in which arguments arrive.

use serde::de::{DeserializeOwned, Deserializer};

use super::errors::ArgumentErrors;
use super::object::Members;
use super::query::Query;
use super::tuple::{Arguments, ObjectVisitor, Reader};
use super::written::WrittenValue;
use crate::Error;
use crate::json::write::write_text;

/// The arguments of a call as they arrived.
pub struct ArgumentSource<'request> {
    format: Format<'request>,
    /// An argument that the server sets in place of the client.
    set: Option<SetValue<'request>>,
}

/// Arguments that outlive their request.
pub(crate) enum KeptArguments {
    /// A JSON object.
    Json(String),
    Query(Query<'static>),
}

impl KeptArguments {
    pub(crate) fn source(&self) -> ArgumentSource<'_> {
        match self {
            Self::Json(object) => ArgumentSource::json(object),
            Self::Query(query) => ArgumentSource::query(query),
        }
    }

    /// An argument as the client wrote it, if the client gave it.
    pub(crate) fn written(&self, name: &str) -> Option<WrittenValue<'_>> {
        match self {
            Self::Json(object) => Members::parse(object).ok()?.get(name).map(WrittenValue::Json),
            Self::Query(query) => query.get(name).map(WrittenValue::Text),
        }
    }
}

/// An argument with a value of the server, as JSON.
#[derive(Clone, Copy)]
struct SetValue<'request> {
    name: &'request str,
    json: &'request str,
}

#[derive(Clone, Copy)]
enum Format<'request> {
    /// A JSON object with no other members.
    Json(&'request str),
    /// A JSON object that the members of a context share.
    Members(&'request Members<'request>),
    /// The query of a URL that the members of a context share.
    Query(&'request Query<'request>),
}

impl<'request> ArgumentSource<'request> {
    pub(crate) fn json(object: &'request str) -> Self {
        Self { format: Format::Json(object), set: None }
    }

    pub(crate) fn members(members: &'request Members<'request>) -> Self {
        Self { format: Format::Members(members), set: None }
    }

    pub(crate) fn query(query: &'request Query<'request>) -> Self {
        Self { format: Format::Query(query), set: None }
    }

    /// The same arguments, but for one that the server sets, as JSON.
    pub(crate) fn with<'set>(&self, name: &'set str, json: &'set str) -> ArgumentSource<'set>
    where
        'request: 'set,
    {
        ArgumentSource { format: self.format, set: Some(SetValue { name, json }) }
    }

    /// The arguments of these names, for a run that begins after the request has been dropped.
    pub(crate) fn keep(&self, names: &[&str]) -> KeptArguments {
        if let Format::Query(query) = self.format {
            return KeptArguments::Query(query.keep(names));
        }
        let mut object = vec![b'{'];
        for name in names {
            if let Some(WrittenValue::Json(json)) = self.written(name) {
                if object.len() > 1 {
                    object.push(b',');
                }
                write_text(name, &mut object);
                object.push(b':');
                object.extend_from_slice(json.as_bytes());
            }
        }
        object.push(b'}');
        KeptArguments::Json(String::from_utf8_lossy(&object).into_owned())
    }

    /// An argument as the client wrote it, if the client gave it.
    pub(crate) fn written(&self, name: &str) -> Option<WrittenValue<'request>> {
        match self.format {
            Format::Json(_) => None,
            Format::Members(members) => members.get(name).map(WrittenValue::Json),
            Format::Query(query) => query.get(name).map(WrittenValue::Text),
        }
    }

    /// Reads the arguments of these names.
    pub(crate) fn read<A: Arguments>(&self, names: &[&str]) -> Result<A, Error> {
        if let Some(set) = self.set {
            return self.read_around(names, set);
        }
        match self.format {
            Format::Json(object) => read_json(names, object),
            Format::Members(members) => read_members(names, members),
            Format::Query(query) => read_query(names, query),
        }
    }

    /// Reads the arguments of these names, one of which the server sets.
    fn read_around<A: Arguments>(&self, names: &[&str], set: SetValue<'_>) -> Result<A, Error> {
        match self.format {
            Format::Json(object) => {
                let members = Members::parse(object).map_err(Error::internal)?;
                ArgumentSource { format: Format::Members(&members), ..*self }.read(names)
            }
            Format::Members(members) => {
                let mut reader = SetReader { reader: members.reader(), set, error: None };
                A::from_each(names, &mut reader)
                    .ok_or_else(|| reader.into_error(|reader| reader.into_errors()))
            }
            Format::Query(query) => {
                let mut reader = SetReader { reader: query.reader(), set, error: None };
                A::from_each(names, &mut reader)
                    .ok_or_else(|| reader.into_error(|reader| reader.into_errors()))
            }
        }
    }
}

/// Reads one argument from the server's value, and the others as the client sent them.
struct SetReader<'set, R> {
    reader: R,
    set: SetValue<'set>,
    error: Option<serde_json::Error>,
}

impl<R> SetReader<'_, R> {
    fn into_error(self, into_errors: impl FnOnce(R) -> ArgumentErrors) -> Error {
        let name = self.set.name;
        match self.error {
            Some(error) => Error::internal(format!("its next `{name}` is none: {error}")),
            None => into_errors(self.reader).into_error(),
        }
    }
}

impl<R: Reader> Reader for SetReader<'_, R> {
    fn read<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        if name != self.set.name {
            return self.reader.read(name);
        }
        serde_json::from_str(self.set.json).map_err(|error| self.error = Some(error)).ok()
    }
}

/// Reads the arguments from a JSON object straight into their types.
fn read_json<A: Arguments>(names: &[&str], object: &str) -> Result<A, Error> {
    let mut deserializer = serde_json::Deserializer::from_str(object);
    let arguments = (&mut deserializer).deserialize_map(ObjectVisitor::new(names));
    match arguments.and_then(|arguments| deserializer.end().map(|()| arguments)) {
        Ok(arguments) => Ok(arguments),
        Err(error) => Err(explain::<A>(names, object, &error)),
    }
}

/// Reads the arguments from a query, which may have more.
fn read_query<A: Arguments>(names: &[&str], query: &Query) -> Result<A, Error> {
    let mut reader = query.reader();
    A::from_each(names, &mut reader).ok_or_else(|| reader.into_errors().into_error())
}

/// Reads the arguments from a JSON object that may have more members.
fn read_members<A: Arguments>(names: &[&str], members: &Members<'_>) -> Result<A, Error> {
    let mut reader = members.reader();
    A::from_each(names, &mut reader).ok_or_else(|| reader.into_errors().into_error())
}

/// Reads the object again, argument by argument, to name all errors and their paths.
#[cold]
fn explain<A: Arguments>(names: &[&str], object: &str, first: &serde_json::Error) -> Error {
    let members = match Members::parse(object) {
        Ok(members) => members,
        Err(error) => return Error::bad_request(format!("The arguments are no object: {error}.")),
    };
    let mut reader = members.reader();
    reader.refuse_unknown(names);
    A::from_each(names, &mut reader);
    let mistakes = reader.into_errors();
    if mistakes.is_empty() { Error::validation(first.to_string()) } else { mistakes.into_error() }
}
