//! What a test gives to `assert_types!`: values of types, and JSON that a type reads.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use mizan_ir::Type as ModelType;
use serde::Serialize;
use serde_json::Value;

use crate::Type;
use crate::declared::model::definitions::{Describe, Types};

/// A value that a test gives, or JSON of its type.
pub struct Given {
    /// The name that the compiler gives the type.
    name: &'static str,
    /// The type in the model; `None` for one that does not derive `mizan::Type`.
    ty: Option<ModelType>,
    json: Value,
    /// True if serde wrote the JSON of a value.
    is_value: bool,
}

/// A type of which a test gives something. The compiler takes the inherent method of one that derives
/// `mizan::Type`, and of any other that of [`NoModel`].
pub struct GivenType<T>(PhantomData<T>);

impl<T> GivenType<T> {
    /// The only value.
    pub const NEW: Self = Self(PhantomData);

    /// The type of a value.
    pub fn of(_: &T) -> Self {
        Self::NEW
    }
}

impl<T: Type> GivenType<T> {
    /// The function that describes the type.
    pub fn model(&self) -> Option<Describe> {
        Some(T::describe)
    }
}

/// A type that does not derive `mizan::Type`.
pub trait NoModel {
    /// Nothing describes it.
    fn model(&self) -> Option<Describe> {
        None
    }
}

impl<T> NoModel for GivenType<T> {}

/// A value as a test gives it.
#[track_caller]
pub fn give<T: Serialize>(value: &T, model: Option<Describe>) -> Given {
    Given { is_value: true, ..give_json::<T>(value, model) }
}

/// JSON that a type reads, as a test gives it.
#[track_caller]
pub fn give_json<T>(json: &impl Serialize, model: Option<Describe>) -> Given {
    let name = std::any::type_name::<T>();
    Given {
        name,
        ty: model.map(|describe| describe(&mut Types::default())),
        json: serde_json::to_value(json)
            .unwrap_or_else(|error| panic!("what is given for `{name}` has no JSON: {error}")),
        is_value: false,
    }
}

/// Everything that a test gives.
#[derive(Default)]
pub(super) struct GivenTypes {
    /// The JSON of each type, by its path in the model.
    pub(super) of_paths: BTreeMap<String, Value>,
    /// The same of those alone whose JSON serde wrote.
    pub(super) values: BTreeMap<String, Value>,
    /// The JSON of each type, by the name that the compiler gives it, and whether serde wrote it.
    pub(super) of_names: BTreeMap<&'static str, (Value, bool)>,
}

impl GivenTypes {
    pub(super) fn new(given: Vec<Given>) -> Self {
        let mut all = Self::default();
        for Given { name, ty, json, is_value } in given {
            all.of_names.insert(name, (json.clone(), is_value));
            if let Some(ModelType::Named(path, _)) = ty {
                if is_value {
                    all.values.insert(path.clone(), json.clone());
                }
                all.of_paths.insert(path, json);
            }
        }
        all
    }
}
