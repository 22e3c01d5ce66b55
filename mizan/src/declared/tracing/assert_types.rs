//! `assert_types!`: a test that traces serde over every type that travels.

use std::collections::BTreeMap;

use mizan_ir::Direction;

use super::compare::Tracer;
use super::given::{Given, GivenTypes};
use super::replaced::{Replaced, describe_replaced, trace_replaced};
use super::report::Report;
use super::trace::Trace;
use crate::declared::function::FUNCTIONS;
use crate::declared::model::api::describe_api;
use crate::declared::model::definitions::Types;

/// Compares each type that travels with what serde does: it reads samples of what the client may
/// send, and writes their values again.
///
/// The build reads the attributes of serde, and refuses what it does not know. This test finds what
/// remains: an attribute macro that rewrites a type, and code that reads or writes JSON by hand. An
/// argument or a result with `as` is compared with the type that `as` names.
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
/// Of a type that serde only reads, the test takes the JSON, behind the name of the type:
/// `mizan::assert_types!(Password => "correct horse")`.
///
/// # Panics
///
/// If serde reads or writes a type otherwise than the client was told, or if a type cannot be traced.
/// The message names each type with its field, what the client was told, what serde does, and what to
/// write.
#[macro_export]
macro_rules! assert_types {
    (@[$($given:tt)*]) => {
        $crate::__private::assert_types(::std::vec![$($given)*])
    };
    (@[$($given:tt)*] $value:expr $(, $($rest:tt)*)?) => {
        $crate::assert_types!(@[$($given)* {
            #[allow(unused_imports)]
            use $crate::__private::NoModel as _;
            let value = &$value;
            $crate::__private::give(value, $crate::__private::GivenType::of(value).model())
        },] $($($rest)*)?)
    };
    (@[$($given:tt)*] $type:ty => $json:expr $(, $($rest:tt)*)?) => {
        $crate::assert_types!(@[$($given)* {
            #[allow(unused_imports)]
            use $crate::__private::NoModel as _;
            let model = $crate::__private::GivenType::<$type>::NEW.model();
            $crate::__private::give_json::<$type>(&$json, model)
        },] $($($rest)*)?)
    };
    ($($given:tt)*) => {
        $crate::assert_types!(@[] $($given)*)
    };
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
    let given = GivenTypes::new(given);
    let mut report = Report::default();
    let mut replaced: Vec<Replaced> =
        FUNCTIONS.iter().flat_map(|function| describe_replaced(function, &mut types)).collect();
    replaced.sort_by(|left, right| left.path.cmp(&right.path));
    let (definitions, traces) = types.into_traced();
    api.types = definitions.into_iter().collect();
    api.complete();
    let is_written = api.travelling(Direction::Output);
    let is_read = api.travelling(Direction::Input);
    for (number, (path, definition)) in api.types.iter().enumerate() {
        // The types of other crates have rows of the table, which are compared with serde.
        let Some(trace) = traces.get(path.as_str()) else { continue };
        let mut tracer = Tracer {
            api: &api,
            given: &given.of_paths,
            path,
            definition,
            trace: *trace,
            is_written: is_written[number],
            is_read: is_read[number],
            report: &mut report,
        };
        if let Some(value) = given.values.get(path).filter(|_| is_written[number]) {
            tracer.compare_json(&value.to_string());
        }
        if is_written[number] || is_read[number] {
            tracer.run();
        }
    }
    for replaced in replaced {
        trace_replaced(&api, &given, replaced, &mut report);
    }
    report
}

/// The functions of each type, by its path.
pub(crate) type Traces = BTreeMap<&'static str, Trace>;
