//! The pages of a read's list: the argument that names a page, and how one page leads to the next.

use std::error::Error;
use std::fmt;

use crate::{Api, Field, Fields, Function, Shape, Type};

/// The field of a result that holds the cursor of the next page.
const NEXT: &str = "next";

/// The field of a result that holds the number of elements of all pages.
const TOTAL: &str = "total";

/// How the pages of a read follow each other, derived from the types of the read.
///
/// ```
/// use mizan_ir::{Api, Function, Next, Parameter, Type};
///
/// let offset = Parameter::new("offset", Type::Option(Box::new(Type::Integer("u32"))));
/// let read = Function {
///     arguments: vec![offset],
///     paging: Some("offset".to_owned()),
///     result: Type::List(Box::new(Type::String)),
///     ..Function::default()
/// };
/// let paging = Api::default().paging(&read).unwrap().unwrap();
/// assert_eq!((paging.list, paging.next), (None, Next::Offset { total: None }));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Paging {
    /// The position of the argument that names a page.
    pub argument: usize,
    /// The type of an element.
    pub element: Type,
    /// The field of the result that holds the elements, by the name that the server writes; `None`
    /// if the result is the list.
    pub list: Option<String>,
    /// The way from one page to the next.
    pub next: Next,
}

/// The way from one page to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// The argument is the number of elements before the page. The last page is empty, or ends at
    /// the total.
    Offset {
        /// The field with the number of elements of all pages.
        total: Option<String>,
    },
    /// The argument is the cursor that the page before answered in this field. The last page answers
    /// none.
    Cursor {
        /// The field with the cursor.
        field: String,
    },
}

/// The reason for which the result of a read is no page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PagingError {
    /// The read has no argument of that name.
    NoArgument,
    /// The argument may not be left out, so that there is no first page.
    Required,
    /// A type is unknown, which is an error of its own.
    Unknown,
    /// The result is neither a list nor a struct.
    NoList,
    /// The result is a struct without exactly one list; its lists.
    NotOneList(Vec<String>),
    /// The argument is no offset, and the result has no field for the next cursor.
    NoNext,
    /// The field for the next cursor has another type than the argument; that type.
    OtherCursor(Type),
}

impl fmt::Display for PagingError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoArgument => formatter.write_str("no argument has the name of its page"),
            Self::Required => formatter.write_str("its page may not be left out"),
            Self::Unknown => formatter.write_str("a type of it is unknown"),
            Self::NoList => formatter.write_str("its result is no list, and no struct with one"),
            Self::NotOneList(lists) => {
                write!(formatter, "its result has {} lists instead of one", lists.len())
            }
            Self::NoNext => formatter.write_str("its result does not say which page is next"),
            Self::OtherCursor(other) => {
                write!(formatter, "the cursor of its next page is `{other}`, another type")
            }
        }
    }
}

impl Error for PagingError {}

impl Api {
    /// How the pages of a read follow each other; `None` for a read without pages.
    ///
    /// # Errors
    ///
    /// If one page does not lead to the next.
    pub fn paging(&self, read: &Function) -> Option<Result<Paging, PagingError>> {
        Some(self.find_paging(read, read.paging.as_ref()?))
    }

    fn find_paging(&self, read: &Function, name: &str) -> Result<Paging, PagingError> {
        let mut arguments = read.arguments.iter().enumerate();
        let (argument, parameter) =
            arguments.find(|(_, it)| it.name == name).ok_or(PagingError::NoArgument)?;
        let asked = match &parameter.ty {
            Type::Unknown => return Err(PagingError::Unknown),
            Type::Option(asked) => &**asked,
            asked if parameter.optional => asked,
            _ => return Err(PagingError::Required),
        };
        let is_offset = matches!(asked, Type::Integer(_));
        match self.page_of(&read.result)? {
            Page::List(_) if !is_offset => Err(PagingError::NoNext),
            Page::List(element) => {
                let next = Next::Offset { total: None };
                Ok(Paging { argument, element, list: None, next })
            }
            Page::Struct(fields) => {
                let next = find_next(&fields, asked, is_offset)?;
                let (list, element) = find_list(&fields)?;
                Ok(Paging { argument, element, list: Some(list), next })
            }
        }
    }

    /// The list or the fields that a result consists of.
    fn page_of(&self, result: &Type) -> Result<Page<'_>, PagingError> {
        let (path, arguments) = match result {
            Type::Unknown => return Err(PagingError::Unknown),
            Type::List(element) => return Ok(Page::List((**element).clone())),
            Type::Named(path, arguments) => (path, arguments),
            _ => return Err(PagingError::NoList),
        };
        let definition = self.types.get(path).ok_or(PagingError::Unknown)?;
        let known = |ty: &Type| substitute(ty.clone(), &definition.parameters, arguments);
        let mut shape = &definition.shape;
        while let Shape::Directed { output, .. } = shape {
            shape = output;
        }
        match shape {
            Shape::Struct(Fields::Named(fields))
            | Shape::Tagged { fields: Fields::Named(fields), .. } => {
                let fields = fields.iter().filter(|field| !field.flatten);
                Ok(Page::Struct(fields.map(|field| (field, known(&field.ty))).collect()))
            }
            Shape::Struct(Fields::Newtype(Type::List(element))) => Ok(Page::List(known(element))),
            _ => Err(PagingError::NoList),
        }
    }
}

