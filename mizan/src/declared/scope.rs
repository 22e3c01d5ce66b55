//! The values that say which instances of a context are meant.

use std::marker::PhantomData;

use serde::Serialize;

use super::target::Target;

/// Parameters of contexts, sorted by name, their values as JSON.
#[derive(Clone, Debug, Default)]
pub struct Scope(Vec<Parameter>);

#[derive(Clone, Debug)]
struct Parameter {
    name: &'static str,
    json: String,
    /// The position of the target that it is for; without one, it is for all that have such a
    /// parameter.
    target: Option<usize>,
}

impl Scope {
    /// Adds a parameter. A value that has no JSON, or is null, names no instance.
    pub fn add(&mut self, parameter: &'static str, json: Option<String>) {
        self.insert(parameter, json, None);
    }

    /// Adds a parameter of the target of that position, which says itself what it means.
    pub(crate) fn add_own(&mut self, target: usize, parameter: &'static str, json: Option<String>) {
        self.insert(parameter, json, Some(target));
    }

    fn insert(&mut self, name: &'static str, json: Option<String>, target: Option<usize>) {
        if let Some(json) = json.filter(|json| json != "null") {
            let position = self.0.partition_point(|parameter| parameter.name < name);
            self.0.insert(position, Parameter { name, json, target });
        }
    }

    /// The parameters of the target of that position.
    pub(crate) fn narrow(
        &self,
        position: usize,
        target: &Target,
    ) -> impl Iterator<Item = (&'static str, &str)> + Clone {
        let is_meant = move |parameter: &&Parameter| match target.is_explicit {
            true => parameter.target == Some(position),
            false => parameter.target.is_none() && target.parameters.contains(&parameter.name),
        };
        self.0.iter().filter(is_meant).map(|parameter| (parameter.name, &*parameter.json))
    }
}

/// A value that a scope may have for a parameter of type `T`: the `T` itself, or a borrowed one.
#[diagnostic::on_unimplemented(
    message = "this is `{Self}`, and the parameter of the context is `{T}`",
    label = "names no instance of the context",
    note = "a scope has a value of the very type that the field of the context has"
)]
pub trait Fits<T> {
    /// Its JSON.
    fn json(&self) -> Option<String>;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize> Fits<T> for T {
    fn json(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Serialize> Fits<T> for &T {
    fn json(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }
}

#[diagnostic::do_not_recommend]
impl Fits<String> for &str {
    fn json(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }
}

/// A parameter of a context that a scope gives a value to. Its type is known before the value is
/// looked at, so that the compiler tells of the value.
pub struct Field<T>(PhantomData<fn() -> T>);

impl<T> Field<T> {
    /// The field that a function leads to.
    pub fn of<C>(_: fn(&C) -> &T) -> Self {
        Self(PhantomData)
    }

    /// The JSON of a value for it.
    pub fn json<V: Fits<T>>(self, value: &V) -> Option<String> {
        value.json()
    }
}

/// An argument that may have JSON: the compiler takes [`ScopeText`] where it has, and
/// [`Unscoped`], one reference further, where it has not.
pub struct Probe<'argument, T>(pub &'argument T);

/// The text of an argument that serialises.
pub trait ScopeText {
    /// Its JSON.
    fn text(&self) -> Option<String>;
}

impl<T: Serialize> ScopeText for Probe<'_, T> {
    fn text(&self) -> Option<String> {
        serde_json::to_string(self.0).ok()
    }
}

/// The text of an argument that does not serialise.
pub trait Unscoped {
    /// None.
    fn text(&self) -> Option<String>;
}

impl<T> Unscoped for &Probe<'_, T> {
    fn text(&self) -> Option<String> {
        None
    }
}
