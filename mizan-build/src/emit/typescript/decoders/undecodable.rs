//! Types whose big integers a client could not find in the JSON.

use mizan_ir::{Api, ByName, Type};

use super::{expressions::Decoders, graph::Graph};
use crate::emit::reach::{error_content, error_contents, errors};

/// The reason why the client of a type gets its big integers as strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Undecodable {
    /// The JSON of an enum does not name the variant.
    Untagged,
    /// The details of a declared error reach the client as they are written.
    Details,
}

/// The paths of the types whose big integers a client would get as strings, each with the reason,
/// in the order of the paths.
pub(crate) fn find_undecodable(api: &Api) -> ByName<Undecodable> {
    let mut found = ByName::default();
    for path in Decoders::of_results(api).find_unsettled() {
        found.insert(path.to_owned(), Undecodable::Untagged);
    }
    let details = Graph::new(api, &error_contents(api));
    for error in errors(api) {
        if let Type::Named(path, _) = error
            && error_content(api, error).into_iter().any(|ty| details.mentions_big(ty))
        {
            found.insert(path.clone(), Undecodable::Details);
        }
    }
    found
}