/// The result of a read that has pages.
enum Page<'api> {
    /// The elements alone.
    List(Type),
    /// An object with the elements in one of its fields.
    Struct(Vec<(&'api Field, Type)>),
}

fn find_next(
    fields: &[(&Field, Type)],
    asked: &Type,
    is_offset: bool,
) -> Result<Next, PagingError> {
    let find = |name: &str| fields.iter().find(|(field, _)| field.name.output == name);
    if let Some((_, ty)) = find(NEXT) {
        return match ty {
            Type::Option(next) if **next == *asked => Ok(Next::Cursor { field: NEXT.to_owned() }),
            other => Err(PagingError::OtherCursor(other.clone())),
        };
    }
    if !is_offset {
        return Err(PagingError::NoNext);
    }
    let total = find(TOTAL).filter(|(_, ty)| matches!(ty, Type::Integer(_)));
    Ok(Next::Offset { total: total.map(|(field, _)| field.name.output.clone()) })
}

fn find_list(fields: &[(&Field, Type)]) -> Result<(String, Type), PagingError> {
    let mut lists = Vec::new();
    for (field, ty) in fields {
        if let Type::List(element) = ty {
            lists.push((field.name.output.clone(), (**element).clone()));
        }
    }
    match lists.len() {
        1 => Ok(lists.remove(0)),
        _ => Err(PagingError::NotOneList(lists.into_iter().map(|(name, _)| name).collect())),
    }
}

/// A type of a definition with the arguments in the place of the definition's parameters.
fn substitute(ty: Type, parameters: &[String], arguments: &[Type]) -> Type {
    match &ty {
        Type::Parameter(name) => {
            let position = parameters.iter().position(|parameter| parameter == name);
            position.and_then(|position| arguments.get(position)).cloned().unwrap_or(ty)
        }
        _ => ty.map_children(&mut |child| substitute(child, parameters, arguments)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Parameter, TypeDefinition};

    fn option(ty: Type) -> Type {
        Type::Option(Box::new(ty))
    }

    fn list(ty: Type) -> Type {
        Type::List(Box::new(ty))
    }

    fn paging(asked: Type, result: Type, fields: Vec<Field>) -> Result<Paging, PagingError> {
        let read = Function {
            arguments: vec![Parameter::new("page", asked)],
            paging: Some("page".to_owned()),
            result,
            ..Function::default()
        };
        let mut api = Api::default();
        let definition = TypeDefinition {
            parameters: vec!["T".to_owned()],
            shape: Shape::Struct(Fields::Named(fields)),
            ..TypeDefinition::default()
        };
        api.types.insert("app::Page".to_owned(), definition);
        api.paging(&read).unwrap()
    }

    fn page_struct(asked: Type, fields: Vec<Field>) -> Result<Paging, PagingError> {
        let result = Type::Named("app::Page".to_owned(), vec![Type::String]);
        paging(asked, result, fields)
    }

    fn items() -> Field {
        Field::new("items", list(Type::Parameter("T".to_owned())))
    }

    #[test]
    fn a_list_is_asked_for_by_offset() {
        let offset = Next::Offset { total: None };
        let found = paging(option(Type::Integer("u32")), list(Type::Bool), Vec::new()).unwrap();
        assert_eq!((found.element, found.list, found.next), (Type::Bool, None, offset));
        let found = paging(option(Type::String), list(Type::Bool), Vec::new());
        assert_eq!(found, Err(PagingError::NoNext));
    }

    #[test]
    fn a_struct_has_a_total_or_the_next_cursor() {
        let total = vec![items(), Field::new("total", Type::Integer("i64"))];
        let found = page_struct(option(Type::Integer("u32")), total).unwrap();
        assert_eq!(found.next, Next::Offset { total: Some("total".to_owned()) });
        assert_eq!((found.list.as_deref(), found.element), (Some("items"), Type::String));

        let next = |ty| vec![items(), Field::new("next", ty)];
        let cursor = Next::Cursor { field: "next".to_owned() };
        for ty in [Type::String, Type::Integer("i64"), Type::named("app::Cursor")] {
            let found = page_struct(option(ty.clone()), next(option(ty))).unwrap();
            assert_eq!(found.next, cursor);
        }
        let found = page_struct(option(Type::String), next(option(Type::Integer("i64"))));
        assert_eq!(found, Err(PagingError::OtherCursor(option(Type::Integer("i64")))));
        let found = page_struct(option(Type::String), vec![items()]);
        assert_eq!(found, Err(PagingError::NoNext));
    }

    #[test]
    fn one_list_is_meant() {
        let offset = || option(Type::Integer("u32"));
        let two = vec![items(), Field::new("others", list(Type::Bool))];
        let lists = ["items", "others"].map(str::to_owned).to_vec();
        assert_eq!(page_struct(offset(), two), Err(PagingError::NotOneList(lists)));
        assert_eq!(page_struct(offset(), Vec::new()), Err(PagingError::NotOneList(Vec::new())));
        assert_eq!(paging(offset(), Type::Bool, Vec::new()), Err(PagingError::NoList));
        let found = paging(Type::Integer("u32"), list(Type::Bool), Vec::new());
        assert_eq!(found, Err(PagingError::Required));
    }
}
