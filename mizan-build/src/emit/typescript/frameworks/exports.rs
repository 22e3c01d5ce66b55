//! The exports of a framework for the hooks of an API.

use mizan_ir::ByName;

use super::framework::{Framework, HookExport};
use crate::emit::{
    model::Model,
    typescript::{hooks::Hook, printer::import},
};

/// An export of the framework's own file.
pub(crate) struct Export<'api> {
    /// The name in that file.
    pub(super) name: String,
    /// The name in `index.ts`, by which applications import it.
    public: String,
    pub(super) hook: &'api Hook<'api>,
    pub(super) form: &'static HookExport,
}

/// The exports of all hooks, in the order of the hooks.
pub(crate) fn find_exports<'api>(
    framework: &dyn Framework,
    hooks: &'api [Hook<'api>],
) -> Vec<Export<'api>> {
    let mut exports = Vec::with_capacity(hooks.len());
    for hook in hooks {
        for form in framework.hook_exports().iter().filter(|form| form.kind == hook.kind) {
            let name = format!("{}{}", hook.names.camel, form.suffix);
            let (before, behind) = form.affixes;
            let public = format!("{before}{}{behind}", hook.names.pascal);
            exports.push(Export { name, public, hook, form });
        }
    }
    exports
}

/// The statement of `index.ts` that exports the framework's names. Only there hooks have the names
/// by which they are imported, so that an editor offers each of them once.
pub(crate) fn emit_exports(
    framework: &dyn Framework,
    api: &Model<'_>,
    exports: &[Export<'_>],
) -> String {
    let mut names = Vec::with_capacity(exports.len());
    for Export { name, public, .. } in exports {
        names.push((public.clone(), format!("{name} as {public}")));
    }
    for name in fixed_names(framework, api) {
        names.push((name.clone(), name));
    }
    let names: ByName<String> = names.into_iter().collect();
    let names: Vec<String> = names.into_iter().map(|(_, name)| name).collect();
    import("export", &names, &format!("./{}", framework.name()))
}

/// The names that do not come from hooks, sorted.
pub(super) fn fixed_names(framework: &dyn Framework, api: &Model<'_>) -> Vec<String> {
    let needed = framework.fixed_exports().iter().filter(|export| (export.is_needed)(api));
    let mut names: Vec<String> = needed.map(|export| export.name.to_owned()).collect();
    if !api.bundles.is_empty() {
        names.push(PREFETCH.to_owned());
    }
    names.sort_unstable();
    names
}

/// The object that starts reads before a component asks.
pub(super) const PREFETCH: &str = "prefetch";
