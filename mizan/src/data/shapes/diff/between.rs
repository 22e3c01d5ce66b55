//! Values of the time in between, while rows swap those of a unique column: no row has them before or behind.

use sea_orm::sea_query::{Expr, ExprTrait, Query, TableRef, Value};
use sea_orm::{ColumnType, DbBackend};

use crate::data::shapes::table::Column;

/// The value that the `count`-th statement of a diff gives to a column of such a table; `None` for a type that has none.
pub(super) fn value_in_between(
    table: &TableRef,
    column: &Column,
    stored: &Value,
    count: usize,
    backend: DbBackend,
) -> Option<Expr> {
    if column.is_nullable {
        return Some(Expr::val(stored.as_null()));
    }
    let is_native_enum = matches!(column.kind, ColumnType::Enum { .. });
    let value = among_values(stored, count).filter(|_| !is_native_enum);
    match (value, backend) {
        (Some(value), _) => Some(Expr::val(value)),
        // It keeps a text in a column of any type.
        (None, DbBackend::Sqlite) => Some(Expr::val(text(count))),
        (None, DbBackend::Postgres) => computed(table, column, count),
        _ => None,
    }
}

fn text(count: usize) -> String {
    format!("\u{1}{count}")
}

/// A value at the end of its type, or that nobody writes.
fn among_values(stored: &Value, count: usize) -> Option<Value> {
    let number = i64::try_from(count).ok()?;
    Some(match stored {
        Value::TinyInt(_) => Value::TinyInt(Some(i8::try_from(i64::from(i8::MIN) + number).ok()?)),
        Value::SmallInt(_) => {
            Value::SmallInt(Some(i16::try_from(i64::from(i16::MIN) + number).ok()?))
        }
        Value::Int(_) => Value::Int(Some(i32::try_from(i64::from(i32::MIN) + number).ok()?)),
        Value::BigInt(_) => Value::BigInt(Some(i64::MIN + number)),
        // The numbers next to the smallest one.
        Value::Float(_) => {
            let bits = f32::MIN.to_bits() - u32::try_from(count).ok()?;
            Value::Float(Some(f32::from_bits(bits)))
        }
        Value::Double(_) => Value::Double(Some(f64::from_bits(f64::MIN.to_bits() - count as u64))),
        Value::String(_) => Value::String(Some(text(count))),
        Value::Bytes(_) => Value::Bytes(Some(text(count).into_bytes())),
        #[cfg(feature = "uuid")]
        Value::Uuid(_) => Value::Uuid(Some(uuid::Uuid::from_u128(count as u128))),
        _ => return None,
    })
}

/// A value that Postgres computes, whatever crate the application has for the type: a day before all history, the
/// last moment of a day, or a number at the end of its type.
fn computed(table: &TableRef, column: &Column, count: usize) -> Option<Expr> {
    let behind = format!("INTERVAL '{count} microseconds'");
    Some(Expr::cust(match column.kind {
        ColumnType::Date => format!("DATE '4713-01-01 BC' + {count}"),
        ColumnType::DateTime | ColumnType::Timestamp => {
            format!("TIMESTAMP '4713-01-02 BC' + {behind}")
        }
        ColumnType::TimestampWithTimeZone => {
            format!("TIMESTAMPTZ '4713-01-02 00:00:00+00 BC' + {behind}")
        }
        ColumnType::Time => format!("TIME '23:59:59.999999' - {behind}"),
        ColumnType::Decimal(Some((digits, scale))) => {
            let least = "9".repeat(usize::try_from(digits).ok()?);
            format!("(-{least} + {count}) * 1e-{scale}::numeric")
        }
        ColumnType::Decimal(None) => {
            let least = Expr::col(column.name.clone()).min();
            let mut query = Query::select();
            query.from(table.clone()).expr(least.sub(i64::try_from(count).ok()? + 1));
            return Some(Expr::SubQuery(None, Box::new(query.into())));
        }
        _ => return None,
    }))
}
