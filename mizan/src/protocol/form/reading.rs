//! The texts of a form as JSON, by the types that the server reads.

use mizan_ir::{
    ByName, Direction, Field, Fields, Presence, Shape, Tagging, Type, TypeDefinition, Variant,
};
use serde_json::{Map, Number, Value};

use super::fields::FormFields;
use crate::arguments::errors::ArgumentErrors;

/// The types of a definition's parameters.
type Arguments<'ty> = [(&'ty str, &'ty Type)];

/// The fields of a form while they are read.
pub(super) struct Reading<'model> {
    types: &'model ByName<TypeDefinition>,
    errors: ArgumentErrors,
    path: String,
}

impl<'model> Reading<'model> {
    pub(super) fn new(types: &'model ByName<TypeDefinition>) -> Self {
        Self { types, errors: ArgumentErrors::default(), path: String::new() }
    }

    pub(super) fn into_errors(self) -> ArgumentErrors {
        self.errors
    }

    /// Reads what is inside of a name, or of an index in brackets.
    pub(super) fn at<T>(&mut self, name: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let outside = self.path.len();
        if outside > 0 && !name.starts_with('[') {
            self.path.push('.');
        }
        self.path.push_str(name);
        let value = read(self);
        self.path.truncate(outside);
        value
    }

    /// Adds an error of what is read now, which has no value then.
    fn refuse(&mut self, message: impl Into<String>) -> Value {
        self.errors.add(self.path.clone(), message);
        Value::Null
    }

    /// The JSON of a value; `None` stands for a field that was not sent, such as a checkbox that is off.
    pub(super) fn value(&mut self, ty: &Type, fields: Option<&FormFields>) -> Value {
        match ty {
            Type::Option(_) if fields.is_none_or(FormFields::is_blank) => Value::Null,
            Type::Option(inner) | Type::Directed(_, inner) => self.value(inner, fields),
            Type::List(item) => self.list(item, fields),
            Type::Array(item, _) => self.items(fields, |_| Some(&**item)),
            Type::Tuple(items) => self.items(fields, |at| items.get(at)),
            Type::Map(_, item) => self.map(item, fields, &[]),
            Type::Named(path, arguments) => match self.types.get(path) {
                Some(definition) => {
                    let names = definition.parameters.iter().map(String::as_str);
                    let arguments: Vec<_> = names.zip(arguments).collect();
                    self.shape(definition.shape.towards(Direction::Input), &arguments, fields)
                }
                None => self.text(fields),
            },
            Type::Bool => self.boolean(fields),
            Type::Integer(_) | Type::Float(_) => self.number(ty, fields),
            Type::Unit | Type::Upload => Value::Null,
            Type::Json if fields.is_none() => Value::Null,
            Type::BigInteger(_)
            | Type::String
            | Type::Json
            | Type::Parameter(_)
            | Type::Unknown => self.text(fields),
        }
    }

    fn text(&mut self, fields: Option<&FormFields>) -> Value {
        match fields.and_then(FormFields::text) {
            // A browser sends the end of each line in two characters, and counts it as one.
            Some(text) => Value::String(text.replace("\r\n", "\n")),
            None => self.refuse("is required"),
        }
    }

    /// A checkbox that is off is not sent.
    fn boolean(&mut self, fields: Option<&FormFields>) -> Value {
        match fields.and_then(FormFields::text).unwrap_or_default() {
            "on" | "true" | "1" => Value::Bool(true),
            "" | "off" | "false" | "0" => Value::Bool(false),
            _ => self.refuse("is neither `true` nor `false`"),
        }
    }

    fn number(&mut self, ty: &Type, fields: Option<&FormFields>) -> Value {
        let text = fields.and_then(FormFields::text).unwrap_or_default().trim();
        if text.is_empty() {
            return self.refuse("is required");
        }
        let is_integer = matches!(ty, Type::Integer(_));
        let number = match is_integer {
            true => {
                let natural = text.parse::<u64>().map(Number::from);
                natural.or_else(|_| text.parse::<i64>().map(Number::from)).ok()
            }
            false => text.parse::<f64>().ok().and_then(Number::from_f64),
        };
        match number {
            Some(number) => Value::Number(number),
            None => self.refuse(if is_integer { "is no integer" } else { "is no number" }),
        }
    }

