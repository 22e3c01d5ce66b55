//! A map from names to items, in the order of the names.
//!
//! A sorted list and no `BTreeMap`: an API is built once and read often, each item has an index,
//! and a build script, which runs unoptimised, compiles far less code.

use std::ops::Index;
use std::slice;

/// A map from names to items, in the order of the names.
///
/// ```
/// use mizan_ir::ByName;
///
/// let mut prices = ByName::default();
/// prices.insert("tea".to_owned(), 3);
/// prices.insert("coffee".to_owned(), 4);
/// assert_eq!(prices["tea"], 3);
/// assert_eq!(prices.position("tea"), Some(1));
/// let names: Vec<&String> = prices.keys().collect();
/// assert_eq!(names, ["coffee", "tea"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByName<T> {
    entries: Vec<(String, T)>,
}

impl<T> Default for ByName<T> {
    fn default() -> Self {
        Self { entries: Vec::new() }
    }
}

impl<T> ByName<T> {
    /// The number of items.
    ///
    /// ```
    /// # use mizan_ir::ByName;
    /// let prices = ByName::from_iter([("tea".to_owned(), 3), ("coffee".to_owned(), 4)]);
    /// assert_eq!(prices.len(), 2);
    /// ```
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// `true` if the map has no items.
    ///
    /// ```
    /// # use mizan_ir::ByName;
    /// assert!(ByName::<u8>::default().is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The index of an item in the order of the names.
    ///
    /// ```
    /// # use mizan_ir::ByName;
    /// let prices = ByName::from_iter([("tea".to_owned(), 3), ("coffee".to_owned(), 4)]);
    /// assert_eq!(prices.position("tea"), Some(1));
    /// ```
    pub fn position(&self, name: &str) -> Option<usize> {
        self.search(name).ok()
    }

    /// The item with that name.
    ///
    /// ```
    /// # use mizan_ir::ByName;
    /// let prices = ByName::from_iter([("tea".to_owned(), 3), ("coffee".to_owned(), 4)]);
    /// assert_eq!(prices.get("tea"), Some(&3));
    /// ```
    pub fn get(&self, name: &str) -> Option<&T> {
        self.get_key_value(name).map(|(_, item)| item)
    }

    /// The item with that name, and the name as the map stores it.
    ///
    /// ```
    /// # use mizan_ir::ByName;
    /// let prices = ByName::from_iter([("tea".to_owned(), 3), ("coffee".to_owned(), 4)]);
    /// assert_eq!(prices.get_key_value("tea"), Some((&"tea".to_owned(), &3)));
    /// ```
    pub fn get_key_value(&self, name: &str) -> Option<(&String, &T)> {
        let (name, item) = &self.entries[self.position(name)?];
        Some((name, item))
    }

    /// `true` if an item has that name.
    ///
    /// ```
    /// # use mizan_ir::ByName;
    /// let prices = ByName::from_iter([("tea".to_owned(), 3), ("coffee".to_owned(), 4)]);
    /// assert!(!prices.contains_key("milk"));
    /// ```
    pub fn contains_key(&self, name: &str) -> bool {
        self.position(name).is_some()
    }

    /// Adds an item, and returns the earlier item with that name.
    ///
    /// ```
    /// # use mizan_ir::ByName;
    /// let mut prices = ByName::default();
    /// assert_eq!(prices.insert("tea".to_owned(), 3), None);
    /// assert_eq!(prices.insert("tea".to_owned(), 4), Some(3));
    /// ```
    pub fn insert(&mut self, name: String, item: T) -> Option<T> {
        match self.search(&name) {
            Ok(position) => Some(std::mem::replace(&mut self.entries[position].1, item)),
            Err(position) => {
                self.entries.insert(position, (name, item));
                None
            }
        }
    }

    /// Keeps the items whose marks, by index, are `true`.
    ///
    /// ```
    /// # use mizan_ir::ByName;
    /// let mut prices = ByName::from_iter([("tea".to_owned(), 3), ("coffee".to_owned(), 4)]);
    /// prices.keep(&[false, true]);
    /// assert!(prices.keys().eq(["tea"]));
    /// ```
    ///
    /// # Panics
    ///
    /// If the number of marks is not the number of items.
    pub fn keep(&mut self, is_marked: &[bool]) {
        let mut number = 0;
        self.entries.retain(|_| {
            number += 1;
            is_marked[number - 1]
        });
    }

    /// A copy of the items whose marks are `true`; there is a mark for each, in the order of the
    /// names.
    pub(crate) fn only(&self, is_marked: &[bool]) -> Self
    where
        T: Clone,
    {
        let mut entries = Vec::new();
        for (entry, is_marked) in self.entries.iter().zip(is_marked) {
            if *is_marked {
                entries.push(entry.clone());
            }
        }
        Self { entries }
    }

    /// Keeps the items for which `is_wanted` returns `true`.
    ///
    /// ```
    /// # use mizan_ir::ByName;
    /// let mut prices = ByName::from_iter([("tea".to_owned(), 3), ("coffee".to_owned(), 4)]);
    /// prices.retain(|_, price| *price > 3);
    /// assert!(prices.keys().eq(["coffee"]));
    /// ```
    pub fn retain(&mut self, mut is_wanted: impl FnMut(&str, &T) -> bool) {
        self.entries.retain(|(name, item)| is_wanted(name, item));
    }

