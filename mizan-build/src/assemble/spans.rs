//! The spans of a model's subjects in the source that it was assembled from, and the names that
//! its author gave them there.

use mizan_ir::{self as ir, Api, Diagnostic, Part, Subject};

use super::GLOBAL;
use crate::{
    check::{Language, Notation},
    resolve::{Channel, Context, Function, Item, Program, TypeDefinition},
    scan::{
        Span,
        outline::{Argument, Path},
    },
};

/// The source of a model. Nothing is looked up before a diagnostic asks for it.
pub(crate) struct Spans<'program, 'scan> {
    pub(crate) program: &'program Program<'scan>,
}

/// An item of the program, by its index among its kind.
#[derive(Clone, Copy)]
enum Owner {
    Context(usize),
    Channel(usize),
    Function(usize),
    Type(usize),
}

/// Diagnostics at the tokens of items.
pub(crate) struct Located(Vec<(Owner, Diagnostic<Span>)>);

impl Located {
    /// Gives each item of the program its diagnostics.
    pub(crate) fn add_to(self, program: &mut Program<'_>) {
        for (owner, diagnostic) in self.0 {
            match owner {
                Owner::Context(index) => program.contexts[index].diagnostics.push(diagnostic),
                Owner::Channel(index) => program.channels[index].diagnostics.push(diagnostic),
                Owner::Function(index) => program.functions[index].diagnostics.push(diagnostic),
                Owner::Type(index) => program.types[index].diagnostics.push(diagnostic),
            }
        }
    }
}

impl<'scan> Spans<'_, 'scan> {
    /// The diagnostics of a model at their tokens. Mizan's global context and the types of other
    /// crates have none, and no diagnostics.
    pub(crate) fn locate(&self, api: &Api, diagnostics: Vec<Diagnostic<Subject>>) -> Located {
        let mut located = Vec::new();
        for Diagnostic { level, span: subject, message, help } in diagnostics {
            if let Some((owner, span)) = self.find(api, &subject) {
                located.push((owner, Diagnostic { level, span, message, help }));
            }
        }
        Located(located)
    }

    fn find(&self, api: &Api, subject: &Subject) -> Option<(Owner, Span)> {
        match &subject.item {
            ir::Item::Context(name) => {
                let (index, item) = self.find_context(name)?;
                Some((Owner::Context(index), find_in_context(item, subject.part)))
            }
            ir::Item::Channel(name) => {
                let (index, item) = self.find_channel(name)?;
                Some((Owner::Channel(index), find_in_channel(item, subject.part)))
            }
            ir::Item::Function(name) => {
                let (index, item) = self.find_function(name)?;
                let scoped = |affects: usize, position: usize| {
                    Some(
                        api.functions
                            .get(name)?
                            .affects
                            .get(affects)?
                            .scope
                            .get(position)?
                            .as_str(),
                    )
                };
                Some((Owner::Function(index), find_in_function(item, subject.part, &scoped)))
            }
            ir::Item::Type(path) => {
                let mut types = self.program.types.iter().enumerate();
                let (index, item) = types.find(|(_, item)| {
                    item.content.as_ref().is_some_and(|definition| definition.path == *path)
                })?;
                Some((Owner::Type(index), find_in_type(item, subject.part)))
            }
        }
    }

    fn find_context(&self, name: &str) -> Option<(usize, &Item<'scan, Context<'scan>>)> {
        self.program.contexts.iter().enumerate().find(|(_, item)| {
            item.content.as_ref().is_some_and(|context| context.outline.wire_name == name)
        })
    }

    fn find_channel(&self, name: &str) -> Option<(usize, &Item<'scan, Channel<'scan>>)> {
        self.program.channels.iter().enumerate().find(|(_, item)| {
            item.content.as_ref().is_some_and(|channel| channel.outline.wire_name == name)
        })
    }

    fn find_function(&self, name: &str) -> Option<(usize, &Item<'scan, Function<'scan>>)> {
        self.program.functions.iter().enumerate().find(|(_, item)| {
            item.content.as_ref().is_some_and(|function| function.outline.wire_name == name)
        })
    }
}

