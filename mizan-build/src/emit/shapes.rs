//! What the kernel has to know of a result beyond its JSON: by which field the elements of a list
//! are told apart, so that a refetch keeps the identity of those that did not change, and which
//! texts are big integers.

mod graph;
mod literal;
mod object;

use mizan_ir::{Api, ByName, Fields, Presence, Shape, Type, TypeDefinition};

use super::{failures, names, text};
use graph::{Graph, Instance};
use literal::{Literal, Property};
use object::{Choice, Object};

/// The field that tells elements apart where a type names none.
const DEFAULT_KEY: &str = "id";

/// What the client calls the kernel's shape of a big integer; no type's constant is called so.
pub(crate) const BIGINT: &str = "asBigInt";

/// What the client calls the kernel's choice of a shape by a tag.
pub(crate) const BY_TAG: &str = "byTag";

/// What the client calls the kernel's way to make an object of nothing but its own fields.
pub(crate) const WITHOUT_PROTOTYPE: &str = "withoutPrototype";

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
    /// What the constant of a type says, by the number of its instance.
    Constant(usize),
    Object(Box<Object>),
}

/// The shapes of an API's results. A generic type has one for each of the arguments it is used with.
pub(crate) struct Shapes<'api> {
    graph: Graph<'api>,
    /// The constants of the instances, by their numbers.
    constants: Vec<Option<Constant>>,
    /// The instances that have a constant, each behind those it refers to, as far as that goes.
    order: Vec<usize>,
}

/// What stands for a type in the expressions.
#[derive(Clone)]
struct Constant {
    name: String,
    /// An index into [`Shapes::order`].
    position: usize,
}

impl<'api> Shapes<'api> {
    /// The shapes of an API whose types have these names.
    pub(crate) fn new(api: &'api Api, names: &[String]) -> Self {
        let mut shapes = Self::of_results(api);
        let (is_seen, taken) = (vec![false; shapes.constants.len()], ByName::default());
        let mut constants = Constants { api, names, is_seen, taken };
        for function in api.functions.values() {
            if let Some(form) = shapes.form(&function.result, false) {
                shapes.visit(&form, &mut constants);
            }
        }
        shapes
    }

    fn of_results(api: &'api Api) -> Self {
        let results: Vec<&Type> = api.functions.values().map(|function| &function.result).collect();
        let graph = Graph::new(api, &results);
        let constants = vec![None; graph.instances.len()];
        Self { graph, constants, order: Vec::new() }
    }

    /// The shape of a value, as an expression.
    pub(crate) fn of(&self, ty: &Type) -> Option<String> {
        Some(self.literal(&self.form(ty, false)?, None).render(2, "  decoder: ".len(), 1))
    }

    /// The declarations of the constants that the expressions refer to.
    pub(crate) fn constants(&self) -> String {
        let mut declarations = String::new();
        for (index, number) in self.order.iter().enumerate() {
            let mut properties = Vec::new();
            if let Some(key) = key(self.graph.instances[*number].definition) {
                properties.push(Property::value("key", Literal::Atom(text::string(key))));
            }
            properties.extend(self.properties(&self.object(*number), Some(index)));
            let head = format!("const {}: Decoder = ", self.constant(*number).name);
            let literal = Literal::Object(properties).render(0, head.len(), 1);
            declarations.push_str(&format!("{head}{literal};\n"));
        }
        declarations
    }

    fn constant(&self, number: usize) -> &Constant {
        self.constants[number]
            .as_ref()
            .expect("every type that an expression refers to was visited")
    }

