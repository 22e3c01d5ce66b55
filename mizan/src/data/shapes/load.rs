//! Reading the relations of rows that are read: one query for each relation, however many rows.

use std::future::pending;
use std::marker::PhantomData;

use futures_util::future::BoxFuture;
use sea_orm::sea_query::{DynIden, Expr, ExprTrait, JoinType, SelectStatement};
use sea_orm::{DbErr, QueryResult, TryGetable};
use smallvec::SmallVec;

use super::connection::{Connection, each};
use super::keys::{Getter, Key, KeyMap, Links, mistake};
use super::limit::limit_each;
use super::relation::{equal, name_of};
use super::select::{natural_order, select, sort};
use super::shape::Shape;
use super::table::{Relation, Table};

/// The most values that one statement takes: SQLite takes 32 766, and Postgres 65 535.
pub(super) const MOST_VALUES: usize = 30_000;

/// A row, of which fields are read by their position.
pub struct Row<'row>(pub(super) &'row QueryResult);

impl Row<'_> {
    /// The value at a position.
    ///
    /// # Errors
    ///
    /// If it is null, or of another type.
    pub fn get<T: TryGetable>(&self, index: usize) -> Result<T, DbErr> {
        self.0.try_get_by_index(index)
    }
}

/// What reads the relations of rows.
#[derive(Clone, Copy)]
pub struct Loader<'call> {
    pub(super) db: &'call dyn Connection,
}

impl Loader<'_> {
    /// The rows of a relation of each parent.
    async fn many<C: Shape>(
        self,
        table: &'static Table,
        relation: usize,
        links: &Links,
        parents: usize,
    ) -> Result<Vec<Vec<C>>, DbErr> {
        let relation = &table.relations[relation];
        let target = C::table();
        let foreign = Foreign::of(table, relation, target, target.width())?;
        let parents_of = group(relation, links, parents);
        let mut found = Found::new(target);
        for keys in chunks(&parents_of, foreign.columns.len()) {
            let query = foreign.query(target, relation, &keys);
            each(self.db, &query, |row| {
                let Some(key) = foreign.key(row)? else { return Ok(()) };
                // A row that several parents share is read for each of them.
                let mut parents = parents_of.get(&key).into_iter().flatten();
                parents.try_for_each(|parent| found.read(target, row, *parent))
            })
            .await?;
        }
        found.load_and_distribute(self, parents).await
    }

    /// The row of a relation of each parent.
    async fn one<C: Shape>(
        self,
        table: &'static Table,
        relation: usize,
        links: &Links,
        parents: usize,
    ) -> Result<Vec<Option<C>>, DbErr> {
        let lists = self.many::<C>(table, relation, links, parents).await?;
        Ok(lists.into_iter().map(|list| list.into_iter().next()).collect())
    }
}

/// Reads what a relation leads to from each parent.
type Read<Rows> = for<'call> fn(
    Loader<'call>,
    &'static Table,
    usize,
    &'call Links,
    usize,
) -> BoxFuture<'call, Result<Vec<Rows>, DbErr>>;

/// Reads the rows of a relation as `C`. The constants of [`NoShape`] are found for a type that is no shape, so that
/// the compiler tells of it once.
pub struct RelationProbe<C>(PhantomData<C>);

impl<C: Shape> RelationProbe<C> {
    /// Reads many rows of each parent.
    pub const MANY: Read<Vec<C>> = |loader, table, relation, links, parents| {
        Box::pin(loader.many(table, relation, links, parents))
    };
    /// Reads one row of each parent.
    pub const ONE: Read<Option<C>> = |loader, table, relation, links, parents| {
        Box::pin(loader.one(table, relation, links, parents))
    };
}

/// The constants of a type that is no shape, which never run: the compiler refuses the type.
pub trait NoShape<C: 'static> {
    /// Reads nothing.
    const MANY: Read<Vec<C>> = |_, _, _, _, _| Box::pin(pending());
    /// Reads nothing.
    const ONE: Read<Option<C>> = |_, _, _, _, _| Box::pin(pending());
}

impl<C: 'static> NoShape<C> for RelationProbe<C> {}

/// The positions of the parents with one key: mostly one.
type Parents = SmallVec<[usize; 1]>;

/// The parents of each key, which are several where the rows are shared.
fn group(relation: &Relation, links: &Links, parents: usize) -> KeyMap<Parents> {
    let mut parents_of: KeyMap<Parents> =
        KeyMap::with_capacity_and_hasher(parents, Default::default());
    for parent in 0..parents {
        if let Some(key) = links.key(parent, &relation.from) {
            parents_of.entry(key).or_default().push(parent);
        }
    }
    parents_of
}

/// The keys in the order of their parents, as many at once as one statement takes.
fn chunks(parents_of: &KeyMap<Parents>, columns: usize) -> Vec<Vec<&Key>> {
    let mut keys: Vec<(usize, &Key)> =
        parents_of.iter().map(|(key, parents)| (parents[0], key)).collect();
    keys.sort_unstable_by_key(|(parent, _)| *parent);
    let chunks = keys.chunks(MOST_VALUES / columns.max(1));
    chunks.map(|chunk| chunk.iter().map(|(_, key)| *key).collect()).collect()
}

