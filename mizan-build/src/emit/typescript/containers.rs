//! The results that are a list or an object in every case, which a suspending hook can hand out before
//! they are there.

use mizan_ir::{Api, Direction, Fields, Shape, Type};

/// What `container` of a member's spec says of a result; `None` for a result of another kind, or of
/// several.
pub(super) fn find_container(api: &Api, result: &Type) -> Option<&'static str> {
    match result {
        Type::List(_) | Type::Array(..) | Type::Tuple(_) => Some("list"),
        Type::Map(..) => Some("object"),
        Type::Directed(output, _) => find_container(api, output),
        Type::Named(path, _) => match api.types.get(path)?.shape.towards(Direction::Output) {
            Shape::Struct(Fields::Named(_)) | Shape::Tagged { .. } => Some("object"),
            Shape::Struct(Fields::Tuple(_)) => Some("list"),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use mizan_ir::{Api, Fields, Shape, Tagging, Type, TypeDefinition};

    use super::find_container;

    fn named(shape: Shape) -> Option<&'static str> {
        let mut api = Api::default();
        let definition = TypeDefinition { shape, ..TypeDefinition::default() };
        api.types.insert("shop::Order".to_owned(), definition);
        find_container(&api, &Type::Named("shop::Order".to_owned(), Vec::new()))
    }

    #[test]
    fn a_result_that_may_be_null_or_a_text_is_no_container() {
        let order = Type::Named("shop::Order".to_owned(), Vec::new());
        for result in [Type::Option(Box::new(order)), Type::String, Type::Unit, Type::Json] {
            assert_eq!(find_container(&Api::default(), &result), None, "{result:?}");
        }
    }

    #[test]
    fn a_struct_is_the_container_of_its_json() {
        assert_eq!(named(Shape::Struct(Fields::Named(Vec::new()))), Some("object"));
        assert_eq!(named(Shape::Struct(Fields::Tuple(Vec::new()))), Some("list"));
        assert_eq!(named(Shape::Struct(Fields::Newtype(Type::String))), None);
        assert_eq!(named(Shape::Struct(Fields::Unit)), None);
        let variants = Vec::new();
        assert_eq!(named(Shape::Enum { tagging: Tagging::External, variants }), None);
        let directed = Shape::Directed {
            output: Box::new(Shape::Struct(Fields::Named(Vec::new()))),
            input: Box::new(Shape::Struct(Fields::Newtype(Type::String))),
        };
        assert_eq!(named(directed), Some("object"));
    }
}
