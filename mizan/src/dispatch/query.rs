//! The query of a URL as a source of arguments.

use serde::de::DeserializeOwned;

use super::arguments::{Reader, absent};
use super::mistakes::{Mistakes, join_path};
use super::text::TextDeserializer;

/// Names and texts, decoded, in the order of the URL.
#[derive(Debug, Default)]
pub(super) struct Query {
    pairs: Vec<(String, String)>,
}

impl Query {
    pub(super) fn parse(query: &str) -> Self {
        Self { pairs: form_urlencoded::parse(query.as_bytes()).into_owned().collect() }
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.pairs.iter().map(|(name, _)| name.as_str())
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.texts(name).next()
    }

    pub(super) fn reader(&self) -> QueryReader<'_> {
        QueryReader { query: self, mistakes: Mistakes::default() }
    }

    fn texts(&self, name: &str) -> impl Iterator<Item = &str> {
        self.pairs.iter().filter(move |(key, _)| key == name).map(|(_, text)| text.as_str())
    }
}

/// Reads arguments from a query and keeps what is wrong with them.
pub(super) struct QueryReader<'query> {
    query: &'query Query,
    mistakes: Mistakes,
}

impl QueryReader<'_> {
    pub(super) fn into_mistakes(self) -> Mistakes {
        self.mistakes
    }
}

impl Reader for QueryReader<'_> {
    fn read<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        let mut texts = self.query.texts(name);
        let Some(text) = texts.next() else {
            return absent()
                .map_err(|error| self.mistakes.add(name.to_owned(), error.to_string()))
                .ok();
        };
        if texts.next().is_some() {
            self.mistakes.add(name.to_owned(), "is given twice");
            return None;
        }
        if let Ok(value) = T::deserialize(TextDeserializer(text)) {
            return Some(value);
        }
        match serde_path_to_error::deserialize(TextDeserializer(text)) {
            Ok(value) => Some(value),
            Err(error) => {
                let message = error.inner().to_string();
                self.mistakes.add(join_path(name, error.path()), message);
                None
            }
        }
    }
}
