//! The notation in which the author of a model wrote it, for names and advice in messages.

use mizan_ir::Part;

/// A language that a model is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    /// Attributes and derives, read by the scan or linked into a registry.
    Rust,
    /// A file of KDL.
    #[cfg(feature = "kdl")]
    Kdl,
}

/// The names that the author of a model gave to its parts, where they are not those of the wire.
pub(crate) trait Notation {
    fn language(&self) -> Language;

    /// The name of a context.
    fn context_name<'name>(&'name self, wire_name: &'name str) -> &'name str {
        wire_name
    }

    /// The name of a channel.
    fn channel_name<'name>(&'name self, wire_name: &'name str) -> &'name str {
        wire_name
    }

    /// The name of a function.
    fn function_name<'name>(&'name self, wire_name: &'name str) -> &'name str {
        wire_name
    }

    /// The path by which a function names what it affects or merges with.
    fn target(&self, _function: &str, _part: Part) -> Option<String> {
        None
    }
}

/// A source that only has the names of the wire.
impl Notation for Language {
    fn language(&self) -> Language {
        *self
    }
}
