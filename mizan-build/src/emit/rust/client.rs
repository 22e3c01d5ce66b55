//! The functions of an API: a method of the client for each, and a type that says what it answers.

use mizan_ir::{Direction, Function, Parameter, Type};

use super::{
    arguments::{Argument, arguments, given},
    docs::docs,
    failures::Failures,
    names::{Taken, type_name, variable},
    types::Types,
};
use crate::emit::model::{Bundle, Call, Model, Read, Rooms, Speaker};

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
    channels: String,
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
        channels: Taken::default(),
        written: Written::default(),
    };
    for bundle in &model.bundles {
        writer.context(bundle);
    }
    for rooms in &model.channels {
        writer.channel(rooms);
        for speaker in &rooms.sends {
            writer.speaker(rooms, speaker, &model.affected_contexts(speaker.function));
        }
    }
    for call in &model.calls {
        writer.call(call, &model.affected_contexts(call.function));
    }
    writer.written
}

impl Written {
    /// The text of all but the types.
    pub(super) fn to_text(&self) -> String {
        let Self { methods, options, functions, contexts, channels, answers, .. } = self;
        format!(
            "#[allow(clippy::should_implement_trait, clippy::wrong_self_convention)]\n\
             impl Client {{\n{methods}}}\n{options}\
             /// The contexts of the API, which `Instance` is about.\npub mod contexts {{\n{contexts}}}\n\
             /// The channels of the API, which `Room` is about.\npub mod channels {{\n{channels}}}\n\
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
    channels: Taken,
    written: Written,
}

impl Writer<'_, '_> {
    fn context(&mut self, bundle: &Bundle<'_>) {
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

    fn call(&mut self, call: &Call<'_>, affects: &[&str]) {
        let (wire, function) = (call.names.wire, call.function);
        let arguments = arguments(self.types, &function.arguments);
        let marker = self.marker(wire, function, affects, None);
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

    fn channel(&mut self, rooms: &Rooms<'_>) {
        let (wire, channel) = (rooms.names.wire, rooms.channel);
        let marker = self.channels.name(type_name(wire));
        let text = docs(&channel.docs, &about("channel", wire), channel.deprecated.as_ref());
        let arguments = arguments(self.types, &channel.parameters);
        let ty = format!("client::Room<channels::{marker}>");
        self.method(wire, &text, &arguments, &ty, "client::Room::with_client(self)", "");
        self.options(&ty, &arguments);
        self.written.channels.push_str(&format!("{}pub enum {marker} {{}}\n", about_marker(wire)));
        let output = |ty: &Type| self.types.mention(ty, Direction::Output);
        let presence = channel.presence.as_ref().map_or_else(|| "()".to_owned(), output);
        self.written.answers.push_str(&format!(
            "impl client::Channel for channels::{marker} {{\n\
             const SPEC: &'static runtime::spec::Channel = {};\n\
             type First = {};\ntype Message = {};\ntype Presence = {presence};\n}}\n",
            self.channel_spec(rooms),
            output(&rooms.join.result),
            output(&channel.message),
        ));
    }

    /// What the store knows about a channel.
    fn channel_spec(&self, rooms: &Rooms<'_>) -> String {
        let key = self.types.key_of_item(&rooms.channel.message);
        format!("&runtime::spec::Channel {{ name: {:?}, key: {key:?} }}", rooms.names.wire)
    }

    /// A function by which members of a channel speak.
    fn speaker(&mut self, rooms: &Rooms<'_>, speaker: &Speaker<'_>, affects: &[&str]) {
        let (wire, function) = (speaker.names.wire, speaker.function);
        let arguments = arguments(self.types, &function.arguments);
        let names: Vec<&str> =
            rooms.channel.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
        let channel = format!("Some(({}, &{names:?}))", self.channel_spec(rooms));
        let marker = self.marker(wire, function, affects, Some(&channel));
        let ty = format!("client::Call<functions::{marker}>");
        let text = function_docs(wire, function);
        self.method(wire, &text, &arguments, &ty, "client::Call::with_client(self)", "");
        self.options(&ty, &arguments);
    }

    /// The type that stands for a function.
    fn marker(
        &mut self,
        wire: &str,
        function: &Function,
        affects: &[&str],
        channel: Option<&str>,
    ) -> String {
        let marker = self.markers.name(type_name(wire));
        self.written.functions.push_str(&format!("{}pub enum {marker} {{}}\n", about_marker(wire)));
        let output = self.types.mention(&function.result, Direction::Output);
        let channel = channel.map_or_else(String::new, |channel| {
            format!(
                "const CHANNEL: Option<(&'static runtime::spec::Channel, &'static [&'static str])> =\n\
                 {channel};\n"
            )
        });
        let error = self.failures.name(function.error.as_ref());
        self.written.answers.push_str(&format!(
            "impl client::Function for functions::{marker} {{\n\
             const SPEC: &'static runtime::spec::Function =\n\
             &runtime::spec::Function {{ name: {wire:?}, affects: &{affects:?} }};\n{channel}\
             type Output = {output};\ntype Error = {error};\n}}\n"
        ));
        marker
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

fn function_docs(wire: &str, function: &Function) -> String {
    docs(&function.docs, &about("function", wire), function.deprecated.as_ref())
}

fn about(kind: &str, wire: &str) -> String {
    format!("The {kind} `{wire}`.")
}

fn about_marker(wire: &str) -> String {
    format!("/// `{wire}`.\n")
}
