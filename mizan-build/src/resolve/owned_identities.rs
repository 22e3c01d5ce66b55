//! Identities that a caller would send: in an owned parameter of a function or in a parameter of a
//! context, itself or through what it contains. The caller could claim to be anyone.

use std::collections::BTreeSet;

use heck::ToSnakeCase;
use mizan_ir::{
    Diagnostic, Direction, Field, Fields, Presence, Shape, SourceLocation, Type, Variant,
};

use super::{
    identities::USER,
    names::ItemId,
    program::{Item, Overridden, Program, TypeDefinition},
};
use crate::{
    index::Index,
    scan::{
        Scan, Span,
        outline::{Argument, Form, Mention},
    },
};

/// Refuses each parameter that contains an identity. An identity without `mizan::Type` is refused
/// where it is mentioned.
pub(super) fn refuse_owned_identities<'scan>(
    scan: &'scan Scan,
    identities: &[ItemId<'scan>],
    program: &mut Program<'scan>,
) {
    let types = &program.types;
    let is_sent = |definition: &TypeDefinition<'_>| {
        definition.is_identity || !definition.overridden.is_empty()
    };
    // Most programs send no identity in either direction.
    let is_replaced = program.has_overridden_arguments();
    if !is_replaced && !types.iter().filter_map(|item| item.content.as_ref()).any(is_sent) {
        return;
    }
    let search = Search::new(scan, identities, types);
    for item in &mut program.functions {
        let Some(function) = &item.content else { continue };
        let arguments = &function.outline.arguments;
        let sent = list_sent(arguments, &function.arguments, &function.overridden);
        item.diagnostics.extend(sent.filter_map(|(argument, ty)| {
            let found = search.find(ty)?;
            Some(refuse(argument, &found, &advise(&found.identity, argument)))
        }));
    }
    for item in &mut program.contexts {
        let Some(context) = &item.content else { continue };
        let parameters = &context.outline.parameters;
        let sent = list_sent(parameters, &context.parameters, &context.overridden);
        item.diagnostics.extend(sent.filter_map(|(parameter, ty)| {
            let found = search.find(ty)?;
            Some(refuse(parameter, &found, &advise_context(&found.identity)))
        }));
    }
    for item in &mut program.channels {
        let Some(channel) = &item.content else { continue };
        let parameters = &channel.outline.parameters;
        let sent = list_sent(parameters, &channel.parameters, &channel.overridden);
        item.diagnostics.extend(sent.filter_map(|(parameter, ty)| {
            let found = search.find(ty)?;
            Some(refuse(parameter, &found, &advise_channel(&found.identity)))
        }));
    }
}

/// Each type that a caller sends, with its argument: the one that the client knows, and those that
/// serde reads instead.
fn list_sent<'program>(
    arguments: &'program [Argument],
    types: &'program [Type],
    overridden: &'program Overridden,
) -> impl Iterator<Item = (&'program Argument, &'program Type)> {
    let declared = overridden.iter().map(|(number, ty)| (&arguments[*number], ty));
    arguments.iter().zip(types).chain(declared)
}

fn refuse(argument: &Argument, found: &Found, help: &str) -> Diagnostic<Span> {
    let Found { identity, holder } = found;
    let message = match holder {
        Some(holder) => format!(
            "`{}` contains the identity `{identity}`, in {holder}: the caller would send it, and \
             could claim to be anyone",
            argument.ty
        ),
        None => describe(identity),
    };
    Diagnostic::error(argument.ty.span, message).with_help(help)
}

/// The message about an identity that stands in the type of a parameter itself.
pub(super) fn describe(identity: &str) -> String {
    format!(
        "`{identity}` is an identity, and an owned parameter comes from the caller, who could claim \
         to be anyone"
    )
}

/// The help for a parameter of a function.
pub(super) fn advise(identity: &str, argument: &Argument) -> String {
    let name = &argument.wire_name;
    match &argument.ty.form {
        Form::Path(path, arguments) => match arguments.as_slice() {
            [] if path.last() == identity => format!("write `{name}: &{identity}`"),
            [inner] if path.last() == "Option" && is_named(inner, identity) => {
                format!("write `{name}: Option<&{identity}>`")
            }
            _ => advise_beside(identity),
        },
        _ => advise_beside(identity),
    }
}

fn advise_beside(identity: &str) -> String {
    format!(
        "leave it out of what is sent, and write a parameter `{}: &{identity}`: the server knows who \
         is asking",
        identity.to_snake_case()
    )
}

fn advise_context(identity: &str) -> String {
    format!(
        "leave it out of the context, and write a parameter `{}: &{identity}` in the reads that need \
         to know who is asking",
        identity.to_snake_case()
    )
}

fn advise_channel(identity: &str) -> String {
    format!(
        "leave it out of the channel, and write a parameter `{}: &{identity}` in the functions that \
         need to know who is asking",
        identity.to_snake_case()
    )
}

