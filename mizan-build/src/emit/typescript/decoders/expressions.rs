//! Expressions of decoders, and the constants that they refer to.

use mizan_ir::{Api, Fields, Shape, Type};

use super::{
    constants::Constants,
    graph::{Graph, Instance},
    key::key,
    object::{Choice, DEPTH, Decoding, Object},
};
use crate::emit::typescript::printer::{Literal, Property, string};

/// The kernel's decoder of a big integer, as the client imports it. No constant of a type can have
/// this name.
pub(crate) const BIGINT: &str = "asBigInt";

/// The kernel's function that chooses a decoder by a tag.
pub(crate) const BY_TAG: &str = "byTag";

/// The kernel's function that makes an object without inherited fields.
pub(crate) const WITHOUT_PROTOTYPE: &str = "withoutPrototype";

/// The decoders of an API's results. A generic type has one for each list of arguments.
pub(crate) struct Decoders<'api> {
    pub(super) graph: Graph<'api>,
    /// The constants of the instances, by their numbers.
    constants: Vec<Option<Constant>>,
    /// The instances that have a constant. Each comes after those that it refers to, except in
    /// cycles.
    order: Vec<usize>,
}

/// The constant that holds the decoder of a type.
#[derive(Clone)]
struct Constant {
    name: String,
    /// An index into [`Decoders::order`].
    position: usize,
}

impl<'api> Decoders<'api> {
    /// The decoders of an API, whose types have these names in TypeScript.
    pub(crate) fn new(api: &'api Api, names: &[String]) -> Self {
        let mut decoders = Self::of_results(api);
        let mut constants = Constants::new(api, names, decoders.constants.len());
        for function in api.functions.values() {
            if let Some(decoding) = decoders.decoding(&function.result, false) {
                decoders.visit(&decoding, &mut constants);
            }
        }
        decoders
    }

    /// The same without names, which are enough to look at decoders.
    pub(super) fn of_results(api: &'api Api) -> Self {
        let results: Vec<&Type> = api.functions.values().map(|function| &function.result).collect();
        let graph = Graph::new(api, &results);
        let constants = vec![None; graph.instances.len()];
        Self { graph, constants, order: Vec::new() }
    }

