//! The key `auth` of a function as plain data, and the guard functions that it may name.

use std::any::{Any, TypeId, type_name};
use std::marker::PhantomData;

use super::failure::Failure;
use super::identity::Identity;
use super::request::Request;
use crate::Error;

/// The value of the key `auth`.
#[derive(Clone, Copy)]
pub enum Auth {
    /// No demand beside the identities that the function borrows.
    Open,
    /// `auth = anyone`: the same, said by the author.
    Anyone,
    /// `auth`: any identity.
    SignedIn,
    /// `auth = staff`.
    Staff,
    /// `auth = superuser`.
    Superuser,
    /// `auth = path::to::guard`.
    Guard(&'static dyn Check),
}

/// A function that decides if a caller may run a function of the application.
///
/// It takes the identity, and optionally the request, and returns a `bool` or a `Result`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no guard",
    label = "not a function of who is asking",
    note = "a guard is `fn(&Me) -> bool` or `fn(&Me) -> Result<(), mizan::Error>`, where `Me` derives `mizan::Identity`",
    note = "it may take the request, too, `fn(&Me, &mizan::Request) -> bool`, and is never `async`"
)]
pub trait Guard<Form>: Send + Sync + 'static {
    /// The type of the identity that it takes.
    type Identity: Identity;

    /// Accepts the caller or returns the error to answer.
    fn authorize(&self, identity: &Self::Identity, request: &Request) -> Result<(), Error>;
}

impl<I, V, G> Guard<fn(&I) -> V> for G
where
    I: Identity,
    V: Verdict,
    G: Fn(&I) -> V + Send + Sync + 'static,
{
    type Identity = I;

    fn authorize(&self, identity: &I, _: &Request) -> Result<(), Error> {
        self(identity).into_result()
    }
}

impl<I, V, G> Guard<fn(&I, &Request) -> V> for G
where
    I: Identity,
    V: Verdict,
    G: Fn(&I, &Request) -> V + Send + Sync + 'static,
{
    type Identity = I;

    fn authorize(&self, identity: &I, request: &Request) -> Result<(), Error> {
        self(identity, request).into_result()
    }
}

/// The return type of a guard.
pub trait Verdict {
    /// `Ok`, or the error to answer.
    fn into_result(self) -> Result<(), Error>;
}

impl Verdict for bool {
    fn into_result(self) -> Result<(), Error> {
        match self {
            true => Ok(()),
            false => Err(Error::forbidden("You may not do this.")),
        }
    }
}

impl<E: Failure> Verdict for Result<(), E> {
    fn into_result(self) -> Result<(), Error> {
        self.map_err(Failure::into_error)
    }
}

/// A guard whose type `Check` erases. The macro writes `Auth::Guard(&Guarded::new(path))`.
pub struct Guarded<G, Form> {
    guard: G,
    form: PhantomData<fn() -> Form>,
}

impl<G: Guard<Form>, Form> Guarded<G, Form> {
    /// Wraps a guard function.
    pub const fn new(guard: G) -> Self {
        Self { guard, form: PhantomData }
    }
}

/// [`Guard`] without its type parameters.
pub trait Check: Send + Sync {
    /// The type of the identity that the guard takes, and its name.
    fn identity(&self) -> (TypeId, &'static str);

    /// Accepts the caller or returns the error to answer.
    fn authorize(&self, identity: &dyn Identity, request: &Request) -> Result<(), Error>;
}

impl<G: Guard<Form>, Form: 'static> Check for Guarded<G, Form> {
    fn identity(&self) -> (TypeId, &'static str) {
        (TypeId::of::<G::Identity>(), type_name::<G::Identity>())
    }

    fn authorize(&self, identity: &dyn Identity, request: &Request) -> Result<(), Error> {
        let identity: &dyn Any = identity;
        let identity = identity.downcast_ref().expect("a guard gets the identity that it names");
        self.guard.authorize(identity, request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::User;

    fn is_ada(user: &User) -> bool {
        user.id == "ada"
    }

    mod guards {
        use super::*;

        pub(super) fn is_local(_: &User, request: &Request) -> Result<(), Error> {
            match request.headers().contains_key("x-forwarded-for") {
                true => Err(Error::not_found("Nothing to see here.")),
                false => Ok(()),
            }
        }
    }

    static GUARDS: [Auth; 2] =
        [Auth::Guard(&Guarded::new(is_ada)), Auth::Guard(&Guarded::new(guards::is_local))];

    fn authorize(auth: &Auth, id: &str) -> Result<(), Error> {
        let Auth::Guard(check) = auth else { panic!("a guard") };
        let request = http::Request::get("/").header("x-forwarded-for", "::1").body(()).unwrap();
        let user = User { id: id.to_owned(), ..User::default() };
        assert_eq!(check.identity().0, TypeId::of::<User>());
        check.authorize(&user, &Request::new(request.into_parts().0, 0))
    }

    #[test]
    fn a_guard_is_a_constant_of_any_of_its_forms() {
        assert!(authorize(&GUARDS[0], "ada").is_ok());
        assert_eq!(authorize(&GUARDS[0], "eve").unwrap_err().code(), crate::Code::Forbidden);
        assert_eq!(authorize(&GUARDS[1], "ada").unwrap_err().code(), crate::Code::NotFound);
    }
}
