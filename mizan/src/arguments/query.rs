//! The query of a URL as a source of arguments.

use std::borrow::Cow;

use memchr::memchr2;
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;

use super::absent::absent;
use super::errors::{ArgumentErrors, join_path};
use super::text::TextDeserializer;
use super::tuple::Reader;
use crate::Error;

/// The names and decoded texts of a query, in the order of the URL.
#[derive(Debug, Default)]
pub(crate) struct Query<'url> {
    pairs: Vec<(Cow<'url, str>, Cow<'url, str>)>,
}

impl<'url> Query<'url> {
    /// Reads the query of a URL.
    ///
    /// # Errors
    ///
    /// If what is percent-encoded is no UTF-8: `form_urlencoded` would put replacement characters there,
    /// and the read would be of another instance.
    pub(crate) fn parse(query: &'url str) -> Result<Self, Error> {
        if memchr2(b'%', b'+', query.as_bytes()).is_none() {
            return Ok(Self { pairs: split(query) });
        }
        if percent_decode_str(query).decode_utf8().is_err() {
            return Err(Error::bad_request(
                "The query is no UTF-8. Encode each value as `encodeURIComponent` does.",
            ));
        }
        Ok(Self { pairs: form_urlencoded::parse(query.as_bytes()).collect() })
    }

    /// A query of names and texts that are decoded already.
    #[cfg(feature = "axum")]
    pub(crate) fn of(pairs: Vec<(String, String)>) -> Self {
        let owned = |(name, text)| (Cow::Owned(name), Cow::Owned(text));
        Self { pairs: pairs.into_iter().map(owned).collect() }
    }

    /// Adds the pairs of another query or of a form.
    #[cfg(feature = "axum")]
    pub(crate) fn add(&mut self, query: &[u8]) {
        let pairs = form_urlencoded::parse(query).into_owned();
        self.pairs.extend(pairs.map(|(name, text)| (Cow::Owned(name), Cow::Owned(text))));
    }

    /// The pairs of these names, in memory of their own.
    pub(crate) fn keep(&self, names: &[&str]) -> Query<'static> {
        let kept = self.pairs.iter().filter(|(name, _)| names.contains(&&**name));
        let owned = |(name, text): &(Cow<'_, str>, Cow<'_, str>)| {
            (Cow::Owned(name.to_string()), Cow::Owned(text.to_string()))
        };
        Query { pairs: kept.map(owned).collect() }
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.pairs.iter().map(|(name, _)| &**name)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.texts(name).next()
    }

    pub(crate) fn has_twice(&self, name: &str) -> bool {
        self.texts(name).nth(1).is_some()
    }

    pub(super) fn reader(&self) -> QueryReader<'_> {
        QueryReader { query: self, errors: None }
    }

    fn texts(&self, name: &str) -> impl Iterator<Item = &str> {
        self.pairs.iter().filter(move |(key, _)| key == name).map(|(_, text)| &**text)
    }
}

/// The pairs of a query in which nothing is encoded. Most queries are so, and then nothing is
/// copied.
fn split(query: &str) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    let (mut pairs, mut rest) = (Vec::new(), query);
    while !rest.is_empty() {
        let (pair, behind) = cut(rest, b'&');
        rest = behind;
        if !pair.is_empty() {
            let (name, text) = cut(pair, b'=');
            pairs.push((Cow::Borrowed(name), Cow::Borrowed(text)));
        }
    }
    pairs
}

/// The text before the first such byte, and the text behind it. Names and values are short: looking at
/// each byte costs less than `split_once` and `memchr`, which cost a bundle 200 instructions.
fn cut(text: &str, byte: u8) -> (&str, &str) {
    match text.bytes().position(|it| it == byte) {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, ""),
    }
}

/// Reads arguments from a query and collects their errors.
pub(crate) struct QueryReader<'query> {
    query: &'query Query<'query>,
    errors: Option<ArgumentErrors>,
}

impl QueryReader<'_> {
    pub(super) fn into_errors(self) -> ArgumentErrors {
        self.errors.unwrap_or_default()
    }

    #[cold]
    fn add_error(&mut self, path: String, message: impl Into<String>) {
        self.errors.get_or_insert_default().add(path, message);
    }
}

