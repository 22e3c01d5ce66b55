//! What becomes of the rest: of components that fail, of what they say too late, of readers who go away, and under a new
//! bundle.

use std::collections::BTreeSet;
use std::fs;
use std::time::Duration;

use serde_json::json;

use super::{SHELL, Site, data_of, open, pages, root_of, waiting};
use crate::support::{signal, until};

#[tokio::test]
async fn a_component_that_fails_leaves_the_rest_to_the_browser() {
    let site = Site::open(Duration::from_secs(3), None).await;
    open("fails");
    for component in ["Throws", "Exits", "Loops", "Never", "Nowhere"] {
        let (head, body) =
            site.ask(&format!("/streamed/{component}?key=fails")).await.whole().await;
        assert!(head.starts_with("http/1.1 200 ok"), "{head}");
        assert_eq!(root_of(&body), "", "{component}");
        let data = json!({ "component": component, "props": { "key": "fails" } });
        assert_eq!(data_of(&body), data);
        assert!(body.ends_with("</html>"), "{component}: {body}");
    }
    let (_, body) = site.ask("/streamed/Text?key=fails").await.whole().await;
    assert_eq!(root_of(&body), "<p>fails for nobody by first</p>");
}

#[tokio::test]
async fn a_worker_that_is_stopped_leaves_the_rest_to_the_browser() {
    let site = Site::open(Duration::from_secs(3), None).await;
    let mut answer = site.ask("/streamed/Text?key=stopped").await;
    answer.until("/a.js").await;
    until(async || waiting("stopped") == 1).await;
    let mut pids = BTreeSet::new();
    while pids.len() < 2 {
        let both = tokio::join!(site.renderer.render("Pid", &()), site.renderer.render("Pid", &()));
        pids.extend([both.0.expect("a page"), both.1.expect("a page")]);
    }
    pids.iter().for_each(|pid| signal("-STOP", pid));
    open("stopped");
    let (_, body) = answer.whole().await;
    assert_eq!(root_of(&body), "");
    assert!(body.ends_with("</html>"), "{body}");
    // The other one is found out by whoever comes to it.
    until(async || {
        let (_, body) = site.ask("/streamed/Text?key=stopped").await.whole().await;
        root_of(&body) == "<p>stopped for nobody by first</p>"
    })
    .await;
}

#[tokio::test]
async fn a_status_and_a_redirect_that_come_too_late_are_in_the_head() {
    let site = Site::patient().await;
    open("late");
    let head_of = async |component: &str| {
        let answer = site.ask(&format!("/streamed/{component}?key=late")).await;
        let (head, body) = answer.whole().await;
        assert!(head.starts_with("http/1.1 200 ok") && !head.contains("location"), "{head}");
        assert_eq!(root_of(&body), "<p>late for nobody by first</p>");
        body.split_once("</head>").expect("a head").0.to_owned()
    };
    assert!(head_of("Missing").await.ends_with("<meta name=\"robots\" content=\"noindex\">"));
    let refresh = "<meta http-equiv=\"refresh\" content=\"0;url=/new?a=1&amp;b\">";
    assert!(head_of("Moved").await.ends_with(refresh));
    assert!(!head_of("Evil").await.contains("refresh"));
}

#[tokio::test]
async fn a_render_ends_with_its_reader() {
    let site = Site::patient().await;
    for round in 0..20 {
        let key = format!("goes-{round}");
        let mut answer = site.ask(&format!("/streamed/Text?key={key}")).await;
        answer.until("/a.js").await;
        until(async || waiting(&key) == 1).await;
        drop(answer);
        until(async || waiting(&key) == 0).await;
    }
}

#[tokio::test]
async fn a_new_bundle_does_not_end_a_page_that_has_begun() {
    let site = Site::patient().await;
    let mut answer = site.ask("/streamed/Text?key=replaced").await;
    answer.until("/a.js").await;
    until(async || waiting("replaced") == 1).await;
    site.bundle.write(&format!("{} // of another length", pages("second")));
    open("new");
    let shell = site.bundle.path().with_file_name("index.html");
    let other = SHELL.replace("/a.js", "/other.js").replace("</body>", "<i>other</i></body>");
    fs::write(shell, other).expect("a document");
    until(async || {
        let (_, body) = site.ask("/streamed/Text?key=new").await.whole().await;
        let is_new = body.contains("/other.js");
        assert_eq!(body.contains("by second"), is_new, "{body}");
        is_new
    })
    .await;
    open("replaced");
    let (_, body) = answer.whole().await;
    assert_eq!(root_of(&body), "<p>replaced for nobody by first</p>");
    assert!(body.contains("/a.js") && !body.contains("other"), "{body}");
}
