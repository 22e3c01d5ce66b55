//! The functions of the nodes: a read for each member, and a mutation for each way in which an answer
//! can tell of a change.

use std::panic::resume_unwind;
use std::sync::Arc;

use mizan::auth::Session;
use mizan::{Error, Request};
use serde::{Deserialize, Serialize};

use crate::database::{Database, Item};
use crate::world::World;

#[derive(mizan::Context)]
pub(crate) struct User {
    pub(crate) user_id: i32,
}

#[derive(mizan::Context)]
pub(crate) struct Search {
    pub(crate) tag: Option<String>,
}

#[derive(Serialize, Deserialize, mizan::Identity)]
pub(crate) struct Me {
    #[mizan(id)]
    id: i32,
}

#[mizan::client(context = User)]
async fn user_profile(world: &Arc<World>, request: &Request, user_id: i32) -> Result<Item, Error> {
    world.read(request, |data| data.item("profile", user_id)).await
}

#[mizan::client(context = User)]
async fn user_orders(
    world: &Arc<World>,
    request: &Request,
    user_id: i32,
    page: Option<u32>,
) -> Result<Vec<Item>, Error> {
    let is_listed = |id| page.is_none() || id % 2 == 0;
    world.read(request, |data| data.items(&orders(user_id), is_listed)).await
}

#[mizan::client(context = Search)]
async fn search_hits(
    world: &Arc<World>,
    request: &Request,
    tag: Option<String>,
) -> Result<Vec<Item>, Error> {
    let tag_of = |id| if id % 2 == 0 { "even" } else { "odd" };
    let is_listed = |id| tag.as_deref().is_none_or(|tag| tag == tag_of(id));
    world.read(request, |data| data.items("hit", is_listed)).await
}

fn orders(user_id: i32) -> String {
    format!("order {user_id}")
}

fn write_profile(data: &mut Database, user_id: i32) {
    data.write("profile", user_id);
}

#[mizan::client(affects = User)]
async fn invalidate(world: &Arc<World>, request: &Request, user_id: i32) {
    world.change(request, |data| write_profile(data, user_id)).await;
}

#[mizan::client(affects = User)]
async fn contexts(world: &Arc<World>, request: &Request, user_id: i32, item: i32) {
    let commit = |data: &mut Database| {
        write_profile(data, user_id);
        data.write(&orders(user_id), item);
    };
    world.change(request, commit).await;
}

#[mizan::client(affects = user_profile)]
async fn part(world: &Arc<World>, request: &Request, user_id: i32) {
    world.change(request, |data| write_profile(data, user_id)).await;
}

#[mizan::client(affects = User)]
async fn remove(world: &Arc<World>, request: &Request, user_id: i32, item: i32) {
    world.change(request, |data| data.remove(&orders(user_id), item)).await;
}

#[mizan::client(affects = Search)]
async fn hit(world: &Arc<World>, request: &Request, item: i32) {
    world.change(request, |data| data.write("hit", item)).await;
}

#[mizan::client(merge = user_profile)]
async fn merge(world: &Arc<World>, request: &Request, user_id: i32) -> Item {
    let commit = |data: &mut Database| {
        write_profile(data, user_id);
        data.item("profile", user_id)
    };
    world.change(request, commit).await
}

#[mizan::client(merge = user_orders)]
async fn element(world: &Arc<World>, request: &Request, user_id: i32, item: i32) -> Item {
    let commit = |data: &mut Database| {
        data.write(&orders(user_id), item);
        data.item(&orders(user_id), item)
    };
    world.change(request, commit).await
}

#[mizan::client(affects = User)]
async fn refuse(world: &Arc<World>, request: &Request, user_id: i32) -> Result<(), Error> {
    let _ = user_id;
    world.change(request, |_| ()).await;
    Err(Error::conflict("The schedule refuses it."))
}

/// Commits, and unwinds as a panic does.
#[mizan::client(affects = User)]
async fn panic(world: &Arc<World>, request: &Request, user_id: i32) {
    world.change(request, |data| write_profile(data, user_id)).await;
    resume_unwind(Box::new("on purpose"))
}

#[mizan::client(affects = User)]
async fn sign_in(
    world: &Arc<World>,
    request: &Request,
    session: &Session,
    user_id: i32,
) -> Result<(), Error> {
    let _ = user_id;
    let commit = |data: &mut Database| {
        data.person += 1;
        data.person
    };
    let id = world.change(request, commit).await;
    session.sign_in(&Me { id }).await
}
