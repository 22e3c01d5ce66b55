//! A value of one of two forms.

use mizan_ir::hash::node;
use serde::{Deserialize, Serialize};

use super::model::definitions::Types;
use super::types::{Plain, Type};

/// A value of one form or of another, without a tag: serde reads the first form that fits, and the
/// client has the union of both.
///
/// It is also the type to name where a function of serde reads two forms:
///
/// ```
/// use serde::{Deserialize, Deserializer};
///
/// #[derive(Deserialize, mizan::Type)]
/// struct Filter {
///     #[serde(deserialize_with = "one_or_many")]
///     #[mizan(as = "mizan::OneOf<String, Vec<String>>")]
///     tags: Vec<String>,
/// }
///
/// fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
///     Ok(match mizan::OneOf::deserialize(deserializer)? {
///         mizan::OneOf::First(tag) => vec![tag],
///         mizan::OneOf::Second(tags) => tags,
///     })
/// }
///
/// let filter: Filter = serde_json::from_str(r#"{"tags": "rust"}"#)?;
/// assert_eq!(filter.tags, ["rust"]);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum OneOf<A, B> {
    /// The form that is tried first.
    First(A),
    /// The other form.
    Second(B),
}

impl<A: Type, B: Type> Type for OneOf<A, B> {
    const HASH: u64 = node(ONE_OF, &[A::HASH, B::HASH]);

    fn describe(types: &mut Types) -> mizan_ir::Type {
        let arguments = [A::describe(types), B::describe(types)].into();
        types.external(ONE_OF, arguments)
    }
}

impl<A: Type, B: Type> Plain for OneOf<A, B> {}

/// The path of the type in the table.
const ONE_OF: &str = "mizan::OneOf";
