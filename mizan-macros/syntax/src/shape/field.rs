//! A field of a shape: a column, a relation, or what the database computes of a relation.

use syn::{
    Attribute, Error, Expr, Field, Ident, Lit, LitInt, LitStr, Meta, MetaNameValue, Path, Token,
    Type, ext::IdentExt, parse::ParseStream, punctuated::Punctuated,
};

use super::relation::{self, Missing, ShapeRelation};
use crate::{
    bare_name,
    errors::Errors,
    keys::{Key, SHAPE_FIELD_KEYS, parse_flag, parse_keys, parse_text},
    serde::bigint_of,
    type_parts::ungrouped,
};

/// A field of a shape.
pub struct ShapeField {
    /// Its name in Rust.
    pub name: Ident,
    /// Its type.
    pub ty: Type,
    /// What it shows.
    pub kind: ShapeFieldKind,
    /// Serde does not read it, so that no row that comes back has its value: it is shown, and never written.
    pub is_skipped: bool,
    /// The type that an edit has for it, where `mizan::bigint` writes it as a text.
    pub bigint: Option<Type>,
}

/// What a field of a shape shows.
pub enum ShapeFieldKind {
    /// A column of the entity.
    Column(ShapeColumn),
    /// The rows of a relation.
    Relation(Box<ShapeRelation>),
    /// What the database computes of the rows of a relation.
    Aggregate(Box<Aggregate>),
}

/// A column of the entity.
pub struct ShapeColumn {
    /// The name of the field in the entity's `Model`.
    pub model_field: Ident,
    /// It is part of the primary key.
    pub is_key: bool,
    /// It counts the changes of the row.
    pub is_version: bool,
    /// It is the position of the row in its list.
    pub is_position: bool,
    /// Two rows cannot have the same value.
    pub is_unique: bool,
    /// It is shown, and never written.
    pub is_read_only: bool,
}

/// What the database computes of the rows of a relation: `lines.count`, `lines.exists`, `lines.qty.sum`.
pub struct Aggregate {
    /// The text, for errors.
    pub text: LitStr,
    /// The name of the relation: a field of the shape, or of the entity's relations.
    pub relation: Ident,
    /// The column of a sum, a minimum or a maximum.
    pub column: Option<Ident>,
    /// `count`, `exists`, `sum`, `min`, `max`.
    pub operation: Ident,
    /// The module of the entity of these rows, where no field of the shape shows them.
    pub entity: Option<Path>,
    /// Only the rows for which this holds.
    pub filter: Option<Expr>,
}

/// The keys of a field, as they are read.
#[derive(Default)]
pub(super) struct FieldKeys {
    pub(super) flags: Vec<Ident>,
    pub(super) column: Option<Ident>,
    pub(super) relation: Option<Ident>,
    pub(super) of: Option<LitStr>,
    pub(super) entity: Option<Path>,
    pub(super) filter: Option<Expr>,
    pub(super) order: Option<Expr>,
    pub(super) limit: Option<LitInt>,
    pub(super) missing: Option<Missing>,
}

impl FieldKeys {
    pub(super) fn has(&self, name: &str) -> bool {
        self.flags.iter().any(|flag| flag == name)
    }

    fn read(&mut self, key: &Ident, input: ParseStream) -> syn::Result<()> {
        let name = bare_name(key);
        match name.as_str() {
            "column" if input.peek(Token![=]) => self.column = Some(parse_ident(key, input)?),
            "relation" => self.relation = Some(parse_ident(key, input)?),
            "of" => self.of = Some(parse_text(key, input)?),
            "entity" => {
                input.parse::<Token![=]>()?;
                self.entity = Some(Path::parse_mod_style(input)?);
            }
            "filter" => self.filter = Some(parse_value(input)?),
            "order" => self.order = Some(parse_value(input)?),
            "limit" => self.limit = Some(parse_limit(input)?),
            "missing" => self.missing = Some(relation::parse_missing(input)?),
            _ => {
                parse_flag(key, input)?;
                self.flags.push(key.clone());
                return Ok(());
            }
        }
        self.flags.push(key.clone());
        Ok(())
    }
}

fn parse_value(input: ParseStream) -> syn::Result<Expr> {
    input.parse::<Token![=]>()?;
    input.parse()
}

fn parse_ident(key: &Ident, input: ParseStream) -> syn::Result<Ident> {
    input.parse::<Token![=]>()?;
    if input.peek(LitStr) {
        let text: LitStr = input.parse()?;
        return Err(Error::new(
            text.span(),
            format!(
                "`{key}` takes a name, which the compiler checks, not a text\n\
                 write it without quotes: `{key} = {}`",
                text.value()
            ),
        ));
    }
    input.call(Ident::parse_any)
}

fn parse_limit(input: ParseStream) -> syn::Result<LitInt> {
    const LIMIT: &str = "`limit` is the number of rows that are shown for each parent, 1 or more\n\
                         write it as in `limit = 10`";
    input.parse::<Token![=]>()?;
    let limit: LitInt = input.parse().map_err(|error| Error::new(error.span(), LIMIT))?;
    match limit.base10_parse::<u64>() {
        Ok(1..) => Ok(limit),
        _ => Err(Error::new(limit.span(), LIMIT)),
    }
}

