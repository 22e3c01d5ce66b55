//! The outlines of types, contexts, errors and identities, as their derives read them.

use mizan_ir::Direction;
use mizan_syntax::{
    bare_name, discriminants, parse_channel, parse_context, parse_failure, parse_form,
    parse_identity, parse_type,
};
use proc_macro2::TokenTree;
use syn::{Attribute, DeriveInput, Meta, MetaList};

use super::{
    macro_names::{Aliases, MacroNames},
    mentions::{read_argument, read_type},
};
use crate::scan::{
    outline::{
        Attributed, AuthFlags, Channel, Context, Derived, Generic, Name, Path, SerdeDerive,
        TypeDeclaration,
    },
    span::Span,
};

/// The derives of Mizan's on a struct or an enum. Fields and variants that the compiler leaves out
/// are gone already.
pub(super) fn read_derived(item: &DeriveInput, names: &MacroNames) -> Vec<Derived> {
    let mut derived = Vec::new();
    let mut is_refused = false;
    let derives = list_derives(&item.attrs);
    for derive in &derives {
        let Some(last) = derive.names.last() else { continue };
        if names.ty.is(last) {
            let serde = [&names.serialize, &names.deserialize]
                .map(|names| find_serde_derive(&derives, names));
            let content = parse_type(item).ok().map(|parsed| read_type_item(item, parsed, serde));
            let content = content.map(Box::new);
            derived.push(Derived::Type(Attributed { path: derive.path(), content }));
        } else if names.failure.is(last) {
            is_refused |= parse_failure(item).is_err();
            derived.push(Derived::Failure(derive.path()));
        } else if names.form.is(last) {
            is_refused |= parse_form(item).is_err();
        } else if names.context.is(last) {
            let content = parse_context(item).ok().map(read_context);
            derived.push(Derived::Context(Attributed { path: derive.path(), content }));
        } else if names.channel.is(last) {
            let content = parse_channel(item).ok().map(read_channel).map(Box::new);
            derived.push(Derived::Channel(Attributed { path: derive.path(), content }));
        } else if names.identity.is(last) {
            let content = parse_identity(item).ok().map(|identity| AuthFlags {
                is_staff: identity.staff.is_some(),
                is_superuser: identity.superuser.is_some(),
            });
            derived.push(Derived::Identity(Attributed { path: derive.path(), content }));
        }
    }
    if is_refused {
        refuse_type(&mut derived);
    }
    derived
}

/// Refuses the type of an error that the grammar refuses, so that no client is made of it.
fn refuse_type(derived: &mut [Derived]) {
    for derived in derived {
        if let Derived::Type(derived) = derived {
            derived.content = None;
        }
    }
}

fn read_context(context: mizan_syntax::Context) -> Context {
    Context {
        fingerprint: context.fingerprint(),
        parameters: context.parameters.iter().map(read_argument).collect(),
        wire_name: context.wire_name,
        is_live: context.is_live,
        stale: context.stale,
        docs: context.docs,
        deprecated: context.deprecated,
    }
}

fn read_channel(channel: mizan_syntax::Channel) -> Channel {
    Channel {
        fingerprint: channel.fingerprint(),
        parameters: channel.parameters.iter().map(read_argument).collect(),
        message: read_type(&channel.message),
        presence: channel.presence.as_ref().map(read_type),
        wire_name: channel.wire_name,
        docs: channel.docs,
        deprecated: channel.deprecated,
    }
}

/// Crates whose derives are called like serde's.
const OTHERS: [&str; 5] = ["borsh", "miniserde", "musli", "rkyv", "savefile"];

fn find_serde_derive(derives: &[Derive], names: &Aliases) -> SerdeDerive {
    let mut found = SerdeDerive::Missing;
    for derive in derives {
        let [first, ..] = derive.names.as_slice() else { continue };
        let last = &derive.names[derive.names.len() - 1];
        if names.is(last) && !OTHERS.iter().any(|other| first == other) {
            return SerdeDerive::Serde;
        }
        if names.is_numbered(last) {
            found = SerdeDerive::Number;
        }
    }
    found
}

fn read_type_item(
    written: &DeriveInput,
    item: mizan_syntax::TypeItem,
    [writes, reads]: [SerdeDerive; 2],
) -> TypeDeclaration {
    let is_number = |derive| derive == SerdeDerive::Number;
    let (mut shape, mut error) = (item.shape.map(&mut read_type), None);
    if is_number(writes) || is_number(reads) {
        let numbered = [(writes, Direction::Output), (reads, Direction::Input)];
        let directions: Vec<Direction> = numbered
            .into_iter()
            .filter_map(|(derive, direction)| is_number(derive).then_some(direction))
            .collect();
        match discriminants(written) {
            Ok(numbers) => shape = shape.numbered(&numbers, &directions),
            Err(refusal) => {
                error = Some(Name { text: refusal.to_string(), span: refusal.span().into() });
            }
        }
    }
    // An implementation by hand decides itself what it makes of the fields.
    let is_by_hand = item.is_replaced && reads != SerdeDerive::Serde;
    let overridden = item.overridden.iter().filter(|_| !is_by_hand).map(read_type).collect();
    TypeDeclaration {
        fingerprint: item.fingerprint(),
        writes,
        reads,
        error,
        parameters: item.parameters.iter().map(read_generic).collect(),
        shape,
        overridden,
        key: item.key,
        form: item.form,
        is_wrapper: item.is_wrapper,
        is_transparent: item.is_transparent,
        docs: item.docs,
        deprecated: item.deprecated,
    }
}

fn read_generic(generic: &mizan_syntax::Generic) -> Generic {
    match generic {
        mizan_syntax::Generic::Type(name, default) => {
            Generic::Type(bare_name(name), default.as_deref().map(read_type))
        }
        mizan_syntax::Generic::Const(name) => Generic::Const(bare_name(name)),
    }
}

/// A path in `derive(…)`, as identifiers. Most of them are not Mizan's, and never become texts.
#[derive(Default)]
struct Derive {
    /// The `::` that it begins with.
    colons: Option<proc_macro2::Span>,
    names: Vec<syn::Ident>,
}

impl Derive {
    fn path(&self) -> Path {
        let mut names: Vec<String> = self.names.iter().map(bare_name).collect();
        let start = self.colons.unwrap_or_else(|| self.names[0].span());
        let span = Span::between(start, self.names[self.names.len() - 1].span());
        Path { span, is_global: self.colons.is_some(), first: names.remove(0), rest: names }
    }
}

fn list_derives(attributes: &[Attribute]) -> Vec<Derive> {
    let mut derives = Vec::new();
    for attribute in attributes {
        if attribute.path().is_ident("derive")
            && let Meta::List(list) = &attribute.meta
        {
            derives.append(&mut read_derives(list).unwrap_or_default());
        }
    }
    derives
}

/// The paths in `derive(…)`; `None` if there is anything else.
fn read_derives(list: &MetaList) -> Option<Vec<Derive>> {
    let mut derives = Vec::new();
    let mut derive = Derive::default();
    for token in list.tokens.clone() {
        match token {
            TokenTree::Ident(name) => derive.names.push(name),
            TokenTree::Punct(point) if point.as_char() == ',' => {
                derives.push(std::mem::take(&mut derive));
            }
            TokenTree::Punct(point) if point.as_char() == ':' => {
                if derive.names.is_empty() {
                    derive.colons.get_or_insert(point.span());
                }
            }
            _ => return None,
        }
    }
    derives.push(derive);
    Some(derives)
}
