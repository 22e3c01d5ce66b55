fn main() {
    mizan_build::configure().typescript("web/api").generate();
}
