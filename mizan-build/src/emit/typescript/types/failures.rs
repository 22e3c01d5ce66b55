//! Declared errors: a union of their variants, discriminated by `kind`.

use mizan_ir::{Direction, Fields, Presence, Shape, Type, Variant};

use super::table::Types;
use crate::emit::{
    reach::errors,
    typescript::{
        names,
        printer::{Expression, Member, Text, string, type_alias, with_deprecation},
    },
};

impl Types<'_> {
    /// The declared error of a function, as a mention.
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

    /// The name of the union. An error that travels as a value too has a type for each.
    fn failure_name(&self, path: &str) -> String {
        let name = self.name(path, Direction::Output);
        match self.is_value(path) {
            true => names::derived_name(name, "Failure", self.names()),
            false => name.to_owned(),
        }
    }

    /// The names and definitions of all declared errors.
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
        let (name, generics) =
            (self.failure_name(path), self.generics(definition, Direction::Output));
        let kinds = self.kinds(&definition.shape);
        let mut text = Text::default();
        type_alias(&mut text, &docs, &name, &generics, &definition.location, &kinds);
        (name, text)
    }

    fn kinds(&self, shape: &Shape) -> Expression {
        let Shape::Enum { variants, .. } = shape.towards(Direction::Output) else {
            return Expression::atom("never");
        };
        let written = variants.iter().filter(|variant| variant.output != Presence::Skipped);
        Expression::union(written.map(|variant| self.kind(variant)))
    }

    fn kind(&self, variant: &Variant) -> Expression {
        let literal = |value: &String| Expression::atom(string(value));
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
