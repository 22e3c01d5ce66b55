//! The functions of an API: a method of the client for each, and a type that says what it answers.

use mizan_ir::{Absence, Direction, Function, Parameter, Type};

use super::{
    docs::docs,
    failures::Failures,
    names::{Taken, type_name, variable},
    types::Types,
};
use crate::emit::model::{Bundle, Call, Model, Read};

/// The names that no method of the client has, for it has them already.
pub(super) const METHODS: [&str; 6] =
    ["clone", "clone_into", "new", "set_token", "store", "with_options"];

/// The names that no argument has that may be left out.
pub(super) const CALL_METHODS: [&str; 14] = [
    "address",
    "idempotency_key",
    "into_answer",
    "into_future",
    "into_stream",
    "into_wire",
    "optimistic",
    "settle",
    "source",
    "watch",
    "with_argument",
    "with_client",
    "with_file",
    "with_files",
];

/// The arguments that clippy takes for too many.
const MANY_ARGUMENTS: usize = 6;

/// The functions of an API, as text.
#[derive(Default)]
pub(super) struct Written {
    methods: String,
    /// The arguments that may be left out.
    options: String,
    functions: String,
    contexts: String,
    /// What each function and each context answers.
    answers: String,
    /// The results of contexts, and their errors.
    pub(super) types: Vec<String>,
}

/// Writes the functions.
pub(super) fn write_functions(
    model: &Model<'_>,
    types: &Types<'_>,
    failures: &Failures,
) -> Written {
    let mut writer = Writer {
        types,
        failures,
        methods: Taken::with(&METHODS),
        markers: Taken::default(),
        contexts: Taken::default(),
        written: Written::default(),
    };
    for bundle in &model.bundles {
        writer.context(bundle);
    }
    for call in &model.calls {
        writer.call(call, &model.affected_contexts(call.function));
    }
    writer.written
}

impl Written {
    /// The text of all but the types.
    pub(super) fn to_text(&self) -> String {
        let Self { methods, options, functions, contexts, answers, .. } = self;
        format!(
            "#[allow(clippy::should_implement_trait, clippy::wrong_self_convention)]\n\
             impl Client {{\n{methods}}}\n{options}\
             /// The contexts of the API, which `Instance` is about.\npub mod contexts {{\n{contexts}}}\n\
             /// The functions of the API, which `Call` and `Read` are about.\n\
             pub mod functions {{\n{functions}}}\n{answers}"
        )
    }
}

struct Writer<'types, 'api> {
    types: &'types Types<'api>,
    failures: &'types Failures,
    methods: Taken,
    markers: Taken,
    contexts: Taken,
    written: Written,
}

/// A parameter of a method.
struct Argument<'api> {
    parameter: &'api Parameter,
    name: String,
    is_optional: bool,
    /// The type of the parameter in Rust, and the expression that is sent.
    ty: String,
    sent: String,
    kind: ArgumentKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ArgumentKind {
    Value,
    File,
    Files,
}

