//! The features of other crates that change the JSON of types. Cargo turns a feature on for the whole
//! program as soon as one crate asks for it, so that only the program itself knows.

use mizan_ir::{Api, Direction, SourceLocation, Type};
use serde::Deserialize;

use super::errors::WiringError;
use crate::declared::function::FUNCTIONS;
use crate::declared::model::api::{api, describe_function};
use crate::declared::model::definitions::Types;

/// The features that make the client's types wrong. They cost nothing as long as all are off: only
/// then is the model of the program made.
pub(super) fn find_foreign_features() -> Vec<WiringError> {
    let mut errors = Vec::new();
    if let Some(feature) = find_decimal_feature() {
        let functions = find_functions_with("rust_decimal::Decimal");
        if !functions.is_empty() {
            errors.push(WiringError::DecimalIsNumber { feature, functions });
        }
    }
    if !reads_buffered_fractions() {
        let types = find_buffered_floats(&api());
        if !types.is_empty() {
            errors.push(WiringError::ArbitraryPrecision { types });
        }
    }
    errors
}

/// The feature with which a decimal is a number in JSON.
#[cfg(feature = "rust_decimal")]
fn find_decimal_feature() -> Option<&'static str> {
    let written = serde_json::to_string(&rust_decimal::Decimal::new(150, 2)).unwrap_or_default();
    match written.as_str() {
        "\"1.50\"" => None,
        // All digits are kept.
        "1.50" => Some("serde-arbitrary-precision"),
        _ => Some("serde-float"),
    }
}

#[cfg(not(feature = "rust_decimal"))]
fn find_decimal_feature() -> Option<&'static str> {
    None
}

/// The functions whose types have an external type somewhere, each with its source location.
fn find_functions_with(path: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for function in FUNCTIONS {
        let mut types = Types::default();
        describe_function(function, &mut types);
        if types.has_external(path) {
            let location = format!("{}:{}", function.file, function.line);
            found.push((format!("{}::{}", function.module, function.name), location));
        }
    }
    found.sort();
    found
}

/// True if serde reads a fraction in two steps. It does not with `serde_json/arbitrary_precision`:
/// the buffer then holds an object in place of the number.
fn reads_buffered_fractions() -> bool {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Buffered {
        Fraction(f64),
    }
    serde_json::from_str::<Buffered>("1.5").is_ok_and(|Buffered::Fraction(read)| read == 1.5)
}

/// The types of requests in which a fraction is read in two steps, each with its source location.
fn find_buffered_floats(api: &Api) -> Vec<(String, String)> {
    let is_sent = api.travelling(Direction::Input);
    let mut found = Vec::new();
    for (number, (path, definition)) in api.types.iter().enumerate() {
        let buffered = definition.shape.buffered();
        if is_sent[number] && buffered.into_iter().any(|ty| holds_float(api, ty, &mut Vec::new())) {
            let SourceLocation { file, line, .. } = &definition.location;
            found.push((path.clone(), format!("{file}:{line}")));
        }
    }
    found
}

/// True if a type has a float somewhere in a request.
fn holds_float<'api>(api: &'api Api, ty: &'api Type, visited: &mut Vec<&'api str>) -> bool {
    match ty {
        Type::Float(_) => return true,
        Type::Directed(_, input) => return holds_float(api, input, visited),
        Type::Named(path, _) if !visited.contains(&path.as_str()) => {
            visited.push(path);
            let held = api.types.get(path).map_or_else(Vec::new, |definition| {
                definition.shape.towards(Direction::Input).types()
            });
            if held.into_iter().any(|ty| holds_float(api, ty, visited)) {
                return true;
            }
        }
        _ => {}
    }
    ty.children().any(|child| holds_float(api, child, visited))
}

#[cfg(test)]
mod tests {
    use mizan_ir::{
        Field, Fields, Function, Parameter, Shape, Tagging, Type, TypeDefinition, Variant,
    };

    use super::*;

    fn api_of(buffered: Type) -> Api {
        let variants = vec![Variant::new("A", Fields::Newtype(buffered))];
        let tagging = Tagging::Internal { tag: "t".to_owned() };
        let size = Field::new("size", Type::Option(Box::new(Type::Float("f32"))));
        let definition = |shape| TypeDefinition { shape, ..TypeDefinition::default() };
        let arguments = vec![Parameter::new("shape", Type::named("app::Shape"))];
        let mut api = Api::default();
        api.functions.insert("send".to_owned(), Function { arguments, ..Function::default() });
        api.types.insert("app::Shape".to_owned(), definition(Shape::Enum { tagging, variants }));
        let square = definition(Shape::Struct(Fields::Named(vec![size])));
        api.types.insert("app::Square".to_owned(), square);
        api
    }

    #[test]
    fn floats_are_found_where_serde_reads_twice() {
        let found = |ty| find_buffered_floats(&api_of(ty)).into_iter().map(|(path, _)| path);
        assert_eq!(found(Type::named("app::Square")).collect::<Vec<_>>(), ["app::Shape"]);
        assert_eq!(found(Type::String).count(), 0);
        assert_eq!(found(Type::named("app::Shape")).count(), 0);
    }

    #[test]
    fn nothing_is_found_without_such_features() {
        assert!(reads_buffered_fractions());
        assert_eq!(find_decimal_feature(), None);
    }
}