fn is_named(mention: &Mention, name: &str) -> bool {
    matches!(&mention.form, Form::Path(path, arguments) if arguments.is_empty() && path.last() == name)
}

/// An identity among what a caller sends.
struct Found {
    /// Its name in Rust.
    identity: String,
    /// The field or the type that mentions it; `None` for the type of the parameter itself.
    holder: Option<String>,
}

struct Search<'program, 'scan> {
    scan: &'scan Scan,
    /// The paths of all identities.
    identities: BTreeSet<String>,
    types: &'program [Item<'scan, TypeDefinition<'scan>>],
    /// The types by their paths.
    numbers: Index<'program>,
}

/// The longest text of a type that is searched, in bytes. A generic type that contains a larger
/// instance of itself has no end.
const LONGEST: usize = 4096;

/// A type that waits for the search, with the field that mentions it.
type Waiting = (Type, Option<String>);

impl<'program, 'scan> Search<'program, 'scan> {
    fn new(
        scan: &'scan Scan,
        identities: &[ItemId<'scan>],
        types: &'program [Item<'scan, TypeDefinition<'scan>>],
    ) -> Self {
        let mut numbers = Vec::new();
        for (number, item) in types.iter().enumerate() {
            if let Some(definition) = &item.content {
                numbers.push((definition.path.as_str(), number));
            }
        }
        let mut paths: BTreeSet<String> = identities.iter().map(|item| item.path(scan)).collect();
        paths.insert(USER.to_owned());
        Self { scan, identities: paths, types, numbers: Index::new(numbers) }
    }

    /// The first identity in a type, in the order in which its parts are declared.
    fn find(&self, ty: &Type) -> Option<Found> {
        let mut seen = BTreeSet::new();
        let mut waiting = vec![(ty.clone(), None)];
        while let Some((ty, holder)) = waiting.pop() {
            match &ty {
                Type::Named(path, _) if self.identities.contains(path) => {
                    let identity = path.rsplit("::").next().unwrap_or(path).to_owned();
                    return Some(Found { identity, holder });
                }
                Type::Named(path, arguments) => {
                    // The text has the arguments too: some instances of a generic type hold an
                    // identity, and others none.
                    let text = ty.to_string();
                    if text.len() <= LONGEST && seen.insert(text) {
                        waiting.extend(self.parts(path, arguments, holder).into_iter().rev());
                    }
                }
                Type::Directed(_, input) => waiting.push((Type::clone(input), holder)),
                ty => waiting.extend(ty.children().map(|child| (child.clone(), holder.clone()))),
            }
        }
        None
    }

    /// The types that serde reads for a type of that path.
    fn parts(&self, path: &str, arguments: &[Type], holder: Option<String>) -> Vec<Waiting> {
        let item = self.numbers.first(path).map(|number| &self.types[number]);
        let Some((item, definition)) = item.and_then(|it| Some((it, it.content.as_ref()?))) else {
            return arguments.iter().map(|argument| (argument.clone(), holder.clone())).collect();
        };
        let file = &self.scan.file_of(item.module).name;
        let names = definition.outline.type_parameters().map(String::as_str);
        let meanings: Vec<(&str, &Type)> = names.zip(arguments).collect();
        let read = read_types(definition.shape.towards(Direction::Input));
        let overridden = definition.overridden.iter().map(|ty| (ty, None));
        let part = |(ty, field): (&Type, Option<&Field>)| {
            let holder = match field {
                Some(field) => {
                    let location = SourceLocation { file: file.clone(), ..field.location.clone() };
                    format!("the field `{}` at {location}", field.name.input)
                }
                None => format!("`{}` at {}", item.name, item.span.location(file)),
            };
            (ty.substitute(&meanings), Some(holder))
        };
        read.into_iter().chain(overridden).map(part).collect()
    }
}

/// The types in a shape that is read, each with its field if that has a name.
fn read_types(shape: &Shape) -> Vec<(&Type, Option<&Field>)> {
    let (mut types, mut add) = (Vec::new(), Vec::new());
    match shape {
        Shape::Struct(fields) | Shape::Tagged { fields, .. } => add.push(fields),
        Shape::Enum { variants, .. } => {
            let is_read = |variant: &&Variant| variant.input != Presence::Skipped;
            add.extend(variants.iter().filter(is_read).map(|variant| &variant.fields));
        }
        Shape::Directed { input, .. } => return read_types(input),
    }
    for fields in add {
        match fields {
            Fields::Named(fields) => {
                let is_read = |field: &&Field| field.input != Presence::Skipped;
                types.extend(fields.iter().filter(is_read).map(|field| (&field.ty, Some(field))));
            }
            fields => types.extend(fields.types().into_iter().map(|ty| (ty, None))),
        }
    }
    types
}
