//! The rows of a read that come back edited: how a client finds what changed of them.

use crate::{Api, Field, Fields, Function, Shape, Tagging, Type, Variant};

/// The changes that a mutation takes of the rows of a read, derived from its types.
///
/// The changes of a row are an enum with the variants `insert` and `delete`, whose content is the row, and
/// `update`. In that, a field that is no `Option` and no list tells the row apart: the key of the row's type, and
/// beside it the version. A list is a list of changes below the row, an `Option` of a pair a changed value, as it
/// was read and as it is to be, and any other `Option` the place of the row in its list.
///
/// ```
/// use mizan_ir::{Api, Function};
///
/// assert!(Api::default().editing(&Function::default()).is_none());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Editing {
    /// The wire name of the read.
    pub read: String,
    /// The position of the argument that takes the changes.
    pub argument: usize,
    /// The rows, by the path of the type of their changes: first those of the read, then those below them.
    pub rows: Vec<EditedRows>,
}

/// The rows of one table, as they are edited.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EditedRows {
    /// The path of the type of a change.
    pub path: String,
    /// The field that tells a row apart.
    pub key: String,
    /// The field that counts the changes of a row.
    pub version: Option<String>,
    /// The field with the place of a row in its list.
    pub position: Option<String>,
    /// The fields whose values are edited.
    pub columns: Vec<String>,
    /// The fields with the rows below a row, and the paths of the types of their changes.
    pub relations: Vec<(String, String)>,
}

impl Api {
    /// The changes that a mutation takes of the rows of a read; `None` for any other function, and where the
    /// types are no changes of rows.
    pub fn editing(&self, mutation: &Function) -> Option<Editing> {
        let read = mutation.edits.clone()?;
        let argument = mutation.arguments.iter().position(|it| change_of(&it.ty).is_some())?;
        let mut rows = Vec::new();
        self.collect_rows(change_of(&mutation.arguments[argument].ty)?, &mut rows)?;
        Some(Editing { read, argument, rows })
    }

    fn collect_rows(&self, path: &str, rows: &mut Vec<EditedRows>) -> Option<()> {
        if rows.iter().any(|known| known.path == path) {
            return Some(());
        }
        let Shape::Enum { tagging: Tagging::External, variants } = &self.types.get(path)?.shape
        else {
            return None;
        };
        let variant = |name: &str| variants.iter().find(|it| it.name.input == name);
        let (row, fields) = (variant("insert")?, variant("update")?);
        variant("delete").filter(|it| it.fields == row.fields)?;
        let found = self.read_rows(path, row, fields)?;
        let below: Vec<String> = found.relations.iter().map(|(_, path)| path.clone()).collect();
        rows.push(found);
        below.iter().try_for_each(|path| self.collect_rows(path, rows))
    }

    fn read_rows(&self, path: &str, row: &Variant, update: &Variant) -> Option<EditedRows> {
        let (Fields::Newtype(Type::Named(row, _)), Fields::Named(fields)) =
            (&row.fields, &update.fields)
        else {
            return None;
        };
        let identity = fields.iter().filter(|field| is_identity(&field.ty));
        let mut identity: Vec<&String> = identity.map(|field| &field.name.input).collect();
        let marked = self.types.get(row)?.key.as_ref();
        let key = identity.iter().position(|name| Some(*name) == marked).unwrap_or(0);
        let key = (key < identity.len()).then(|| identity.remove(key).clone())?;
        let names = |is_it: &dyn Fn(&Type) -> bool| -> Vec<String> {
            let found = fields.iter().filter(|field| is_it(&field.ty));
            found.map(|field| field.name.input.clone()).collect()
        };
        Some(EditedRows {
            path: path.to_owned(),
            key,
            version: identity.first().map(|name| (*name).clone()),
            position: names(&|ty| matches!(ty, Type::Option(_)) && !is_pair(ty)).pop(),
            columns: names(&is_pair),
            relations: fields.iter().filter_map(relation_of).collect(),
        })
    }
}

fn relation_of(field: &Field) -> Option<(String, String)> {
    Some((field.name.input.clone(), change_of(&field.ty)?.to_owned()))
}

/// The path of the type of a change, in a list of them.
fn change_of(ty: &Type) -> Option<&str> {
    match ty {
        Type::List(inner) => match inner.as_ref() {
            Type::Named(path, arguments) if arguments.is_empty() => Some(path),
            _ => None,
        },
        _ => None,
    }
}

fn is_identity(ty: &Type) -> bool {
    !matches!(ty, Type::Option(_)) && change_of(ty).is_none()
}

fn is_pair(ty: &Type) -> bool {
    let Type::Option(inner) = ty else { return false };
    matches!(inner.as_ref(), Type::Tuple(items) if items.len() == 2 && items[0] == items[1])
}
