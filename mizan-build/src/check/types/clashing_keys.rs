//! The rule that no object has two values under one key: of its fields, its tag, and what is
//! flattened into it.

use std::collections::BTreeSet;

use mizan_ir::{
    Direction, Fields, Part, Presence, Shape, Subject, Tagging, Type, TypeDefinition, Variant,
};

use super::object_keys::{field_keys, keys_of};
use crate::check::checker::{Checker, channel, context, definition, function};

/// Keys of an object, and where they come from.
struct Source<'shape> {
    owner: Owner<'shape>,
    keys: Vec<String>,
    /// The number of the type among those of the definition; `None` for a tag.
    mention: Option<usize>,
}

#[derive(Clone, Copy, PartialEq)]
enum Owner<'shape> {
    Tag,
    Field,
    /// A type that is flattened, or alone beside the tag.
    Inside(&'shape Type),
}

/// An object in the JSON of a type: all of its keys.
struct Object<'shape> {
    /// The variant, if the type is an enum.
    variant: Option<&'shape Variant>,
    sources: Vec<Source<'shape>>,
}

/// Two values under one key.
struct Clash {
    message: String,
    mention: usize,
    /// True if one of the two values is a tag.
    is_tag: bool,
}

pub(super) fn check_clashing_keys(checker: &mut Checker<'_>) {
    let api = checker.api;
    // Most definitions have fields of their own alone, which the macros compare.
    let is_checked: Vec<bool> = api
        .types
        .values()
        .map(|defined| !checker.is_rust() || has_other_keys(&defined.shape))
        .collect();
    if !is_checked.contains(&true) {
        return;
    }
    for direction in [Direction::Output, Direction::Input] {
        let travelling = api.travelling(direction);
        for (number, (path, defined)) in api.types.iter().enumerate() {
            if travelling[number] && is_checked[number] {
                for clash in find_clashes(checker, path, &defined.shape, direction) {
                    report(checker, definition(path).part(Part::Mention(clash.mention)), clash);
                }
            }
        }
        check_instances(checker, direction, &travelling);
    }
}

/// True if an object of the shape may have keys beside its own fields.
fn has_other_keys(shape: &Shape) -> bool {
    let has_flat = |fields: &Fields| match fields {
        Fields::Named(fields) => fields.iter().any(|field| field.flatten),
        _ => false,
    };
    match shape {
        Shape::Struct(fields) => has_flat(fields),
        Shape::Tagged { .. } => true,
        Shape::Enum { tagging, variants } => variants.iter().any(|variant| {
            let is_tagged = matches!(tagging, Tagging::Internal { .. });
            has_flat(&variant.fields) || is_tagged && matches!(variant.fields, Fields::Newtype(_))
        }),
        Shape::Directed { output, input } => has_other_keys(output) || has_other_keys(input),
    }
}

fn report(checker: &mut Checker<'_>, subject: Subject, clash: Clash) {
    let help = match clash.is_tag {
        true => checker.advice(
            "rename the field, with `#[serde(rename = \"…\")]`, or the tag, with `tag = \"…\"`",
            "rename the field or the tag",
        ),
        false => checker.advice(
            "rename one of them, with `#[serde(rename = \"…\")]`, or leave `flatten` out, and it \
             stands under its own name",
            "rename one of them, or leave `flatten` out, and it stands under its own name",
        ),
    };
    checker.error(subject, clash.message, help);
}

/// Checks generic types with their arguments: only these tell which fields a flattened type
/// parameter has.
fn check_instances(checker: &mut Checker<'_>, direction: Direction, travelling: &[bool]) {
    let api = checker.api;
    let may_clash =
        |defined: &TypeDefinition| !defined.parameters.is_empty() && has_other_keys(&defined.shape);
    if !api.types.values().any(may_clash) {
        return;
    }
    let mut instances = Instances { direction, visited: BTreeSet::new() };
    for (name, caller) in &api.functions {
        match direction {
            Direction::Output => {
                instances.check(checker, &function(name).part(Part::Result), &caller.result);
            }
            Direction::Input => {
                for (index, argument) in caller.arguments.iter().enumerate() {
                    let subject = function(name).part(Part::ArgumentType(index));
                    instances.check(checker, &subject, &argument.ty);
                }
            }
        }
    }
    if direction == Direction::Input {
        for (name, read) in &api.contexts {
            for (index, parameter) in read.parameters.iter().enumerate() {
                let subject = context(name).part(Part::ParameterType(index));
                instances.check(checker, &subject, &parameter.ty);
            }
        }
    }
    for (name, declared) in &api.channels {
        let written = [
            (Part::Message, Some(&declared.message)),
            (Part::Presence, declared.presence.as_ref()),
        ];
        match direction {
            Direction::Output => {
                for (part, ty) in written {
                    ty.into_iter()
                        .for_each(|ty| instances.check(checker, &channel(name).part(part), ty));
                }
            }
            Direction::Input => {
                for (index, parameter) in declared.parameters.iter().enumerate() {
                    let subject = channel(name).part(Part::ParameterType(index));
                    instances.check(checker, &subject, &parameter.ty);
                }
            }
        }
    }
    for (number, (path, defined)) in api.types.iter().enumerate() {
        if travelling[number] {
            let types = defined.shape.types();
            for (index, ty) in types.into_iter().enumerate() {
                instances.check(checker, &definition(path).part(Part::Mention(index)), ty);
            }
        }
    }
}

struct Instances {
    direction: Direction,
    /// The texts of the types that were checked.
    visited: BTreeSet<String>,
}