impl Reader for QueryReader<'_> {
    fn read<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        let mut texts = self.query.texts(name);
        let Some(text) = texts.next() else {
            return absent()
                .map_err(|error| self.add_error(name.to_owned(), error.to_string()))
                .ok();
        };
        if texts.next().is_some() {
            self.add_error(name.to_owned(), "is given twice");
            return None;
        }
        if let Ok(value) = T::deserialize(TextDeserializer(text)) {
            return Some(value);
        }
        match serde_path_to_error::deserialize(TextDeserializer(text)) {
            Ok(value) => Some(value),
            Err(error) => {
                let message = error.inner().to_string();
                self.add_error(join_path(name, error.path()), message);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fmt::Debug;

    use proptest::prelude::*;
    use serde::{Deserialize, Serialize};
    use serde_json::Value;

    use super::*;

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    enum Order {
        Newest,
        Near { city: String },
        Within(i32, i32),
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Wrapped(Vec<Option<String>>);

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(untagged)]
    enum Either {
        Number(i64),
        Flag(bool),
        Texts(Vec<String>),
    }

    /// The query that a client writes: a null is left out, a scalar is plain, the rest is JSON.
    fn write(value: &impl Serialize) -> String {
        let text = match serde_json::to_value(value).unwrap() {
            Value::Null => return String::new(),
            Value::String(text) => text,
            value => value.to_string(),
        };
        form_urlencoded::Serializer::new(String::new()).append_pair("value", &text).finish()
    }

    fn read_back<T>(value: T) -> Result<(), TestCaseError>
    where
        T: Serialize + DeserializeOwned + PartialEq + Debug,
    {
        let written = write(&value);
        let query = Query::parse(&written).unwrap();
        let mut reader = query.reader();
        let read: Option<T> = reader.read("value");
        prop_assert_eq!(read, Some(value), "{:?}", reader.into_errors());
        Ok(())
    }

    fn order() -> impl Strategy<Value = Order> {
        prop_oneof![
            Just(Order::Newest),
            any::<String>().prop_map(|city| Order::Near { city }),
            any::<(i32, i32)>().prop_map(|(from, to)| Order::Within(from, to)),
        ]
    }

    fn either() -> impl Strategy<Value = Either> {
        prop_oneof![
            any::<i64>().prop_map(Either::Number),
            any::<bool>().prop_map(Either::Flag),
            any::<Vec<String>>().prop_map(Either::Texts),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn scalars_survive(whole: i64, large: u64, flag: bool, text: String, letter: char) {
            read_back(whole)?;
            read_back(large)?;
            read_back(flag)?;
            read_back(text)?;
            read_back(letter)?;
        }

        #[test]
        fn a_number_survives(number: f64) {
            prop_assume!(number.is_finite());
            read_back(number)?;
        }

        #[test]
        fn what_may_be_absent_survives(text: Option<String>, list: Option<Vec<Option<i64>>>) {
            read_back(text)?;
            read_back(list)?;
        }

        #[test]
        fn what_holds_others_survives(
            list: Vec<String>,
            map: BTreeMap<String, Vec<bool>>,
            pair: (String, Option<i32>),
            wrapped: Vec<Option<String>>,
        ) {
            read_back(list)?;
            read_back(map)?;
            read_back(pair)?;
            read_back(Wrapped(wrapped))?;
        }

        #[test]
        fn enums_survive(order in order(), orders in prop::collection::vec(order(), 0..3), either in either()) {
            read_back(Some(order.clone()))?;
            read_back(order)?;
            read_back(orders)?;
            read_back(either)?;
        }

        #[test]
        fn a_query_is_decoded_as_urls_are(
            few in "[a=&]{0,12}",
            encoded in "[a=&+%2Cé]{0,12}",
            any: String,
        ) {
            for query in [few, encoded, any] {
                let expected: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
                // The decoder puts a replacement character where there is no UTF-8.
                let is_replaced = |text: &str| text.contains(char::REPLACEMENT_CHARACTER);
                match Query::parse(&query) {
                    Ok(read) => prop_assert_eq!(read.pairs, expected),
                    Err(_) => prop_assert!(
                        expected.iter().any(|(name, text)| is_replaced(name) || is_replaced(text))
                    ),
                }
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text: String) {
            let Ok(query) = Query::parse(&text) else { return Ok(()) };
            let mut reader = query.reader();
            for name in query.names() {
                reader.read::<Order>(name);
                reader.read::<Either>(name);
                reader.read::<f64>(name);
                reader.read::<Wrapped>(name);
            }
        }
    }
}
