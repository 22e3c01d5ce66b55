//! Writes four typed clients, one for the page of each framework.

fn main() {
    mizan_build::configure()
        .require_auth()
        .react("web/react/api")
        .vue("web/vue/api")
        .svelte("web/svelte/api")
        .solid("web/solid/api")
        .generate();
}
