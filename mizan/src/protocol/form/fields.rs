//! The fields of a form as a tree: `lines.3.qty` is the field `qty` in row 3 of `lines`.

use std::collections::BTreeMap;

use crate::Error;
use crate::arguments::errors::shorten;

/// The most names within each other. The tree is read and dropped by functions that call themselves.
const DEEPEST: usize = 32;

/// The most fields of a form: a name of two bytes becomes a part of the tree of a hundred.
const MOST: usize = 20_000;

/// A field with its texts, or what is inside of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct FormFields {
    texts: Vec<String>,
    inside: BTreeMap<String, FormFields>,
}

impl From<String> for FormFields {
    fn from(text: String) -> Self {
        Self { texts: vec![text], inside: BTreeMap::new() }
    }
}

impl FormFields {
    /// The tree of a form, whose texts are listed by their names.
    ///
    /// # Errors
    ///
    /// `BAD_REQUEST` for fields that are too many or too deep.
    pub(crate) fn of(values: &BTreeMap<String, Vec<String>>) -> Result<Self, Error> {
        let mut tree = Self::default();
        let mut count = 0;
        for (name, texts) in values {
            let mut field = &mut tree;
            for (depth, part) in name.split('.').enumerate() {
                if depth == DEEPEST {
                    let name = shorten(name.clone(), 100);
                    return Err(Error::bad_request(format!(
                        "The field `{name}` is in more than {DEEPEST} others. A form has fewer levels."
                    )));
                }
                count += usize::from(!field.inside.contains_key(part));
                field = field.inside.entry(part.to_owned()).or_default();
            }
            if count > MOST {
                return Err(Error::bad_request(format!(
                    "The form has more than {MOST} fields. Send it in parts."
                )));
            }
            field.texts.clone_from(texts);
        }
        Ok(tree)
    }

    /// The text: the last one, as a checkbox comes behind the hidden field that says it is off.
    pub(super) fn text(&self) -> Option<&str> {
        self.texts.last().map(String::as_str)
    }

    pub(super) fn texts(&self) -> &[String] {
        &self.texts
    }

    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        self.inside.get(name)
    }

    pub(super) fn take(&mut self, name: &str) -> Option<Self> {
        self.inside.remove(name)
    }

    /// The fields inside, by their names.
    pub(super) fn inside(&self) -> impl Iterator<Item = (&str, &Self)> {
        self.inside.iter().map(|(name, field)| (name.as_str(), field))
    }

    /// Adds the fields of another one.
    pub(super) fn add(&mut self, other: Self) {
        self.inside.extend(other.inside);
    }

    /// The rows of a list in their order, with the numbers that the page gave them, which may have gaps;
    /// `None` if a name is no number.
    pub(super) fn rows(&self) -> Option<Vec<(&str, &Self)>> {
        let number = |(name, field)| Some((str::parse::<u32>(name).ok()?, name, field));
        let mut rows = self.inside().map(number).collect::<Option<Vec<_>>>()?;
        rows.sort_by_key(|(number, ..)| *number);
        Some(rows.into_iter().map(|(_, name, field)| (name, field)).collect())
    }

    /// `true` if nothing was filled in here.
    pub(super) fn is_blank(&self) -> bool {
        self.texts.iter().all(String::is_empty) && self.inside.values().all(Self::is_blank)
    }

    /// The name of a field as the page wrote it, by a path of the server: `lines[1].qty` is `lines.7.qty`
    /// if the second row has the number 7.
    pub(crate) fn name_of(&self, path: &str) -> String {
        let mut name = String::new();
        let mut field = Some(self);
        for part in path.replace('[', ".[").split('.').filter(|part| !part.is_empty()) {
            let index = part.strip_prefix('[').and_then(|part| part.strip_suffix(']'));
            let written = match index.map(|index| (index, index.parse::<usize>())) {
                Some((index, Ok(position))) => {
                    let rows = field.and_then(Self::rows).unwrap_or_default();
                    rows.get(position).map_or(index, |(name, _)| name)
                }
                _ => part,
            };
            if !name.is_empty() {
                name.push('.');
            }
            name.push_str(written);
            field = field.and_then(|field| field.get(written));
        }
        name
    }
}
