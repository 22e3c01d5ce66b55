//! Mistakes in the wiring of a server, told all at once and before the first request.

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

#[mizan::client(route = "/posts/{id}")]
fn post_page(id: i64) -> String {
    id.to_string()
}

#[mizan::client(route = "/posts/{name}", methods = [POST])]
fn post_form(name: String) -> String {
    name
}

#[mizan::client]
fn import(#[mizan(accept = "text/csv")] _table: mizan::Upload) {}

#[test]
fn every_mistake_is_told() {
    let errors = mizan::Server::builder().provide(1).provide(2).provide(Db).build();
    let text = errors.err().expect("a server that is wrong").to_string();
    assert_eq!(
        text,
        "the server cannot be built\n\n\
         `i32` is provided twice\n  \
         functions borrow by type: keep one `.provide(…)`, or give the second a type of its own\n\n\
         `wiring::import` accepts `text/csv` for `table`, which no file ever is\n  \
         at mizan/tests/wiring.rs:27\n  \
         what a file is, its first bytes tell, and they do not tell this: accept `text/plain` for \
         any text, or leave `accept` out and look at the content\n\n\
         two functions are called `ping`\n  \
         at mizan/tests/wiring.rs:9\n  \
         at mizan/tests/wiring.rs:13\n  \
         give one of them another name: #[mizan::client(name = \"…\")]\n\n\
         `wiring::send` borrows `wiring::Mailer`, which nobody provided\n  \
         at mizan/tests/wiring.rs:6\n  \
         add a line to the builder:\n    \
         .provide(value) // of type wiring::Mailer\n  \
         or, if it tells who is asking, derive `mizan::Identity` for it\n\n\
         two pages are at one route\n  \
         `/posts/{name}` at mizan/tests/wiring.rs:22\n  \
         `/posts/{id}` at mizan/tests/wiring.rs:17\n  \
         give one of them another path, or other `methods` and the same path"
    );
}