/// The columns that say of a row to which parent it belongs.
pub(super) struct Foreign {
    /// The name of their table.
    table: DynIden,
    pub(super) columns: Vec<DynIden>,
    /// Their positions in a row, and their readers.
    readers: Vec<(usize, Getter)>,
    /// The columns that are read for this alone.
    pub(super) added: Vec<DynIden>,
}

impl Foreign {
    /// The columns of a relation, in rows that have so many values before those that are added.
    pub(super) fn of(
        parent: &Table,
        relation: &Relation,
        target: &Table,
        width: usize,
    ) -> Result<Self, DbErr> {
        let (table, columns) = relation.path.foreign_columns();
        let (mut readers, mut added) = (Vec::new(), Vec::new());
        for (column, from) in columns.iter().zip(&relation.from) {
            // The columns of a junction have the types of those to which they lead.
            let (position, getter) = match &relation.path.via {
                Some(_) => (None, Some(parent.links[*from].get)),
                None => target.find(column),
            };
            let getter = getter.ok_or_else(|| {
                mistake(format!(
                    "the column `{column}`, by which `{}` belongs to `{}`, has a type that no key has",
                    target.shape, parent.shape,
                ))
            })?;
            let position = position.filter(|position| *position < width).unwrap_or_else(|| {
                added.push(column.clone());
                width + added.len() - 1
            });
            readers.push((position, getter));
        }
        Ok(Self { table: name_of(&table), columns, readers, added })
    }

    /// The query of the rows of parents with these keys.
    fn query(&self, target: &Table, relation: &Relation, keys: &[&Key]) -> SelectStatement {
        let mut query = select(target);
        query.exprs(self.added.iter().map(|column| self.column(column)));
        if relation.path.via.is_some() {
            self.join(&mut query, target, relation);
        }
        query.and_where(self.belongs_to(keys));
        let conditions = [relation.path.own_condition(), relation.options.filter.clone()];
        for condition in conditions.into_iter().flatten() {
            query.cond_where(condition);
        }
        let mut order: Vec<_> = relation.options.order.clone().into_iter().collect();
        order.extend(natural_order(target));
        if let Some(limit) = relation.options.limit {
            let parent = self.columns.iter().map(|column| self.column(column)).collect();
            return limit_each(query, parent, &order, limit);
        }
        sort(&mut query, &order);
        query
    }

    fn join(&self, query: &mut SelectStatement, target: &Table, relation: &Relation) {
        let to = &relation.path.to;
        let ends = |identity: &sea_orm::Identity| identity.clone().into_iter().collect::<Vec<_>>();
        let on = equal((&self.table, &ends(&to.from_col)), (&target.name, &ends(&to.to_col)));
        query.join(JoinType::InnerJoin, to.from_tbl.clone(), on);
    }

    pub(super) fn belongs_to(&self, keys: &[&Key]) -> Expr {
        if let [column] = self.columns.as_slice() {
            return self.column(column).is_in(keys.iter().map(|key| key.value()));
        }
        let columns = self.columns.iter().map(|column| self.column(column));
        let values = keys.iter().map(|key| Expr::tuple(key.values().into_iter().map(Expr::val)));
        Expr::tuple(columns).is_in(values)
    }

    pub(super) fn column(&self, column: &DynIden) -> Expr {
        Expr::col((self.table.clone(), column.clone()))
    }

    pub(super) fn key(&self, row: &QueryResult) -> Result<Option<Key>, DbErr> {
        if let [(position, get)] = self.readers.as_slice() {
            return Ok(Key::new([&get(row, *position)?]));
        }
        let mut values = Vec::with_capacity(self.readers.len());
        for (position, get) in &self.readers {
            values.push(get(row, *position)?);
        }
        Ok(Key::new(&values))
    }
}

/// Rows that are read, with what leads to their relations.
pub(super) struct Found<C> {
    rows: Vec<C>,
    parents: Vec<usize>,
    links: Links,
}

impl<C: Shape> Found<C> {
    pub(super) fn new(table: &Table) -> Self {
        Self { rows: Vec::new(), parents: Vec::new(), links: Links::new(table.links.len(), 0) }
    }

    pub(super) fn read(
        &mut self,
        table: &Table,
        row: &QueryResult,
        parent: usize,
    ) -> Result<(), DbErr> {
        self.rows.push(C::read(&Row(row))?);
        self.parents.push(parent);
        for link in &table.links {
            self.links.push((link.get)(row, link.position)?);
        }
        Ok(())
    }

    /// The rows with their relations.
    pub(super) async fn load(mut self, loader: Loader<'_>) -> Result<(Vec<C>, Vec<usize>), DbErr> {
        if !self.rows.is_empty() {
            C::load(loader, self.rows.iter_mut().collect(), &self.links).await?;
        }
        Ok((self.rows, self.parents))
    }

    async fn load_and_distribute(
        self,
        loader: Loader<'_>,
        parents: usize,
    ) -> Result<Vec<Vec<C>>, DbErr> {
        let (rows, parent_of) = self.load(loader).await?;
        let mut lists: Vec<Vec<C>> = (0..parents).map(|_| Vec::new()).collect();
        for (row, parent) in rows.into_iter().zip(parent_of) {
            lists[parent].push(row);
        }
        Ok(lists)
    }
}
