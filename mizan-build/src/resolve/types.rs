//! Types as they are written, turned into types of the model: names resolved, aliases followed.

use std::rc::Rc;

use mizan_ir::{Fields, Shape, Tagging, Type};

use super::{
    external::ExternalType,
    names::{External, ItemId, Names, Target},
};
use crate::{
    finding::Finding,
    scan::{
        ModuleId, Scan, Span,
        outline::{
            Alias, Argument, Attributed, Context, Declaration, Derived, Form, Generic, Kind,
            Length, Mention, Path, TypeDeclaration,
        },
    },
};

/// How deep aliases may stand in each other; the compiler refuses circles.
const DEPTH: usize = 64;

const UNKNOWN_LENGTH: &str = "this stands for an array whose length only the compiler can compute\n\
    write the length as a number, or as a constant that is one";

/// Resolves the types of one item, and collects what is wrong with them.
pub(super) struct Types<'program, 'scan> {
    pub(super) scan: &'scan Scan,
    pub(super) names: &'program Names<'program, 'scan>,
    pub(super) findings: Vec<Finding>,
    /// Whether integers are written as texts here, so that they may be of any size.
    pub(super) is_big: bool,
    /// Whether the server could lend what stands here.
    pub(super) is_injectable: bool,
}

/// A mention, with what is needed to understand it.
#[derive(Clone)]
struct Term<'scan> {
    module: ModuleId,
    mention: &'scan Mention,
    generics: Generics<'scan>,
    /// Where to tell of a mistake, when the mention itself stands in another item.
    site: Option<Span>,
    depth: usize,
}

/// What the parameters of the definition stand for that a mention stands in; most have none. Of
/// two of one name, the last counts.
type Generics<'scan> = Option<Rc<Vec<(&'scan str, Bound<'scan>)>>>;

/// What a generic parameter stands for.
#[derive(Clone)]
enum Bound<'scan> {
    Type(Type),
    Term(Term<'scan>),
}

