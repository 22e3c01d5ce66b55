//! The terms that types are evaluated as: a mention, the meanings of the generic parameters in it,
//! and what it is once its aliases are followed.

use std::rc::Rc;

use mizan_ir::Type;

use crate::{
    resolve::{
        external::ExternalType,
        names::{External, ItemId, Names, Target},
    },
    scan::{
        ModuleId, Span,
        outline::{Alias, AliasParameter, Form, Kind, Mention, Path},
    },
};

/// The limit of aliases within each other. The compiler refuses circles, but only after this.
pub(super) const DEPTH: usize = 64;

/// A mention of a type, with the scope in which it is understood.
#[derive(Clone)]
pub(super) struct Term<'scan> {
    pub(super) module: ModuleId,
    pub(super) mention: &'scan Mention,
    pub(super) generics: Generics<'scan>,
    /// The span for diagnostics, where the mention itself is in another item.
    pub(super) site: Option<Span>,
    pub(super) depth: usize,
}

/// The meanings of the generic parameters of the definition around a mention; most have none. Of
/// two parameters of one name, the last counts.
pub(super) type Generics<'scan> = Option<Rc<Vec<(&'scan str, Bound<'scan>)>>>;

/// The meaning of a generic parameter.
#[derive(Clone)]
pub(super) enum Bound<'scan> {
    Type(Type),
    Term(Term<'scan>),
    /// A constant, which only the compiler knows.
    Constant,
}

/// The head of a term after its aliases are followed.
pub(super) enum Head<'scan> {
    /// With the term that names it, and has its generic arguments.
    External(ExternalType, Term<'scan>),
    Item(ItemId<'scan>, Term<'scan>),
    Type(Type),
    /// A tuple, an array, a slice or a reference.
    Structure(Term<'scan>),
    /// A type of a crate that is not scanned, by the name of the crate, and that is in no table.
    Foreign(&'scan str, Term<'scan>),
    /// Nothing that can be followed here; the compiler knows it.
    Unknown,
}

impl<'scan> Term<'scan> {
    pub(super) fn new(
        module: ModuleId,
        mention: &'scan Mention,
        generics: Generics<'scan>,
    ) -> Self {
        Self { module, mention, generics, site: None, depth: 0 }
    }

    /// The generic arguments of its path.
    pub(super) fn arguments(&self) -> &'scan [Mention] {
        match &self.mention.form {
            Form::Path(_, arguments) => arguments,
            _ => &[],
        }
    }

    pub(super) fn argument(&self, index: usize) -> Option<Self> {
        self.arguments().get(index).map(|argument| self.inner(argument))
    }

    /// A mention inside this one.
    pub(super) fn inner(&self, mention: &'scan Mention) -> Self {
        Self { mention, ..self.clone() }
    }

    pub(super) fn generic(&self, path: &Path) -> Option<&Bound<'scan>> {
        match path.single() {
            Some(name) if !path.is_global => {
                let known = self.generics.as_ref()?.iter().rev().find(|(known, _)| *known == name);
                known.map(|(_, bound)| bound)
            }
            _ => None,
        }
    }

    pub(super) fn last_name(&self) -> &'scan str {
        match &self.mention.form {
            Form::Path(path, _) => path.last(),
            _ => "this",
        }
    }

    /// Returns true for the type that the grammar reads from `with = "name::bigint"`, which is right if
    /// `name` is `mizan`.
    pub(super) fn is_unknown_bigint(&self) -> bool {
        let Form::Path(path, _) = &self.mention.form else { return false };
        matches!(path.rest.as_slice(), [.., private, name] if private == "__private" && name == "BigInteger")
    }

    /// The head of the term, whose aliases are followed.
    pub(super) fn head(&self, names: &Names<'_, 'scan>) -> Head<'scan> {
        let Form::Path(path, _) = &self.mention.form else {
            return match &self.mention.form {
                Form::Opaque => Head::Unknown,
                Form::Projection(projection) => self.head_of_projection(names, projection),
                _ => Head::Structure(self.clone()),
            };
        };
        if let Some(bound) = self.generic(path) {
            return match bound {
                Bound::Type(ty) => Head::Type(ty.clone()),
                Bound::Term(term) => term.head(names),
                Bound::Constant => Head::Unknown,
            };
        }
        match names.resolve(self.module, path) {
            Some(Target::External(External { ty: Some(external), .. })) => {
                Head::External(external, self.clone())
            }
            Some(Target::Item(item)) => match &item.declaration.kind {
                Kind::Alias(alias) => self.head_of_alias(names, alias, item.module),
                _ => Head::Item(item, self.clone()),
            },
            Some(Target::External(External { crate_name: Some(name), is_name: false, .. })) => {
                Head::Foreign(name, self.clone())
            }
            Some(Target::External(_) | Target::Module) | None => Head::Unknown,
        }
    }

    fn head_of_alias(
        &self,
        names: &Names<'_, 'scan>,
        alias: &'scan Alias,
        module: ModuleId,
    ) -> Head<'scan> {
        if self.depth > DEPTH || self.arguments().len() > alias.parameters.len() {
            return Head::Unknown;
        }
        let site = Some(self.site.unwrap_or(self.mention.span));
        let depth = self.depth + 1;
        let inside = |mention, generics: &Vec<_>| {
            let generics = Some(Rc::new(Vec::clone(generics)));
            Term { module, mention, generics, site, depth }
        };
        let mut generics = Vec::new();
        for (index, AliasParameter { name, default }) in alias.parameters.iter().enumerate() {
            let argument = match (self.argument(index), default) {
                (Some(argument), _) => argument,
                // A default may name the parameters before it.
                (None, Some(default)) => inside(default, &generics),
                (None, None) => return Head::Unknown,
            };
            generics.push((name.as_str(), Bound::Term(argument)));
        }
        inside(&alias.ty, &generics).head(names)
    }
}
