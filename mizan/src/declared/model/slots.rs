//! The slot of a merge into a context.

use mizan_ir::hash::{UNRESOLVED, node};

use crate::declared::function::Function;
use crate::declared::target::Target;

/// The one read of a context that shows what a function answers; if it is not one, all that do.
pub(crate) fn find_slot_name(
    function: &Function,
    context: &Target,
    functions: &[&'static Function],
) -> Result<&'static str, Vec<&'static str>> {
    let shown = |read: &Function| {
        read.answer != UNRESOLVED
            && [function.answer, node("Vec", &[function.answer])].contains(&read.answer)
    };
    let reads = functions.iter().filter(|read| {
        let is_member = read.context.is_some_and(|other| other.name == context.name);
        is_member && !read.private && read.route.is_none() && shown(read)
    });
    let names: Vec<&'static str> = reads.map(|read| read.name).collect();
    match names.as_slice() {
        [name] => Ok(name),
        _ => Err(names),
    }
}