pub(super) fn parse(field: &Field, errors: &mut Errors) -> Option<ShapeField> {
    let name = field.ident.clone()?;
    let mut keys = FieldKeys::default();
    let before = errors.is_empty();
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("shape")) {
        if let Some(list) = errors.take(attribute.meta.require_list()) {
            parse_keys(list.tokens.clone(), &SHAPE_FIELD_KEYS, errors, |key, input, _| {
                keys.read(key, input)
            });
        }
    }
    if before && !errors.is_empty() {
        return None;
    }
    let ty = ungrouped(&field.ty);
    if relation::is_option_of_option(&ty) {
        errors.at(
            &ty,
            "a column has one way to be nothing, `null`, and this type has two\n\
             write one `Option`",
        );
        return None;
    }
    let related = relation::related(&ty).filter(|_| !keys.has("column"));
    let is_skipped = is_skipped(field) && !keys.has("read") && keys.of.is_none();
    let is_read_only = keys.has("read") || is_skipped;
    let kind = match (&keys.of, related) {
        (Some(of), _) => {
            refuse_keys(&keys, &["of", "entity", "filter"], "computed of a relation", errors);
            ShapeFieldKind::Aggregate(Box::new(errors.take(parse_aggregate(of, &keys))?))
        }
        (None, Some(related)) => {
            const KEYS: [&str; 6] = ["relation", "filter", "order", "limit", "missing", "read"];
            refuse_keys(&keys, &KEYS, "a relation", errors);
            ShapeFieldKind::Relation(Box::new(relation::build(
                related,
                &keys,
                is_read_only,
                errors,
            )))
        }
        (None, None) => {
            const KEYS: [&str; 6] = ["key", "column", "version", "position", "unique", "read"];
            refuse_keys(&keys, &KEYS, "a column", errors);
            ShapeFieldKind::Column(ShapeColumn {
                model_field: keys.column.clone().unwrap_or_else(|| name.clone()),
                is_key: keys.has("key"),
                is_version: keys.has("version"),
                is_position: keys.has("position"),
                is_unique: keys.has("unique"),
                is_read_only,
            })
        }
    };
    Some(ShapeField { name, kind, is_skipped, bigint: find_bigint(field, &ty), ty })
}

fn is_skipped(field: &Field) -> bool {
    let keys = field.attrs.iter().flat_map(serde_keys);
    keys.into_iter()
        .any(|key| key.path().is_ident("skip") || key.path().is_ident("skip_deserializing"))
}

fn find_bigint(field: &Field, ty: &Type) -> Option<Type> {
    let mut keys = field.attrs.iter().flat_map(serde_keys);
    let with = keys.find(|key| key.path().is_ident("with"))?;
    let Meta::NameValue(MetaNameValue { value: Expr::Lit(value), .. }) = with else { return None };
    let Lit::Str(path) = value.lit else { return None };
    bigint_of(&path, ty)
}

/// The keys of an attribute of serde, as they are written.
pub(crate) fn serde_keys(attribute: &Attribute) -> Vec<Meta> {
    if !attribute.path().is_ident("serde") {
        return Vec::new();
    }
    let keys = attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
    keys.map(|keys| keys.into_iter().collect()).unwrap_or_default()
}

fn refuse_keys(keys: &FieldKeys, allowed: &[&str], what: &str, errors: &mut Errors) {
    for flag in keys.flags.iter().filter(|flag| !allowed.iter().any(|allowed| flag == allowed)) {
        let example = |key: &Key| allowed.contains(&key.name).then(|| format!("`{}`", key.example));
        let examples: Vec<String> = SHAPE_FIELD_KEYS.iter().filter_map(example).collect();
        errors.at(
            flag,
            format!(
                "`{flag}` has no meaning here, for the field is {what}\n\
                 leave it out; a field of this kind takes {}",
                examples.join(", ")
            ),
        );
    }
}

fn parse_aggregate(text: &LitStr, keys: &FieldKeys) -> syn::Result<Aggregate> {
    let value = text.value();
    let parts: Vec<&str> = value.split('.').collect();
    let (relation, column, operation) = match parts.as_slice() {
        [relation, operation @ ("count" | "exists")] => (*relation, None, *operation),
        [relation, column, operation @ ("sum" | "min" | "max")] => {
            (*relation, Some(*column), *operation)
        }
        _ => {
            return Err(Error::new(
                text.span(),
                format!(
                    "`{value}` is nothing that the database computes of a relation\n\
                     write `of = \"orders.count\"`, `\"orders.exists\"`, `\"orders.total.sum\"`, \
                     `\"orders.total.min\"` or `\"orders.total.max\"`"
                ),
            ));
        }
    };
    let parse = |name: &str| {
        let ident = syn::parse_str::<Ident>(name).map_err(|_| {
            let message = format!("`{name}` is no name\nwrite it as in Rust: `orders.count`");
            Error::new(text.span(), message)
        })?;
        Ok::<_, Error>(Ident::new(&ident.to_string(), text.span()))
    };
    Ok(Aggregate {
        text: text.clone(),
        relation: parse(relation)?,
        column: column.map(parse).transpose()?,
        operation: parse(operation)?,
        entity: keys.entity.clone(),
        filter: keys.filter.clone(),
    })
}
