//! The models of external types, with the generic arguments of a mention filled in.

use mizan_ir::{ExternalType as Row, Type};

use super::{Types, terms::Term};
use crate::resolve::{external::ExternalType, owned_identities};

impl<'scan> Types<'_, 'scan> {
    pub(super) fn evaluate_external(
        &mut self,
        external: ExternalType,
        term: &Term<'scan>,
        named: &Term<'scan>,
    ) -> Option<Type> {
        match external {
            ExternalType::Scalar(name) => self.evaluate_leaf(name.parse().ok()?, term),
            ExternalType::Row(row) => self.evaluate_row(row, term, named),
            ExternalType::Upload => Some(Type::Upload),
            ExternalType::Directed => {
                let mut argument = |index| self.evaluate(&named.argument(index)?).map(Box::new);
                Some(Type::Directed(argument(0)?, argument(1)?))
            }
            ExternalType::BigInteger => {
                self.is_big = true;
                let inner = self.evaluate(&named.argument(0)?);
                self.is_big = false;
                inner.and_then(enlarge)
            }
            ExternalType::Result => {
                let message = "the error of this `Result` is of another crate, so the client cannot \
                               know it";
                self.refuse(
                    term,
                    message,
                    "write `Result<T, E>` with an `E` that derives `mizan::Type`",
                )
            }
            ExternalType::Framework(framework, ty) => {
                let (message, help) = self.describe_framework_type((framework, ty), named);
                self.refuse(term, message, help)
            }
            ExternalType::Never => {
                let message =
                    format!("`{}` cannot travel: there is no JSON for it", term.last_name());
                self.refuse(term, message, "send what the client needs to know of it")
            }
            ExternalType::Mizan("auth::User") if let Some(parameter) = self.parameter => {
                let help = owned_identities::advise("User", parameter);
                self.refuse(term, owned_identities::describe("User"), help)
            }
            ExternalType::Mizan("Error") => {
                let message =
                    "`mizan::Error` is the error of a function, and no value that travels";
                let help = match self.is_result {
                    true => "write the `Result` outermost: `Result<Option<T>, mizan::Error>`",
                    false => "send a type of your own that derives `mizan::Type`",
                };
                self.refuse(term, message, help)
            }
            ExternalType::Mizan(_) => None,
        }
    }

    fn evaluate_row(
        &mut self,
        row: &'static Row,
        term: &Term<'scan>,
        named: &Term<'scan>,
    ) -> Option<Type> {
        let Type::Map(key, value) = row.ty() else { return self.fill(row, row.ty(), term, named) };
        let argument = row.argument(key).and_then(|index| named.argument(index));
        // A key is a text in JSON, which holds an integer of any size.
        let is_big = std::mem::replace(&mut self.is_big, true);
        let key = self.fill(row, key, term, named);
        self.is_big = is_big;
        let value = self.fill(row, value, term, named);
        if let Some(argument) = argument {
            self.check_key(key.as_ref()?, &argument)?;
        }
        Some(Type::Map(Box::new(key?), Box::new(value?)))
    }

    /// A type of a row's model with the arguments of the mention.
    fn fill(
        &mut self,
        row: &'static Row,
        ty: &Type,
        term: &Term<'scan>,
        named: &Term<'scan>,
    ) -> Option<Type> {
        if let Some(index) = row.argument(ty) {
            return match (named.argument(index), row.default) {
                (None, Some(default)) => default.parse().ok(),
                (argument, _) => self.evaluate(&argument?),
            };
        }
        if let Some(index) = row.item_of_argument(ty) {
            return match self.evaluate(&named.argument(index)?)? {
                Type::Array(item, _) | Type::List(item) => Some(*item),
                _ => None,
            };
        }
        let mut is_whole = true;
        let filled = ty.clone().map_children(&mut |child| {
            let child = self.fill(row, &child, term, named);
            is_whole &= child.is_some();
            child.unwrap_or(Type::Unknown)
        });
        if is_whole { self.evaluate_leaf(filled, term) } else { None }
    }

    fn evaluate_leaf(&mut self, ty: Type, term: &Term<'scan>) -> Option<Type> {
        let Type::Integer(name @ ("i128" | "u128")) = ty else { return Some(ty) };
        if self.is_big {
            return Some(ty);
        }
        let message = format!("`{name}` holds numbers that JavaScript cannot");
        let help = "send it as a text, a `String`, or by `#[serde(with = \"mizan::bigint\")]` on the \
                    field of a struct that derives `mizan::Type`";
        self.refuse(term, message, help)
    }
}

/// The type with its integers written as texts.
fn enlarge(ty: Type) -> Option<Type> {
    let inner = |ty: Box<Type>| enlarge(*ty).map(Box::new);
    Some(match ty {
        Type::Integer(name) => Type::BigInteger(name),
        Type::Option(value) => Type::Option(inner(value)?),
        Type::List(item) => Type::List(inner(item)?),
        _ => return None,
    })
}
