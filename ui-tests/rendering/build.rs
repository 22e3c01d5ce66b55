//! Writes a client for each framework.

fn main() {
    mizan_build::configure()
        .react("web/react/api")
        .vue("web/vue/api")
        .svelte("web/svelte/api")
        .solid("web/solid/api")
        .generate();
}
