//! What arrives when, and that it is the whole document in the end.

use tokio::task::JoinSet;

use super::{Site, data_of, open, root_of, waiting};
use crate::support::until;

#[tokio::test]
async fn the_document_begins_before_its_component_is_rendered() {
    let site = Site::patient().await;
    let mut answer = site.ask("/streamed/Text?key=begin").await;
    let begin = answer.until("<script src=\"/a.js\"></script>").await;
    assert!(begin.starts_with("HTTP/1.1 200 OK"), "{begin}");
    assert!(begin.contains("x-accel-buffering: no") && begin.contains("no-store"), "{begin}");
    until(async || waiting("begin") == 1).await;
    assert!(!answer.text().contains("</head>"), "{}", answer.text());
    open("begin");
    let (head, body) = answer.whole().await;
    assert!(!head.contains("content-length"), "{head}");
    assert_eq!(root_of(&body), "<p>begin for nobody by first</p>");
    assert_eq!(data_of(&body)["reads"].as_array().map(Vec::len), Some(1));
    assert!(body.contains("<script src=\"/a.js\"></script><title>All</title></head>"), "{body}");
    assert!(body.ends_with("</script></body></html>"), "{body}");
}

#[tokio::test]
async fn the_pieces_are_the_document_that_is_sent_whole() {
    let site = Site::patient().await;
    open("pieces");
    let (_, streamed) = site.ask("/streamed/Titled?key=pieces").await.whole().await;
    let (_, whole) = site.ask("/whole/Titled?key=pieces").await.whole().await;
    assert_eq!(streamed, whole);
    assert_eq!(streamed.matches("<title").count(), 1, "{streamed}");
}

#[tokio::test]
async fn a_head_request_has_no_body_and_leaves_no_render_behind() {
    let site = Site::patient().await;
    let (head, body) = site.send("HEAD", "/streamed/Text?key=head", "nobody").await.whole().await;
    assert!(head.contains("content-type: text/html") && !head.contains("content-length"), "{head}");
    assert_eq!(body, "");
    until(async || waiting("head") == 0).await;
}

#[tokio::test]
async fn two_hundred_streamed_and_whole_pages_of_ten_people_mix_nothing() {
    let site = Site::keeping().await;
    let mut answers = JoinSet::new();
    for number in 0..200 {
        let path = ["streamed", "whole", "kept-stream", "found-stream"][number % 4];
        let (key, person) = (format!("mixed-{}", number / 40), format!("person-{}", number % 10));
        let answer = site.send("GET", &format!("/{path}/Titled?key={key}"), &person).await;
        answers.spawn(async move {
            let (_, body) = answer.whole().await;
            let text = format!("{key} for {person} by first");
            assert_eq!(root_of(&body), format!("<p>{text}</p>"), "{path}");
            assert!(body.contains(&format!("<title>{text}</title></head>")), "{body}");
        });
    }
    for key in (0..5).rev() {
        open(&format!("mixed-{key}"));
    }
    assert_eq!(answers.join_all().await.len(), 200);
}
