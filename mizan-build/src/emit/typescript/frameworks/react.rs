//! The framework React.

use super::framework::{FixedExport, Framework, HookExport};
use crate::emit::typescript::{
    embedded::{Embedded, embed},
    hooks::{HookKind, describe_affects, describe_own, describe_reads},
};

/// Hooks and components for React 19.
pub(crate) struct React;

impl Framework for React {
    fn name(&self) -> &'static str {
        "react"
    }

    fn module(&self) -> &'static str {
        "index.tsx"
    }

    fn adapter(&self) -> &'static [Embedded] {
        embed!("adapters/react": "boundary.tsx" "channel.ts" "client.tsx" "combine.tsx" "context.ts" "editing.ts" "form.ts" "hooks.tsx" "index.tsx" "live.ts" "paging.ts" "requires.ts" "stream.ts")
    }

    fn page_adapter(&self) -> &'static [Embedded] {
        embed!("adapters/react": "pages.tsx" "server.tsx")
    }

    fn fixed_exports(&self) -> &'static [FixedExport] {
        FIXED_EXPORTS
    }

    fn hook_exports(&self) -> &'static [HookExport] {
        HOOK_EXPORTS
    }

    fn own_hooks(&self) -> &'static [&'static str] {
        OWN_HOOKS
    }

    fn server_client(&self) -> &'static str {
        "<Mizan client={createMizan(…)}>"
    }
}

const FIXED_EXPORTS: &[FixedExport] = &[
    FixedExport {
        name: "Mizan",
        statement: "\
/** Gives another client to the hooks below it: on a server, in a test, for another address. */
export const Mizan = /* @__PURE__ */ kernel.clientProvider(createMizan);
",
        is_needed: |_| true,
    },
    FixedExport {
        name: "MizanBoundary",
        statement: "\
/** Catches the errors that hooks below it throw; its `fallback` can retry. */
export const MizanBoundary = /* @__PURE__ */ kernel.errorBoundary(browserKernel);
",
        is_needed: |_| true,
    },
    FixedExport {
        name: "combineContexts",
        statement: "\
/** Makes a provider of several contexts, which are named by their hooks: one request reads them all. */
export const combineContexts = /* @__PURE__ */ kernel.contextCombiner(browserKernel);
",
        is_needed: |api| !api.bundles.is_empty(),
    },
    FixedExport {
        name: "useMizan",
        statement: "\
/** The client itself, for calls outside of hooks. */
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

const OWN_HOOKS: &[&str] = &[
    "useActionState",
    "useCallback",
    "useContext",
    "useDebugValue",
    "useDeferredValue",
    "useEffect",
    "useEffectEvent",
    "useFormStatus",
    "useId",
    "useImperativeHandle",
    "useInsertionEffect",
    "useLayoutEffect",
    "useMemo",
    "useOptimistic",
    "useReducer",
    "useRef",
    "useState",
    "useSyncExternalStore",
    "useTransition",
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
            format!("Gives {} to every hook of `{}` below it.", hook.list_related(), hook.context)
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
            format!("Renders again only when `{name}` of `{context}` changes.{own}")
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
                "Renders again only when `{name}` of `{context}` changes.{own} `infinite` shows all \
                 pages as one list."
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
                "Renders again only when `{name}` of `{context}` changes.{own} `edit` saves what changed."
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
        describe: |_| "Its `items` grow while they arrive; unmounting ends the stream.".to_owned(),
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
            format!("Joins a room, and leaves it when the component is unmounted.{speak}")
        },
    },
];
