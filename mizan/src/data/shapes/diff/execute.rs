//! Writing a plan: deletes, then updates, then inserts.

use sea_orm::sea_query::{DynIden, Expr, ExprTrait, Query, ReturningClause, Value};
use sea_orm::{DbBackend, DbErr};

use super::plan::{Action, Plan, PlannedRow, Removal};
use super::stored::has_key;
use super::swap::{self, Step};
use crate::data::shapes::connection::{Connection, each, run};
use crate::data::shapes::keys::{Key, mistake};
use crate::data::shapes::load::MOST_VALUES;
use crate::data::shapes::table::Table;

/// Writes the plan.
pub(super) async fn execute(db: &dyn Connection, plan: &mut Plan) -> Result<(), DbErr> {
    // Children were planned behind their parents, and go before them.
    for removal in plan.removals.iter().rev() {
        remove(db, removal).await?;
    }
    for step in swap::order(plan, db.backend())? {
        match step {
            Step::Park { row, column, value } => park(db, plan, row, column, *value).await?,
            Step::Update(row) => update(db, plan, row).await?,
        }
    }
    insert_all(db, plan).await
}

async fn remove(db: &dyn Connection, removal: &Removal) -> Result<(), DbErr> {
    let Removal { table, keys, detached } = removal;
    for keys in keys.chunks(MOST_VALUES / table.key().count().max(1)) {
        let keys: Vec<&Key> = keys.iter().collect();
        match detached {
            None => {
                let mut delete = Query::delete();
                delete.from_table(table.table.clone()).and_where(has_key(table, &keys));
                run(db, &delete).await?;
            }
            Some(columns) => {
                let mut update = Query::update();
                update.table(table.table.clone()).and_where(has_key(table, &keys));
                for column in columns {
                    update.value(column.clone(), Expr::cust("NULL"));
                }
                run(db, &update).await?;
            }
        }
    }
    Ok(())
}

async fn park(
    db: &dyn Connection,
    plan: &Plan,
    row: usize,
    column: usize,
    value: Expr,
) -> Result<(), DbErr> {
    let row = &plan.rows[row];
    let mut update = Query::update();
    update.table(row.table.table.clone());
    update.value(row.table.columns[column].name.clone(), value);
    let key = row.key().ok_or_else(|| mistake("a stored row has no key".to_owned()))?;
    update.and_where(has_key(row.table, &[&key]));
    run(db, &update).await.map(drop)
}

async fn update(db: &dyn Connection, plan: &mut Plan, index: usize) -> Result<(), DbErr> {
    let row = &mut plan.rows[index];
    let table = row.table;
    let mut update = Query::update();
    update.table(table.table.clone());
    for column in &row.changed {
        let described = &table.columns[*column];
        update.value(described.name.clone(), described.saved(row.values[*column].clone()));
    }
    let key = row.key().ok_or_else(|| mistake("a stored row has no key".to_owned()))?;
    update.and_where(has_key(table, &[&key]));
    if let Some(version) = table.version() {
        let name = &table.columns[version].name;
        let seen = row.values[version].clone();
        update.value(name.clone(), Expr::col(name.clone()).add(1));
        update.and_where(Expr::col((table.name.clone(), name.clone())).eq(seen.clone()));
        row.values[version] = next(seen);
    }
    match run(db, &update).await? {
        1 => Ok(()),
        _ => Err(DbErr::RecordNotUpdated),
    }
}

/// The version after this one.
fn next(version: Value) -> Value {
    match version {
        Value::SmallInt(Some(number)) => Value::SmallInt(Some(number.wrapping_add(1))),
        Value::Int(Some(number)) => Value::Int(Some(number.wrapping_add(1))),
        Value::BigInt(Some(number)) => Value::BigInt(Some(number.wrapping_add(1))),
        other => other,
    }
}

