//! The rule that nothing says how it is cached which no cache keeps: a context in which a read borrows the
//! request or the session, whose results differ from request to request.

use mizan_ir::{Cache, Function, Part};

use crate::check::checker::{Checker, at, context, function};

pub(in crate::check) fn check_uncacheable(checker: &mut Checker<'_>) {
    for (name, read) in &checker.api.contexts {
        let readers: Vec<_> = checker.readers(name).to_vec();
        let mut readers = readers.iter().filter(|(_, function)| function.is_reachable());
        let Some((borrower, borrowing)) = readers.clone().find(|(_, function)| function.request)
        else {
            continue;
        };
        if read.stale != 0 {
            let says = format!("`{}` says `cache`", checker.context_name(name));
            let subject = context(name).part(Part::Cache);
            refuse(checker, subject, &says, borrower, borrowing);
        }
        for (name, _) in readers.by_ref().filter(|(_, it)| matches!(it.cache, Cache::Seconds(_))) {
            let says = format!("`{}` says `cache`", checker.function_name(name));
            let subject = function(name).part(Part::Cache);
            refuse(checker, subject, &says, borrower, borrowing);
        }
    }
}

fn refuse(
    checker: &mut Checker<'_>,
    subject: mizan_ir::Subject,
    says: &str,
    borrower: &str,
    borrowing: &Function,
) {
    let (borrower, place) = (checker.function_name(borrower), at(&borrowing.location));
    let message = format!(
        "{says}, and nothing of this context is kept: `{borrower}`{place}{} borrows the request or \
         the session, which differ from request to request",
        if place.is_empty() { "" } else { "," },
    );
    let help = checker.advice(
        format!("leave `cache` out, or let `{borrower}` borrow an identity instead"),
        format!("leave `cache` out here, or `request` out of `{borrower}`"),
    );
    checker.error(subject, message, help);
}
