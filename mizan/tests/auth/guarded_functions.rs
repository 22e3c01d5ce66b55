//! Functions with one access rule each: of every rule a read, a mutation and a page.

use mizan::{Error, Request};

use crate::application::Me;

#[derive(mizan::Context)]
pub(crate) struct Guarded;

#[derive(mizan::Context)]
pub(crate) struct Sockets;

pub(crate) fn is_first(me: &Me) -> bool {
    me.id == 1
}

mod guards {
    use super::*;

    pub(super) fn may_knock(me: &Me, request: &Request) -> Result<(), Error> {
        match request.headers().contains_key("x-knock") && me.id == 2 {
            true => Ok(()),
            false => Err(Error::conflict("Knock first.")),
        }
    }

    pub(super) fn panics(me: &Me) -> bool {
        panic!("a secret panic about {}", me.id)
    }
}

macro_rules! guarded {
    ($($read:ident $write:ident $page:ident $route:tt ($($auth:tt)*) ($($parameter:tt)*);)+) => {
        $(#[mizan::client(context = Guarded $($auth)*)]
        fn $read($($parameter)*) -> bool {
            true
        }

        #[mizan::client(affects = Guarded $($auth)*)]
        fn $write($($parameter)*) -> bool {
            true
        }

        #[mizan::client(route = $route, methods = [GET, POST] $($auth)*)]
        fn $page($($parameter)*) -> &'static str {
            "true"
        })+

        /// The names of the read and the mutation of each, and the route of the page.
        pub(crate) const GUARDED: &[(&str, &str, &str)] =
            &[$((stringify!($read), stringify!($write), $route)),+];
    };
}

guarded! {
    anybody_reads anybody_writes anybody_page "/anybody" () ();
    borrower_reads borrower_writes borrower_page "/borrower" () (_me: &Me);
    optional_reads optional_writes optional_page "/optional" () (_me: Option<&Me>);
    member_reads member_writes member_page "/member" (, auth) ();
    staff_reads staff_writes staff_page "/staff" (, auth = staff) ();
    superuser_reads superuser_writes superuser_page "/superuser" (, auth = superuser) (_me: Option<&Me>);
    first_reads first_writes first_page "/first" (, auth = is_first) ();
    knocking_reads knocking_writes knocking_page "/knocking" (, auth = guards::may_knock) ();
    unlucky_reads unlucky_writes unlucky_page "/unlucky" (, auth = guards::panics) ();
}

#[mizan::client(context = Guarded, private)]
fn private_reads() -> bool {
    true
}

#[mizan::client(private)]
fn private_writes(_me: &Me) -> bool {
    true
}

#[mizan::client(context = Sockets, websocket, auth)]
fn socket_reads() -> bool {
    true
}

#[mizan::client(affects = Guarded, websocket)]
fn socket_writes(_me: &Me) -> bool {
    true
}

/// Open to all. Its answer brings the reads that its caller may see.
#[mizan::client(affects = Guarded)]
fn touch() -> bool {
    true
}
