//! The formats in which arguments arrive.

use serde::de::Deserializer;

use super::object::Members;
use super::query::Query;
use super::tuple::{Arguments, ObjectVisitor};
use super::written::WrittenValue;
use crate::Error;

/// The arguments of a call as they arrived.
pub struct ArgumentSource<'request>(Format<'request>);

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
        Self(Format::Json(object))
    }

    pub(crate) fn members(members: &'request Members<'request>) -> Self {
        Self(Format::Members(members))
    }

    pub(crate) fn query(query: &'request Query<'request>) -> Self {
        Self(Format::Query(query))
    }

    /// An argument as the client wrote it, if the client gave it.
    pub(crate) fn written(&self, name: &str) -> Option<WrittenValue<'request>> {
        match self.0 {
            Format::Json(_) => None,
            Format::Members(members) => members.get(name).map(WrittenValue::Json),
            Format::Query(query) => query.get(name).map(WrittenValue::Text),
        }
    }

    /// Reads the arguments of these names.
    pub(crate) fn read<A: Arguments>(&self, names: &[&str]) -> Result<A, Error> {
        match self.0 {
            Format::Json(object) => read_json(names, object),
            Format::Members(members) => read_members(names, members),
            Format::Query(query) => read_query(names, query),
        }
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
