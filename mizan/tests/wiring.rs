//! What is wrong with the wiring of a server, said all at once and before the first request.

struct Db;
struct Mailer;

#[mizan::client]
fn send(_db: &Db, _mailer: &Mailer) {}

#[mizan::client]
fn ping() {}

mod other {
    #[mizan::client]
    fn ping() {}
}

#[test]
fn every_mistake_is_told() {
    let errors = mizan::Server::builder().provide(1).provide(2).provide(Db).build();
    let text = errors.err().expect("a server that is wrong").to_string();
    assert_eq!(
        text,
        "the server cannot be built\n\n\
         `i32` is provided twice\n  \
         functions borrow by type: keep one `.provide(…)`, or give the second a type of its own\n\n\
         two functions are called `ping`\n  \
         at mizan/tests/wiring.rs:9\n  \
         at mizan/tests/wiring.rs:13\n  \
         give one of them another name: #[mizan::client(name = \"…\")]\n\n\
         `wiring::send` borrows `wiring::Mailer`, which nobody provided\n  \
         at mizan/tests/wiring.rs:6\n  \
         add a line to the builder:\n    \
         .provide(value) // of type wiring::Mailer\n  \
         or, if it tells who is asking, derive `mizan::Identity` for it"
    );
}