    /// Puts the types that a value refers to in order, those it refers to first.
    fn visit(&mut self, form: &Form, constants: &mut Constants<'_>) {
        for number in references(form) {
            if std::mem::replace(&mut constants.is_seen[number], true) {
                continue;
            }
            let object = Form::Object(Box::new(self.object(number)));
            self.visit(&object, constants);
            let name = constants.name(&self.graph.instances[number]);
            self.constants[number] = Some(Constant { name, position: self.order.len() });
            self.order.push(number);
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
                let number = self.graph.find(ty)?;
                let Instance { definition, written, .. } = &self.graph.instances[number];
                match &**written {
                    Shape::Struct(Fields::Newtype(inner)) if depth < DEPTH => {
                        self.form_within(inner, is_element, depth + 1)
                    }
                    _ => {
                        let is_keyed = is_element && key(definition).is_some();
                        let is_told = is_keyed || self.graph.leads(number);
                        is_told.then_some(Form::Constant(number))
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
    fn object(&self, number: usize) -> Object {
        let object = self.object_of(&self.graph.instances[number].written, 0);
        object.settle(&|form| self.is_big(form)).unwrap_or_default()
    }

    fn is_big(&self, form: &Form) -> bool {
        match form {
            Form::BigInteger => true,
            Form::Items(form) => self.is_big(form),
            Form::Constant(number) => self.graph.is_big(*number),
            Form::Object(object) => object.any(&|form| self.is_big(form)),
        }
    }

    /// An expression; what is not among the first `declared` constants is reached through a getter, where that matters.
    fn literal(&self, form: &Form, declared: Option<usize>) -> Literal {
        match form {
            Form::BigInteger => Literal::Atom(BIGINT.to_owned()),
            Form::Constant(number) => Literal::Atom(self.constant(*number).name.clone()),
            Form::Items(item) => Literal::Object(vec![self.property("item", item, declared)]),
            Form::Object(object) => Literal::Object(self.properties(object, declared)),
        }
    }

    fn property(&self, name: &str, form: &Form, declared: Option<usize>) -> Property {
        let is_late = |declared: usize| {
            references(form).iter().any(|number| self.constant(*number).position >= declared)
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
                true => Literal::Call(WITHOUT_PROTOTYPE, None, Box::new(fields)),
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
    api: &'api Api,
    /// What the types are called.
    names: &'api [String],
    /// The instances that have a constant, or will have one.
    is_seen: Vec<bool>,
    taken: ByName<()>,
}

impl Constants<'_> {
    /// What the constant of a type is called: by its name, and by those of its arguments.
    fn name(&mut self, instance: &Instance<'_>) -> String {
        let own = self.name_of_path(instance.path).to_owned();
        let whole = instance.arguments.iter().fold(own, |name, ty| name + "_" + &self.name_of(ty));
        let stem = names::camel(&whole);
        let mut name = format!("{stem}Decoder");
        let mut number = 2;
        while self.taken.contains_key(&name) {
            name = format!("{stem}{number}Decoder");
            number += 1;
        }
        self.taken.insert(name.clone(), ());
        name
    }

    fn name_of_path(&self, path: &str) -> &str {
        self.api.types.position(path).map_or("", |number| &self.names[number])
    }

    fn name_of(&self, ty: &Type) -> String {
        let own = match ty {
            Type::Named(path, _) => self.name_of_path(path).to_owned(),
            Type::Directed(output, _) => return self.name_of(output),
            Type::Integer(_) | Type::Float => "Number".to_owned(),
            Type::BigInteger(_) => "BigInt".to_owned(),
            Type::String => "Text".to_owned(),
            other => {
                let text = other.to_string();
                text.chars().take_while(char::is_ascii_alphanumeric).collect()
            }
        };
        ty.children().fold(own, |name, child| name + "_" + &self.name_of(child))
    }
}

/// The types by whose paths a client would be told of a big integer and get its text, each with
/// the reason, in the order of their paths.
pub(crate) fn find_undecodable(api: &Api) -> ByName<&'static str> {
    let mut found = ByName::default();
    let shapes = Shapes::of_results(api);
    for instance in &shapes.graph.instances {
        let object = shapes.object_of(&instance.written, 0);
        if object.settle(&|form| shapes.is_big(form)).is_none() {
            found.insert(instance.path.to_owned(), UNTAGGED);
        }
    }
    let details = Graph::new(api, &failures::contents(api));
    for error in failures::errors(api) {
        if let Type::Named(path, _) = error
            && failures::held(api, error).into_iter().any(|ty| details.mentions_big(ty))
        {
            found.insert(path.clone(), DETAILS);
        }
    }
    found
}

/// The types whose constants stand in the expression of a value.
fn references(form: &Form) -> Vec<usize> {
    match form {
        Form::BigInteger => Vec::new(),
        Form::Constant(number) => vec![*number],
        Form::Items(item) => references(item),
        Form::Object(object) => object.forms().into_iter().flat_map(references).collect(),
    }
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
