//! The answers of calls and of reads.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::failure::Failure;

/// The answer to a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply(pub(super) Value);

impl Reply {
    /// The result as a type.
    ///
    /// # Errors
    ///
    /// That of serde, if it does not fit the type.
    pub fn result<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        T::deserialize(&self.0["result"])
    }

    /// The names of what the call has made stale: contexts, and functions.
    pub fn invalidates(&self) -> Vec<String> {
        let entries = self.0["invalidate"].as_array().map(Vec::as_slice).unwrap_or_default();
        let name = |entry: &'_ Value| {
            let fields = [Some(entry), entry.get("context"), entry.get("function")];
            fields.into_iter().flatten().find_map(Value::as_str).map(str::to_owned)
        };
        entries.iter().filter_map(name).collect()
    }

    /// The whole answer: `result`, `invalidate`, `merge`, `v`.
    pub fn json(&self) -> &Value {
        &self.0
    }
}

/// The data of an instance of a context: the results of its functions.
#[derive(Clone, Debug, PartialEq)]
pub struct Bundle(pub(super) Value);

impl Bundle {
    /// The result of a function of the context, by its name on the wire.
    ///
    /// # Errors
    ///
    /// The failure of that function, or what does not fit the type.
    pub fn member<T: DeserializeOwned>(&self, name: &str) -> Result<T, Failure> {
        if let Some(error) = self.0["$errors"].get(name) {
            return Err(Failure::read(error.clone()));
        }
        let value = self.0.get(name).ok_or_else(|| {
            Failure::local(format!("The bundle has no `{name}`. It has {}.", self.names()))
        })?;
        T::deserialize(value).map_err(|error| Failure::local(format!("`{name}`: {error}")))
    }

    fn names(&self) -> String {
        let names = self.0.as_object().into_iter().flat_map(|object| object.keys());
        let names: Vec<_> =
            names.filter(|name| !name.starts_with('$')).map(|name| format!("`{name}`")).collect();
        if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
    }

    /// The whole bundle.
    pub fn json(&self) -> &Value {
        &self.0
    }
}
