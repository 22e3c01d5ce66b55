//! An API with the reads of each of its contexts at hand: looking through all functions for each
//! context would take the square of their number.

use std::{collections::BTreeMap, ops::Deref};

use mizan_ir::{Api, Function};

pub(crate) struct Model<'api> {
    api: &'api Api,
    members: BTreeMap<&'api str, Vec<(&'api str, &'api Function)>>,
}

impl<'api> Model<'api> {
    pub(crate) fn new(api: &'api Api) -> Self {
        let mut members: BTreeMap<&str, Vec<(&str, &Function)>> = BTreeMap::new();
        for (name, function) in &api.functions {
            if let Some(context) = &function.context {
                members.entry(context).or_default().push((name, function));
            }
        }
        Self { api, members }
    }

    /// The reads of a context, in the order of their wire names.
    pub(crate) fn members(
        &self,
        context: &str,
    ) -> impl Iterator<Item = (&'api str, &'api Function)> {
        self.members.get(context).into_iter().flatten().copied()
    }
}

impl Deref for Model<'_> {
    type Target = Api;

    fn deref(&self) -> &Api {
        self.api
    }
}
