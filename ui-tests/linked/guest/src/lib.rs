//! Items whose macros come from another library.

#![allow(missing_docs, reason = "the items speak for themselves")]

use linked_facade::Api;
use linked_facade::people::Person;
use serde::{Deserialize, Serialize};

pub type Answer<T = Person, E = linked_facade::mizan::Error> = Result<T, E>;

#[derive(Serialize, Deserialize, Api)]
pub struct Visit<T> {
    pub by: T,
    pub outcome: Result<u8, String>,
}

#[derive(linked_facade::mizan::Identity)]
pub struct Me {
    #[mizan(id)]
    pub id: i64,
}

#[derive(Serialize, Api, linked_facade::mizan::Failure)]
pub enum VisitError {
    #[mizan(conflict, message = "Somebody is in.")]
    Busy,
    #[mizan(transparent)]
    Other(linked_facade::mizan::Error),
}

#[linked_facade::endpoint(affects = linked_facade::Door { number: visit.by })]
pub fn visit(me: Option<&Me>, visit: Visit<u16>) -> Result<Visit<Person>, VisitError> {
    match (me, visit.outcome) {
        (None, _) => Err(VisitError::Busy),
        (Some(me), outcome) => Ok(Visit { by: Person { id: me.id }, outcome }),
    }
}

#[linked_facade::mizan::client]
pub fn last_visitor() -> Answer {
    Ok(Person { id: 1 })
}

#[linked_facade::mizan::client]
pub fn visitors() -> Answer<Vec<Person>> {
    Ok(Vec::new())
}

#[cfg(test)]
mod tests {
    #[test]
    fn source_and_program_agree() {
        linked_facade::mizan::assert_ir!();
    }
}
