//! The way from the rows of one entity to those of another.

use sea_orm::sea_query::{Condition, DynIden, Expr, ExprTrait, IntoIden, TableRef};
use sea_orm::{EntityTrait, Related, RelationDef, RelationTrait};

/// The way from the rows of one entity to those of another, through a junction if there is one.
#[derive(Clone, Debug)]
pub struct RelationPath {
    pub(super) to: RelationDef,
    pub(super) via: Option<RelationDef>,
}

impl RelationPath {
    /// The relation that the types of the entities say.
    #[must_use]
    pub fn between<From: RelatesTo<To>, To: EntityTrait>() -> Self {
        From::path()
    }

    /// The relation of that name.
    pub fn named(relation: impl RelationTrait) -> Self {
        Self { to: relation.def(), via: None }
    }

    /// The columns of the rows from which it starts.
    pub(super) fn start_columns(&self) -> Vec<DynIden> {
        let first = self.via.as_ref().unwrap_or(&self.to);
        first.from_col.clone().into_iter().collect()
    }

    /// The columns that hold the values of [`start_columns`](Self::start_columns), and their table.
    pub(super) fn foreign_columns(&self) -> (TableRef, Vec<DynIden>) {
        let first = self.via.as_ref().unwrap_or(&self.to);
        (first.to_tbl.clone(), first.to_col.clone().into_iter().collect())
    }

    /// True if each row that it reaches belongs to the one from which it starts: the rows can be written.
    pub(super) fn is_owned(&self) -> bool {
        self.via.is_none() && self.to.is_owner && self.to.on_condition.is_none()
    }

    /// The conditions of the relations themselves.
    pub(super) fn own_condition(&self) -> Option<Condition> {
        let conditions = [Some(&self.to), self.via.as_ref()];
        let mut found = conditions.into_iter().flatten().filter_map(|relation| {
            let condition = relation.on_condition.as_ref()?;
            Some(condition(name_of(&relation.from_tbl), name_of(&relation.to_tbl)))
        });
        let first = found.next()?;
        Some(found.fold(first, |all, condition| Condition::all().add(all).add(condition)))
    }
}

/// The name by which the columns of a table are written.
pub(super) fn name_of(table: &TableRef) -> DynIden {
    match table {
        TableRef::Table(name, alias) => alias.clone().unwrap_or_else(|| name.1.clone()),
        TableRef::SubQuery(_, alias)
        | TableRef::ValuesList(_, alias)
        | TableRef::FunctionCall(_, alias) => alias.clone(),
        // The table of an entity is none of the kinds that may be added.
        _ => second(),
    }
}

/// That the columns of two tables have equal values.
pub(super) fn equal(
    (left, left_columns): (&DynIden, &[DynIden]),
    (right, right_columns): (&DynIden, &[DynIden]),
) -> Condition {
    let pairs = left_columns.iter().zip(right_columns);
    pairs.fold(Condition::all(), |all, (one, other)| {
        let one = Expr::col((left.clone(), one.clone()));
        all.add(one.equals((right.clone(), other.clone())))
    })
}

/// The name of a table in a query where it stands a second time.
pub(super) fn second() -> DynIden {
    "related".into_iden()
}

/// An entity that has a relation to the entity `To`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no relation to `{To}`",
    label = "not related",
    note = "declare it at the entity: `impl Related<{To}> for {Self}`, or a field `HasMany`, `HasOne` or \
            `BelongsTo` of the model",
    note = "or name a variant of `Relation`: `#[shape(relation = Orders)]`"
)]
pub trait RelatesTo<To: EntityTrait> {
    /// The way from one to the other.
    fn path() -> RelationPath;
}

#[diagnostic::do_not_recommend]
impl<From: Related<To>, To: EntityTrait> RelatesTo<To> for From {
    fn path() -> RelationPath {
        RelationPath { to: From::to(), via: From::via() }
    }
}
