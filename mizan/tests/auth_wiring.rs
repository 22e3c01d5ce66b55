//! Mistakes in the wiring of functions that need an identity.

use mizan::auth::{Session, User, sessions};

#[derive(mizan::Identity)]
struct Me(#[mizan(id)] i64);

struct Nobody;

impl mizan::Identify for Nobody {
    type Identity = Me;

    async fn identify(&self, _: &mizan::Request) -> Result<Option<Me>, mizan::Error> {
        Ok(None)
    }
}

fn is_ada(user: &User) -> bool {
    user.id == "ada"
}

#[mizan::client(auth = staff)]
fn publish() {}

#[mizan::client(auth = is_ada)]
fn rename() {}

#[mizan::client]
async fn sign_out(session: &Session) -> Result<(), mizan::Error> {
    session.sign_out().await
}

fn errors(builder: mizan::Builder) -> String {
    builder.build().err().expect("a server that is wrong").to_string()
}

#[test]
fn somebody_has_to_tell_who_is_asking() {
    assert_eq!(
        errors(mizan::Server::builder()),
        "the server cannot be built\n\n\
         `auth_wiring::publish` has `auth`, but nobody tells this server who is asking\n  \
         at mizan/tests/auth_wiring.rs:22\n  \
         add a line to the builder:\n    \
         .identify(source) // one of mizan::auth, or your own mizan::Identify\n\n\
         the guard of `auth_wiring::rename` looks at `mizan::auth::user::User`, which nobody \
         identifies\n  \
         at mizan/tests/auth_wiring.rs:25\n  \
         add a line to the builder:\n    \
         .identify(source) // which finds mizan::auth::user::User\n\n\
         `auth_wiring::sign_out` signs in or out, but sessions tell nobody who is asking\n  \
         at mizan/tests/auth_wiring.rs:28\n  \
         add a line to the builder:\n    \
         .identify(mizan::auth::sessions::<Me>()) // Me: your identity type"
    );
}

#[test]
fn anybody_who_tells_is_enough_for_auth() {
    let errors = errors(mizan::Server::builder().identify(Nobody));
    assert!(!errors.contains("publish") && errors.contains("rename"), "{errors}");
    assert!(errors.contains("sign_out"), "it knows of no sessions: {errors}");
}

#[test]
fn sessions_alone_are_enough_to_sign_out() {
    assert!(mizan::Server::builder().identify(sessions::<User>()).build().is_ok());
}
