//! The program: all items of Mizan's in a package, with every name followed to what it names.

use mizan_ir::{Diagnostic, Identity, Level, Shape, Type};

use crate::scan::{ModuleId, Span, outline};

/// All Mizan items of a package, in the order of their source.
#[derive(Default)]
pub(crate) struct Program<'scan> {
    pub(crate) functions: Vec<Item<'scan, Function<'scan>>>,
    pub(crate) contexts: Vec<Item<'scan, Context<'scan>>>,
    pub(crate) channels: Vec<Item<'scan, Channel<'scan>>>,
    pub(crate) types: Vec<Item<'scan, TypeDefinition<'scan>>>,
    /// The path by which the package names `mizan`, where another crate exports it.
    pub(crate) mizan_path: Option<String>,
}

impl Program<'_> {
    /// Looks at every diagnostic, with the module that it is about.
    pub(crate) fn each_diagnostic(&self, look: &mut impl FnMut(ModuleId, &Diagnostic<Span>)) {
        fn of<T>(items: &[Item<'_, T>], look: &mut impl FnMut(ModuleId, &Diagnostic<Span>)) {
            for item in items {
                item.diagnostics.iter().for_each(|diagnostic| look(item.module, diagnostic));
            }
        }
        of(&self.functions, look);
        of(&self.contexts, look);
        of(&self.channels, look);
        of(&self.types, look);
    }

    /// The context that a reference names, or that a read which it names belongs to.
    pub(crate) fn context_of(&self, reference: Reference) -> Option<&Context<'_>> {
        match reference {
            Reference::Context(index) => self.contexts[index].content.as_ref(),
            Reference::Function(index) => match self.functions[index].content.as_ref()?.context? {
                Reference::Context(index) => self.contexts[index].content.as_ref(),
                _ => None,
            },
            Reference::Channel(_) | Reference::Global | Reference::Unknown => None,
        }
    }

    /// Returns true if an argument or a parameter has the JSON of another type than it declares.
    pub(super) fn has_overridden_arguments(&self) -> bool {
        let functions = self.functions.iter().filter_map(|item| item.content.as_ref());
        let contexts = self.contexts.iter().filter_map(|item| item.content.as_ref());
        let channels = self.channels.iter().filter_map(|item| item.content.as_ref());
        functions
            .map(|it| &it.overridden)
            .chain(contexts.map(|it| &it.overridden))
            .chain(channels.map(|it| &it.overridden))
            .any(|it| !it.is_empty())
    }

    pub(crate) fn has_errors(&self) -> bool {
        let mut has_errors = false;
        self.each_diagnostic(&mut |_, diagnostic| has_errors |= diagnostic.level == Level::Error);
        has_errors
    }
}

/// An item that one of Mizan's macros is for.
pub(crate) struct Item<'scan, T> {
    pub(crate) module: ModuleId,
    /// An index into the declarations of the module.
    pub(super) number: usize,
    pub(crate) name: &'scan str,
    /// The span of its name.
    pub(crate) span: Span,
    /// `None` where the grammar refuses it: the macro says why.
    pub(crate) content: Option<T>,
    pub(crate) diagnostics: Vec<Diagnostic<Span>>,
    /// The texts of the lengths of arrays that the build has computed.
    pub(crate) lengths: Vec<String>,
}

pub(crate) struct Function<'scan> {
    pub(crate) outline: &'scan outline::Function,
    pub(crate) context: Option<Reference>,
    pub(crate) affects: Vec<Reference>,
    /// Functions, or nothing that is known.
    pub(crate) merge: Vec<Reference>,
    /// The channel in which it has a role.
    pub(crate) channel: Option<Reference>,
    /// The need for an identity; `None` if it borrows none.
    pub(crate) identity: Option<Identity>,
    /// True if it borrows the request or the session.
    pub(crate) borrows_request: bool,
    /// The types of its arguments, in order.
    pub(crate) arguments: Vec<Type>,
    /// The named types in declared arguments whose JSON is that of another type.
    pub(crate) overridden: Overridden,
    /// The type of a success.
    pub(crate) result: Type,
    /// The type of a failure, where the client knows its variants.
    pub(crate) error: Option<Type>,
}

impl Function<'_> {
    /// Returns true if it is a read that clients show.
    pub(crate) fn is_shown(&self) -> bool {
        self.context.is_some() && !self.outline.is_private && self.outline.route.is_none()
    }
}

pub(crate) struct Context<'scan> {
    pub(crate) outline: &'scan outline::Context,
    pub(crate) parameters: Vec<Type>,
    /// The named types in declared parameters whose JSON is that of another type.
    pub(crate) overridden: Overridden,
}

/// Named types, each with the number of the argument that it is in.
pub(crate) type Overridden = Vec<(usize, Type)>;
pub(crate) struct Channel<'scan> {
    pub(crate) outline: &'scan outline::Channel,
    pub(crate) parameters: Vec<Type>,
    pub(crate) message: Type,
    pub(crate) presence: Option<Type>,
    /// The named types in declared parameters whose JSON is that of another type.
    pub(crate) overridden: Overridden,
}

pub(crate) struct TypeDefinition<'scan> {
    pub(crate) outline: &'scan outline::TypeDeclaration,
    /// Its path, which is its name in the model.
    pub(crate) path: String,
    /// The defaults of its last type parameters.
    pub(crate) defaults: Vec<Type>,
    pub(crate) shape: Shape,
    pub(crate) is_identity: bool,
    /// The named types in declared fields that serde reads, and whose JSON is that of another type.
    pub(crate) overridden: Vec<Type>,
}

/// The item that a path in `context`, `affects`, `merge` or a role leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reference {
    /// An index into [`Program::contexts`].
    Context(usize),
    /// An index into [`Program::channels`].
    Channel(usize),
    /// An index into [`Program::functions`].
    Function(usize),
    /// The context that Mizan brings along.
    Global,
    /// Nothing that could be followed, or something that a diagnostic is about already.
    Unknown,
}
