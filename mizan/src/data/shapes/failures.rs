//! Errors of the database, as the caller may learn them.

use sea_orm::{DbErr, RuntimeErr, SqlErr, sqlx};

use crate::Error;

/// An error of the database as one that the caller can do something about, where there is one.
pub(super) fn explain(error: Error) -> Error {
    let Some(cause) = cause_of(&error) else { return error };
    match cause.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => {
            return Error::conflict(
                "Nothing was saved, because another row has a value that only one may have.",
            );
        }
        Some(SqlErr::ForeignKeyConstraintViolation(_)) => {
            return Error::conflict(
                "Nothing was saved, because other rows depend on one that would go, or one that a row leads to \
                 is gone.",
            );
        }
        _ => {}
    }
    if matches!(cause, DbErr::RecordNotUpdated) {
        return Error::conflict("Nothing was saved, because someone else changed a row meanwhile.");
    }
    match class_of(cause) {
        Some(Class::LostRace) => Error::conflict(
            "Nothing was saved, because someone else was writing the same rows. Save again.",
        ),
        Some(Class::TooLong) => {
            Error::validation("Nothing was saved, because a text is longer than its column takes.")
        }
        Some(Class::TooLarge) => Error::validation(
            "Nothing was saved, because a number is larger than its column takes.",
        ),
        Some(Class::Null) => Error::validation(NULL),
        Some(Class::Check) => {
            Error::validation("Nothing was saved, because a value breaks a rule of its table.")
        }
        None => error,
    }
}

/// An error of a query: a text of the caller may stand in its conditions.
pub(super) fn explain_reading(error: DbErr) -> Error {
    match class_of(&error) {
        Some(Class::Null) => Error::validation(NULL),
        _ => error.into(),
    }
}

const NULL: &str =
    "A text has the character U+0000 in it, which Postgres takes nowhere. Leave it out.";

/// True if the database has ended a transaction in favour of another one.
pub(super) fn is_lost_race(error: &Error) -> bool {
    cause_of(error).is_some_and(|cause| class_of(cause) == Some(Class::LostRace))
}

fn cause_of(error: &Error) -> Option<&DbErr> {
    error.cause()?.downcast_ref()
}

/// What is wrong with a statement.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    LostRace,
    TooLong,
    TooLarge,
    Check,
    Null,
}

/// The codes of Postgres and of the standard have five characters, those of SQLite are numbers.
fn class_of(error: &DbErr) -> Option<Class> {
    let (DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error))) =
        error
    else {
        return None;
    };
    let sqlx::Error::Database(error) = error.as_ref() else { return None };
    Some(match error.code()?.as_ref() {
        // Deadlocks, transactions that cannot be one after the other, and a database that is busy.
        "40P01" | "40001" | "5" | "261" | "517" => Class::LostRace,
        "22001" => Class::TooLong,
        "22003" => Class::TooLarge,
        "22021" => Class::Null,
        "23514" | "275" => Class::Check,
        _ => return None,
    })
}
