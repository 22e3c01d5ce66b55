//! The trait of a framework: all that the emitter has to know of it.

use std::{
    fmt,
    hash::{Hash, Hasher},
};

use crate::emit::{
    file::File,
    model::Model,
    typescript::{
        embedded::Embedded,
        hooks::{Hook, HookKind},
    },
};

/// A framework that clients have hooks for.
pub(crate) trait Framework: Sync {
    /// The name of its output, of its folder in `kernel/adapters` and of its files in a client:
    /// `react`.
    fn name(&self) -> &'static str;

    /// The name of the file in which the hooks are made: `index.ts`.
    fn module(&self) -> &'static str {
        "index.ts"
    }

    /// The files of the adapter.
    fn adapter(&self) -> &'static [Embedded];

    /// The files of the adapter that render pages on a server and take them over in the browser, which only a
    /// client of an API with pages has.
    fn page_adapter(&self) -> &'static [Embedded];

    /// The exports of every client, in the order of the file.
    fn fixed_exports(&self) -> &'static [FixedExport];

    /// The exports that each kind of hook has.
    fn hook_exports(&self) -> &'static [HookExport];

    /// The names of the framework's own hooks. A hook of the client with such a name hides it where
    /// both are imported.
    fn own_hooks(&self) -> &'static [&'static str] {
        &[]
    }

    /// The expression that gives a request on a server a client of its own, for an error message.
    fn server_client(&self) -> &'static str;

    /// Further files of a client, such as a component in a file of its own for each provider.
    fn files(&self, _hooks: &[Hook<'_>]) -> Vec<File> {
        Vec::new()
    }
}

/// An export that has no hook of the API behind it.
pub(crate) struct FixedExport {
    pub(crate) name: &'static str,
    /// The statement that makes it, with its documentation. In scope are the adapter as
    /// `kernel`, and the functions `createMizan`, `mizan` and `browserKernel`.
    pub(crate) statement: &'static str,
    /// Tells if an API needs it.
    pub(crate) is_needed: fn(&Model<'_>) -> bool,
}

/// An export that each hook of a kind has.
pub(crate) struct HookExport {
    pub(crate) kind: HookKind,
    /// The text before and behind the name in `PascalCase`: `("use", "")`.
    pub(crate) affixes: (&'static str, &'static str),
    /// The suffix in the framework's own file, where editors should offer another name than the
    /// one in `index.ts`.
    pub(crate) suffix: &'static str,
    /// The adapter's function that makes it.
    pub(crate) maker: &'static str,
    /// Writes the sentence on the hook in its documentation.
    pub(crate) describe: fn(&Hook<'_>) -> String,
}

impl PartialEq for dyn Framework {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for dyn Framework {}

impl Hash for dyn Framework {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.name().hash(hasher);
    }
}

impl fmt::Debug for dyn Framework {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
