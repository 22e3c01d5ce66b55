//! Who is asking.

use mizan::auth::Session;
use serde::{Deserialize, Serialize};

#[derive(Clone, Serialize, Deserialize, mizan::Identity, mizan::Type)]
pub struct Me {
    #[mizan(id)]
    pub name: String,
}

#[mizan::client(context = mizan::Global)]
pub fn me(me: Option<&Me>) -> Option<Me> {
    me.cloned()
}

#[mizan::client(auth = anyone, limits(rate = "10/min"))]
pub async fn sign_in(
    session: &Session,
    name: String,
    password: String,
) -> Result<(), mizan::Error> {
    if password != "open sesame" {
        return Err(mizan::Error::unauthorized("This is not the password."));
    }
    session.sign_in(&Me { name }).await
}

#[mizan::client(auth)]
pub async fn sign_out(session: &Session) -> Result<(), mizan::Error> {
    session.sign_out().await
}
