//! The comparison of JSON with the type that the client was told of what the server writes.

use mizan_ir::{Api, Direction, Field, Fields, Presence, Shape, Tagging, Type, Variant};
use serde_json::{Map, Value};

/// The first difference between JSON and a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    /// The path of the value, such as `.author.name`; empty for the whole value.
    pub(super) path: String,
    /// The client's view of the value.
    pub(super) told: String,
    /// The value that serde writes.
    pub(super) found: String,
}

impl Difference {
    fn new(told: impl Into<String>, found: impl Into<String>) -> Self {
        Self { path: String::new(), told: told.into(), found: found.into() }
    }

    fn below(self, step: &str) -> Self {
        Self { path: format!("{step}{}", self.path), ..self }
    }
}

type Conformity = Result<(), Difference>;

/// Compares JSON with the type that the server writes.
pub(super) fn compare(api: &Api, ty: &Type, value: &Value) -> Conformity {
    let fits = match (ty, value) {
        (Type::Json | Type::Parameter(_) | Type::Unknown | Type::Upload, _) => true,
        (Type::Unit, value) => value.is_null(),
        (Type::Bool, value) => value.is_boolean(),
        (Type::Integer(_), Value::Number(number)) => !number.is_f64(),
        (Type::Float(_), value) => value.is_number() || value.is_null(),
        (Type::String, value) => value.is_string(),
        (Type::BigInteger(_), Value::String(text)) => {
            text.parse::<i128>().is_ok() || is_digits(text)
        }
        (Type::Option(_), Value::Null) => true,
        (Type::Option(inner), value) => return compare(api, inner, value),
        (Type::List(item), Value::Array(items)) => return compare_items(api, items, |_| item),
        (Type::Array(item, length), Value::Array(items)) if items.len() == *length => {
            return compare_items(api, items, |_| item);
        }
        (Type::Tuple(types), Value::Array(items)) if items.len() == types.len() => {
            return compare_items(api, items, |index| &types[index]);
        }
        (Type::Map(key, inner), Value::Object(map)) => return compare_map(api, key, inner, map),
        (Type::Directed(output, _), value) => return compare(api, output, value),
        (Type::Named(path, arguments), value) => {
            let Some(definition) = api.types.get(path) else { return Ok(()) };
            let pairs: Vec<(&str, &Type)> =
                definition.parameters.iter().map(String::as_str).zip(arguments).collect();
            let shape = definition.shape.towards(Direction::Output);
            return compare_shape(api, &shape.map(&mut |ty| ty.substitute(&pairs)), value);
        }
        _ => false,
    };
    if fits { Ok(()) } else { Err(Difference::new(format!("`{ty}`"), format!("`{value}`"))) }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn compare_items<'ty>(api: &Api, items: &[Value], ty: impl Fn(usize) -> &'ty Type) -> Conformity {
    for (index, item) in items.iter().enumerate() {
        compare(api, ty(index), item)
            .map_err(|difference| difference.below(&format!("[{index}]")))?;
    }
    Ok(())
}

fn compare_map(api: &Api, key: &Type, inner: &Type, map: &Map<String, Value>) -> Conformity {
    for (name, value) in map {
        // A key is the text of its value.
        let is_key = compare(api, key, &Value::String(name.clone())).is_ok()
            || serde_json::from_str(name).is_ok_and(|value| compare(api, key, &value).is_ok());
        if !is_key {
            let told = format!("a key `{key}`");
            return Err(Difference::new(told, format!("`{name:?}`")));
        }
        compare(api, inner, value).map_err(|difference| difference.below(&format!(".{name}")))?;
    }
    Ok(())
}

/// Compares JSON with the shape that the server writes.
pub(super) fn compare_shape(api: &Api, shape: &Shape, value: &Value) -> Conformity {
    match shape {
        Shape::Struct(fields) => compare_fields(api, fields, value),
        Shape::Tagged { .. } => take_all(value, |object| take_shape(api, shape, object)),
        Shape::Enum { tagging, variants } => compare_enum(api, tagging, variants, value),
        Shape::Directed { output, .. } => compare_shape(api, output, value),
    }
}