    /// The paths of the instances that hold a big integer which nothing in the JSON tells apart.
    pub(super) fn find_unsettled(&self) -> Vec<&'api str> {
        let mut paths = Vec::new();
        for instance in &self.graph.instances {
            let object = self.object_of(&instance.written, 0);
            if object.settle(&|decoding| self.is_big(decoding)).is_none() {
                paths.push(instance.path);
            }
        }
        paths
    }

    /// The decoder of a type as an expression; `None` where plain JSON needs none.
    pub(crate) fn of(&self, ty: &Type) -> Option<String> {
        Some(self.literal(&self.decoding(ty, false)?, None).render(2, "  decoder: ".len(), 1))
    }

    /// The declarations of the constants that the expressions refer to.
    pub(crate) fn constants(&self) -> String {
        let mut declarations = String::new();
        for (index, number) in self.order.iter().enumerate() {
            let mut properties = Vec::new();
            if let Some(key) = key(self.graph.instances[*number].definition) {
                properties.push(Property::value("key", Literal::Atom(string(key))));
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

    /// Gives constants to the types that a decoder refers to, the innermost first.
    fn visit(&mut self, decoding: &Decoding, constants: &mut Constants<'_>) {
        for number in references(decoding) {
            if !constants.see(number) {
                continue;
            }
            let object = Decoding::Object(Box::new(self.object(number)));
            self.visit(&object, constants);
            let name = constants.name(&self.graph.instances[number]);
            self.constants[number] = Some(Constant { name, position: self.order.len() });
            self.order.push(number);
        }
    }

    pub(super) fn decoding(&self, ty: &Type, is_element: bool) -> Option<Decoding> {
        self.decoding_within(ty, is_element, 0)
    }

    fn decoding_within(&self, ty: &Type, is_element: bool, depth: usize) -> Option<Decoding> {
        let items = |item: Option<Decoding>| item.map(|item| Decoding::Items(Box::new(item)));
        match ty {
            Type::BigInteger(_) => Some(Decoding::BigInteger),
            Type::Option(value) | Type::Directed(value, _) => {
                self.decoding_within(value, is_element, depth)
            }
            Type::List(item) | Type::Array(item, _) => {
                items(self.decoding_within(item, true, depth))
            }
            Type::Map(_, value) => items(self.decoding_within(value, false, depth)),
            Type::Tuple(items) => self.positions(items),
            Type::Named(..) => {
                let number = self.graph.find(ty)?;
                let Instance { definition, written, .. } = &self.graph.instances[number];
                match &**written {
                    Shape::Struct(Fields::Newtype(inner)) if depth < DEPTH => {
                        self.decoding_within(inner, is_element, depth + 1)
                    }
                    _ => {
                        let is_keyed = is_element && key(definition).is_some();
                        let is_told = is_keyed || self.graph.leads(number);
                        is_told.then_some(Decoding::Constant(number))
                    }
                }
            }
            _ => None,
        }
    }

    fn positions(&self, items: &[Type]) -> Option<Decoding> {
        let mut object = Object::default();
        for (position, item) in items.iter().enumerate() {
            object.fields.push((position.to_string(), self.decoding(item, false)));
        }
        (!object.is_plain_json()).then(|| Decoding::Object(Box::new(object)))
    }

    /// The decoders of the fields of an instance.
    fn object(&self, number: usize) -> Object {
        let object = self.object_of(&self.graph.instances[number].written, 0);
        object.settle(&|decoding| self.is_big(decoding)).unwrap_or_default()
    }

    /// Returns true for a decoder of a big integer, or of a value that holds one.
    pub(super) fn is_big(&self, decoding: &Decoding) -> bool {
        match decoding {
            Decoding::BigInteger => true,
            Decoding::Items(decoding) => self.is_big(decoding),
            Decoding::Constant(number) => self.graph.is_big(*number),
            Decoding::Object(object) => object.any(&|decoding| self.is_big(decoding)),
        }
    }

    /// The expression of a decoder. In a declaration, a constant that is not among the first
    /// `declared` ones is reached through a getter.
    fn literal(&self, decoding: &Decoding, declared: Option<usize>) -> Literal {
        match decoding {
            Decoding::BigInteger => Literal::Atom(BIGINT.to_owned()),
            Decoding::Constant(number) => Literal::Atom(self.constant(*number).name.clone()),
            Decoding::Items(item) => Literal::Object(vec![self.property("item", item, declared)]),
            Decoding::Object(object) => Literal::Object(self.properties(object, declared)),
        }
    }

    fn property(&self, name: &str, decoding: &Decoding, declared: Option<usize>) -> Property {
        let is_late = |declared: usize| {
            references(decoding).iter().any(|number| self.constant(*number).position >= declared)
        };
        match declared {
            Some(declared) if is_late(declared) => {
                Property::getter(name, self.literal(decoding, None))
            }
            _ => Property::value(name, self.literal(decoding, declared)),
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
        for (name, decoding) in &object.fields {
            match decoding {
                Some(decoding) => fields.push(self.property(name, decoding, declared)),
                // A named field is no part of the rest.
                None if has_rest => fields.push(Property::value(name, Literal::Object(Vec::new()))),
                None => {}
            }
        }
        if !fields.is_empty() {
            let fields = Literal::Object(fields);
            let fields = match has_rest {
                // A name that every object inherits is no field.
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

    /// A decoder that depends on the value of a tag.
    fn decision(&self, choice: &Choice, base: &Object, declared: Option<usize>) -> Property {
        let mut variants: Vec<Property> = Vec::new();
        for (name, object) in &choice.variants {
            let mut whole = base.clone();
            whole.add(object.clone());
            if !whole.is_plain_json() {
                variants.push(self.property(name, &Decoding::Object(Box::new(whole)), declared));
            }
        }
        let (tag, variants) = (string(&choice.tag), Box::new(Literal::Object(variants)));
        Property::value("decode", Literal::Call(BY_TAG, Some(tag), variants))
    }
}

/// The instances whose constants a decoder refers to.
fn references(decoding: &Decoding) -> Vec<usize> {
    match decoding {
        Decoding::BigInteger => Vec::new(),
        Decoding::Constant(number) => vec![*number],
        Decoding::Items(item) => references(item),
        Decoding::Object(object) => object.decodings().into_iter().flat_map(references).collect(),
    }
}
