//! Streamed pages in the cache: who makes one gets it in two pieces, and all others whole.

use tokio::task::JoinSet;

use super::{Site, data_of, open, root_of, waiting};
use crate::support::until;

#[tokio::test]
async fn a_page_that_is_kept_was_streamed_once_and_is_sent_whole_to_all_others() {
    for path in ["kept-stream", "found-stream"] {
        let site = Site::keeping().await;
        if path == "found-stream" {
            // What a page without a context reads is known once it has run.
            open("learned");
            let answer = site.ask("/found-stream/Counted?key=learned").await;
            assert!(!answer.whole().await.0.contains("x-mizan-cache"));
        }
        let url = format!("/{path}/Text?key={path}");
        let mut first = site.ask(&url).await;
        let begin = first.until("/a.js").await;
        assert!(begin.contains("x-mizan-cache: MISS"), "{begin}");
        let mut others = JoinSet::new();
        for _ in 0..20 {
            others.spawn(site.ask(&url).await.whole());
        }
        until(async || waiting(path) == 1).await;
        open(path);
        let (_, whole) = first.whole().await;
        assert_eq!(root_of(&whole), format!("<p>{path} for nobody by first</p>"));
        for (head, body) in others.join_all().await {
            assert!(
                head.contains("x-mizan-cache: hit") && head.contains("content-length"),
                "{head}"
            );
            assert!(!head.contains("x-accel-buffering"), "{head}");
            assert_eq!(body, whole);
        }
        assert_eq!(site.ask(&url).await.whole().await.1, whole);
        site.change(path).await;
        let (head, body) = site.ask(&url).await.whole().await;
        assert!(head.contains("x-mizan-cache: miss"), "{head}");
        assert_ne!(data_of(&body), data_of(&whole), "the versions are those of before the change");
    }
}

#[tokio::test]
async fn a_page_is_kept_though_its_reader_has_gone() {
    let site = Site::keeping().await;
    let mut answer = site.ask("/kept-stream/Counted?key=gone").await;
    answer.until("/a.js").await;
    until(async || waiting("gone") == 1).await;
    drop(answer);
    open("gone");
    let (head, body) = site.ask("/kept-stream/Counted?key=gone").await.whole().await;
    assert!(head.contains("x-mizan-cache: hit"), "{head}");
    assert_eq!(root_of(&body), "<p>gone for nobody by first 1</p>");
}

#[tokio::test]
async fn a_page_that_was_streamed_for_its_request_alone_is_not_kept() {
    let site = Site::keeping().await;
    open("own");
    for component in ["Missing", "Moved", "Addressed", "Throws"] {
        for _ in 0..2 {
            let answer = site.ask(&format!("/kept-stream/{component}?key=own")).await;
            let (head, _) = answer.whole().await;
            assert!(head.contains("x-mizan-cache: miss"), "{component}: {head}");
        }
    }
}

#[tokio::test]
async fn a_page_that_overlaps_with_a_change_is_not_kept() {
    let site = Site::keeping().await;
    let mut early = site.ask("/kept-stream/Text?key=overlap").await;
    early.until("/a.js").await;
    until(async || waiting("overlap") == 1).await;
    site.change("overlap").await;
    open("overlap");
    early.whole().await;
    let (head, _) = site.ask("/kept-stream/Text?key=overlap").await.whole().await;
    assert!(head.contains("x-mizan-cache: miss"), "{head}");
}
