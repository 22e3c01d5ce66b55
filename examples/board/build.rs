//! Writes five typed clients: one for the page of each framework, and one for the dashboard.

fn main() {
    mizan_build::configure()
        .require_auth()
        .react("web/react/api")
        .vue("web/vue/api")
        .svelte("web/svelte/api")
        .solid("web/solid/api")
        .rust("dashboard/api.rs")
        .generate();
}