    /// Rows with numbers, or several fields of one name. A single empty text is no item.
    fn list(&mut self, item: &Type, fields: Option<&FormFields>) -> Value {
        match fields.map(FormFields::texts) {
            Some(texts) if texts.iter().any(|text| !text.is_empty()) => {
                let mut items = Vec::new();
                for (at, text) in texts.iter().enumerate() {
                    let field = FormFields::from(text.clone());
                    items.push(self.at(&format!("[{at}]"), |it| it.value(item, Some(&field))));
                }
                Value::Array(items)
            }
            _ => self.items(fields, |_| Some(item)),
        }
    }

    fn items<'ty>(
        &mut self,
        fields: Option<&FormFields>,
        ty: impl Fn(usize) -> Option<&'ty Type>,
    ) -> Value {
        let Some(rows) = fields.map_or(Some(Vec::new()), FormFields::rows) else {
            return self.refuse("is a list: its fields have numbers, such as `lines.0.qty`");
        };
        let mut items = Vec::new();
        for (at, (_, row)) in rows.into_iter().enumerate() {
            let Some(ty) = ty(at) else { break };
            items.push(self.at(&format!("[{at}]"), |reading| reading.value(ty, Some(row))));
        }
        Value::Array(items)
    }

    /// The fields that have none of these names, as an object whose keys are data.
    fn map(&mut self, item: &Type, fields: Option<&FormFields>, known: &[&str]) -> Value {
        let mut map = Map::new();
        let inside = fields.into_iter().flat_map(FormFields::inside);
        for (name, field) in inside.filter(|(name, _)| !known.contains(name)) {
            let value = self.at(name, |reading| reading.value(item, Some(field)));
            map.insert(name.to_owned(), value);
        }
        Value::Object(map)
    }

    fn shape(
        &mut self,
        shape: &Shape,
        arguments: &Arguments<'_>,
        fields: Option<&FormFields>,
    ) -> Value {
        match shape {
            Shape::Struct(content) | Shape::Tagged { fields: content, .. } => {
                self.content(content, arguments, fields)
            }
            Shape::Directed { input, .. } => self.shape(input, arguments, fields),
            Shape::Enum { tagging, variants } => {
                let sent = variants.iter().filter(|it| it.input != Presence::Skipped);
                self.choice(tagging, &sent.collect::<Vec<_>>(), arguments, fields)
            }
        }
    }

    fn content(
        &mut self,
        content: &Fields,
        arguments: &Arguments<'_>,
        fields: Option<&FormFields>,
    ) -> Value {
        match content {
            Fields::Unit => Value::Null,
            Fields::Newtype(ty) => self.value(&ty.substitute(arguments), fields),
            Fields::Tuple(types) => {
                let types: Vec<Type> = types.iter().map(|ty| ty.substitute(arguments)).collect();
                self.items(fields, |at| types.get(at))
            }
            Fields::Named(named) => Value::Object(self.object(named, arguments, fields)),
        }
    }

    /// The fields of an object. Others that the page sends, such as the name of its button, are ignored.
    fn object(
        &mut self,
        named: &[Field],
        arguments: &Arguments<'_>,
        fields: Option<&FormFields>,
    ) -> Map<String, Value> {
        let mut object = Map::new();
        for field in named.iter().filter(|field| field.input != Presence::Skipped) {
            let ty = field.ty.substitute(arguments);
            if field.flatten {
                let flat = match &ty {
                    Type::Map(_, item) => self.map(item, fields, &all_names(named)),
                    ty => self.value(ty, fields),
                };
                if let Value::Object(flat) = flat {
                    object.extend(flat);
                }
                continue;
            }
            let inside = names(field).find_map(|name| fields?.get(name));
            let may_be_absent = !matches!(field.input, Presence::Required);
            let is_empty = match ty {
                Type::String => inside.is_none(),
                _ => inside.is_none_or(FormFields::is_blank),
            };
            if may_be_absent && is_empty {
                continue;
            }
            let name = &field.name.input;
            let value = self.at(name, |reading| reading.value(&ty, inside));
            object.insert(name.clone(), value);
        }
        object
    }

    fn choice(
        &mut self,
        tagging: &Tagging,
        variants: &[&Variant],
        arguments: &Arguments<'_>,
        fields: Option<&FormFields>,
    ) -> Value {
        let text = |name: &str| fields?.get(name)?.text();
        match tagging {
            Tagging::Number => match fields.and_then(FormFields::text).map(str::parse::<i64>) {
                Some(Ok(number)) => number.into(),
                _ => self.refuse(choices(variants)),
            },
            Tagging::External => {
                let own = fields.and_then(FormFields::text).filter(|text| !text.is_empty());
                let inner = || fields?.inside().map(|(name, _)| name).find(|it| has(variants, it));
                let Some(name) = own.or_else(inner) else { return self.refuse(choices(variants)) };
                let content = |reading: &mut Self, variant: &Variant| {
                    let inside = fields.and_then(|fields| fields.get(name));
                    reading.at(name, |it| it.content(&variant.fields, arguments, inside))
                };
                match find(variants, name) {
                    Some(variant) if !matches!(variant.fields, Fields::Unit) => Value::Object(
                        [(name.to_owned(), content(self, variant))].into_iter().collect(),
                    ),
                    Some(_) => Value::String(name.to_owned()),
                    None => self.unknown(variants, name),
                }
            }
            Tagging::Internal { tag } => match text(tag).map(|name| (name, find(variants, name))) {
                Some((name, Some(variant))) => {
                    let mut object = match self.content(&variant.fields, arguments, fields) {
                        Value::Object(object) => object,
                        _ => Map::new(),
                    };
                    object.insert(tag.clone(), name.into());
                    Value::Object(object)
                }
                _ => self.at(tag, |reading| reading.refuse(choices(variants))),
            },
            Tagging::Adjacent { tag, content } => {
                match text(tag).map(|name| (name, find(variants, name))) {
                    Some((name, Some(variant))) => {
                        let inside = fields.and_then(|fields| fields.get(content));
                        let value =
                            self.at(content, |it| it.content(&variant.fields, arguments, inside));
                        let mut object = Map::new();
                        object.insert(tag.clone(), name.into());
                        if !matches!(variant.fields, Fields::Unit) {
                            object.insert(content.clone(), value);
                        }
                        Value::Object(object)
                    }
                    _ => self.at(tag, |reading| reading.refuse(choices(variants))),
                }
            }
            Tagging::Untagged => self.untagged(variants, arguments, fields),
        }
    }

    /// A name that no variant has, which the server may read as one that stands for all others.
    fn unknown(&mut self, variants: &[&Variant], name: &str) -> Value {
        match variants.iter().any(|variant| variant.other) {
            true => Value::String(name.to_owned()),
            false => self.refuse(choices(variants)),
        }
    }

    /// The first variant that the fields fit.
    fn untagged(
        &mut self,
        variants: &[&Variant],
        arguments: &Arguments<'_>,
        fields: Option<&FormFields>,
    ) -> Value {
        for variant in variants {
            let mut reading = Self { path: self.path.clone(), ..Self::new(self.types) };
            let value = reading.content(&variant.fields, arguments, fields);
            if reading.errors.is_empty() {
                return value;
            }
        }
        self.refuse("fits none of its kinds")
    }
}

/// The names under which the server reads a field.
fn names(field: &Field) -> impl Iterator<Item = &str> {
    [&field.name.input].into_iter().chain(&field.aliases).map(String::as_str)
}

fn all_names(named: &[Field]) -> Vec<&str> {
    named.iter().filter(|field| !field.flatten).flat_map(names).collect()
}

fn find<'variant>(variants: &[&'variant Variant], name: &str) -> Option<&'variant Variant> {
    let is_it = |variant: &&&Variant| {
        variant.name.input == name || variant.aliases.iter().any(|it| it == name)
    };
    variants.iter().find(is_it).copied()
}

fn has(variants: &[&Variant], name: &str) -> bool {
    find(variants, name).is_some()
}

fn choices(variants: &[&Variant]) -> String {
    let names: Vec<&str> = variants.iter().map(|variant| variant.name.input.as_str()).collect();
    format!("is one of {}", names.join(", "))
}