    /// The names and items, in the order of the names.
    ///
    /// ```
    /// # use mizan_ir::ByName;
    /// let prices = ByName::from_iter([("tea".to_owned(), 3), ("coffee".to_owned(), 4)]);
    /// assert_eq!(prices.iter().next(), Some(&("coffee".to_owned(), 4)));
    /// ```
    pub fn iter(&self) -> slice::Iter<'_, (String, T)> {
        self.entries.iter()
    }

    /// The names, in their order.
    ///
    /// ```
    /// # use mizan_ir::ByName;
    /// let prices = ByName::from_iter([("tea".to_owned(), 3), ("coffee".to_owned(), 4)]);
    /// assert!(prices.keys().eq(["coffee", "tea"]));
    /// ```
    pub fn keys(&self) -> impl Iterator<Item = &String> + Clone {
        self.entries.iter().map(|(name, _)| name)
    }

    /// The items, in the order of their names.
    ///
    /// ```
    /// # use mizan_ir::ByName;
    /// let prices = ByName::from_iter([("tea".to_owned(), 3), ("coffee".to_owned(), 4)]);
    /// assert!(prices.values().eq(&[4, 3]));
    /// ```
    pub fn values(&self) -> impl Iterator<Item = &T> + Clone {
        self.entries.iter().map(|(_, item)| item)
    }

    /// The items as mutable references, in the order of their names.
    ///
    /// ```
    /// # use mizan_ir::ByName;
    /// let mut prices = ByName::from_iter([("tea".to_owned(), 3), ("coffee".to_owned(), 4)]);
    /// prices.values_mut().for_each(|price| *price += 1);
    /// assert_eq!(prices["tea"], 4);
    /// ```
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.entries.iter_mut().map(|(_, item)| item)
    }

    /// The index of the item with that name, or the index at which to insert it.
    fn search(&self, name: &str) -> Result<usize, usize> {
        // Most sources add their items in the order of the names.
        match self.entries.last() {
            Some((last, _)) if last.as_str() >= name => {
                self.entries.binary_search_by(|(known, _)| known.as_str().cmp(name))
            }
            _ => Err(self.entries.len()),
        }
    }
}

impl<T> Index<&str> for ByName<T> {
    type Output = T;

    /// # Panics
    ///
    /// If no item has that name.
    fn index(&self, name: &str) -> &T {
        match self.get(name) {
            Some(item) => item,
            None => panic!("there is no `{name}`"),
        }
    }
}

/// Sorts once. Of several items with one name, the last remains.
impl<T> FromIterator<(String, T)> for ByName<T> {
    fn from_iter<Items: IntoIterator<Item = (String, T)>>(items: Items) -> Self {
        let unsorted: Vec<(String, T)> = items.into_iter().collect();
        let mut names: Vec<&str> = Vec::with_capacity(unsorted.len());
        for (name, _) in &unsorted {
            names.push(name);
        }
        let order = sort(&names);
        let mut waiting: Vec<Option<(String, T)>> = Vec::with_capacity(unsorted.len());
        for entry in unsorted {
            waiting.push(Some(entry));
        }
        let mut entries = Vec::with_capacity(order.len());
        for number in order {
            entries.extend(waiting[number].take());
        }
        Self { entries }
    }
}

/// The indices of the names, sorted by name. Of equal names, the last index remains.
fn sort(names: &[&str]) -> Vec<usize> {
    let mut sorted: Vec<(&str, usize)> = Vec::with_capacity(names.len());
    for (number, name) in names.iter().enumerate() {
        sorted.push((name, number));
    }
    sorted.sort_unstable_by(|one, other| one.0.cmp(other.0).then(one.1.cmp(&other.1)));
    let mut order = Vec::with_capacity(names.len());
    for (position, (name, number)) in sorted.iter().enumerate() {
        if sorted.get(position + 1).is_none_or(|(next, _)| next != name) {
            order.push(*number);
        }
    }
    order
}

impl<T> Extend<(String, T)> for ByName<T> {
    fn extend<Items: IntoIterator<Item = (String, T)>>(&mut self, items: Items) {
        for (name, item) in items {
            self.insert(name, item);
        }
    }
}

impl<T> IntoIterator for ByName<T> {
    type Item = (String, T);
    type IntoIter = std::vec::IntoIter<(String, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl<'items, T> IntoIterator for &'items ByName<T> {
    type Item = &'items (String, T);
    type IntoIter = slice::Iter<'items, (String, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.iter()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::ByName;

    proptest! {
        /// `ByName` holds the same items as a `BTreeMap`, whichever way both are filled.
        #[test]
        fn it_is_a_map(at_once in entries(), one_by_one in entries(), sought in "[a-c]{0,2}") {
            let mut expected: BTreeMap<String, u8> = at_once.iter().cloned().collect();
            let mut found: ByName<u8> = at_once.into_iter().collect();
            for (name, item) in one_by_one {
                prop_assert_eq!(found.insert(name.clone(), item), expected.insert(name, item));
            }
            prop_assert_eq!(found.get(&sought), expected.get(&sought));
            prop_assert_eq!(
                found.position(&sought),
                expected.keys().position(|name| *name == sought)
            );
            found.retain(|_, item| item % 2 == 0);
            expected.retain(|_, item| *item % 2 == 0);
            prop_assert_eq!(Vec::from_iter(found), Vec::from_iter(expected));
        }
    }

    fn entries() -> impl Strategy<Value = Vec<(String, u8)>> {
        proptest::collection::vec(("[a-c]{0,2}", 0..8_u8), 0..12)
    }
}
