//! What the kernel has to know of a result beyond its JSON: by which field the elements of a list
//! are told apart, so that a refetch keeps the identity of those that did not change, and which
//! texts are big integers.

mod graph;
mod literal;
mod object;

use std::collections::{BTreeMap, HashMap, HashSet};

use mizan_ir::{Api, Fields, Presence, Shape, Type, TypeDefinition};

use super::{failures, names, text, types::substitute};
use graph::Graph;
use literal::{Literal, Property};
use object::{Choice, Object};

/// The field that tells elements apart where a type names none.
const DEFAULT_KEY: &str = "id";

/// What the client calls the kernel's shape of a big integer; no type's constant is called so.
pub(crate) const BIGINT: &str = "asBigInt";

/// What the client calls the kernel's choice of a shape by a tag.
pub(crate) const BY_TAG: &str = "byTag";

/// What the client calls the kernel's way to make an object of nothing but its own fields.
pub(crate) const BARE: &str = "bare";

/// Why a client cannot decode a type, and what to do.
const UNTAGGED: &str = "nothing in the JSON tells which variant it is\n\
    tell the variants apart, by `#[serde(tag = \"kind\")]`, or make the integer a `String`";
const DETAILS: &str = "the details of an error reach the client as they are written\n\
    make the integer a `String`";

/// How deep newtypes may hold each other: beyond, one holds itself.
const DEPTH: usize = 32;

/// What the kernel has to know of one value.
#[derive(Clone, Debug, PartialEq)]
enum Form {
    BigInteger,
    /// The elements of a list, or the values of a map.
    Items(Box<Form>),
    /// What the constant of a type says.
    Constant(Type),
    Object(Box<Object>),
}

/// The shapes of an API's results. A generic type has one for each of the arguments it is used with.
pub(crate) struct Shapes<'api> {
    api: &'api Api,
    graph: Graph,
    constants: HashMap<Type, Constant>,
    /// The types that have a constant, each behind those it refers to, as far as that goes.
    order: Vec<Type>,
}

/// What stands for a type in the expressions.
struct Constant {
    name: String,
    /// An index into [`Shapes::order`].
    position: usize,
}

impl<'api> Shapes<'api> {
    pub(crate) fn new(api: &'api Api, names: &BTreeMap<&'api str, String>) -> Self {
        let graph = Graph::new(api, api.functions.values().map(|function| &function.result));
        let mut shapes = Self { api, graph, constants: HashMap::new(), order: Vec::new() };
        let mut constants = Constants { names, seen: HashSet::new(), taken: HashSet::new() };
        for function in api.functions.values() {
            let form = shapes.form(&function.result, false);
            shapes.visit(form.as_ref(), &mut constants);
        }
        shapes
    }

    /// The shape of a value, as an expression.
    pub(crate) fn of(&self, ty: &Type) -> Option<String> {
        Some(self.literal(&self.form(ty, false)?, None).render(2, "  shape: ".len(), 1))
    }

    /// The declarations of the constants that the expressions refer to.
    pub(crate) fn constants(&self) -> Vec<String> {
        let declare = |(index, ty): (usize, &Type)| {
            let declared = Some(index);
            let mut properties = Vec::new();
            let definition = definition(self.api, ty);
            if let Some(key) = definition.and_then(key) {
                properties.push(Property::value("key", Literal::Atom(text::string(key))));
            }
            properties.extend(self.properties(&self.object(ty), declared));
            let head = format!("const {}: Shape = ", self.constants[ty].name);
            let literal = Literal::Object(properties).render(0, head.len(), 1);
            format!("{head}{literal};\n")
        };
        self.order.iter().enumerate().map(declare).collect()
    }

    /// Puts the types that a value refers to in order, those it refers to first.
    fn visit(&mut self, form: Option<&Form>, constants: &mut Constants<'_>) {
        for ty in form.map(references).unwrap_or_default() {
            if !constants.seen.insert(ty.clone()) {
                continue;
            }
            let object = Form::Object(Box::new(self.object(&ty)));
            self.visit(Some(&object), constants);
            let constant = Constant { name: constants.name(&ty), position: self.order.len() };
            self.constants.insert(ty.clone(), constant);
            self.order.push(ty);
        }
    }

    fn form(&self, ty: &Type, is_element: bool) -> Option<Form> {
        self.form_within(ty, is_element, 0)
    }

