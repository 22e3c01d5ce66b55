//! The methods that give one thing after the other: the elements of a list in pages, and the snapshots of
//! what is live.

use mizan_ir::{Direction, Next, Parameter};

use super::{
    client::{Waiting, Writer, all_parameters, fit, function_docs},
    docs::docstring,
    expression::{Expression, string},
    specs::context_constant,
};
use crate::emit::model::{Bundle, Read};

impl Writer<'_, '_> {
    /// The method for all elements of a list; nothing for a read without pages.
    pub(super) fn pages(&self, bundle: &Bundle<'_>, read: &Read<'_>) -> String {
        let Some(paging) = &read.paging else { return String::new() };
        let argument = &read.function.arguments[paging.argument].name;
        let mut parameters = all_parameters(bundle, read);
        parameters.retain(|parameter| parameter.name != *argument);
        let mut spec = vec![string(argument)];
        spec.extend(paging.list.as_deref().map(|list| format!("elements={}", string(list))));
        match &paging.next {
            Next::Cursor { field } => spec.push(format!("cursor={}", string(field))),
            Next::Offset { total: Some(total) } => spec.push(format!("total={}", string(total))),
            Next::Offset { total: None } => {}
        }
        let kind = match self.waiting {
            Waiting::Sync => "Iterator",
            Waiting::Async => "AsyncIterator",
        };
        let element = self.types.mention(&paging.element, Direction::Output);
        let result = Expression::Subscript(kind, vec![element]);
        let wire = read.names.wire;
        let docs = docstring(
            &format!("The elements of all pages of `{wire}`, which are read one after the other."),
            read.function.deprecated.as_ref(),
            8,
        );
        let arguments = self.arguments(&parameters);
        self.giver(&format!("iter_{wire}"), &arguments, &result, &docs, |sent| {
            let constant = context_constant(bundle.names.wire);
            let spec = format!("_Paging({})", spec.join(", "));
            let given = [constant, string(wire), sent, spec];
            let pages = fit("        pages = ", "self._pages", &given, "");
            pages + &give(&result, "pages")
        })
    }

    /// The method for the snapshots of a context; nothing for one that is not live.
    pub(super) fn watched_context(&self, bundle: &Bundle<'_>, name: &str) -> String {
        let context = bundle.context;
        let docs = docstring(&context.docs, context.deprecated.as_ref(), 8);
        let item = Expression::Name(name.to_owned());
        self.watch(bundle, bundle.names.wire, None, &context.parameters, item, docs)
    }

    /// The method for the snapshots of one function of a context.
    pub(super) fn watched_read(&self, bundle: &Bundle<'_>, read: &Read<'_>) -> String {
        let parameters = all_parameters(bundle, read);
        let item = self.types.mention(&read.function.result, Direction::Output);
        let (wire, docs) = (read.names.wire, function_docs(read.function));
        self.watch(bundle, wire, Some(wire), &parameters, item, docs)
    }

    fn watch(
        &self,
        bundle: &Bundle<'_>,
        wire: &str,
        only: Option<&str>,
        parameters: &[Parameter],
        item: Expression,
        docs: String,
    ) -> String {
        if !bundle.context.live || self.waiting == Waiting::Sync {
            return String::new();
        }
        let result = Expression::Subscript("AsyncGenerator", vec![item, Expression::known("None")]);
        let docs = match docs.is_empty() {
            true => docstring(&format!("`{wire}` now, and whenever somebody changes it."), None, 8),
            false => docs,
        };
        let arguments = self.arguments(parameters);
        self.giver(&format!("watch_{wire}"), &arguments, &result, &docs, |sent| {
            let mut given = vec![context_constant(bundle.names.wire), sent];
            given.extend(only.map(string));
            let snapshots = fit("        snapshots = ", "self._watch", &given, "");
            snapshots + &give(&result, "snapshots")
        })
    }
}

/// The statement that returns what a variable holds.
fn give(result: &Expression, variable: &str) -> String {
    fit("        return ", "cast", &[string(&result.to_line()), variable.to_owned()], "")
}
