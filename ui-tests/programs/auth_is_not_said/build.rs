fn main() {
    mizan_build::configure().require_auth().typescript("web/api").generate();
}