    fn form_within(&self, ty: &Type, is_element: bool, depth: usize) -> Option<Form> {
        let items = |form: Option<Form>| form.map(|form| Form::Items(Box::new(form)));
        match ty {
            Type::BigInteger(_) => Some(Form::BigInteger),
            Type::Option(value) | Type::Directed(value, _) => {
                self.form_within(value, is_element, depth)
            }
            Type::List(item) | Type::Array(item, _) => items(self.form_within(item, true, depth)),
            Type::Map(_, value) => items(self.form_within(value, false, depth)),
            Type::Tuple(items) => self.positions(items),
            Type::Named(..) => {
                let definition = definition(self.api, ty)?;
                match written(definition, ty) {
                    Shape::Struct(Fields::Newtype(inner)) if depth < DEPTH => {
                        self.form_within(&inner, is_element, depth + 1)
                    }
                    _ => {
                        let is_keyed = is_element && key(definition).is_some();
                        let is_told = is_keyed || self.graph.leads(ty);
                        is_told.then(|| Form::Constant(ty.clone()))
                    }
                }
            }
            _ => None,
        }
    }

    fn positions(&self, items: &[Type]) -> Option<Form> {
        let mut object = Object::default();
        for (position, item) in items.iter().enumerate() {
            object.fields.push((position.to_string(), self.form(item, false)));
        }
        (!object.is_plain()).then(|| Form::Object(Box::new(object)))
    }

    /// What stands under the keys of the objects that a type makes.
    fn object(&self, ty: &Type) -> Object {
        let Some(definition) = definition(self.api, ty) else { return Object::default() };
        let object = self.object_of(&written(definition, ty), 0);
        object.settle(&|form| self.is_big(form)).unwrap_or_default()
    }

    fn is_big(&self, form: &Form) -> bool {
        match form {
            Form::BigInteger => true,
            Form::Items(form) => self.is_big(form),
            Form::Constant(ty) => self.graph.is_big(ty),
            Form::Object(object) => object.any(&|form| self.is_big(form)),
        }
    }

    /// An expression; what is not among the first `declared` constants is reached through a getter, where that matters.
    fn literal(&self, form: &Form, declared: Option<usize>) -> Literal {
        match form {
            Form::BigInteger => Literal::Atom(BIGINT.to_owned()),
            Form::Constant(ty) => Literal::Atom(self.constants[ty].name.clone()),
            Form::Items(item) => Literal::Object(vec![self.property("item", item, declared)]),
            Form::Object(object) => Literal::Object(self.properties(object, declared)),
        }
    }

    fn property(&self, name: &str, form: &Form, declared: Option<usize>) -> Property {
        let is_late = |declared: usize| {
            references(form).iter().any(|ty| self.constants[ty].position >= declared)
        };
        match declared {
            Some(declared) if is_late(declared) => Property::getter(name, self.literal(form, None)),
            _ => Property::value(name, self.literal(form, declared)),
        }
    }

    fn properties(&self, object: &Object, declared: Option<usize>) -> Vec<Property> {
        if let Some((choice, rest)) = object.choices.split_first() {
            let mut base = object.clone();
            base.choices = rest.to_vec();
            return vec![self.decision(choice, &base, declared)];
        }
        let mut properties = Vec::new();
        let has_rest = matches!(object.rest, Some(Some(_)));
        let mut fields: Vec<Property> = Vec::new();
        for (name, form) in &object.fields {
            match form {
                Some(form) => fields.push(self.property(name, form, declared)),
                // What has a name is no part of the rest.
                None if has_rest => fields.push(Property::value(name, Literal::Object(Vec::new()))),
                None => {}
            }
        }
        if !fields.is_empty() {
            let fields = Literal::Object(fields);
            let fields = match has_rest {
                // A name that every object has is no field.
                true => Literal::Call(BARE, None, Box::new(fields)),
                false => fields,
            };
            properties.push(Property::value("fields", fields));
        }
        if let Some(Some(rest)) = &object.rest {
            properties.push(self.property("item", rest, declared));
        }
        properties
    }

    /// The shape is another for each value of the tag.
    fn decision(&self, choice: &Choice, base: &Object, declared: Option<usize>) -> Property {
        let mut variants: Vec<Property> = Vec::new();
        for (name, object) in &choice.variants {
            let mut whole = base.clone();
            whole.add(object.clone());
            if !whole.is_plain() {
                variants.push(self.property(name, &Form::Object(Box::new(whole)), declared));
            }
        }
        let (tag, variants) = (text::string(&choice.tag), Box::new(Literal::Object(variants)));
        Property::value("decode", Literal::Call(BY_TAG, Some(tag), variants))
    }
}

