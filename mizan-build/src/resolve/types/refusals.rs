//! The texts of types that cannot travel.

use heck::ToSnakeCase;
use mizan_syntax::FrameworkType;

use super::{Types, terms::Term};
use crate::{
    resolve::{names::ItemId, owned_identities},
    scan::outline::{Argument, Attributed, Context, Declaration},
};

impl Types<'_, '_> {
    /// The message and the help for an identity without the derive.
    pub(super) fn describe_identity(&self, item: ItemId<'_>) -> (String, String) {
        let name = &item.declaration.name;
        if let Some(parameter) = self.parameter {
            return (owned_identities::describe(name), owned_identities::advise(name, parameter));
        }
        let location = item.declaration.span.location(&self.scan.file_of(item.module).name);
        (
            format!(
                "`{name}` is an identity, which no client sends, and does not derive `mizan::Type`"
            ),
            format!(
                "borrow it in the function, `{}: &{name}`; or, to send it to clients, write \
                 `#[derive(serde::Serialize, mizan::Type)]` above it, at {location}",
                name.to_snake_case()
            ),
        )
    }

    /// The message and the help for a type without the derive.
    pub(super) fn describe_missing_derive(&self, item: ItemId<'_>) -> (String, String) {
        let ItemId { module, declaration, .. } = item;
        let location = declaration.span.location(&self.scan.file_of(module).name);
        let name = &declaration.name;
        let borrow = match self.parameter {
            Some(_) => format!(", or borrow what the server holds: `&{name}`"),
            None => String::new(),
        };
        (
            format!("`{name}` cannot travel to the client: it does not derive `mizan::Type`"),
            format!(
                "write `#[derive(serde::Serialize, serde::Deserialize, mizan::Type)]` above it, at \
                 {location}{borrow}"
            ),
        )
    }
}

impl Types<'_, '_> {
    /// The message and the help for a type of a crate that is not scanned.
    pub(super) fn describe_foreign_type(
        &self,
        crate_name: &str,
        named: &Term<'_>,
    ) -> (String, String) {
        let message = format!(
            "`{}` is a type of the crate `{crate_name}`, so the client cannot know what its JSON is",
            named.last_name()
        );
        let (attribute, place) = match (self.parameter, self.is_result) {
            (Some(_), _) => ("mizan(", "before this parameter"),
            (None, true) => ("mizan::client(", "above this function"),
            (None, false) => ("mizan(", "above this field"),
        };
        let help = format!(
            "write `#[{attribute}as = \"String\")]` {place}, with the type whose JSON it is"
        );
        (message, help)
    }

    /// The message and the help for a type of a web framework.
    pub(super) fn describe_framework_type(
        &self,
        (framework, ty): (&str, FrameworkType),
        named: &Term<'_>,
    ) -> (String, String) {
        let name = named.last_name();
        // The argument of an alias is a name of the alias's own.
        let inner = named.arguments().first().filter(|_| named.site.is_none());
        let inner = inner.map(ToString::to_string);
        let inner = inner.as_deref();
        match (self.parameter, ty) {
            (Some(argument), _) => (
                format!(
                    "`{name}` is an extractor of {framework}, and a client function has plain \
                     parameters"
                ),
                ty.advise_parameter(Some(&argument.wire_name), inner),
            ),
            (None, FrameworkType::Response) if self.is_result => (
                format!(
                    "`{name}` is a response of {framework}, and a function without a route answers \
                     data"
                ),
                ty.advise_result(inner),
            ),
            _ => (
                format!(
                    "`{name}` of {framework} cannot travel: Mizan reads and writes JSON itself"
                ),
                ty.advise_result(inner),
            ),
        }
    }
}

/// The message and the help for `with = "name::bigint"` where `name` is not `mizan`.
pub(super) fn describe_unknown_bigint() -> (&'static str, &'static str) {
    (
        "the build cannot see what JSON this module makes",
        "say it beside: `#[mizan(as = \"String\")]`, with the type whose JSON it is",
    )
}

/// The message and the help for a context in the place of a parameter.
pub(in crate::resolve) fn describe_context(
    declaration: &Declaration,
    context: &Attributed<Context>,
) -> (String, String) {
    let parameters = context.content.as_ref().map_or(&[][..], |context| &context.parameters);
    let mut taken = Vec::new();
    for Argument { wire_name, ty, .. } in parameters {
        taken.push(format!("`{wire_name}: {ty}`"));
    }
    let help = match taken.is_empty() {
        true => "it has no parameters, so leave this out".to_owned(),
        false => format!("take its parameters, {}", taken.join(", ")),
    };
    let name = &declaration.name;
    (format!("`{name}` is a context, which is neither sent nor borrowed"), help)
}