/// Inserts all new rows. Those whose keys are known are written many at once.
async fn insert_all(db: &dyn Connection, plan: &mut Plan) -> Result<(), DbErr> {
    let mut batch: Vec<usize> = Vec::new();
    for index in 0..plan.rows.len() {
        let row = &plan.rows[index];
        if row.action != Action::Insert {
            continue;
        }
        let fits = batch.first().is_none_or(|first| {
            let first = &plan.rows[*first];
            let width = row.table.columns.len() + plan.scope_values.len() + 4;
            let belonging = |row: &PlannedRow| {
                let (parent, relation) = row.parent?;
                Some((std::ptr::from_ref(plan.rows[parent].table), relation))
            };
            std::ptr::eq(first.table, row.table)
                && belonging(first) == belonging(row)
                && (batch.len() + 1) * width < MOST_VALUES
        });
        if row.is_key_made || !fits {
            insert(db, plan, &std::mem::take(&mut batch)).await?;
        }
        match plan.rows[index].is_key_made {
            true => insert(db, plan, &[index]).await?,
            false => batch.push(index),
        }
    }
    insert(db, plan, &batch).await
}

/// Inserts rows of one table that belong to their parents by one relation.
async fn insert(db: &dyn Connection, plan: &mut Plan, batch: &[usize]) -> Result<(), DbErr> {
    let Some(first) = batch.first() else { return Ok(()) };
    let table = plan.rows[*first].table;
    let mut insert = Query::insert();
    insert.into_table(table.table.clone());
    for (count, index) in batch.iter().enumerate() {
        let written = written(plan, *index)?;
        if count == 0 {
            insert.columns(written.iter().map(|(column, _)| column.clone()));
        }
        let values = written.into_iter().map(|(_, value)| value);
        insert.values(values).map_err(|error| mistake(error.to_string()))?;
    }
    if !plan.rows[*first].is_key_made {
        return run(db, &insert).await.map(drop);
    }
    if db.backend() == DbBackend::MySql {
        return Err(mistake(
            "MySQL does not tell the key of a new row. Let the client give the keys".to_owned(),
        ));
    }
    let key = table.key().map(|column| Expr::col(column.name.clone()));
    insert.returning(ReturningClause::Exprs(key.collect()));
    let positions: Vec<usize> =
        (0..table.columns.len()).filter(|index| table.columns[*index].marks.is_key).collect();
    let mut made = Vec::new();
    each(db, &insert, |row| {
        for (position, index) in positions.iter().enumerate() {
            made.push((table.columns[*index].get)(row, position)?);
        }
        Ok(())
    })
    .await?;
    if made.is_empty() {
        return Err(DbErr::RecordNotInserted);
    }
    for (index, value) in positions.into_iter().zip(made) {
        plan.rows[*first].values[index] = value;
    }
    Ok(())
}

/// The columns of a new row with their values: what leads to its parent or into the scope wins over what came
/// back.
fn written(plan: &mut Plan, index: usize) -> Result<Vec<(DynIden, Expr)>, DbErr> {
    let given = foreign_values(plan, index)?;
    let row = &mut plan.rows[index];
    let table: &'static Table = row.table;
    if let Some(version) = table.version() {
        row.values[version] = first_version(&row.values[version]);
    }
    let mut written = Vec::new();
    let columns: Vec<usize> = row.written_columns().collect();
    for position in columns {
        let column = &table.columns[position];
        let foreign = given.iter().find(|(name, _)| *name == column.name);
        if let Some((_, value)) = foreign {
            plan.is_corrected |= Key::new([value]) != Key::new([&row.values[position]]);
            row.values[position] = value.clone();
        }
        written.push((column.name.clone(), column.saved(row.values[position].clone())));
    }
    for (name, value) in given {
        if !written.iter().any(|(known, _)| *known == name) {
            written.push((name, Expr::val(value)));
        }
    }
    Ok(written)
}

fn first_version(version: &Value) -> Value {
    match version {
        Value::SmallInt(_) => Value::SmallInt(Some(0)),
        Value::Int(_) => Value::Int(Some(0)),
        _ => Value::BigInt(Some(0)),
    }
}

/// The columns by which a row belongs to its parent, or to the scope.
fn foreign_values(plan: &Plan, index: usize) -> Result<Vec<(DynIden, Value)>, DbErr> {
    let Some((parent, relation)) = plan.rows[index].parent else {
        return Ok(plan.scope_values.clone());
    };
    let parent = &plan.rows[parent];
    let relation = &parent.table.relations[relation];
    let (_, columns) = relation.path.foreign_columns();
    let values = relation.start_of(parent.table, &parent.values)?;
    Ok(columns.into_iter().zip(values).collect())
}
