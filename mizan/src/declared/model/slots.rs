//! The slot of a merge into a context: the one read whose result the mutation returns.

use mizan_ir::hash::{UNRESOLVED, node};

use crate::declared::context::Target;
use crate::declared::function::Function;

/// The name of the one read of a context whose result is that of `function`, or a list of such. If
/// there is no such read or more than one, the error is all their names.
pub(crate) fn find_slot_name(
    function: &Function,
    context: &Target,
    functions: &[&'static Function],
) -> Result<&'static str, Vec<&'static str>> {
    let takes_result = |read: &Function| {
        read.answer != UNRESOLVED
            && [function.answer, node("Vec", &[function.answer])].contains(&read.answer)
    };
    let reads = functions.iter().filter(|read| {
        let is_member = read.context.is_some_and(|other| other.name == context.name);
        is_member && !read.private && read.route.is_none() && takes_result(read)
    });
    let names: Vec<&'static str> = reads.map(|read| read.name).collect();
    match names.as_slice() {
        [name] => Ok(name),
        _ => Err(names),
    }
}
