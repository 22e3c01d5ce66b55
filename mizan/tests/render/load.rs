//! Many pages at once.

use std::collections::BTreeSet;

use serde_json::json;
use tokio::task::JoinSet;

use crate::support::Bundle;

const PAGES: &str = r#"
export const pages = {
  Name: ({ name }) => `<p>${name}</p>`,
  Pid: () => String(process.pid),
};
"#;

#[tokio::test]
async fn two_hundred_pages_at_once_are_rendered_by_two_workers() {
    let bundle = Bundle::new(PAGES);
    let renderer = bundle.begin().workers(2).build().expect("a renderer");
    let mut renders = JoinSet::new();
    for number in 0..200 {
        let renderer = renderer.clone();
        renders.spawn(async move {
            let html = renderer.render("Name", &json!({ "name": number })).await.expect("a page");
            assert_eq!(html, format!("<p>{number}</p>"));
            renderer.render("Pid", &()).await.expect("a page")
        });
    }
    let pids: BTreeSet<String> = renders.join_all().await.into_iter().collect();
    assert_eq!(pids.len(), 2, "{pids:?}");
}
