//! A form that a page has posted: what was in its fields, and what came of it.

use std::collections::BTreeMap;

use http::StatusCode;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::Error;
use crate::outgoing::Outgoing;
use crate::protocol::form::{FormFields, PostedArguments};
use crate::transports::http::posted::Values;

/// A form that a page has posted without a script: what was in its fields, and what came of it. The
/// [default](Posted::default) is the form that nobody has posted yet, so that one function writes the page
/// before and after.
///
/// ```
/// use mizan::axum::Posted;
///
/// fn write_field(posted: &Posted, name: &str) -> String {
///     let value = posted.value(name).replace('&', "&amp;").replace('"', "&quot;");
///     let error = posted.error(name).unwrap_or_default().replace('<', "&lt;");
///     format!("<input name=\"{name}\" value=\"{value}\"> <em>{error}</em>")
/// }
///
/// assert_eq!(write_field(&Posted::default(), "email"), r#"<input name="email" value=""> <em></em>"#);
/// ```
#[derive(Debug, Default)]
pub struct Posted {
    values: Values,
    errors: BTreeMap<String, Vec<String>>,
    outcome: Option<Result<Box<RawValue>, Error>>,
}

impl Posted {
    /// The text of a field, by the name that its input has; empty if there is none. Of several fields of one
    /// name it is that of the last. What a person has written has to be escaped in HTML.
    pub fn value(&self, name: &str) -> &str {
        self.values(name).last().map_or("", String::as_str)
    }

    /// The texts of all fields of one name, such as those of checkboxes for one list.
    pub fn values(&self, name: &str) -> &[String] {
        self.values.get(name).map_or(&[], Vec::as_slice)
    }

    /// The first message about a field, by the name that its input has, such as `lines.3.qty`. The name `""`
    /// is the form as a whole.
    pub fn error(&self, name: &str) -> Option<&str> {
        self.errors.get(name)?.first().map(String::as_str)
    }

    /// The names of all fields that have messages, and the messages.
    pub fn errors(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.errors.iter().map(|(name, messages)| (name.as_str(), messages.as_slice()))
    }

    /// The rows of a list, by the beginning of the names of their fields: `lines.0`, `lines.3`.
    ///
    /// ```
    /// # use mizan::axum::Posted;
    /// # let posted = Posted::default();
    /// for row in posted.rows("lines") {
    ///     println!("{}", posted.value(&format!("{row}.qty")));
    /// }
    /// ```
    pub fn rows(&self, list: &str) -> Vec<String> {
        let number = |name: &String| {
            let rest = name.strip_prefix(list)?.strip_prefix('.')?;
            rest.split('.').next()?.parse::<u32>().ok()
        };
        let mut numbers: Vec<u32> = self.values.keys().filter_map(number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.into_iter().map(|number| format!("{list}.{number}")).collect()
    }

    /// Why the function has not ended well: arguments that do not fit, somebody who may not call it, or a
    /// failure of its own. `None` if it has ended well, and for a form that nobody has posted.
    pub fn failure(&self) -> Option<&Error> {
        self.outcome.as_ref()?.as_ref().err()
    }

    /// The result of the function; `None` if it has not ended well, or if its result is no `T`.
    pub fn result<T: DeserializeOwned>(&self) -> Option<T> {
        let result = self.outcome.as_ref()?.as_ref().ok()?;
        serde_json::from_str(result.get()).ok()
    }

    /// A form with these texts that the function has answered.
    pub(super) fn ended(
        values: Values,
        arguments: Option<&PostedArguments>,
        ended: Result<&Outgoing, Error>,
    ) -> Self {
        let outcome = ended.and_then(|outgoing| find_result(&outgoing.body));
        let errors = outcome.as_ref().err().map(|error| fields_of(error, arguments));
        Self { values, errors: errors.unwrap_or_default(), outcome: Some(outcome) }
    }

    /// The status of a page that shows the failure.
    pub(super) fn status(&self) -> Option<StatusCode> {
        self.failure().map(|error| error.code().status())
    }
}

/// The result in the answer of a call.
fn find_result(body: &[u8]) -> Result<Box<RawValue>, Error> {
    #[derive(Deserialize)]
    struct Answer {
        result: Box<RawValue>,
    }
    Ok(serde_json::from_slice::<Answer>(body)?.result)
}

/// The messages of an error by the names of the page.
fn fields_of(error: &Error, arguments: Option<&PostedArguments>) -> BTreeMap<String, Vec<String>> {
    #[derive(Default, Deserialize)]
    struct Details {
        #[serde(default)]
        fields: BTreeMap<String, Vec<String>>,
    }
    let is_about_fields = error.code() == crate::Code::Validation;
    let details = error.details().filter(|_| is_about_fields);
    let details = details.and_then(|json| serde_json::from_str::<Details>(json).ok());
    let name = |path: &str| match arguments {
        Some(arguments) => arguments.name_of(path),
        None => FormFields::default().name_of(path),
    };
    let fields = details.unwrap_or_default().fields.into_iter();
    fields.map(|(path, messages)| (name(&path), messages)).collect()
}
