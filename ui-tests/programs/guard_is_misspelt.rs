#[mizan::client(auth = stuff)]
pub fn audit() -> bool {
    true
}

/// Words of other frameworks.
#[mizan::client(auth = admin)]
pub fn words_of_others() {}

#[mizan::client(auth = login)]
pub fn sign_in() {}

#[mizan::client(auth = everyone)]
pub fn front_page() {}
