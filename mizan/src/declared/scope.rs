//! The scope of an invalidation: the values of context parameters that name its instances.

use std::marker::PhantomData;

use serde::Serialize;

/// Values of context parameters as JSON, sorted by the names of the parameters.
#[derive(Clone, Debug, Default)]
pub struct Scope(Vec<Parameter>);

#[derive(Clone, Debug)]
struct Parameter {
    name: &'static str,
    json: String,
    /// The position of the one target that the value is for. `None`: it is for every target whose
    /// context has a parameter of that name.
    target: Option<usize>,
}

impl Scope {
    /// Adds the value of a parameter. A value without JSON, and `null`, name no instance and are
    /// left out.
    pub fn add(&mut self, parameter: &'static str, json: Option<String>) {
        self.insert(parameter, json, None);
    }

    /// Adds a value for the target of that position alone, which has an explicit scope.
    pub(crate) fn add_own(&mut self, target: usize, parameter: &'static str, json: Option<String>) {
        self.insert(parameter, json, Some(target));
    }

    fn insert(&mut self, name: &'static str, json: Option<String>, target: Option<usize>) {
        if let Some(json) = json.filter(|json| json != "null") {
            let position = self.0.partition_point(|parameter| parameter.name < name);
            self.0.insert(position, Parameter { name, json, target });
        }
    }

    /// The names and JSON values of the parameters for which `applies` is true; it gets a name and
    /// the target that the value is for.
    pub(crate) fn parameters(
        &self,
        applies: impl Fn(&'static str, Option<usize>) -> bool + Clone,
    ) -> impl Iterator<Item = (&'static str, &str)> + Clone {
        let applies = move |parameter: &&Parameter| applies(parameter.name, parameter.target);
        self.0.iter().filter(applies).map(|parameter| (parameter.name, &*parameter.json))
    }
}

/// A value that fits a context parameter of type `T`: a `T` or a borrowed one.
#[diagnostic::on_unimplemented(
    message = "this is `{Self}`, and the parameter of the context is `{T}`",
    label = "names no instance of the context",
    note = "a scope has a value of the very type that the field of the context has"
)]
pub trait Fits<T> {
    /// The JSON of the value.
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

/// The type of a context parameter, inferred from the field before the value is checked, so that
/// the compiler's error points at the value.
pub struct Field<T>(PhantomData<fn() -> T>);

impl<T> Field<T> {
    /// The field that the function returns.
    pub fn of<C>(_: fn(&C) -> &T) -> Self {
        Self(PhantomData)
    }

    /// The JSON of a value for the field.
    pub fn json<V: Fits<T>>(self, value: &V) -> Option<String> {
        value.json()
    }
}

/// An argument whose type may or may not serialise. Method resolution takes [`ScopeText::text`] for
/// a type that serialises, and otherwise, one reference further, [`Unscoped::text`].
pub struct Probe<'argument, T>(pub &'argument T);

/// The text of an argument that serialises.
pub trait ScopeText {
    /// The JSON of the argument.
    fn text(&self) -> Option<String>;
}

impl<T: Serialize> ScopeText for Probe<'_, T> {
    fn text(&self) -> Option<String> {
        serde_json::to_string(self.0).ok()
    }
}

/// The text of an argument that does not serialise.
pub trait Unscoped {
    /// Always `None`.
    fn text(&self) -> Option<String>;
}

impl<T> Unscoped for &Probe<'_, T> {
    fn text(&self) -> Option<String> {
        None
    }
}
