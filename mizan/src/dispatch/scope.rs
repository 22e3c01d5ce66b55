//! The values that say which instances of a context are meant.

use serde::Serialize;

/// Parameters of a context by name, their values as JSON.
#[derive(Clone, Debug, Default)]
pub struct Scope(Vec<(&'static str, String)>);

impl Scope {
    /// Adds a parameter. A value that has no JSON, or is null, names no instance.
    pub fn add(&mut self, parameter: &'static str, json: Option<String>) {
        if let Some(json) = json.filter(|json| json != "null") {
            self.0.push((parameter, json));
        }
    }

    /// The parameters among those names, sorted.
    pub(super) fn narrow(&self, names: &[&str]) -> Vec<(&'static str, String)> {
        let mut parameters: Vec<_> =
            self.0.iter().filter(|(name, _)| names.contains(name)).cloned().collect();
        parameters.sort_unstable();
        parameters
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
