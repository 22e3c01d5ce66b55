//! The file `forms.ts`: the rules of each type that is a form, as plain code.

mod code;
mod fields;
mod texts;
mod variants;

use std::collections::{BTreeMap, BTreeSet};

use mizan_ir::{Direction, Fields, Function, Parameter, Shape, Tagging, Type, TypeDefinition};

use self::{
    code::Code,
    fields::object_of_struct,
    texts::texts,
    variants::{alone, contents, fields},
};
use super::{
    contract::types_import,
    names::type_names,
    printer::{docs, import, string},
    types::Types,
};
use crate::emit::{
    case::camel,
    model::{Call, Model, Names},
};

/// The constants of the forms of an API, by the paths of their types.
pub(crate) struct Forms<'api> {
    constants: BTreeMap<&'api str, String>,
}

impl<'api> Forms<'api> {
    pub(super) fn new(api: &Model<'api>) -> Self {
        let is_form = |definition: &TypeDefinition| {
            let shape = definition.shape.towards(Direction::Input);
            definition.form.is_some() && members(shape).is_some()
        };
        let mut constants = BTreeMap::new();
        // Most APIs have no forms, and need no second look at the names of their types.
        if api.types.values().any(is_form) {
            for ((path, definition), name) in api.api().types.iter().zip(type_names(api)) {
                if is_form(definition) {
                    constants.insert(path.as_str(), form_constant(&name));
                }
            }
        }
        Self { constants }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.constants.is_empty()
    }

    /// The constant of the form that a type is.
    pub(super) fn of(&self, ty: &Type) -> Option<&str> {
        let Type::Named(path, _) = ty else { return None };
        self.constants.get(path.as_str()).map(String::as_str)
    }

    /// The argument of a function that is a form, if there is exactly one.
    pub(super) fn argument<'call>(
        &self,
        function: &'call Function,
    ) -> Option<(&'call Parameter, &str)> {
        let mut forms = function.arguments.iter().filter_map(|it| Some((it, self.of(&it.ty)?)));
        let first = forms.next().filter(|_| !function.stream)?;
        forms.next().is_none().then_some(first)
    }

    /// The constants that the hooks of a client name, sorted.
    pub(super) fn used(&self, calls: &[Call<'_>]) -> Vec<String> {
        let forms = calls.iter().filter_map(|call| self.argument(call.function));
        let mut used: Vec<String> = forms.map(|(_, constant)| constant.to_owned()).collect();
        used.sort_unstable();
        used.dedup();
        used
    }
}

/// `contactForm` for the type `Contact`.
fn form_constant(name: &str) -> String {
    format!("{}Form", camel(name))
}

/// The name of a hook that fills in a form: `contactForm` for the function `contact`.
pub(super) fn form_names<'api>(names: &Names<'api>) -> Names<'api> {
    Names {
        wire: names.wire,
        camel: format!("{}Form", names.camel),
        pascal: format!("{}Form", names.pascal),
    }
}

/// The parts of a form: the fields of a struct, or those of variants, which a text tells apart.
enum Members<'shape> {
    Struct(&'shape [mizan_ir::Field]),
    Tagged(&'shape str, &'shape [mizan_ir::Variant]),
    External(&'shape [mizan_ir::Variant]),
    /// The tag and the key of the content.
    Adjacent([&'shape str; 2], &'shape [mizan_ir::Variant]),
    /// Variants of which some or all are told apart by their content.
    Untagged(&'shape Tagging, &'shape [mizan_ir::Variant]),
}

/// `None` for an enum with a variant that any other name means: the server alone checks it.
fn members(shape: &Shape) -> Option<Members<'_>> {
    match shape {
        Shape::Struct(Fields::Named(fields))
        | Shape::Tagged { fields: Fields::Named(fields), .. } => Some(Members::Struct(fields)),
        Shape::Enum { tagging, variants } => {
            let has = |is_it: fn(&mizan_ir::Variant) -> bool| variants.iter().any(is_it);
            match tagging {
                Tagging::Number => None,
                _ if has(|variant| variant.other) => None,
                Tagging::Untagged => Some(Members::Untagged(tagging, variants)),
                _ if has(|variant| variant.untagged) => Some(Members::Untagged(tagging, variants)),
                Tagging::Internal { tag } => Some(Members::Tagged(tag, variants)),
                Tagging::External => Some(Members::External(variants)),
                Tagging::Adjacent { tag, content } => {
                    Some(Members::Adjacent([tag, content], variants))
                }
            }
        }
        _ => None,
    }
}

/// The file `forms.ts`; `None` for an API without forms.
pub(super) fn emit_forms(api: &Model<'_>, types: Types, forms: &Forms<'_>) -> Option<String> {
    if forms.is_empty() {
        return None;
    }
    let (mut body, mut called) = (String::new(), BTreeSet::new());
    for (path, constant) in &forms.constants {
        if let Some(definition) = api.types.get(path) {
            body.push('\n');
            let ty = types.mention(path, Direction::Input);
            write_form(&mut body, &mut called, definition, constant, &ty, forms);
        }
    }
    let helpers: Vec<String> = HELPERS
        .into_iter()
        .filter(|name| called.contains(*name))
        .map(str::to_owned)
        .chain(["type Form".to_owned()])
        .collect();
    let kernel = import("import", &helpers, "./kernel");
    Some(format!("{kernel}{}{body}", types_import(&body)))
}

/// The functions of the kernel that make forms, sorted.
const HELPERS: [&str; 31] = [
    "adjacentChoice",
    "anything",
    "bigInteger",
    "boolean",
    "choice",
    "contains",
    "email",
    "externalChoice",
    "flat",
    "form",
    "integer",
    "length",
    "list",
    "map",
    "matches",
    "nothing",
    "number",
    "object",
    "oneOf",
    "optional",
    "pattern",
    "prefix",
    "range",
    "remote",
    "required",
    "suffix",
    "text",
    "there",
    "untaggedChoice",
    "url",
    "utf16",
];

fn write_form(
    out: &mut String,
    called: &mut BTreeSet<String>,
    definition: &TypeDefinition,
    constant: &str,
    ty: &str,
    forms: &Forms<'_>,
) {
    let Some(members) = members(definition.shape.towards(Direction::Input)) else { return };
    let mut arguments = Vec::new();
    let name = match &members {
        Members::External(variants) => {
            arguments.push(contents(variants, forms));
            "externalChoice"
        }
        Members::Adjacent(names, variants) => {
            arguments.extend(names.map(|name| Code::Atom(string(name))));
            arguments.push(contents(variants, forms));
            "adjacentChoice"
        }
        Members::Struct(fields) => {
            arguments.push(Code::lazy(object_of_struct(fields, forms)));
            "form"
        }
        Members::Tagged(tag, variants) => {
            arguments.push(Code::Atom(string(tag)));
            arguments.push(fields(variants, forms));
            "choice"
        }
        Members::Untagged(tagging, variants) => {
            arguments.push(alone(tagging, variants, forms));
            "untaggedChoice"
        }
    };
    arguments.extend(texts(definition, &members));
    called.insert(name.to_owned());
    arguments.iter().for_each(|argument| argument.collect_names(called));
    let call = Code::Call(format!("/* @__PURE__ */ {name}<{ty}>"), arguments);
    let head = format!("export const {constant}: Form<{ty}> = ");
    out.push_str(&docs(&format!("The rules of `{}`.", ty.trim_start_matches("types.")), 0));
    out.push_str(&head);
    call.write(out, 0, head.len(), 1);
    out.push_str(";\n");
}
