//! The tags of instances: by which names a change can make them stale.
//!
//! An instance has a tag for each set of parameters by which a change may name it. The sets are known from
//! the declarations. A change that names another set is told by the greatest known set within it, which
//! reaches more instances, and never fewer.

use std::collections::BTreeSet;

use super::key::digest;

/// The sets of parameters by which changes name the instances of a context.
#[derive(Debug)]
pub(crate) struct TagSets {
    context: &'static str,
    /// From the largest to the smallest, which is empty.
    sets: Vec<Vec<&'static str>>,
}

/// The tag of all entries.
pub(crate) const EVERYTHING: &str = "tag:*";

impl TagSets {
    /// The sets of a context with these parameters, of which mutations name these subsets.
    pub(crate) fn new(
        context: &'static str,
        parameters: &[&'static str],
        named: impl Iterator<Item = Vec<&'static str>>,
    ) -> Self {
        let whole = [parameters.to_vec(), Vec::new()];
        let sets: BTreeSet<Vec<&'static str>> = named
            .chain(whole)
            .map(|mut set| {
                set.sort_unstable();
                set
            })
            .collect();
        let mut sets: Vec<_> = sets.into_iter().collect();
        sets.sort_by_key(|set| std::cmp::Reverse(set.len()));
        Self { context, sets }
    }

    /// The tag of the whole context.
    pub(crate) fn whole(&self) -> String {
        tag(self.context, &[])
    }

    /// The tags of an instance. `text` is the canonical text of a parameter.
    pub(crate) fn of_instance(&self, text: impl Fn(&str) -> Option<String>) -> Vec<String> {
        let named = self.sets.iter().filter_map(|set| {
            let values: Option<Vec<_>> =
                set.iter().map(|name| text(name).map(|text| (*name, text))).collect();
            Some(tag(self.context, &values?))
        });
        named.collect()
    }

    /// The tag of what a change reaches, which names the parameters of its scope.
    pub(crate) fn of_change(&self, scope: &[(&'static str, String)]) -> String {
        let value = |name: &str| scope.iter().find(|(known, _)| *known == name);
        let named = self.sets.iter().find_map(|set| {
            set.iter().map(|name| value(name).cloned()).collect::<Option<Vec<_>>>()
        });
        tag(self.context, &named.unwrap_or_default())
    }
}

/// The tag of everything that is kept for one user.
pub(crate) fn user_tag(id: &str) -> String {
    format!("tag::{}", digest(id))
}

fn tag(context: &str, values: &[(&str, String)]) -> String {
    if values.is_empty() {
        return format!("tag:{context}");
    }
    // One digest, however long the values are.
    let text: String =
        values.iter().map(|(name, text)| format!("{name}:{}:{text};", text.len())).collect();
    format!("tag:{context}:{}", digest(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sets() -> TagSets {
        let named = [vec!["user_id"], vec!["page", "user_id"]];
        TagSets::new("list", &["page", "sort", "user_id"], named.into_iter())
    }

    fn instance(page: &str, sort: &str, user: &str) -> Vec<String> {
        let texts = [("page", page), ("sort", sort), ("user_id", user)];
        sets().of_instance(|name| {
            texts.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned())
        })
    }

    fn change(scope: &[(&'static str, &str)]) -> String {
        let scope: Vec<_> = scope.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
        sets().of_change(&scope)
    }

    #[test]
    fn a_change_reaches_just_the_instances_that_it_names() {
        let (first, other) = (instance("1", "up", "5"), instance("2", "up", "5"));
        for (scope, reaches) in [
            (&[("user_id", "5")][..], [true, true]),
            (&[("user_id", "6")][..], [false, false]),
            (&[("page", "1"), ("user_id", "5")][..], [true, false]),
            (&[("page", "1"), ("sort", "up"), ("user_id", "5")][..], [true, false]),
            (&[][..], [true, true]),
        ] {
            let tag = change(scope);
            assert_eq!([first.contains(&tag), other.contains(&tag)], reaches, "{scope:?}");
        }
    }

    #[test]
    fn an_unknown_set_reaches_more() {
        let tag = change(&[("sort", "up"), ("user_id", "5")]);
        assert!(instance("1", "up", "5").contains(&tag));
        assert!(instance("1", "down", "5").contains(&tag));
        let tag = change(&[("sort", "up")]);
        assert!(instance("9", "down", "7").contains(&tag));
    }

    #[test]
    fn an_instance_without_an_optional_parameter_has_fewer_tags() {
        let texts = |name: &str| (name == "user_id").then(|| "5".to_owned());
        assert_eq!(sets().of_instance(texts).len(), 2);
    }

    #[test]
    fn values_do_not_run_into_each_other() {
        let named = TagSets::new("list", &["a", "b"], std::iter::empty());
        let change =
            |a: &str, b: &str| named.of_change(&[("a", a.to_owned()), ("b", b.to_owned())]);
        assert_ne!(change("1;b:1:2", "3"), change("1", "2;b:1:3"));
    }
}
