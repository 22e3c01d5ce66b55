//! What components say of the response, in each framework and by each runtime.

use mizan::render::node;
use rendering_corpus::{FRAMEWORKS, NONCE};
use reqwest::Method;

use crate::support::{RUNTIMES, Site, between};

/// What ends an element, begins a comment, and is no line of a script.
const EVIL: &str =
    "</head></script></title><script>alert(1)</script><!--\u{2028}\"{\"__proto__\":1}&amp;";

#[tokio::test]
async fn a_component_writes_into_the_head_of_its_document() {
    for framework in FRAMEWORKS {
        for runtime in RUNTIMES {
            let site = Site::open(framework, runtime, None).await;
            let text = site.text("/notes/tea").await;
            let head = between(&text, "<head>", "</head>");
            assert!(
                between(head, "<title", "</title>").ends_with(">about tea"),
                "{framework}: {text}"
            );
            assert_eq!(head.matches("<title").count(), 1, "{framework}: {text}");
            assert_eq!(head.matches("name=\"description\"").count(), 1, "{framework}: {text}");
            let root = between(&text, "<div id=\"root\">", "</div>");
            assert!(root.contains("about tea") && !root.contains("<title"), "{framework}: {text}");
            assert!(!root.contains("<head"), "{framework}: {text}");
        }
    }
}

#[tokio::test]
async fn a_page_is_the_same_each_time_whatever_another_one_does_with_its_data() {
    let sorted = "Article number 999,Article number 998,Article number 997,\
                  9223372036854775801,9223372036854775800,9223372036854775799";
    for framework in FRAMEWORKS {
        for runtime in RUNTIMES {
            let site = Site::open(framework, runtime, None).await;
            let first = site.text("/rows").await;
            assert!(first.contains("Article number 999"), "{framework}: {first}");
            for turn in 0..4 {
                let text = site.text("/component/Sorted").await;
                assert!(
                    between(&text, "id=\"root\">", "<script").contains(sorted),
                    "{framework}, {turn}: {text}"
                );
                assert!(site.text("/rows").await == first, "{framework}, {turn}");
            }
        }
    }
}

#[tokio::test]
async fn a_component_sets_the_status_and_redirects() {
    for framework in FRAMEWORKS {
        for runtime in RUNTIMES {
            let site = Site::open(framework, runtime, None).await;
            assert_eq!(site.get("/notes/tea").await.status(), 200, "{framework}");
            let missing = site.get("/notes/missing").await;
            assert_eq!(missing.status(), 404, "{framework}");
            let text = missing.text().await.expect("a text");
            assert!(
                text.contains(">NOT_FOUND</p>") || text.contains("NOT_FOUND"),
                "{framework}: {text}"
            );
            let old = site.get("/notes/old").await;
            assert_eq!(old.status(), 303, "{framework}");
            assert_eq!(old.headers()["location"], "/notes/new", "{framework}");
            assert_eq!(old.text().await.expect("a text"), "", "{framework}");
        }
    }
}

#[tokio::test]
async fn a_page_whose_read_is_refused_is_rendered_with_the_error() {
    for framework in FRAMEWORKS {
        let site = Site::open(framework, node, Some(mizan::cache::memory(1 << 20))).await;
        for _ in 0..2 {
            let response = site.get("/notes/closed").await;
            assert_eq!(response.status(), 200, "{framework}");
            assert_ne!(
                response.headers().get("x-mizan-cache").map(|it| it.as_bytes()),
                Some(&b"HIT"[..])
            );
            let text = response.text().await.expect("a text");
            assert!(between(&text, "id=\"root\">", "</div>").contains("UNAUTHORIZED"), "{text}");
        }
    }
}

#[tokio::test]
async fn no_text_of_a_visitor_leaves_its_place() {
    for framework in FRAMEWORKS {
        let site = Site::open(framework, node, None).await;
        site.write("evil", EVIL).await;
        let text = site.text("/notes/evil").await;
        // Solid leaves `<` as it is in the value of an attribute, where only a quotation mark means anything.
        let attribute = between(&text, "content=\"", "\"");
        let rest = text.replace(attribute, "");
        assert!(!rest.contains("<script>alert"), "{framework}: {text}");
        let data = between(&text, "id=\"mizan-page\">", "</script>");
        let data: serde_json::Value = serde_json::from_str(data).expect("JSON");
        assert_eq!(
            data["reads"][0][1]["read"][0]["bundle"]["content"]["text"], EVIL,
            "{framework}"
        );
    }
}

#[tokio::test]
async fn every_script_of_a_page_with_a_policy_has_its_nonce() {
    for framework in FRAMEWORKS {
        let site = Site::open(framework, node, None).await;
        let text = site.text("/policy/tea").await;
        let scripts: Vec<&str> = text.split("<script").skip(1).collect();
        assert!(scripts.len() >= 2, "{text}");
        for script in scripts {
            let attributes = script.split('>').next().expect("a tag");
            let is_data = attributes.contains("type=\"application/json\"");
            assert!(
                is_data || attributes.contains(&format!("nonce=\"{NONCE}\"")),
                "{framework}: {text}"
            );
        }
    }
}

#[tokio::test]
async fn a_head_request_has_the_headers_of_the_page_and_no_body() {
    let site = Site::open("react", node, Some(mizan::cache::memory(1 << 20))).await;
    let head = site.send(Method::HEAD, "/notes/tea").await;
    let get = site.get("/notes/tea").await;
    for name in ["content-type", "content-length", "cache-control"] {
        assert_eq!(head.headers().get(name), get.headers().get(name), "{name}");
    }
    // A part of a page is asked for in vain: it may be another page by the next request.
    assert_eq!([head.status(), get.status()], [200, 200]);
    assert_eq!(head.text().await.expect("a text"), "");
    assert!(get.text().await.expect("a text").ends_with("</html>\n"));
}

#[tokio::test]
async fn a_cookie_of_a_page_function_is_sent_each_time() {
    let site = Site::open("react", node, Some(mizan::cache::memory(1 << 20))).await;
    for _ in 0..2 {
        let response = site.get("/cookie/tea").await;
        assert_eq!(response.headers()["set-cookie"], "seen=tea");
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert!(response.text().await.expect("a text").contains("about tea"));
    }
}

#[tokio::test]
async fn what_a_component_prints_or_throws_is_in_no_page() {
    for runtime in RUNTIMES {
        let site = Site::open("react", runtime, None).await;
        let text = site.text("/component/Prints").await;
        assert!(text.contains("<div id=\"root\"><p>printed</p></div>"), "{text}");
        assert!(!text.contains("by a component"), "{text}");
        let text = site.text("/component/Throws").await;
        assert!(text.contains("<div id=\"root\"></div>"), "{text}");
        assert!(!text.contains("innerWidth") && !text.contains("not defined"), "{text}");
    }
}