/// What a term is after its aliases are followed.
enum Head<'scan> {
    /// With the term that names it, and has its generic arguments.
    External(ExternalType, Term<'scan>),
    Item(ItemId<'scan>, Term<'scan>),
    Type(Type),
    /// Not a path, so it is what it looks like.
    Structure(Term<'scan>),
    /// Nothing that can be followed; the compiler knows.
    Unknown,
}

impl<'scan> Types<'_, 'scan> {
    /// The type of an argument or a parameter. `None` where it cannot be followed, or where there
    /// is a finding.
    pub(super) fn resolve_plain(
        &mut self,
        module: ModuleId,
        mention: &'scan Mention,
    ) -> Option<Type> {
        self.evaluate(&Term::new(module, mention, None))
    }

    /// The types of the fields of the type `own`.
    pub(super) fn resolve_parts(
        &mut self,
        module: ModuleId,
        declaration: &'scan TypeDeclaration,
        own: Type,
    ) -> impl FnMut(&'scan Mention) -> Option<Type> {
        let mut generics = Vec::new();
        for name in declaration.type_parameters() {
            generics.push((name.as_str(), Bound::Type(Type::Parameter(name.clone()))));
        }
        generics.push(("Self", Bound::Type(own)));
        let generics = Some(Rc::new(generics));
        move |mention| self.evaluate(&Term::new(module, mention, generics.clone()))
    }

    /// The type of what a success answers: `T` of a `Result<T, E>`.
    pub(super) fn resolve_output(
        &mut self,
        module: ModuleId,
        mention: &'scan Mention,
    ) -> Option<Type> {
        let term = Term::new(module, mention, None);
        match self.head(&term) {
            Head::External(ExternalType::Result, result) => self.evaluate(&result.argument(0)?),
            _ => self.evaluate(&term),
        }
    }

    /// The type of what a failure tells: `E` of a `Result<T, E>`, where it derives
    /// `mizan::Failure`.
    pub(super) fn resolve_error(
        &mut self,
        module: ModuleId,
        mention: &'scan Mention,
    ) -> Option<Type> {
        let term = Term::new(module, mention, None);
        let Head::External(ExternalType::Result, result) = self.head(&term) else { return None };
        let Head::Item(item, error) = self.head(&result.argument(1)?) else { return None };
        let Kind::Data(derived) = &item.declaration.kind else { return None };
        let is_failure = derived.iter().any(|derived| match derived {
            Derived::Failure(path) => self.names.is_mizan(item.module, path, "Failure"),
            _ => false,
        });
        let declaration = self.derived_type(item.module, derived).filter(|_| is_failure)??;
        let arguments = self.evaluate_arguments(item.module, &declaration.parameters, &error)?;
        Some(Type::Named(self.path_of(item), arguments))
    }

    fn evaluate(&mut self, term: &Term<'scan>) -> Option<Type> {
        match self.head(term) {
            Head::External(external, named) => self.evaluate_external(external, term, &named),
            Head::Item(item, named) => self.evaluate_item(item, term, &named),
            Head::Type(ty) => Some(ty),
            Head::Structure(term) => self.evaluate_structure(&term),
            Head::Unknown => None,
        }
    }

    fn evaluate_structure(&mut self, term: &Term<'scan>) -> Option<Type> {
        match &term.mention.form {
            Form::Tuple(items) if items.is_empty() => Some(Type::Unit),
            Form::Tuple(items) => {
                let items: Vec<Option<Type>> =
                    items.iter().map(|item| self.evaluate(&term.inner(item))).collect();
                items.into_iter().collect::<Option<_>>().map(Type::Tuple)
            }
            Form::Array(item, length) => {
                let item = Box::new(self.evaluate(&term.inner(item))?);
                match (self.length(term, length), length) {
                    (Some(number), Length::Number(_)) => Some(Type::Array(item, number)),
                    // Where the macros see the name too, nobody has to know what it stands for.
                    _ if term.site.is_none() => Some(Type::List(item)),
                    (Some(number), _) => Some(Type::Array(item, number)),
                    (None, _) => self.refuse(term, UNKNOWN_LENGTH.to_owned()),
                }
            }
            Form::Slice(item) => Some(Type::List(Box::new(self.evaluate(&term.inner(item))?))),
            Form::Reference(inner) => self.evaluate(&term.inner(inner)),
            Form::Path(..) | Form::Opaque | Form::Number(_) => None,
        }
    }

    /// The number that the length of an array is, where it is one, or the name of one.
    fn length(&self, term: &Term<'scan>, length: &'scan Length) -> Option<usize> {
        let path = match length {
            Length::Number(number) => return Some(*number),
            Length::Named(path) => path,
            Length::Computed => return None,
        };
        let Some(bound) = term.generic(path) else { return self.constant(term.module, path) };
        let Bound::Term(argument) = bound else { return None };
        match &argument.mention.form {
            Form::Number(number) => Some(*number),
            Form::Path(path, _) => self.constant(argument.module, path),
            _ => None,
        }
    }

    fn constant(&self, module: ModuleId, path: &'scan Path) -> Option<usize> {
        let Some(Target::Item(item)) = self.names.resolve(module, path) else { return None };
        match &item.declaration.kind {
            Kind::Constant(number) => Some(*number),
            _ => None,
        }
    }

    fn evaluate_external(
        &mut self,
        external: ExternalType,
        term: &Term<'scan>,
        named: &Term<'scan>,
    ) -> Option<Type> {
        let is_big = self.is_big;
        let mut argument = |index: usize| self.evaluate(&named.argument(index)?).map(Box::new);
        Some(match external {
            ExternalType::Unit => Type::Unit,
            ExternalType::Bool => Type::Bool,
            ExternalType::Integer(name @ ("i128" | "u128")) if !is_big => {
                let message = format!(
                    "`{name}` holds numbers that JavaScript cannot: send it as a text, a \
                     `String`, or by `#[serde(with = \"mizan::bigint\")]` on the field of a struct \
                     that derives `mizan::Type`"
                );
                return self.refuse(term, message);
            }
            ExternalType::Integer(name) => Type::Integer(name),
            ExternalType::Float => Type::Float,
            ExternalType::String => Type::String,
            ExternalType::Json => Type::Json,
            ExternalType::Upload => Type::Upload,
            ExternalType::Option => Type::Option(argument(0)?),
            ExternalType::List => Type::List(argument(0)?),
            // `serde_json::Map` is one whose arguments nobody has to write.
            ExternalType::Map if named.arguments().is_empty() => {
                Type::Map(Box::new(Type::String), Box::new(Type::Json))
            }
            ExternalType::Map => {
                let (key, value) = (argument(0), argument(1));
                self.check_key(key.as_deref()?, &named.argument(0)?)?;
                Type::Map(key?, value?)
            }
            ExternalType::Transparent => return self.evaluate(&named.argument(0)?),
            ExternalType::Bytes => Type::List(Box::new(Type::Integer("u8"))),
            ExternalType::Defined(path) => {
                let mut arguments = Vec::new();
                for argument in named.arguments() {
                    arguments.push(self.evaluate(&named.inner(argument))?);
                }
                Type::Named(path.to_owned(), arguments)
            }
            ExternalType::Directed => Type::Directed(argument(0)?, argument(1)?),
            ExternalType::BigInteger => {
                self.is_big = true;
                let inner = self.evaluate(&named.argument(0)?);
                self.is_big = false;
                return inner.and_then(enlarge);
            }
            ExternalType::Result => {
                let message = "a `Result` is the whole output of a function, never a part of what \
                               travels: use an enum of your own";
                return self.refuse(term, message.to_owned());
            }
            ExternalType::Never => {
                let message = format!(
                    "`{}` cannot travel: there is no JSON for it. Send what the client needs to \
                     know of it",
                    term.last_name()
                );
                return self.refuse(term, message);
            }
            ExternalType::Mizan(_) => return None,
        })
    }

    /// JSON's objects have texts for keys, and `serde_json` refuses what it cannot write as one.
    fn check_key(&mut self, key: &Type, term: &Term<'scan>) -> Option<()> {
        match key {
            Type::String | Type::Integer(_) | Type::Bool | Type::Float | Type::Parameter(_) => {
                Some(())
            }
            Type::Named(..) if self.has_text(term) => Some(()),
            _ => {
                let message = "the key of a map becomes a text in JSON, and this one has no text: \
                               use a `String`, a number or an enum without fields, or send a list \
                               of pairs";
                self.refuse(term, message.to_owned())
            }
        }
    }

    /// Whether a struct or an enum is written as a text, a number or a truth value.
    fn has_text(&self, term: &Term<'scan>) -> bool {
        let Head::Item(item, _) = self.head(term) else { return false };
        let Kind::Data(derived) = &item.declaration.kind else { return false };
        let declaration = self.derived_type(item.module, derived).flatten();
        declaration.is_none_or(|declaration| match &declaration.shape {
            Shape::Struct(Fields::Newtype(inner)) => {
                let inner = Term::new(item.module, inner, None);
                self.is_text(&Term { depth: term.depth + 1, ..inner })
            }
            Shape::Enum { tagging: Tagging::External, variants } => {
                variants.iter().all(|variant| variant.untagged || variant.fields == Fields::Unit)
            }
            Shape::Enum { tagging, .. } => *tagging == Tagging::Untagged,
            Shape::Struct(_) | Shape::Tagged { .. } => false,
            Shape::Directed { .. } => true,
        })
    }

    /// What a newtype holds. What cannot be followed here is refused where it stands.
    fn is_text(&self, term: &Term<'scan>) -> bool {
        match self.head(term) {
            Head::Item(..) => term.depth > DEPTH || self.has_text(term),
            Head::Structure(_) => false,
            Head::External(external, _) => !matches!(
                external,
                ExternalType::Unit
                    | ExternalType::Option
                    | ExternalType::List
                    | ExternalType::Map
                    | ExternalType::Bytes
            ),
            Head::Type(_) | Head::Unknown => true,
        }
    }

    fn evaluate_item(
        &mut self,
        item: ItemId<'scan>,
        term: &Term<'scan>,
        named: &Term<'scan>,
    ) -> Option<Type> {
        let Kind::Data(derived) = &item.declaration.kind else { return None };
        let Some(content) = self.derived_type(item.module, derived) else {
            let context = self.names.derived_context(item).filter(|_| self.is_injectable);
            let message = match context {
                Some(context) => tell_context(item.declaration, context),
                None => self.tell_missing_derive(item),
            };
            return self.refuse(term, message);
        };
        let declaration = content?;
        if declaration.is_transparent {
            let message = format!(
                "`{}` is an error that may hold another one, and no value: return it as the error \
                 of a `Result`",
                item.declaration.name
            );
            return self.refuse(term, message);
        }
        let arguments = self.evaluate_arguments(item.module, &declaration.parameters, named)?;
        Some(Type::Named(self.path_of(item), arguments))
    }

    /// The types for the parameters of a definition; what is not written is what it defaults to.
    fn evaluate_arguments(
        &mut self,
        module: ModuleId,
        parameters: &'scan [Generic],
        named: &Term<'scan>,
    ) -> Option<Vec<Type>> {
        let mut types = Vec::new();
        let mut generics = Vec::new();
        for (index, parameter) in parameters.iter().enumerate() {
            let Generic::Type(name, default) = parameter else { continue };
            let ty = match (named.argument(index), default) {
                (Some(argument), _) => self.evaluate(&argument)?,
                (None, Some(mention)) => {
                    let known = Some(Rc::new(generics.clone()));
                    self.evaluate(&Term::new(module, mention, known))?
                }
                (None, None) => return None,
            };
            generics.push((name.as_str(), Bound::Type(ty.clone())));
            types.push(ty);
        }
        (named.arguments().len() <= parameters.len()).then_some(types)
    }

    /// The declaration of a type that travels. `Some(None)` where the grammar refuses it.
    fn derived_type(
        &self,
        module: ModuleId,
        derived: &'scan [Derived],
    ) -> Option<Option<&'scan TypeDeclaration>> {
        derived.iter().find_map(|derived| match derived {
            Derived::Type(derived) if self.names.is_mizan(module, &derived.path, "Type") => {
                Some(derived.content.as_ref())
            }
            _ => None,
        })
    }

    fn tell_missing_derive(&self, item: ItemId<'scan>) -> String {
        let ItemId { module, declaration, .. } = item;
        let location = declaration.span.location(&self.scan.file_of(module).name);
        let name = &declaration.name;
        let borrow = match self.is_injectable {
            true => format!(", or borrow what the server holds: `&{name}`"),
            false => String::new(),
        };
        format!(
            "`{name}` cannot travel to the client: it does not derive `mizan::Type`\n\
             write `#[derive(serde::Serialize, serde::Deserialize, mizan::Type)]` above it, at \
             {location}{borrow}"
        )
    }

    /// The path of an item, as the macro's `module_path!()` has it.
    pub(super) fn path_of(&self, item: ItemId<'_>) -> String {
        format!("{}::{}", self.scan.module(item.module).path, item.declaration.name)
    }

    fn refuse<T>(&mut self, term: &Term<'scan>, message: String) -> Option<T> {
        let finding = Finding::error(term.site.unwrap_or(term.mention.span), message);
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
        None
    }

    fn head(&self, term: &Term<'scan>) -> Head<'scan> {
        let Form::Path(path, _) = &term.mention.form else {
            return match term.mention.form {
                Form::Opaque => Head::Unknown,
                _ => Head::Structure(term.clone()),
            };
        };
        if let Some(bound) = term.generic(path) {
            return match bound {
                Bound::Type(ty) => Head::Type(ty.clone()),
                Bound::Term(term) => self.head(term),
            };
        }
        match self.names.resolve(term.module, path) {
            Some(Target::External(External { ty: Some(external), .. })) => {
                Head::External(external, term.clone())
            }
            Some(Target::Item(item)) => match &item.declaration.kind {
                Kind::Alias(alias) => self.head_of_alias(alias, item.module, term),
                _ => Head::Item(item, term.clone()),
            },
            Some(Target::External(_) | Target::Module) | None => Head::Unknown,
        }
    }

    fn head_of_alias(
        &self,
        alias: &'scan Alias,
        module: ModuleId,
        term: &Term<'scan>,
    ) -> Head<'scan> {
        if term.depth > DEPTH || alias.parameters.len() != term.arguments().len() {
            return Head::Unknown;
        }
        let mut generics = Vec::new();
        for (name, argument) in alias.parameters.iter().zip(term.arguments()) {
            generics.push((name.as_str(), Bound::Term(term.inner(argument))));
        }
        let generics = Some(Rc::new(generics));
        let site = Some(term.site.unwrap_or(term.mention.span));
        self.head(&Term { module, mention: &alias.ty, generics, site, depth: term.depth + 1 })
    }
}