/// The names of the constants, while they are given.
struct Constants<'api> {
    /// What the types are called.
    names: &'api BTreeMap<&'api str, String>,
    /// The types that have a constant, or will have one.
    seen: HashSet<Type>,
    taken: HashSet<String>,
}

impl Constants<'_> {
    /// What the constant of a type is called: by its name, and by those of its arguments.
    fn name(&mut self, ty: &Type) -> String {
        let stem = names::camel(&name_of(ty, self.names));
        let numbered = (2..).map(|number| format!("{stem}{number}Shape"));
        let mut candidates = std::iter::once(format!("{stem}Shape")).chain(numbered);
        let name = candidates.find(|name| !self.taken.contains(name)).unwrap_or(stem);
        self.taken.insert(name.clone());
        name
    }
}

/// The types by whose paths a client would be told of a big integer and get its text, each with
/// the reason.
pub(crate) fn find_undecodable(api: &Api) -> Vec<(&str, &'static str)> {
    let mut found = Vec::new();
    let results = Graph::new(api, api.functions.values().map(|function| &function.result));
    let shapes = Shapes { api, graph: results, constants: HashMap::new(), order: Vec::new() };
    for ty in shapes.graph.types() {
        let Some(definition) = definition(api, ty) else { continue };
        let object = shapes.object_of(&written(definition, ty), 0);
        if object.settle(&|form| shapes.is_big(form)).is_none() {
            found.push((path_of(ty), UNTAGGED));
        }
    }
    let details = Graph::new(api, failures::contents(api));
    for error in failures::errors(api) {
        if failures::held(api, error).into_iter().any(|ty| details.mentions_big(ty)) {
            found.push((path_of(error), DETAILS));
        }
    }
    let paths = found
        .into_iter()
        .filter_map(|(path, reason)| Some((api.types.get_key_value(path)?.0.as_str(), reason)));
    let paths: BTreeMap<&str, &'static str> = paths.collect();
    paths.into_iter().collect()
}

fn path_of(ty: &Type) -> &str {
    match ty {
        Type::Named(path, _) => path,
        _ => "",
    }
}

/// The types whose constants stand in the expression of a value.
fn references(form: &Form) -> Vec<Type> {
    match form {
        Form::BigInteger => Vec::new(),
        Form::Constant(ty) => vec![ty.clone()],
        Form::Items(item) => references(item),
        Form::Object(object) => object.forms().into_iter().flat_map(references).collect(),
    }
}

fn name_of(ty: &Type, names: &BTreeMap<&str, String>) -> String {
    let own = match ty {
        Type::Named(path, _) => names.get(path.as_str()).cloned().unwrap_or_default(),
        Type::Directed(output, _) => return name_of(output, names),
        Type::Integer(_) | Type::Float => "Number".to_owned(),
        Type::BigInteger(_) => "BigInt".to_owned(),
        Type::String => "Text".to_owned(),
        other => {
            let text = other.to_string();
            text.chars().take_while(char::is_ascii_alphanumeric).collect()
        }
    };
    ty.children().into_iter().fold(own, |name, child| name + "_" + &name_of(child, names))
}

/// The definition of a type that has one.
fn definition<'api>(api: &'api Api, ty: &Type) -> Option<&'api TypeDefinition> {
    match ty {
        Type::Named(path, _) => api.types.get(path),
        _ => None,
    }
}

/// What the server writes of a type, its parameters replaced by the arguments.
fn written(definition: &TypeDefinition, ty: &Type) -> Shape {
    let arguments = match ty {
        Type::Named(_, arguments) => arguments.as_slice(),
        _ => &[],
    };
    let pairs: Vec<(&str, &Type)> =
        definition.parameters.iter().map(String::as_str).zip(arguments).collect();
    output(&definition.shape).map(&mut |ty| substitute(ty, &pairs))
}

/// What the server writes of a shape.
fn output(shape: &Shape) -> &Shape {
    match shape {
        Shape::Directed { output: shape, .. } => output(shape),
        shape => shape,
    }
}

/// The key of a type's elements: the one it names, else a field `id`.
fn key(definition: &TypeDefinition) -> Option<&str> {
    let fields = match output(&definition.shape) {
        Shape::Struct(Fields::Named(fields))
        | Shape::Tagged { fields: Fields::Named(fields), .. } => fields.as_slice(),
        _ => &[],
    };
    let is_key = |name: &str| {
        fields.iter().any(|field| {
            field.name.output == name && field.output != Presence::Skipped && !field.flatten
        })
    };
    definition.key.as_deref().or_else(|| is_key(DEFAULT_KEY).then_some(DEFAULT_KEY))
}
