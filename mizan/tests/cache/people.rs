//! Nobody gets what is somebody else's.

use mizan::{Bypass, Error, Identify};
use serde_json::json;

use super::application::{ASKED, Me, Node};

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

/// The address of one instance of each context of this program.
fn addresses() -> Vec<String> {
    let address = |(name, context): &(String, mizan_ir::Context)| {
        let parameters = context.parameters.iter().map(|parameter| format!("{}=1", parameter.name));
        format!("/ctx/{name}/?{}", parameters.collect::<Vec<_>>().join("&"))
    };
    mizan::api().contexts.iter().map(address).collect()
}

#[tokio::test]
async fn every_pair_of_people_gets_what_each_would_get_alone() {
    let addresses = addresses();
    assert!(addresses.len() >= 8, "{addresses:?}");
    for path in &addresses {
        for first in PEOPLE {
            for second in PEOPLE {
                let alone = Node::alone().get_as(path, second).await;
                let node = Node::alone();
                node.get_as(path, first).await;
                let answer = node.get_as(path, second).await;
                assert_eq!(alone.part(), answer.part(), "{path}: {first:?}, then {second:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_guard_is_asked_once_whatever_the_cache_has() {
    let node = Node::alone();
    let path = "/ctx/vault/?id=1";
    let asked = |name: &str| ASKED.lock().unwrap().get(name).copied().unwrap_or_default();
    let guarded: &[(&str, &str)] = &[("x-name", "guarded"), ("x-staff", "yes")];
    for (turn, cache) in ["MISS", "HIT", "HIT"].into_iter().enumerate() {
        assert_eq!(node.get_as(path, guarded).await.cache, cache);
        assert_eq!(asked("guarded"), turn + 1);
    }
    // Each was counted as one run, and a fourth is one too many.
    let refused = node.get_as(path, guarded).await;
    assert_eq!(refused.body["$errors"]["gold"]["code"], "TOO_MANY_REQUESTS");
    assert_eq!((refused.cache.as_str(), &refused.body["jewels"]), ("BYPASS", &json!(100)));
}

#[tokio::test]
async fn a_run_is_counted_once_where_a_part_of_the_bundle_is_refused() {
    let node = Node::alone();
    let partial: &[(&str, &str)] = &[("x-name", "partial")];
    for _ in 0..3 {
        let answer = node.get_as("/ctx/vault/?id=1", partial).await;
        assert_eq!(answer.body["gold"], 100);
        assert_eq!(answer.body["$errors"]["jewels"]["code"], "FORBIDDEN");
    }
    let refused = node.get_as("/ctx/vault/?id=1", partial).await;
    assert_eq!(refused.status, 429, "{refused:?}");
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