fn compare_fields(api: &Api, fields: &Fields, value: &Value) -> Conformity {
    match fields {
        Fields::Unit => compare(api, &Type::Unit, value),
        Fields::Newtype(ty) => compare(api, ty, value),
        Fields::Tuple(items) => compare(api, &Type::Tuple(items.clone()), value),
        Fields::Named(fields) => take_all(value, |object| take_fields(api, fields, object)),
    }
}

fn compare_enum(api: &Api, tagging: &Tagging, variants: &[Variant], value: &Value) -> Conformity {
    let is_written = |variant: &&Variant| variant.output != Presence::Skipped;
    let mut nearest = None;
    for variant in variants.iter().filter(is_written) {
        match compare_variant(api, tagging, variant, value) {
            Ok(()) => return Ok(()),
            // A variant whose tag fits is the one that is meant.
            Err(Some(difference)) => nearest = Some(difference),
            Err(None) => {}
        }
    }
    Err(nearest.unwrap_or_else(|| {
        let names: Vec<String> = variants
            .iter()
            .filter(is_written)
            .map(|variant| format!("`{}`", variant.name.output))
            .collect();
        Difference::new(format!("one of {}", names.join(", ")), format!("`{value}`"))
    }))
}

/// `None` for a value that is another variant.
fn compare_variant(
    api: &Api,
    tagging: &Tagging,
    variant: &Variant,
    value: &Value,
) -> Result<(), Option<Difference>> {
    let name = &variant.name.output;
    let is_unit = variant.fields == Fields::Unit;
    match (tagging, value) {
        _ if variant.untagged => compare_fields(api, &variant.fields, value).map_err(|_| None),
        (Tagging::Untagged, value) => compare_fields(api, &variant.fields, value).map_err(|_| None),
        (Tagging::Number, Value::Number(number)) if number.to_string() == name.as_str() => Ok(()),
        (Tagging::External, Value::String(text)) if is_unit && text == name => Ok(()),
        (Tagging::External, Value::Object(object)) if !is_unit && object.len() == 1 => {
            let content = object.get(name).ok_or(None)?;
            let result = compare_fields(api, &variant.fields, content);
            result.map_err(|difference| Some(difference.below(&format!(".{name}"))))
        }
        (Tagging::Internal { tag }, Value::Object(object))
        | (Tagging::Adjacent { tag, .. }, Value::Object(object)) => {
            if object.get(tag).and_then(Value::as_str) != Some(name) {
                return Err(None);
            }
            let result = take_all(value, |object| take_variant(api, tagging, variant, object));
            result.map_err(Some)
        }
        _ => Err(None),
    }
}

/// Compares an object by taking out what is known of it: nothing may be left.
fn take_all(value: &Value, take: impl FnOnce(&mut Map<String, Value>) -> Conformity) -> Conformity {
    let Value::Object(object) = value else {
        return Err(Difference::new("an object", format!("`{value}`")));
    };
    let mut rest = object.clone();
    take(&mut rest)?;
    match rest.into_iter().next() {
        None => Ok(()),
        Some((name, value)) => {
            Err(Difference::new("nothing of this key", format!("`{value}`"))
                .below(&format!(".{name}")))
        }
    }
}

fn take_fields(api: &Api, fields: &[Field], object: &mut Map<String, Value>) -> Conformity {
    let is_written = |field: &&Field| field.output != Presence::Skipped;
    for field in fields.iter().filter(is_written).filter(|field| !field.flatten) {
        take_field(api, field, object)
            .map_err(|difference| difference.below(&format!(".{}", field.name.output)))?;
    }
    // A flattened map takes all keys that are left.
    let is_open = |field: &&Field| matches!(field.ty, Type::Map(..) | Type::Json);
    let flat = fields.iter().filter(is_written).filter(|field| field.flatten);
    for field in flat.clone().filter(|field| !is_open(field)).chain(flat.filter(is_open)) {
        take_flat(api, &field.ty, object)?;
    }
    Ok(())
}

fn take_field(api: &Api, field: &Field, object: &mut Map<String, Value>) -> Conformity {
    match (object.remove(&field.name.output), field.output) {
        (None, Presence::Optional | Presence::UnlessNull) => Ok(()),
        (None, _) => {
            Err(Difference::new(format!("`{}`, always", field.ty), "nothing: it is left out"))
        }
        (Some(Value::Null), Presence::UnlessNull) if matches!(field.ty, Type::Option(_)) => {
            Err(Difference::new("nothing where it would be `null`", "`null`"))
        }
        (Some(value), _) => compare(api, &field.ty, &value),
    }
}

