//! Nobody gets what is somebody else's.

use mizan::{Bypass, Error, Identify};
use serde_json::json;

use super::application::{Me, Node};

/// Knows nobody.
pub(crate) struct Nobody;

impl Identify for Nobody {
    type Identity = Me;

    async fn identify(&self, _: &mizan::Request) -> Result<Option<Me>, Error> {
        Ok(None)
    }
}

/// Headers of people who differ in one way each.
const PEOPLE: &[&[(&str, &str)]] = &[
    &[],
    &[("x-name", "ada")],
    &[("x-name", "ada"), ("x-staff", "yes")],
    &[("x-name", "bob")],
    &[("x-name", "bob"), ("x-staff", "yes")],
    &[("x-name", "")],
    &[("x-name", "ada,true")],
];

#[tokio::test]
async fn every_pair_of_people_gets_what_each_would_get_alone() {
    let paths = ["/ctx/product/?id=1", "/ctx/opinion/?id=1", "/ctx/books/?year=1"];
    for path in paths {
        for first in PEOPLE {
            for second in PEOPLE {
                let alone = Node::alone().get_as(path, second).await;
                let node = Node::alone();
                node.get_as(path, first).await;
                let answer = node.get_as(path, second).await;
                let part = |answer: &super::application::Answer| {
                    let Some(members) = answer.body.as_object() else { unreachable!() };
                    let members = members.iter().filter(|(name, _)| !name.starts_with('$'));
                    (answer.status, members.map(|(_, value)| value.clone()).collect::<Vec<_>>())
                };
                assert_eq!(part(&alone), part(&answer), "{path}: {first:?}, then {second:?}");
            }
        }
    }
}

#[tokio::test]
async fn what_depends_on_the_person_is_kept_for_each() {
    let node = Node::alone();
    let ada: &[(&str, &str)] = &[("x-name", "ada")];
    assert_eq!(node.get_as("/ctx/opinion/?id=1", ada).await.cache, "MISS");
    assert_eq!(node.get_as("/ctx/opinion/?id=1", ada).await.cache, "HIT");
    assert_eq!(node.get_as("/ctx/opinion/?id=1", &[("x-name", "bob")]).await.cache, "MISS");
    assert_eq!(node.get("/ctx/opinion/?id=1").await.cache, "MISS");
    // What borrows nobody is kept once.
    assert_eq!(node.get_as("/ctx/product/?id=1", ada).await.cache, "MISS");
    assert_eq!(node.get("/ctx/product/?id=1").await.cache, "HIT");
}

#[tokio::test]
async fn no_hit_skips_a_guard() {
    let node = Node::alone();
    let staff: &[(&str, &str)] = &[("x-name", "ada"), ("x-staff", "yes")];
    assert_eq!(node.get_as("/ctx/books/?year=1", staff).await.cache, "MISS");
    assert_eq!(node.get_as("/ctx/books/?year=1", staff).await.cache, "HIT");
    assert_eq!(node.get("/ctx/books/?year=1").await.status, 401);
    assert_eq!(node.get_as("/ctx/books/?year=1", &[("x-name", "ada")]).await.status, 403);
    assert_eq!(node.results.bypassed(), [Bypass::Refused; 2]);
}

#[tokio::test]
async fn one_user_is_forgotten() {
    let node = Node::alone();
    let people: [&[(&str, &str)]; 2] = [&[("x-name", "ada")], &[("x-name", "bob")]];
    for person in people {
        node.get_as("/ctx/opinion/?id=1", person).await;
    }
    node.api.purge_user("ada").await;
    assert_eq!(node.get_as("/ctx/opinion/?id=1", people[0]).await.cache, "MISS");
    assert_eq!(node.get_as("/ctx/opinion/?id=1", people[1]).await.cache, "HIT");
    node.call("think", json!({ "id": 1 })).await;
    assert_eq!(node.get_as("/ctx/opinion/?id=1", people[1]).await.cache, "MISS");
}
