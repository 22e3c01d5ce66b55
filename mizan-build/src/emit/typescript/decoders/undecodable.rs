//! Types whose big integers a client could not find in the JSON.

use mizan_ir::{Api, ByName, Type};

use super::{decoders::Decoders, graph::Graph};
use crate::emit::reach::{error_content, error_contents, errors};

/// The reason of an enum whose JSON does not name the variant, and the way out.
const UNTAGGED: &str = "nothing in the JSON tells which variant it is\n\
    tell the variants apart, by `#[serde(tag = \"kind\")]`, or make the integer a `String`";

/// The reason of a declared error that holds a big integer, and the way out.
const DETAILS: &str = "the details of an error reach the client as they are written\n\
    make the integer a `String`";

/// The paths of the types whose big integers a client would get as strings, each with the reason,
/// in the order of the paths.
pub(crate) fn find_undecodable(api: &Api) -> ByName<&'static str> {
    let mut found = ByName::default();
    for path in Decoders::of_results(api).find_unsettled() {
        found.insert(path.to_owned(), UNTAGGED);
    }
    let details = Graph::new(api, &error_contents(api));
    for error in errors(api) {
        if let Type::Named(path, _) = error
            && error_content(api, error).into_iter().any(|ty| details.mentions_big(ty))
        {
            found.insert(path.clone(), DETAILS);
        }
    }
    found
}
