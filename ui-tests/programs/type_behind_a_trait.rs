use mizan::{Type, client};
use serde::Serialize;

pub trait Model {
    type Id;
}

pub struct Many<T>(T);

impl Model for Many<u8> {
    type Id = u8;
}

impl Model for Many<bool> {
    type Id = bool;
}

#[derive(Serialize, Type)]
pub struct Held {
    pub id: <Many<u8> as Model>::Id,
}

#[client]
pub fn get(ids: Vec<<Many<bool> as Model>::Id>) -> Held {
    drop(ids);
    Held { id: 1 }
}
