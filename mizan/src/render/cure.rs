//! What to write instead, where a component uses what only a browser has.

/// What only browsers have, and components look for first.
const BROWSER: &[&str] = &[
    "window",
    "document",
    "localStorage",
    "sessionStorage",
    "location",
    "history",
    "matchMedia",
    "IntersectionObserver",
    "ResizeObserver",
    "MutationObserver",
    "requestAnimationFrame",
    "screen",
    "HTMLElement",
    "Image",
    "alert",
    "customElements",
    "indexedDB",
    "innerWidth",
    "innerHeight",
];

/// What to write instead of what an exception says; `None` where that is not known.
pub(super) fn cure_of(message: &str) -> Option<String> {
    let name = message.strip_suffix(" is not defined")?;
    BROWSER.contains(&name).then(|| {
        format!(
            "`{name}` exists in a browser only. Use it in an effect or where an event is handled, which \
             run there alone, or ask first: `typeof {name} === \"undefined\"`."
        )
    })
}
