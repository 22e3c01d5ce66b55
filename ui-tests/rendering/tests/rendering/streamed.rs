//! Documents that begin before their component is rendered, in each framework and by each runtime.

use mizan::render::node;
use rendering_corpus::NONCE;

use crate::support::{RUNTIMES, Site, between};

#[tokio::test]
async fn the_head_arrives_before_the_component_has_read() {
    for framework in rendering_corpus::FRAMEWORKS {
        for runtime in RUNTIMES {
            let site = Site::open(framework, runtime, None).await;
            let mut response = site.get("/streamed/slow").await;
            assert_eq!(response.status(), 200, "{framework}");
            let mut text = String::new();
            while !text.contains("<script type=\"module\"") {
                let piece = response.chunk().await.expect("a piece").expect("more of it");
                text.push_str(str::from_utf8(&piece).expect("a text"));
            }
            assert!(!text.contains("</head>") && !text.contains("<title"), "{framework}: {text}");
            site.release(true).await;
            text.push_str(&response.text().await.expect("a text"));
            let root = between(&text, "<div id=\"root\">", "</div>");
            assert!(root.contains("about slow") && !root.contains("<title"), "{framework}: {text}");
            let head = between(&text, "<head>", "</head>");
            assert!(between(head, "<title", "</title>").ends_with(">about slow"), "{text}");
            assert_eq!(head.matches("<title").count(), 1, "{framework}: {text}");
        }
    }
}

#[tokio::test]
async fn a_late_status_and_a_late_redirect_are_in_the_head() {
    for framework in rendering_corpus::FRAMEWORKS {
        let site = Site::open(framework, node, None).await;
        for (topic, late) in [
            ("missing", "<meta name=\"robots\" content=\"noindex\">"),
            ("old", "<meta http-equiv=\"refresh\" content=\"0;url=/notes/new\">"),
        ] {
            let response = site.get(&format!("/streamed/{topic}")).await;
            assert_eq!(response.status(), 200, "{framework}");
            assert!(response.headers().get("location").is_none(), "{framework}");
            let text = response.text().await.expect("a text");
            assert!(between(&text, "<head>", "</head>").contains(late), "{framework}: {text}");
        }
    }
}

#[tokio::test]
async fn every_script_of_both_pieces_has_the_nonce() {
    for framework in rendering_corpus::FRAMEWORKS {
        let site = Site::open(framework, node, None).await;
        let text = site.text("/streamed-policy/tea").await;
        for script in text.split("<script").skip(1) {
            let attributes = script.split('>').next().expect("a tag");
            let is_data = attributes.contains("type=\"application/json\"");
            let nonce = format!("nonce=\"{NONCE}\"");
            assert!(is_data || attributes.contains(&nonce), "{framework}: {text}");
        }
    }
}
