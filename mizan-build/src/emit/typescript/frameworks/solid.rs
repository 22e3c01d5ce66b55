//! The framework Solid.

use super::framework::{FixedExport, Framework, HookExport};
use crate::emit::typescript::{
    embedded::{Embedded, embed},
    hooks::{HookKind, describe_affects, describe_own, describe_reads},
};

/// Primitives and components for Solid 1.9.
pub(crate) struct Solid;

impl Framework for Solid {
    fn name(&self) -> &'static str {
        "solid"
    }

    fn adapter(&self) -> &'static [Embedded] {
        embed!("adapters/solid": "channel.ts" "combine.ts" "context.ts" "editing.ts" "form.ts" "hooks.ts" "index.ts" "live.ts" "paging.ts" "requires.ts" "stream.ts" "view.ts")
    }

    fn page_adapter(&self) -> &'static [Embedded] {
        embed!("adapters/solid": "pages.ts" "server.ts")
    }

    fn fixed_exports(&self) -> &'static [FixedExport] {
        FIXED_EXPORTS
    }

    fn hook_exports(&self) -> &'static [HookExport] {
        HOOK_EXPORTS
    }

    fn own_hooks(&self) -> &'static [&'static str] {
        &["useContext", "useTransition"]
    }

    fn server_client(&self) -> &'static str {
        "<Mizan client={createMizan(…)}>"
    }
}

const FIXED_EXPORTS: &[FixedExport] = &[
    FixedExport {
        name: "Mizan",
        statement: "\
/** Gives another client to the components below it: on a server, in a test, for another address. */
export const Mizan = /* @__PURE__ */ kernel.clientProvider(createMizan);
",
        is_needed: |_| true,
    },
    FixedExport {
        name: "combineContexts",
        statement: "\
/** Makes a provider of several contexts, which are named by their primitives: one request reads them all. */
export const combineContexts = /* @__PURE__ */ kernel.contextCombiner(browserKernel);
",
        is_needed: |api| !api.bundles.is_empty(),
    },
    FixedExport {
        name: "useMizan",
        statement: "\
/** The client itself, for calls outside of primitives. */
export const useMizan = /* @__PURE__ */ kernel.clientHook(mizan);
",
        is_needed: |_| true,
    },
    FixedExport {
        name: "useLive",
        statement: "\
/** The state of the socket, for a badge: `off`, `connecting`, `open` or `waiting`. */
export const useLive = /* @__PURE__ */ kernel.liveHook(mizan);
",
        is_needed: |api| api.has_sockets(),
    },
];

const HOOK_EXPORTS: &[HookExport] = &[
    HookExport {
        kind: HookKind::Context,
        affixes: ("use", ""),
        suffix: "Hook",
        maker: "contextHook",
        describe: describe_reads,
    },
    HookExport {
        kind: HookKind::Provider,
        affixes: ("", "Context"),
        suffix: "Provider",
        maker: "contextProvider",
        describe: |hook| {
            let (names, context) = (hook.list_related(), hook.context);
            format!("Gives {names} to every primitive of `{context}` below it.")
        },
    },
    HookExport {
        kind: HookKind::Member,
        affixes: ("use", ""),
        suffix: "Hook",
        maker: "memberHook",
        describe: |hook| {
            let (name, context) = (&hook.names.camel, hook.context);
            let own = describe_own(hook);
            format!("Changes only where `{name}` of `{context}` does.{own}")
        },
    },
    HookExport {
        kind: HookKind::PagedMember,
        affixes: ("use", ""),
        suffix: "Hook",
        maker: "pagedHook",
        describe: |hook| {
            let (name, context) = (&hook.names.camel, hook.context);
            let own = describe_own(hook);
            format!(
                "Changes only where `{name}` of `{context}` does.{own} `infinite` shows all pages as \
                 one list."
            )
        },
    },
    HookExport {
        kind: HookKind::EditableMember,
        affixes: ("use", ""),
        suffix: "Hook",
        maker: "editableHook",
        describe: |hook| {
            let (name, context) = (&hook.names.camel, hook.context);
            let own = describe_own(hook);
            format!(
                "Changes only where `{name}` of `{context}` does.{own} `edit` saves what changed."
            )
        },
    },
    HookExport {
        kind: HookKind::Function,
        affixes: ("use", ""),
        suffix: "Hook",
        maker: "functionHook",
        describe: describe_affects,
    },
    HookExport {
        kind: HookKind::Stream,
        affixes: ("use", ""),
        suffix: "Hook",
        maker: "streamHook",
        describe: |_| {
            "Its `items` grow while they arrive; the stream ends with its owner.".to_owned()
        },
    },
    HookExport {
        kind: HookKind::Form,
        affixes: ("use", ""),
        suffix: "Hook",
        maker: "formHook",
        describe: |_| {
            "Fills in the form: its fields, what is wrong with them, and how it is sent.".to_owned()
        },
    },
    HookExport {
        kind: HookKind::Channel,
        affixes: ("use", ""),
        suffix: "Hook",
        maker: "channelHook",
        describe: |hook| {
            let speak = match hook.related.is_empty() {
                true => String::new(),
                false => format!(" Members speak by {}.", hook.list_related()),
            };
            format!("Joins a room, and leaves it when its owner is disposed of.{speak}")
        },
    },
];