fn find_in_context(item: &Item<'_, Context<'_>>, part: Option<Part>) -> Span {
    let parameters = item.content.as_ref().map_or(&[][..], |context| &context.outline.parameters);
    find_in_parameters(parameters, part).unwrap_or(item.span)
}

fn find_in_channel(item: &Item<'_, Channel<'_>>, part: Option<Part>) -> Span {
    let Some(Channel { outline, .. }) = &item.content else { return item.span };
    let span = match part {
        Some(Part::Message) => Some(outline.message.span),
        Some(Part::Presence) => outline.presence.as_ref().map(|presence| presence.span),
        part => find_in_parameters(&outline.parameters, part),
    };
    span.unwrap_or(item.span)
}

fn find_in_parameters(parameters: &[Argument], part: Option<Part>) -> Option<Span> {
    match part {
        Some(Part::Parameter(index)) => parameters.get(index).map(|parameter| parameter.span),
        Some(Part::ParameterType(index)) => {
            parameters.get(index).map(|parameter| parameter.ty.span)
        }
        _ => None,
    }
}

/// `scoped` names the parameter at a position in the scope of an invalidation.
fn find_in_function<'name>(
    item: &Item<'_, Function<'_>>,
    part: Option<Part>,
    scoped: &dyn Fn(usize, usize) -> Option<&'name str>,
) -> Span {
    let Some(Function { outline, .. }) = &item.content else { return item.span };
    let argument = |index: usize| outline.arguments.get(index);
    let span = match part {
        Some(Part::Context) => outline.context.as_ref().map(|path| path.span),
        Some(Part::Channel) => outline.role.as_ref().map(|role| role.channel.span),
        Some(Part::Affects(index)) => outline.affects.get(index).map(|affects| affects.target.span),
        Some(Part::AffectsScope(index, position)) => {
            let scope = outline.affects.get(index).and_then(|affects| affects.scope.as_ref());
            let named = scope
                .into_iter()
                .flatten()
                .find(|name| scoped(index, position).is_some_and(|scoped| name.text == scoped));
            named.map(|name| name.span)
        }
        Some(Part::Merge(index)) => outline.merge.get(index).map(|path| path.span),
        Some(Part::Argument(index)) => argument(index).map(|argument| argument.span),
        Some(Part::ArgumentType(index)) => argument(index).map(|argument| argument.ty.span),
        Some(Part::Result | Part::Error) => outline.output.as_ref().map(|output| output.span),
        Some(Part::Cache) => outline.cache_key,
        Some(Part::Auth) => outline.guard.as_ref().map(|path| path.span),
        Some(Part::Route) => outline.route.as_ref().map(|route| route.path.span),
        _ => None,
    };
    span.unwrap_or(item.span)
}

fn find_in_type(item: &Item<'_, TypeDefinition<'_>>, part: Option<Part>) -> Span {
    let mention = match (&item.content, part) {
        (Some(definition), Some(Part::Mention(index))) => {
            definition.outline.shape.types().get(index).map(|mention| mention.span)
        }
        _ => None,
    };
    mention.unwrap_or(item.span)
}

impl Notation for Spans<'_, '_> {
    fn language(&self) -> Language {
        Language::Rust
    }

    fn context_name<'name>(&'name self, wire_name: &'name str) -> &'name str {
        match wire_name {
            GLOBAL => "mizan::Global",
            name => self.find_context(name).map_or(name, |(_, item)| item.name),
        }
    }

    fn channel_name<'name>(&'name self, wire_name: &'name str) -> &'name str {
        self.find_channel(wire_name).map_or(wire_name, |(_, item)| item.name)
    }

    fn function_name<'name>(&'name self, wire_name: &'name str) -> &'name str {
        self.find_function(wire_name).map_or(wire_name, |(_, item)| item.name)
    }

    fn target(&self, function: &str, part: Part) -> Option<String> {
        let outline = self.find_function(function)?.1.content.as_ref()?.outline;
        let path: &Path = match part {
            Part::Affects(index) => &outline.affects.get(index)?.target,
            Part::Merge(index) => outline.merge.get(index)?,
            _ => return None,
        };
        Some(path.to_string())
    }
}
