//! Functions that let in some and not others, one of each kind, twice: as a read and as a
//! mutation.

use mizan::{Error, Request};

use crate::application::Me;

#[derive(mizan::Context)]
pub(crate) struct Doors;

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

macro_rules! doors {
    ($($read:ident $write:ident ($($auth:tt)*) ($($parameter:tt)*);)+) => {
        $(#[mizan::client(context = Doors $($auth)*)]
        fn $read($($parameter)*) -> bool {
            true
        }

        #[mizan::client(affects = Doors $($auth)*)]
        fn $write($($parameter)*) -> bool {
            true
        })+

        /// The names of the read and the mutation of each.
        pub(crate) const DOORS: &[(&str, &str)] = &[$((stringify!($read), stringify!($write))),+];
    };
}

doors! {
    anybody_reads anybody_writes () ();
    borrower_reads borrower_writes () (_me: &Me);
    optional_reads optional_writes () (_me: Option<&Me>);
    member_reads member_writes (, auth) ();
    staff_reads staff_writes (, auth = staff) ();
    superuser_reads superuser_writes (, auth = superuser) (_me: Option<&Me>);
    first_reads first_writes (, auth = is_first) ();
    knocking_reads knocking_writes (, auth = guards::may_knock) ();
    unlucky_reads unlucky_writes (, auth = guards::panics) ();
}

#[mizan::client(context = Doors, private)]
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

#[mizan::client(affects = Doors, websocket)]
fn socket_writes(_me: &Me) -> bool {
    true
}

/// Lets anybody in, and brings what they may see.
#[mizan::client(affects = Doors)]
fn touch() -> bool {
    true
}
