//! Declared errors in TypeScript: a union of what each variant tells, discriminated by `kind`.

use mizan_ir::{Api, Fields, Presence, Shape, Type, Variant};

use super::{
    expression::{Expression, Member, type_alias},
    names,
    text::{self, Text},
    types::{Direction, Types, visible, with_deprecation},
};

/// The errors that functions declare.
pub(super) fn errors(api: &Api) -> impl Iterator<Item = &Type> {
    api.functions.values().filter_map(|function| function.error.as_ref())
}

/// What the client reads of an error: all that its variants hold.
pub(super) fn contents(api: &Api) -> Vec<&Type> {
    let mut contents = Vec::new();
    for error in errors(api) {
        contents.extend(held(api, error));
    }
    contents
}

/// What the variants of an error hold.
pub(super) fn held<'api>(api: &'api Api, error: &'api Type) -> Vec<&'api Type> {
    let definition = match error {
        Type::Named(path, _) => api.types.get(path),
        _ => None,
    };
    let mut held = match definition {
        Some(definition) => visible(&definition.shape, Direction::Output),
        None => Vec::new(),
    };
    held.extend(error.children());
    held
}

impl Types<'_> {
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
            true => names::derived_name(name, "Failure", self.names()),
            false => name.to_owned(),
        }
    }

    /// The definitions of all declared errors, with their names.
    pub(super) fn failures(&self) -> Vec<(String, Text)> {
        let mut is_defined = vec![false; self.api.types.len()];
        let mut failures = Vec::new();
        for error in errors(self.api) {
            if let Type::Named(path, _) = error
                && let Some(number) = self.api.types.position(path)
                && !std::mem::replace(&mut is_defined[number], true)
            {
                failures.push(self.define_failure(path));
            }
        }
        failures
    }

    fn define_failure(&self, path: &str) -> (String, Text) {
        let definition = self.definition_of(path);
        let docs = with_deprecation(&definition.docs, &definition.deprecated);
        let (name, generics) = (self.failure_name(path), self.generics(&definition.parameters));
        let kinds = self.kinds(&definition.shape);
        let mut text = Text::default();
        type_alias(&mut text, &docs, &name, &generics, &definition.location, &kinds);
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
        let member = |name, ty| Member { is_readonly: true, ..Member::new(name, ty) };
        let docs = with_deprecation(&variant.docs, &variant.deprecated);
        let kind = Member { docs, ..member("kind", literal(&variant.name.output)) };
        let code = variant.code.as_ref().map(|code| member("code", literal(code)));
        let members = [kind].into_iter().chain(code).chain([member("details", details)]);
        Expression::Object(members.map(|member| member.at(&variant.location)).collect())
    }
}
