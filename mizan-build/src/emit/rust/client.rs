//! The functions of an API: a method of the client for each, and a type that says what it answers. Contexts
//! and channels have their own files.

use mizan_ir::{Direction, Function};

use super::{
    arguments::{Argument, arguments, given},
    docs::docs,
    failures::Failures,
    names::{Taken, type_name, variable},
    types::Types,
};
use crate::emit::model::{Call, Model};

/// The names that no method of the client has, for it has them already.
pub(super) const METHODS: [&str; 6] =
    ["clone", "clone_into", "new", "set_token", "store", "with_options"];

/// The names that no argument has that may be left out.
pub(super) const CALL_METHODS: [&str; 16] = [
    "address",
    "arguments_mut",
    "idempotency_key",
    "into_answer",
    "into_future",
    "into_pending",
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
    pub(super) contexts: String,
    pub(super) channels: String,
    /// What each function and each context answers.
    pub(super) answers: String,
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

/// Writes one function after the other.
pub(super) struct Writer<'types, 'api> {
    pub(super) types: &'types Types<'api>,
    pub(super) failures: &'types Failures,
    methods: Taken,
    markers: Taken,
    pub(super) contexts: Taken,
    pub(super) channels: Taken,
    pub(super) written: Written,
}

impl Writer<'_, '_> {
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

    /// The type that stands for a function.
    pub(super) fn marker(
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

    pub(super) fn method(
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
    pub(super) fn options(&mut self, ty: &str, arguments: &[Argument<'_>]) {
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

pub(super) fn function_docs(wire: &str, function: &Function) -> String {
    docs(&function.docs, &about("function", wire), function.deprecated.as_ref())
}

pub(super) fn about(kind: &str, wire: &str) -> String {
    format!("The {kind} `{wire}`.")
}

pub(super) fn about_marker(wire: &str) -> String {
    format!("/// `{wire}`.\n")
}
