//! Declared errors in TypeScript: a union of what each variant tells, discriminated by `kind`.

use std::collections::BTreeSet;

use mizan_ir::{Api, Fields, Presence, Shape, Type, Variant};

use super::{
    names,
    text::{self, Expression, Member},
    types::{Direction, Types, visible, with_deprecation},
};

/// The errors that functions declare.
pub(super) fn errors(api: &Api) -> impl Iterator<Item = &Type> {
    api.functions.values().filter_map(|function| function.error.as_ref())
}

/// What the client reads of an error: all that its variants hold.
pub(super) fn contents(api: &Api) -> impl Iterator<Item = &Type> {
    errors(api).flat_map(|error| held(api, error))
}

/// What the variants of an error hold.
pub(super) fn held<'api>(api: &'api Api, error: &'api Type) -> Vec<&'api Type> {
    let definition = match error {
        Type::Named(path, _) => api.types.get(path),
        _ => None,
    };
    let held = definition.map(|definition| visible(&definition.shape, Direction::Output));
    held.unwrap_or_default().into_iter().chain(error.children()).collect()
}

impl<'api> Types<'api> {
    /// What a function fails with, as it is mentioned.
    pub(crate) fn failure(&self, error: &Type) -> Expression {
        let Type::Named(path, arguments) = error else {
            return self.expression(error, Direction::Output);
        };
        let name = format!("{}{}", self.prefix, self.failure_name(path));
        match arguments.as_slice() {
            [] => Expression::atom(name),
            arguments => Expression::Generic(name, self.expressions(arguments, Direction::Output)),
        }
    }

    /// An error that is sent as a value too has a type for each.
    fn failure_name(&self, path: &str) -> String {
        let name = self.name(path, Direction::Output);
        match self.is_value(path) {
            true => names::derived_name(&name, "Failure", self.names()),
            false => name,
        }
    }

    /// The definitions of all declared errors, with their names.
    pub(super) fn failures(&self) -> Vec<(String, String)> {
        let paths: BTreeSet<&str> = errors(self.api)
            .filter_map(|error| match error {
                Type::Named(path, _) => Some(path.as_str()),
                _ => None,
            })
            .collect();
        paths.into_iter().map(|path| self.define_failure(path)).collect()
    }

    fn define_failure(&self, path: &str) -> (String, String) {
        let definition = self.definition_of(path);
        let docs = text::docs(&with_deprecation(&definition.docs, &definition.deprecated), 0);
        let name = self.failure_name(path);
        let head = format!("export type {name}{}", self.generics(&definition.parameters));
        let text = docs + &text::type_alias(&head, &self.kinds(&definition.shape));
        (name, text)
    }

    fn kinds(&self, shape: &Shape) -> Expression {
        match shape {
            Shape::Directed { output, .. } => self.kinds(output),
            Shape::Enum { variants, .. } => {
                let told = variants.iter().filter(|variant| variant.output != Presence::Skipped);
                Expression::union(told.map(|variant| self.kind(variant)))
            }
            Shape::Struct(_) | Shape::Tagged { .. } => Expression::atom("never"),
        }
    }

    fn kind(&self, variant: &Variant) -> Expression {
        let literal = |value: &String| Expression::atom(text::string(value));
        let details = match &variant.fields {
            Fields::Unit => Expression::atom("undefined"),
            fields => self.fields(fields, Direction::Output),
        };
        let mut members = vec![member("kind", literal(&variant.name.output))];
        members.extend(variant.code.as_ref().map(|code| member("code", literal(code))));
        members.push(member("details", details));
        members[0].docs.clone_from(&variant.docs);
        Expression::Object(members)
    }
}

fn member(name: &str, ty: Expression) -> Member {
    Member { name: format!("readonly {name}"), ..Member::new("", ty) }
}