/// A context that stands for a parameter.
pub(super) fn tell_context(declaration: &Declaration, context: &Attributed<Context>) -> String {
    let parameters = context.content.as_ref().map_or(&[][..], |context| &context.parameters);
    let mut taken = Vec::new();
    for Argument { wire_name, ty, .. } in parameters {
        taken.push(format!("`{wire_name}: {ty}`"));
    }
    let advice = match taken.is_empty() {
        true => "it has no parameters, so leave this out".to_owned(),
        false => format!("take its parameters, {}", taken.join(", ")),
    };
    format!("`{}` is a context, which is neither sent nor lent: {advice}", declaration.name)
}

/// The type with its integers written as texts.
fn enlarge(ty: Type) -> Option<Type> {
    let inner = |ty: Box<Type>| enlarge(*ty).map(Box::new);
    Some(match ty {
        Type::Integer(name) => Type::BigInteger(name),
        Type::Option(value) => Type::Option(inner(value)?),
        Type::List(item) => Type::List(inner(item)?),
        _ => return None,
    })
}

impl<'scan> Term<'scan> {
    fn new(module: ModuleId, mention: &'scan Mention, generics: Generics<'scan>) -> Self {
        Self { module, mention, generics, site: None, depth: 0 }
    }

    /// The generic arguments of its path.
    fn arguments(&self) -> &'scan [Mention] {
        match &self.mention.form {
            Form::Path(_, arguments) => arguments,
            _ => &[],
        }
    }

    fn argument(&self, index: usize) -> Option<Self> {
        self.arguments().get(index).map(|argument| self.inner(argument))
    }

    /// A mention inside this one.
    fn inner(&self, mention: &'scan Mention) -> Self {
        Self { mention, ..self.clone() }
    }

    fn generic(&self, path: &Path) -> Option<&Bound<'scan>> {
        match path.single() {
            Some(name) if !path.is_global => {
                let known = self.generics.as_ref()?.iter().rev().find(|(known, _)| *known == name);
                known.map(|(_, bound)| bound)
            }
            _ => None,
        }
    }

    fn last_name(&self) -> &'scan str {
        match &self.mention.form {
            Form::Path(path, _) => path.last(),
            _ => "this",
        }
    }
}
