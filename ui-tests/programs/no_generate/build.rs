fn main() {
    let _client = mizan_build::configure().typescript("web/api");
}
