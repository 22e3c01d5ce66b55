//! Contexts: a read of the whole, a read of each function of it, and what the store knows about both.

use mizan_ir::{Direction, Parameter};

use super::{
    arguments::arguments,
    client::{Writer, about, about_marker, function_docs},
    docs::docs,
    names::{Taken, type_name, variable},
};
use crate::emit::model::{Bundle, Read};

impl Writer<'_, '_> {
    pub(super) fn context(&mut self, bundle: &Bundle<'_>) {
        let marker = self.contexts.name(type_name(bundle.names.wire));
        let wire = bundle.names.wire;
        let context = bundle.context;
        let text = docs(&context.docs, &about("context", wire), context.deprecated.as_ref());
        let arguments = arguments(self.types, &context.parameters);
        let ty = format!("client::Instance<contexts::{marker}>");
        self.method(wire, &text, &arguments, &ty, "client::Instance::with_client(self)", "");
        self.options(&ty, &arguments);
        self.written.contexts.push_str(&format!("{}pub enum {marker} {{}}\n", about_marker(wire)));
        let answer = self.bundle(bundle, &text);
        let members: Vec<String> = bundle.reads.iter().map(|read| self.member_spec(read)).collect();
        let spec = format!(
            "&runtime::spec::Context {{ name: {wire:?}, members: &[{}], is_live: {} }}",
            members.join(", "),
            context.live
        );
        let error = self.failures.of_context(self.types, bundle, &mut self.written.types);
        self.written.answers.push_str(&format!(
            "impl client::Context for contexts::{marker} {{\n\
             const SPEC: &'static runtime::spec::Context = {spec};\n\
             type Bundle = {answer};\ntype Error = {error};\n}}\n"
        ));
        for read in &bundle.reads {
            self.read(bundle, read, &marker);
        }
    }

    /// The results of all functions of a context.
    fn bundle(&mut self, bundle: &Bundle<'_>, docs_of_context: &str) -> String {
        let name = self.types.unused_name(&format!("{}Bundle", bundle.names.pascal));
        let mut taken = Taken::default();
        let mut fields = String::new();
        for read in &bundle.reads {
            let field = taken.name(variable(read.names.wire));
            let ty = self.types.mention(&read.function.result, Direction::Output);
            let renamed = match super::names::wire_name(&field) == read.names.wire {
                true => String::new(),
                false => format!("#[serde(rename = {:?})]\n", read.names.wire),
            };
            fields.push_str(&format!(
                "{}{renamed}pub {field}: {ty},\n",
                function_docs(read.names.wire, read.function)
            ));
        }
        self.written.types.push(format!(
            "{docs_of_context}#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]\n\
             pub struct {name} {{\n{fields}}}\n"
        ));
        name
    }

    fn read(&mut self, bundle: &Bundle<'_>, read: &Read<'_>, context: &str) {
        let own = &read.function.arguments;
        let shared = bundle.context.parameters.iter();
        let shared = shared.filter(|parameter| own.iter().all(|own| own.name != parameter.name));
        let parameters: Vec<Parameter> = shared.chain(own).cloned().collect();
        let arguments = arguments(self.types, &parameters);
        let marker = self.marker(read.names.wire, read.function, &[], None);
        let ty = format!("client::Read<functions::{marker}>");
        let text = function_docs(read.names.wire, read.function);
        self.method(read.names.wire, &text, &arguments, &ty, "client::Read::with_client(self)", "");
        self.options(&ty, &arguments);
        self.written.answers.push_str(&format!(
            "impl client::Member for functions::{marker} {{\ntype Context = contexts::{context};\n\
             const MEMBER: &'static runtime::spec::Member = &{};\n\
             const OWN: &'static [&'static str] = &{:?};\n}}\n",
            self.member_spec(read),
            read.own.iter().map(|own| own.name.as_str()).collect::<Vec<_>>(),
        ));
    }

    /// What the store knows about a function of a context.
    fn member_spec(&self, read: &Read<'_>) -> String {
        let key = self.types.key_of(&read.function.result);
        format!(
            "runtime::spec::Member {{ name: {:?}, key: {key:?}, is_page: {} }}",
            read.names.wire,
            read.paging.is_some()
        )
    }
}
