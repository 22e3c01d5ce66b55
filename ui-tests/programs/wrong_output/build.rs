fn main() {
    mizan_build::configure()
        .typescript("src/lib.rs")
        .react(".")
        .generate();
}
