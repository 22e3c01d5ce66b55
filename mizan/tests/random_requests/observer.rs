//! The observer of the server, which counts what it is told.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use mizan::{FunctionKind, Invalidation, Observer, Run};

#[derive(Default)]
struct Counts {
    invalidations: BTreeMap<String, usize>,
    runs: BTreeMap<String, usize>,
}

#[derive(Clone, Default)]
pub(crate) struct Counting(Arc<Mutex<Counts>>);

impl Counting {
    /// The number of times that a context was said to be stale where its parameter has this value.
    pub(crate) fn invalidations(&self, context: &str, parameter: u32) -> usize {
        let counts = self.0.lock().unwrap();
        counts.invalidations.get(&format!("{context} {parameter}")).copied().unwrap_or(0)
    }

    /// The number of mutations that ended which a request began.
    pub(crate) fn runs(&self, request: &str) -> usize {
        self.0.lock().unwrap().runs.get(request).copied().unwrap_or(0)
    }
}

impl Observer for Counting {
    fn ran(&self, run: &Run<'_>) {
        if run.kind() == FunctionKind::Mutation {
            *self.0.lock().unwrap().runs.entry(run.request().id().to_owned()).or_default() += 1;
        }
    }

    fn invalidated(&self, invalidation: &Invalidation<'_>) {
        let values: Vec<&str> = invalidation.parameters().map(|(_, value)| value).collect();
        let name = format!("{} {}", invalidation.context(), values.join(" "));
        *self.0.lock().unwrap().invalidations.entry(name).or_default() += 1;
    }
}
