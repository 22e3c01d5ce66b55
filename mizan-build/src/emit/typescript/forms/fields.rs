//! The fields of a form, each with the kind of its value and its rules.

use mizan_ir::{Bounds, Field, Pattern, Presence, Rule, Type};

use super::{
    Forms,
    code::{Code, SPREAD},
};
use crate::emit::typescript::printer::string;

/// The object of the fields that a client sends.
pub(super) fn object(fields: &[Field], forms: &Forms<'_>) -> Code {
    entries(fields, forms, &|field| code_of(field, forms))
}

/// The same for a struct: the server can be asked for one of its fields.
pub(super) fn object_of_struct(fields: &[Field], forms: &Forms<'_>) -> Code {
    let code = |field: &Field| match rules_of(field).contains(&Rule::Server) {
        true => Code::call("remote", vec![code_of(field, forms)]),
        false => code_of(field, forms),
    };
    entries(fields, forms, &code)
}

fn entries(fields: &[Field], forms: &Forms<'_>, code: &dyn Fn(&Field) -> Code) -> Code {
    let sent = fields.iter().filter(|field| field.input != Presence::Skipped);
    let entry = |field: &Field| match field.flatten {
        false => Some((field.name.input.clone(), code(field))),
        true => flat(&field.ty, forms),
    };
    Code::Object(sent.filter_map(entry).collect())
}

/// The fields of a form that belong to the object around it.
pub(super) fn flat(ty: &Type, forms: &Forms<'_>) -> Option<(String, Code)> {
    let form = Code::Atom(forms.of(ty)?.to_owned());
    Some((SPREAD.to_owned(), Code::call("flat", vec![form])))
}

fn rules_of(field: &Field) -> &[Rule] {
    field.form.as_ref().map_or(&[][..], |form| &form.rules)
}

fn code_of(field: &Field, forms: &Forms<'_>) -> Code {
    let code = value(&field.ty, rules_of(field), forms);
    match (field.input, &field.ty) {
        (Presence::Required, _) | (_, Type::Option(_)) => code,
        _ => Code::call("optional", vec![code]),
    }
}

pub(super) fn value(ty: &Type, rules: &[Rule], forms: &Forms<'_>) -> Code {
    let with = |name: &str, suffix: &str| {
        let rules = rules.iter().filter_map(|rule| code_of_rule(rule, suffix));
        Code::call(name, rules.collect())
    };
    match ty {
        Type::Option(inner) => optional(inner, rules, forms),
        Type::String => with("text", ""),
        Type::Integer(_) => with("integer", ""),
        Type::Float(_) => with("number", ""),
        Type::BigInteger(_) => with("bigInteger", "n"),
        Type::Bool => with("boolean", ""),
        Type::List(item) => {
            let rules = rules.iter().filter_map(|rule| code_of_rule(rule, ""));
            let item = value(item, &[], forms);
            Code::call("list", [item].into_iter().chain(rules).collect())
        }
        Type::Map(_, item) if holds_form(item, forms) => {
            Code::call("map", vec![value(item, &[], forms)])
        }
        Type::Directed(_, input) => value(input, rules, forms),
        Type::Json | Type::Unit => Code::call("optional", vec![with("anything", "")]),
        ty => match forms.of(ty) {
            Some(constant) => Code::Atom(constant.to_owned()),
            None => with("anything", ""),
        },
    }
}

/// An `Option`. `required` and `matches` say something of one that is absent as well.
fn optional(inner: &Type, rules: &[Rule], forms: &Forms<'_>) -> Code {
    let is_countable = matches!(inner, Type::String | Type::List(_));
    let inside: Vec<Rule> =
        rules.iter().filter(|rule| is_countable || **rule != Rule::Required).cloned().collect();
    let absent = rules.iter().filter_map(|rule| match rule {
        Rule::Required => Some(Code::Atom("there".to_owned())),
        Rule::Matches(_) => code_of_rule(rule, ""),
        _ => None,
    });
    let inner = value(inner, &inside, forms);
    Code::call("optional", [inner].into_iter().chain(absent).collect())
}

fn holds_form(ty: &Type, forms: &Forms<'_>) -> bool {
    forms.of(ty).is_some() || ty.children().any(|child| holds_form(child, forms))
}

/// A rule; `None` for one that only the server knows. `suffix` is behind each number.
fn code_of_rule(rule: &Rule, suffix: &str) -> Option<Code> {
    let texts = || rule.values().iter().map(|value| Code::Atom(string(value))).collect();
    Some(match rule {
        Rule::Length(bounds) => Code::call("length", numbers(bounds, "0", "")),
        Rule::Utf16(bounds) => Code::call("utf16", numbers(bounds, "0", "")),
        Rule::Range(bounds) => Code::call("range", numbers(bounds, "-Infinity", suffix)),
        Rule::Pattern(text) => {
            let expression = Pattern::parse(text).ok()?.javascript;
            let expression = if expression.is_empty() { "(?:)".to_owned() } else { expression };
            Code::call("pattern", vec![Code::Atom(format!("/{expression}/u"))])
        }
        Rule::Required => Code::Atom("required".to_owned()),
        Rule::Email => Code::Atom("email".to_owned()),
        Rule::Url => Code::Atom("url".to_owned()),
        Rule::Contains(_) => Code::call("contains", texts()),
        Rule::Prefix(_) => Code::call("prefix", texts()),
        Rule::Suffix(_) => Code::call("suffix", texts()),
        Rule::OneOf(_) => Code::call("oneOf", texts()),
        Rule::Matches(_) => Code::call("matches", texts()),
        Rule::Server => return None,
    })
}

/// The bounds as arguments; `least` stands for no lower bound.
fn numbers(bounds: &Bounds, least: &str, suffix: &str) -> Vec<Code> {
    let number = |text: &String| Code::Atom(format!("{text}{suffix}"));
    let min = bounds.min.as_ref().map_or_else(|| Code::Atom(least.to_owned()), number);
    [min].into_iter().chain(bounds.max.as_ref().map(number)).collect()
}
