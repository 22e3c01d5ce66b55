//! A field that shows the rows of a relation: `Vec<Line>` or `Option<Card>`.

use syn::{
    Error, Expr, GenericArgument, Ident, LitInt, PathArguments, Token, Type, ext::IdentExt,
    parse::ParseStream,
};

use super::field::FieldKeys;
use crate::{bare_name, errors::Errors};

/// The rows of a relation.
pub struct ShapeRelation {
    /// The type of an element, which is a shape too.
    pub shape: Type,
    /// A list of rows, or one row at most.
    pub is_many: bool,
    /// The variant of the entity's `Relation`, where the type alone does not say it.
    pub name: Option<Ident>,
    /// Only the rows for which this holds.
    pub filter: Option<Expr>,
    /// The column by which a list is sorted.
    pub order: Option<Expr>,
    /// The number of rows for each parent.
    pub limit: Option<LitInt>,
    /// What becomes of a row that is stored, and not in the list that comes back.
    pub missing: Option<Missing>,
    /// It is shown, and never written.
    pub is_read_only: bool,
}

/// What becomes of a row that is stored, and not in the list that comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// It is deleted.
    Delete,
    /// It stays as it is.
    Keep,
    /// The list that comes back stands for all of it: rows that the table can let go lose their parent, and
    /// others are deleted.
    Replace,
}

/// The words of `missing`.
const WORDS: [(&str, Missing); 3] =
    [("delete", Missing::Delete), ("keep", Missing::Keep), ("replace", Missing::Replace)];

pub(super) fn parse_missing(input: ParseStream) -> syn::Result<Missing> {
    const MISSING: &str = "`missing` says what becomes of stored rows that are not in the list that \
                           comes back\n\
                           write `missing = delete`, `missing = keep` or `missing = replace`";
    input.parse::<Token![=]>()?;
    if !input.peek(Ident::peek_any) {
        return Err(input.error(MISSING));
    }
    let word = input.call(Ident::parse_any)?;
    let found = WORDS.iter().find(|(name, _)| word == name);
    found.map(|(_, missing)| *missing).ok_or_else(|| Error::new(word.span(), MISSING))
}

/// The types of columns that stand in an `Option` or a `Vec`. Any other type there is a shape.
const COLUMN_TYPES: [&str; 49] = [
    "bool",
    "char",
    "f32",
    "f64",
    "i8",
    "i16",
    "i32",
    "i64",
    "u8",
    "u16",
    "u32",
    "u64",
    "isize",
    "usize",
    "BigDecimal",
    "ChronoDate",
    "ChronoDateTime",
    "ChronoDateTimeLocal",
    "ChronoDateTimeUtc",
    "ChronoDateTimeWithTimeZone",
    "ChronoTime",
    "ChronoUnixTimestamp",
    "ChronoUnixTimestampMillis",
    "Date",
    "DateTime",
    "DateTimeLocal",
    "DateTimeUtc",
    "DateTimeWithTimeZone",
    "Decimal",
    "IpNetwork",
    "Json",
    "JsonValue",
    "MacAddress",
    "NaiveDate",
    "NaiveDateTime",
    "NaiveTime",
    "OffsetDateTime",
    "PrimitiveDateTime",
    "String",
    "TextUuid",
    "Time",
    "TimeDate",
    "TimeDateTime",
    "TimeDateTimeWithTimeZone",
    "TimeTime",
    "TimeUnixTimestamp",
    "Uuid",
    "Value",
    "Vec",
];

/// The type of the elements of a relation, and true for a list; `None` for the type of a column.
pub(super) fn related(ty: &Type) -> Option<(Type, bool)> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let is_many = match bare_name(&last.ident).as_str() {
        "Vec" => true,
        "Option" => false,
        _ => return None,
    };
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    let Some(GenericArgument::Type(inner)) = arguments.args.first() else { return None };
    let boxed = if is_many { None } else { unbox(inner) };
    let Type::Path(path) = boxed.unwrap_or(inner) else { return None };
    let name = bare_name(&path.path.segments.last()?.ident);
    (!COLUMN_TYPES.contains(&name.as_str())).then(|| (inner.clone(), is_many))
}

/// True for `Option<Option<…>>`.
pub(super) fn is_option_of_option(ty: &Type) -> bool {
    let is_option = |ty: &Type| match ty {
        Type::Path(path) => path.path.segments.last().is_some_and(|last| last.ident == "Option"),
        _ => false,
    };
    let Type::Path(path) = ty else { return false };
    let arguments = path.path.segments.last().map(|last| &last.arguments);
    let Some(PathArguments::AngleBracketed(arguments)) = arguments else { return false };
    let inner = arguments.args.first();
    is_option(ty) && matches!(inner, Some(GenericArgument::Type(inner)) if is_option(inner))
}

/// The type in a `Box`.
fn unbox(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == "Box")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(inner)) => Some(inner),
        _ => None,
    }
}

pub(super) fn build(
    (shape, is_many): (Type, bool),
    keys: &FieldKeys,
    is_read_only: bool,
    errors: &mut Errors,
) -> ShapeRelation {
    for flag in keys.flags.iter().filter(|flag| *flag == "order" || *flag == "limit") {
        if !is_many {
            errors.at(
                flag,
                format!(
                    "`{flag}` has no meaning for one row\n\
                     leave it out, or make the field a list: `Vec<…>`"
                ),
            );
        }
    }
    let is_part = keys.filter.is_some() || keys.limit.is_some();
    if let Some(flag) = keys.flags.iter().find(|flag| *flag == "missing").filter(|_| is_part) {
        errors.at(
            flag,
            "a part of a relation is never written, so no row of it can be missing\n\
             leave `missing` out, or the `filter` and the `limit`",
        );
    }
    ShapeRelation {
        shape,
        is_many,
        name: keys.relation.clone(),
        filter: keys.filter.clone(),
        order: keys.order.clone(),
        limit: keys.limit.clone(),
        missing: keys.missing,
        is_read_only,
    }
}
