//! Every key of a declaration.

use mizan::auth::{Jwt, TokenPair, User};
use serde::Serialize;

use crate::Neighbour;

fn allowed(_user: &User) -> bool {
    true
}

#[derive(Serialize, mizan::Type, mizan::Failure)]
pub enum MoveError {
    /// Somebody lives there.
    #[mizan(conflict)]
    Taken { by: String },
    #[deprecated(note = "nobody is")]
    #[mizan(not_found)]
    Nobody,
    #[mizan(transparent)]
    Other(mizan::Error),
}

#[mizan::client(context = Neighbour, rev = 3, cache = 60, auth = allowed)]
pub fn neighbour_name(user: &User, neighbour_id: i64, short: Option<bool>) -> String {
    let _ = (user, neighbour_id, short);
    String::new()
}

#[deprecated(note = "they stay")]
#[mizan::client(affects = [Neighbour { neighbour_id: id }, mizan::Global], auth = staff)]
pub fn move_out(user: Option<&User>, id: i64) -> Result<(), MoveError> {
    let _ = (user, id);
    Ok(())
}

#[mizan::client(merge = Neighbour)]
pub fn rename_neighbour(neighbour_id: i64, name: String) -> Result<String, mizan::Error> {
    let _ = neighbour_id;
    Ok(name)
}

#[mizan::client(context = mizan::Global, cache = false)]
pub fn street() -> Option<String> {
    None
}

#[mizan::client(private, name = "count_all")]
pub fn recount() {}

#[mizan::client]
pub async fn jwt_refresh(tokens: &Jwt<User>, refresh: String) -> Result<TokenPair, mizan::Error> {
    tokens.refresh(&refresh, reload).await
}

async fn reload(id: String) -> Result<Option<User>, mizan::Error> {
    Ok(Some(User { id, ..User::default() }))
}
