//! The read of an instance on a node: it takes a number, and reads one member after the other.

use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::runtime::carrier::Bundle;
use crate::runtime::error::{Code, Error};

use super::database::Database;
use super::server::{Step, World};

/// An instance as a request names it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Asked {
    pub(crate) context: &'static str,
    pub(crate) user: u32,
    pub(crate) page: Option<u32>,
    pub(crate) tag: Option<String>,
    pub(crate) is_only: bool,
}

/// The tag of a hit, by which a search may ask.
pub(crate) fn tag_of(id: u32) -> &'static str {
    if id % 2 == 1 { "odd" } else { "even" }
}

/// Reads an instance, or those of its members that are stale; the bundle is there once all steps have run.
pub(crate) fn read_instance(
    world: &mut World,
    node: usize,
    asked: &Asked,
    stale: Option<&'static str>,
) -> (Vec<Step>, Arc<Mutex<Bundle>>) {
    let bundle = Arc::new(Mutex::new(Bundle::default()));
    let running = Arc::new(Mutex::new(0));
    let mut steps: Vec<Step> = Vec::new();
    let (context, begun) = (asked.context, Arc::clone(&running));
    steps.push(Box::new(move |world| {
        *begun.lock().unwrap() = world.nodes[node].begin(context, false);
    }));
    for name in members_of(asked) {
        if stale.is_some_and(|stale| stale != name) {
            continue;
        }
        let fails = world.draw(24) == 0;
        let (bundle, asked) = (Arc::clone(&bundle), asked.clone());
        steps.push(Box::new(move |world| {
            let mut bundle = bundle.lock().unwrap();
            if fails {
                bundle.errors.insert(name.to_owned(), Error::new(Code::Forbidden, name));
            } else {
                let value = read_member(&world.database, &asked, name);
                bundle.members.insert(name.to_owned(), value);
            }
        }));
    }
    let end = Arc::clone(&bundle);
    steps.push(Box::new(move |world| {
        let v = world.nodes[node].end_read(*running.lock().unwrap());
        let mut bundle = end.lock().unwrap();
        if stale.is_none() {
            // The name of a bundle is a digest of its content.
            let errors: Vec<&String> = bundle.errors.keys().collect();
            bundle.h = Some(format!("{:?} {errors:?}", bundle.members));
        }
        bundle.v = world.is_versioned.then_some(v);
    }));
    (steps, bundle)
}

/// The members of an instance.
pub(crate) fn members_of(asked: &Asked) -> Vec<&'static str> {
    match (asked.context, asked.is_only) {
        ("search", _) => vec!["search_hits"],
        (_, true) => vec!["user_orders"],
        (_, false) => vec!["user_orders", "user_profile"],
    }
}

/// What a member is now.
pub(crate) fn read_member(database: &Database, asked: &Asked, name: &str) -> Value {
    let Asked { user, page, tag, .. } = asked;
    match name {
        "search_hits" => {
            database.items("hit", |id| tag.as_deref().is_none_or(|tag| tag == tag_of(id)))
        }
        "user_orders" => {
            database.items(&format!("order {user}"), |id| page.is_none() || id % 2 == 0)
        }
        _ => database.item("profile", *user),
    }
}
