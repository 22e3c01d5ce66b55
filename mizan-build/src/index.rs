//! An index from names to numbers.
//!
//! A sorted list takes less time than a map, to compile and to search, in an unoptimised build
//! script; and all callers share one type, which is compiled once.

use std::cmp::Ordering;

/// Names in their order, each with the number of an item that bears it.
#[derive(Default)]
pub(crate) struct Index<'name> {
    names: Vec<(&'name str, usize)>,
}

impl<'name> Index<'name> {
    pub(crate) fn new(mut names: Vec<(&'name str, usize)>) -> Self {
        names.sort_unstable_by(|(name, number), (other, others)| match name.cmp(other) {
            Ordering::Equal => number.cmp(others),
            order => order,
        });
        Self { names }
    }

    /// The entries of a name, sorted by number.
    pub(crate) fn find(&self, name: &str) -> &[(&'name str, usize)] {
        let start = self.names.partition_point(|(other, _)| *other < name);
        let rest = &self.names[start..];
        let end = rest.iter().position(|(other, _)| *other != name).unwrap_or(rest.len());
        &rest[..end]
    }

    /// The smallest number of a name.
    pub(crate) fn first(&self, name: &str) -> Option<usize> {
        self.find(name).first().map(|(_, number)| *number)
    }

    /// The groups of entries that share a name.
    pub(crate) fn shared(&self) -> Vec<&[(&'name str, usize)]> {
        let mut shared = Vec::new();
        let mut rest = self.names.as_slice();
        while let Some(((name, _), others)) = rest.split_first() {
            let same = others.iter().position(|(other, _)| other != name);
            let (group, after) = rest.split_at(same.map_or(rest.len(), |count| count + 1));
            if group.len() > 1 {
                shared.push(group);
            }
            rest = after;
        }
        shared
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_may_stand_for_many() {
        let index = Index::new(vec![("b", 0), ("c", 1), ("a", 2), ("b", 3)]);
        assert_eq!(index.find("b"), [("b", 0), ("b", 3)]);
        assert_eq!(index.find("bb"), []);
        assert_eq!((index.first("c"), index.first("d")), (Some(1), None));
        assert_eq!(index.shared(), [[("b", 0), ("b", 3)]]);
        assert!(Index::default().shared().is_empty());
    }
}
