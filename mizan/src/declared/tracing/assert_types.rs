//! `assert_types!`: a test that traces serde over every type that travels.

use std::collections::BTreeMap;

use mizan_ir::{Direction, Type as ModelType};
use serde::Serialize;
use serde_json::Value;

use super::compare::Tracer;
use super::report::Report;
use super::trace::Trace;
use crate::Type;
use crate::declared::function::FUNCTIONS;
use crate::declared::model::api::describe_api;
use crate::declared::model::definitions::Types;

/// Compares each type that travels with what serde does: it reads samples of what the client may
/// send, and writes their values again.
///
/// The build reads the attributes of serde, and refuses what it does not know. This test finds what
/// remains: an attribute macro that rewrites a type, and code that reads or writes JSON by hand.
///
/// One line in a test is enough. It belongs where [`assert_ir!`](crate::assert_ir) belongs: into a
/// test of the library, or into an integration test that names the library.
///
/// ```no_run
/// # mod my_app {}
/// use my_app as _;
///
/// #[test]
/// fn the_types_are_true() {
///     mizan::assert_types!();
/// }
/// # fn main() {}
/// ```
///
/// A type that reads texts of a form of its own, such as an address, cannot be traced without a
/// value. The test names it, and takes the value:
///
/// ```standalone_crate
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize, mizan::Type)]
/// #[serde(try_from = "String", into = "String")]
/// # #[derive(Clone)]
/// struct Email(String);
///
/// impl TryFrom<String> for Email {
///     type Error = &'static str;
///
///     fn try_from(text: String) -> Result<Self, Self::Error> {
///         if text.ends_with("@example.net") { Ok(Self(text)) } else { Err("not one of ours") }
///     }
/// }
/// # impl From<Email> for String {
/// #     fn from(email: Email) -> Self {
/// #         email.0
/// #     }
/// # }
///
/// #[mizan::client]
/// fn subscribe(email: Email) -> Email {
///     email
/// }
///
/// # fn main() {
/// mizan::assert_types!(Email("ada@example.net".to_owned()));
/// # }
/// ```
///
/// # Panics
///
/// If serde reads or writes a type otherwise than the client was told, or if a type cannot be traced.
/// The message names each type with its field, what the client was told, what serde does, and what to
/// write.
#[macro_export]
macro_rules! assert_types {
    ($($value:expr),* $(,)?) => {
        $crate::__private::assert_types(::std::vec![$($crate::__private::give(&$value)),*])
    };
}

/// A value that a test gives: its type, with the definitions, and its JSON.
pub struct Given {
    ty: ModelType,
    json: Result<Value, String>,
}

/// A value as a test gives it.
pub fn give<T: Type + Serialize>(value: &T) -> Given {
    Given {
        ty: T::describe(&mut Types::default()),
        json: serde_json::to_value(value).map_err(|error| error.to_string()),
    }
}

/// Panics with all types that serde reads or writes otherwise than the client was told.
#[track_caller]
pub fn assert_types(given: Vec<Given>) {
    assert!(
        !FUNCTIONS.is_empty(),
        "no functions are linked into this test\n  name the crate that has them: `use my_app as _;`"
    );
    let report = trace(given);
    if !report.is_empty() {
        panic!("{report}");
    }
}

fn trace(given: Vec<Given>) -> Report {
    let mut types = Types::default();
    let mut api = describe_api(&mut types);
    let (definitions, traces) = types.into_traced();
    api.types = definitions.into_iter().collect();
    api.complete();
    let mut report = Report::default();
    let mut values = BTreeMap::new();
    for Given { ty, json } in given {
        match (ty, json) {
            (ModelType::Named(path, _), Ok(value)) => drop(values.insert(path, value)),
            (ty, Ok(_)) => panic!(
                "`{ty}` has no definition of its own: give a type that derives `mizan::Type`"
            ),
            (ty, Err(error)) => panic!("the value of `{ty}` has no JSON: {error}"),
        }
    }
    let is_written = api.travelling(Direction::Output);
    let is_read = api.travelling(Direction::Input);
    for (number, (path, definition)) in api.types.iter().enumerate() {
        // The types of other crates have rows of the table, which are compared with serde.
        let Some(trace) = traces.get(path.as_str()) else { continue };
        let mut tracer = Tracer {
            api: &api,
            given: &values,
            path,
            definition,
            trace: *trace,
            is_written: is_written[number],
            is_read: is_read[number],
            report: &mut report,
        };
        if let Some(value) = values.get(path).filter(|_| is_written[number]) {
            tracer.compare_json(&value.to_string());
        }
        if is_written[number] || is_read[number] {
            tracer.run();
        }
    }
    report
}

/// The functions of each type, by its path.
pub(crate) type Traces = BTreeMap<&'static str, Trace>;