impl Instances {
    /// Checks each generic type in a mention, and those that it mentions with its arguments.
    fn check(&mut self, checker: &mut Checker<'_>, subject: &Subject, ty: &Type) {
        ty.children().for_each(|child| self.check(checker, subject, child));
        let Type::Named(path, arguments) = ty else { return };
        let Some(defined) = checker.api.types.get(path).filter(|_| !arguments.is_empty()) else {
            return;
        };
        if !self.visited.insert(ty.to_string()) || self.visited.len() > LIMIT {
            return;
        }
        let pairs: Vec<(&str, &Type)> =
            defined.parameters.iter().map(String::as_str).zip(arguments).collect();
        let shape = defined.shape.map(&mut |ty| ty.substitute(&pairs));
        let known = find_clashes(checker, path, &defined.shape, self.direction).len();
        if let Some(clash) =
            find_clashes(checker, path, &shape, self.direction).into_iter().nth(known)
        {
            report(checker, subject.clone(), clash);
        }
        for ty in shape.towards(self.direction).types() {
            self.check(checker, subject, ty);
        }
    }
}

/// The limit of instances: a type that mentions itself with ever larger arguments has no last one.
const LIMIT: usize = 10_000;

fn find_clashes(
    checker: &Checker<'_>,
    path: &str,
    shape: &Shape,
    direction: Direction,
) -> Vec<Clash> {
    let mut objects = Objects { checker, direction, mention: 0, objects: Vec::new() };
    objects.add_shape(shape, true);
    let mut clashes = Vec::new();
    for object in &objects.objects {
        clashes.extend(find_clash(checker, path, object));
    }
    clashes
}

/// The first clash of an object.
fn find_clash(checker: &Checker<'_>, path: &str, object: &Object<'_>) -> Option<Clash> {
    for (index, second) in object.sources.iter().enumerate() {
        for first in &object.sources[..index] {
            let owners = [first.owner, second.owner];
            // Serde's derive refuses the name of the tag among the fields of a variant.
            let is_told = checker.is_rust()
                && object.variant.is_some()
                && owners == [Owner::Tag, Owner::Field];
            let key = second.keys.iter().find(|key| first.keys.contains(key));
            let Some(key) = key.filter(|_| !is_told) else { continue };
            let mut name = checker.type_name(path).to_owned();
            if let Some(variant) = object.variant {
                name = format!("{name}::{}", variant.name.output);
            }
            let [first_name, second_name] = owners.map(|owner| match owner {
                Owner::Tag => "its tag".to_owned(),
                Owner::Field => "a field of its own".to_owned(),
                Owner::Inside(ty) => format!("a field of `{}` inside of it", checker.show(ty)),
            });
            let message =
                format!("the JSON of `{name}` has two `{key}`: {first_name}, and {second_name}");
            let mention = second.mention.or(first.mention)?;
            return Some(Clash { message, mention, is_tag: owners.contains(&Owner::Tag) });
        }
    }
    None
}

/// Collects the objects of a definition.
struct Objects<'checker, 'draft, 'shape> {
    checker: &'checker Checker<'draft>,
    direction: Direction,
    /// The number of the next type of the definition.
    mention: usize,
    objects: Vec<Object<'shape>>,
}

impl<'shape> Objects<'_, '_, 'shape> {
    fn add_shape(&mut self, shape: &'shape Shape, is_used: bool) {
        match shape {
            Shape::Struct(fields) => self.add_object(None, None, fields, is_used),
            Shape::Tagged { tag, fields, .. } => {
                let tag = (self.direction == Direction::Output).then_some(tag);
                self.add_object(None, tag, fields, is_used);
            }
            Shape::Enum { tagging, variants } => {
                for variant in variants {
                    let presence = self.direction.choose(variant.output, variant.input);
                    let is_used = is_used && presence != Presence::Skipped;
                    let tag = match tagging {
                        Tagging::Internal { tag } if !variant.untagged => Some(tag),
                        _ => None,
                    };
                    self.add_object(Some(variant), tag, &variant.fields, is_used);
                }
            }
            Shape::Directed { output, input } => {
                self.add_shape(output, is_used && self.direction == Direction::Output);
                self.add_shape(input, is_used && self.direction == Direction::Input);
            }
        }
    }

    fn add_object(
        &mut self,
        variant: Option<&'shape Variant>,
        tag: Option<&String>,
        fields: &'shape Fields,
        is_used: bool,
    ) {
        let tag_source =
            tag.map(|tag| Source { owner: Owner::Tag, keys: vec![tag.clone()], mention: None });
        let mut sources: Vec<Source<'shape>> = tag_source.into_iter().collect();
        let (api, direction) = (self.checker.api, self.direction);
        for (index, (owner, keys)) in match fields {
            Fields::Named(fields) => fields
                .iter()
                .map(|field| match field.flatten {
                    true => (Owner::Inside(&field.ty), field_keys(api, field, direction, 0)),
                    false => (Owner::Field, field_keys(api, field, direction, 0)),
                })
                .collect(),
            Fields::Newtype(ty) if tag.is_some() => {
                vec![(Owner::Inside(ty), keys_of(api, ty, direction, 0))]
            }
            _ => Vec::new(),
        }
        .into_iter()
        .enumerate()
        {
            sources.push(Source { owner, keys, mention: Some(self.mention + index) });
        }
        self.mention += fields.types().len();
        if is_used {
            self.objects.push(Object { variant, sources });
        }
    }
}