impl Writer<'_, '_> {
    fn context(&mut self, bundle: &Bundle<'_>) {
        let marker = self.contexts.name(type_name(bundle.names.wire));
        let wire = bundle.names.wire;
        let context = bundle.context;
        let text = docs(&context.docs, &about("context", wire), context.deprecated.as_ref());
        let arguments = self.arguments(&context.parameters);
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
        let arguments = self.arguments(&parameters);
        let marker = self.marker(read.names.wire, read.function, &[]);
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

    fn call(&mut self, call: &Call<'_>, affects: &[&str]) {
        let (wire, function) = (call.names.wire, call.function);
        let arguments = self.arguments(&function.arguments);
        let marker = self.marker(wire, function, affects);
        let text = function_docs(wire, function);
        if function.stream {
            // A stream has no call on which an argument could be put later.
            let arguments: Vec<Argument<'_>> = arguments.into_iter().map(given).collect();
            let ty = format!("client::Results<functions::{marker}>");
            let start = format!("client::Call::<functions::{marker}>::with_client(self)");
            self.method(wire, &text, &arguments, &ty, &start, ".into_stream()");
            return;
        }
        let ty = format!("client::Call<functions::{marker}>");
        self.method(wire, &text, &arguments, &ty, "client::Call::with_client(self)", "");
        self.options(&ty, &arguments);
    }

    /// The type that stands for a function.
    fn marker(&mut self, wire: &str, function: &Function, affects: &[&str]) -> String {
        let marker = self.markers.name(type_name(wire));
        self.written.functions.push_str(&format!("{}pub enum {marker} {{}}\n", about_marker(wire)));
        let output = self.types.mention(&function.result, Direction::Output);
        let error = self.failures.name(function.error.as_ref());
        self.written.answers.push_str(&format!(
            "impl client::Function for functions::{marker} {{\n\
             const SPEC: &'static runtime::spec::Function =\n\
             &runtime::spec::Function {{ name: {wire:?}, affects: &{affects:?} }};\n\
             type Output = {output};\ntype Error = {error};\n}}\n"
        ));
        marker
    }

    fn arguments<'own>(&self, parameters: &'own [Parameter]) -> Vec<Argument<'own>> {
        let mut taken = Taken::default();
        parameters.iter().map(|parameter| self.argument(parameter, &mut taken)).collect()
    }

    fn argument<'own>(&self, parameter: &'own Parameter, taken: &mut Taken) -> Argument<'own> {
        let is_optional =
            parameter.optional || self.types.api().absence(&parameter.ty) == Absence::Allowed;
        let name = taken.name(variable(&parameter.name));
        let (kind, ty) = match &parameter.ty {
            Type::Upload => (ArgumentKind::File, "impl Into<Upload>".to_owned()),
            Type::Option(inner) if **inner == Type::Upload => {
                (ArgumentKind::File, "impl Into<Upload>".to_owned())
            }
            Type::List(inner) if **inner == Type::Upload => {
                (ArgumentKind::Files, "impl IntoIterator<Item = Upload>".to_owned())
            }
            ty => (ArgumentKind::Value, self.types.mention(ty, Direction::Input)),
        };
        let ty = match (is_optional, ty.strip_prefix("Option<")) {
            (true, Some(inner)) => inner.strip_suffix('>').unwrap_or(inner).to_owned(),
            _ => ty,
        };
        let (ty, sent) = match (kind, ty.as_str()) {
            (ArgumentKind::Value, "String") => {
                ("impl Into<String>".to_owned(), format!("{name}.into()"))
            }
            (ArgumentKind::File, _) => (ty, format!("{name}.into()")),
            _ => (ty, name.clone()),
        };
        Argument { parameter, name, is_optional, ty, sent, kind }
    }

    fn method(
        &mut self,
        wire: &str,
        docs: &str,
        arguments: &[Argument<'_>],
        ty: &str,
        start: &str,
        end: &str,
    ) {
        let name = self.methods.name(variable(wire));
        let (mut parameters, mut body) = ("&self".to_owned(), String::new());
        let required: Vec<_> = arguments.iter().filter(|argument| !argument.is_optional).collect();
        let is_long = required.len() > MANY_ARGUMENTS;
        let allowed = if is_long { "#[allow(clippy::too_many_arguments)]\n" } else { "" };
        for argument in required {
            parameters.push_str(&format!(", {}: {}", argument.name, argument.ty));
            body.push_str(&argument.put());
        }
        self.written.methods.push_str(&format!(
            "{docs}{allowed}pub fn {name}({parameters}) -> {ty} {{\n{start}{body}{end}\n}}\n"
        ));
    }

    /// The methods for the arguments that may be left out.
    fn options(&mut self, ty: &str, arguments: &[Argument<'_>]) {
        let optional: Vec<_> = arguments.iter().filter(|argument| argument.is_optional).collect();
        if optional.is_empty() {
            return;
        }
        let mut taken = Taken::with(&CALL_METHODS);
        let mut methods = String::new();
        for argument in optional {
            let Argument { name, ty, .. } = argument;
            let method = taken.name(name.clone());
            let text =
                docs(&argument.parameter.docs, &about("argument", &argument.parameter.name), None);
            let body = argument.put();
            methods.push_str(&format!(
                "{text}pub fn {method}(self, {name}: {ty}) -> Self {{\nself{body}\n}}\n"
            ));
        }
        self.written.options.push_str(&format!(
            "#[allow(clippy::should_implement_trait, clippy::wrong_self_convention)]\n\
             impl {ty} {{\n{methods}}}\n"
        ));
    }
}

impl Argument<'_> {
    /// The call that adds the argument to a request.
    fn put(&self) -> String {
        let Self { parameter, sent, .. } = self;
        let method = match self.kind {
            ArgumentKind::Value => "with_argument",
            ArgumentKind::File => "with_file",
            ArgumentKind::Files => "with_files",
        };
        format!(".{method}({:?}, {sent})", parameter.name)
    }
}

/// The same argument, which is always given: an `Option`, if it may be left out.
fn given(argument: Argument<'_>) -> Argument<'_> {
    if !argument.is_optional {
        return argument;
    }
    let Argument { name, ty, .. } = &argument;
    let (ty, sent) = match ty.as_str() {
        "impl Into<String>" => ("Option<String>".to_owned(), name.clone()),
        ty => (format!("Option<{ty}>"), name.clone()),
    };
    Argument { ty, sent, is_optional: false, ..argument }
}

fn function_docs(wire: &str, function: &Function) -> String {
    docs(&function.docs, &about("function", wire), function.deprecated.as_ref())
}

fn about(kind: &str, wire: &str) -> String {
    format!("The {kind} `{wire}`.")
}

fn about_marker(wire: &str) -> String {
    format!("/// `{wire}`.\n")
}
