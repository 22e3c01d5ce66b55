//! An object type under construction: its members, and the parts that are flattened into it.

use super::mentions::index;
use crate::emit::typescript::printer::{Expression, Member};

/// The depth to which structs are flattened into each other. A struct that is flattened into
/// itself has no end, and serde cannot write it either.
pub(super) const DEPTH: usize = 16;

/// A type that an object intersects with its members.
#[derive(Clone)]
pub(super) struct Part {
    /// The type of an object that has nothing else.
    pub(super) alone: Expression,
    /// The type of an object with other members. Alone, an object without members forbids all
    /// others; here it must not.
    pub(super) beside: Expression,
}

impl From<Expression> for Part {
    fn from(ty: Expression) -> Self {
        Self { alone: ty.clone(), beside: ty }
    }
}

/// An object under construction.
#[derive(Clone, Default)]
pub(super) struct Object {
    pub(super) members: Vec<Member>,
    pub(super) parts: Vec<Part>,
    /// The types of the values under keys that are only known at run time.
    pub(super) open: Vec<Expression>,
    /// The types of all values in `parts`; `None` where a part does not list them.
    pub(super) part_values: Option<Vec<Expression>>,
    /// The number of objects that this one is flattened into.
    pub(super) depth: usize,
}

impl Object {
    pub(super) fn new(members: Vec<Member>) -> Self {
        Self { members, part_values: Some(Vec::new()), ..Self::default() }
    }

    /// Adds a part; `values` are the types of the values in it, where they are known.
    pub(super) fn add_part(&mut self, part: impl Into<Part>, values: Option<Vec<Expression>>) {
        self.parts.push(part.into());
        self.part_values = self.part_values.take().zip(values).map(|(mut all, values)| {
            all.extend(values);
            all
        });
    }

    /// The type of the finished object.
    pub(super) fn finish(self) -> Expression {
        self.compose(false)
    }

    /// The type of the object; `has_others` says that it is a part of an object with more members.
    pub(super) fn compose(mut self, has_others: bool) -> Expression {
        if !self.open.is_empty() {
            let mut all = std::mem::take(&mut self.open);
            match self.part_values {
                None => all = vec![Expression::atom("unknown")],
                Some(values) => {
                    all.extend(self.members.iter().map(|member| member.ty.clone()));
                    all.extend(values);
                    if self.members.iter().any(|member| member.optional) {
                        all.push(Expression::atom("undefined"));
                    }
                }
            }
            self.members.push(index("string", Expression::union(all)));
        }
        if self.members.is_empty() && self.parts.is_empty() {
            let nothing = index("string", Expression::atom("never"));
            return Expression::Object(if has_others { Vec::new() } else { vec![nothing] });
        }
        let is_alone = !has_others && self.members.is_empty() && self.parts.len() == 1;
        let parts = self.parts.into_iter();
        let parts = parts.map(|part| if is_alone { part.alone } else { part.beside });
        let own = (!self.members.is_empty()).then_some(Expression::Object(self.members));
        let mut parts: Vec<Expression> = own.into_iter().chain(parts).collect();
        if parts.len() == 1 { parts.remove(0) } else { Expression::Intersection(parts) }
    }
}