/// Takes the keys of a flattened type out of an object.
fn take_flat(api: &Api, ty: &Type, object: &mut Map<String, Value>) -> Conformity {
    match ty {
        Type::Unit => Ok(()),
        Type::Json | Type::Parameter(_) | Type::Unknown => {
            object.clear();
            Ok(())
        }
        Type::Directed(output, _) => take_flat(api, output, object),
        Type::Option(inner) => {
            let before = object.clone();
            if take_flat(api, inner, object).is_err() {
                *object = before;
            }
            Ok(())
        }
        Type::Map(key, inner) => compare_map(api, key, inner, &std::mem::take(object)),
        Type::Named(path, arguments) => {
            let Some(definition) = api.types.get(path) else { return Ok(()) };
            let pairs: Vec<(&str, &Type)> =
                definition.parameters.iter().map(String::as_str).zip(arguments).collect();
            let shape = definition.shape.towards(Direction::Output);
            take_shape(api, &shape.map(&mut |ty| ty.substitute(&pairs)), object)
        }
        _ => Err(Difference::new(format!("`{ty}`"), "fields of an object")),
    }
}

fn take_shape(api: &Api, shape: &Shape, object: &mut Map<String, Value>) -> Conformity {
    match shape {
        Shape::Struct(fields) => take_content(api, fields, object),
        Shape::Tagged { tag, name, fields } => {
            take_tag(tag, name, object)?;
            take_content(api, fields, object)
        }
        Shape::Directed { output, .. } => take_shape(api, output, object),
        Shape::Enum { tagging, variants } => {
            let mut nearest = Difference::new("one of its variants", "none of their keys");
            for variant in variants.iter().filter(|variant| variant.output != Presence::Skipped) {
                let mut rest = object.clone();
                match take_variant(api, tagging, variant, &mut rest) {
                    Ok(()) => {
                        *object = rest;
                        return Ok(());
                    }
                    Err(difference) => nearest = difference,
                }
            }
            Err(nearest)
        }
    }
}

fn take_content(api: &Api, fields: &Fields, object: &mut Map<String, Value>) -> Conformity {
    match fields {
        Fields::Unit => Ok(()),
        Fields::Newtype(ty) => take_flat(api, ty, object),
        Fields::Named(fields) => take_fields(api, fields, object),
        Fields::Tuple(_) => Err(Difference::new("a list", "fields of an object")),
    }
}

fn take_variant(
    api: &Api,
    tagging: &Tagging,
    variant: &Variant,
    object: &mut Map<String, Value>,
) -> Conformity {
    let name = &variant.name.output;
    match tagging {
        _ if variant.untagged => take_content(api, &variant.fields, object),
        Tagging::Untagged => take_content(api, &variant.fields, object),
        Tagging::Internal { tag } => {
            take_tag(tag, name, object)?;
            take_content(api, &variant.fields, object)
        }
        Tagging::Adjacent { tag, content } => {
            take_tag(tag, name, object)?;
            match (object.remove(content), &variant.fields) {
                (None, Fields::Unit) => Ok(()),
                (value, fields) => compare_fields(api, fields, &value.unwrap_or_default())
                    .map_err(|difference| difference.below(&format!(".{content}"))),
            }
        }
        Tagging::External => {
            let told = || Difference::new(format!("a key `{name}`"), "no such key");
            let content = object.remove(name).ok_or_else(told)?;
            compare_fields(api, &variant.fields, &content)
                .map_err(|difference| difference.below(&format!(".{name}")))
        }
        Tagging::Number => Err(Difference::new("a number", "fields of an object")),
    }
}

fn take_tag(tag: &str, name: &str, object: &mut Map<String, Value>) -> Conformity {
    match object.remove(tag) {
        Some(Value::String(text)) if text == name => Ok(()),
        other => {
            let found = other.map_or("nothing".to_owned(), |value| format!("`{value}`"));
            Err(Difference::new(format!("`{name:?}`"), found).below(&format!(".{tag}")))
        }
    }
}
