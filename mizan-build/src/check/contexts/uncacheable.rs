//! The rule that nothing says how it is cached which no cache keeps. A context is kept as a whole, and not at all
//! if a read says `cache = false`, or borrows the request or the session, whose results differ from request to
//! request.

use mizan_ir::{Cache, Function, Part, Subject};

use crate::check::checker::{Checker, at, context, function};

pub(in crate::check) fn check_uncacheable(checker: &mut Checker<'_>) {
    for (name, read) in &checker.api.contexts {
        let readers: Vec<_> = checker.readers(name).to_vec();
        let mut readers = readers.iter().filter(|(_, function)| function.is_reachable());
        let Some(reason) = Reason::find(checker, readers.clone().map(|(name, it)| (&**name, it)))
        else {
            continue;
        };
        if read.stale != 0 {
            let says = format!("`{}` says `cache`", checker.context_name(name));
            reason.refuse(checker, context(name).part(Part::Cache), &says);
        }
        for (name, _) in readers.by_ref().filter(|(_, it)| matches!(it.cache, Cache::Seconds(_))) {
            let says = format!("`{}` says `cache`", checker.function_name(name));
            reason.refuse(checker, function(name).part(Part::Cache), &says);
        }
    }
}

/// Why nothing of a context is kept, and what to write instead.
struct Reason {
    why: String,
    help: String,
}

impl Reason {
    fn find<'api>(
        checker: &Checker<'_>,
        readers: impl Iterator<Item = (&'api str, &'api Function)> + Clone,
    ) -> Option<Self> {
        let named = |(name, function): (&'api str, &'api Function)| {
            let place = at(&function.location);
            let comma = if place.is_empty() { "" } else { "," };
            let name = checker.function_name(name).to_owned();
            (format!("`{name}`{place}{comma}"), name)
        };
        if let Some((borrower, name)) = readers.clone().find(|(_, it)| it.request).map(named) {
            let differs = "which differ from request to request";
            let help = checker.advice(
                format!("leave `cache` out, or let `{name}` borrow an identity instead"),
                format!("leave `cache` out here, or `request` out of `{name}`"),
            );
            let why = format!("{borrower} borrows the request or the session, {differs}");
            return Some(Self { why, help });
        }
        let (other, name) = readers.clone().find(|(_, it)| it.cache == Cache::Off).map(named)?;
        let why = format!("{other} says that it is never kept, and a context is kept as a whole");
        let help =
            format!("leave `cache` out of one of them, or let `{name}` read a context of its own");
        Some(Self { why, help })
    }

    fn refuse(&self, checker: &mut Checker<'_>, subject: Subject, says: &str) {
        let message = format!("{says}, and nothing of this context is kept: {}", self.why);
        checker.error(subject, message, self.help.clone());
    }
}
