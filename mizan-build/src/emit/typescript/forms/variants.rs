//! The variants of a form that is an enum, each with its content.

use std::slice;

use mizan_ir::{Fields, Presence, Tagging, Type, Variant};

use super::{
    Forms,
    code::Code,
    fields::{flat, object, value},
};
use crate::emit::typescript::printer::string;

/// The variants that a client sends, by their names, made when they are needed first.
fn by_name(variants: &[Variant], code: impl Fn(&Variant) -> Code) -> Code {
    let sent = variants.iter().filter(|variant| variant.input != Presence::Skipped);
    Code::lazy(Code::Object(
        sent.map(|variant| (variant.name.input.clone(), code(variant))).collect(),
    ))
}

/// The contents of variants.
pub(super) fn contents(variants: &[Variant], forms: &Forms<'_>) -> Code {
    by_name(variants, |variant| content(&variant.fields, forms))
}

fn content(fields: &Fields, forms: &Forms<'_>) -> Code {
    match fields {
        Fields::Unit => Code::Atom("null".to_owned()),
        Fields::Newtype(ty) => value(ty, &[], forms),
        Fields::Tuple(_) => Code::call("anything", Vec::new()),
        Fields::Named(fields) => Code::call("object", vec![Code::lazy(object(fields, forms))]),
    }
}

/// The fields of variants that stand beside a tag.
pub(super) fn fields(variants: &[Variant], forms: &Forms<'_>) -> Code {
    by_name(variants, |variant| match &variant.fields {
        Fields::Named(fields) => object(fields, forms),
        Fields::Newtype(ty) => Code::Object(flat(ty, forms).into_iter().collect()),
        Fields::Unit | Fields::Tuple(_) => Code::Object(Vec::new()),
    })
}

/// Variants that no name tells apart, each as a value alone. The names are there for readers.
pub(super) fn alone(tagging: &Tagging, variants: &[Variant], forms: &Forms<'_>) -> Code {
    let sent = variants.iter().filter(|variant| variant.input != Presence::Skipped);
    let mut alone: Vec<(String, Code)> = Vec::new();
    for variant in sent {
        let mut name = variant.name.input.clone();
        while alone.iter().any(|(known, _)| *known == name) {
            name.push('_');
        }
        alone.push((name, alone_as(tagging, variant, forms)));
    }
    Code::lazy(Code::Object(alone))
}

fn alone_as(tagging: &Tagging, variant: &Variant, forms: &Forms<'_>) -> Code {
    match tagging {
        _ if variant.untagged => untagged(&variant.fields, forms),
        Tagging::Untagged | Tagging::Number => untagged(&variant.fields, forms),
        Tagging::External => {
            Code::call("externalChoice", vec![contents(slice::from_ref(variant), forms)])
        }
        Tagging::Internal { tag } => {
            let tag = Code::Atom(string(tag));
            Code::call("choice", vec![tag, fields(slice::from_ref(variant), forms)])
        }
        Tagging::Adjacent { tag, content } => {
            let [tag, key] = [tag, content].map(|name| Code::Atom(string(name)));
            let contents = contents(slice::from_ref(variant), forms);
            Code::call("adjacentChoice", vec![tag, key, contents])
        }
    }
}

fn untagged(fields: &Fields, forms: &Forms<'_>) -> Code {
    match fields {
        Fields::Unit | Fields::Newtype(Type::Unit) => Code::Atom("nothing".to_owned()),
        Fields::Tuple(_) => Code::call("list", vec![Code::call("anything", Vec::new())]),
        fields => content(fields, forms),
    }
}
