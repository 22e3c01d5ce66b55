//! Components that fail in every way, and what becomes of the others.

use std::env;
use std::process::{Command, Stdio};
use std::time::Duration;

use mizan::render::RenderError;
use serde_json::json;
use tokio::task::JoinSet;

use crate::support::{Bundle, signal, wait_for_end};

const PAGES: &str = r#"
const settle = (time) => new Promise((resolve) => setTimeout(resolve, time));
export const pages = {
  Name: ({ name }) => `<p>${name}</p>`,
  Pid: () => String(process.pid),
  Wait: async ({ time }) => (await settle(time), String(process.pid)),
  Loops: () => { for (;;); },
  Never: () => new Promise(() => {}),
  Exits: async () => (await settle(50), process.exit(3)),
  Prints: () => { console.log("printed"); process.stdout.write("printed\n"); return "done"; },
  Throws: () => localStorage.getItem("theme"),
  ThrowsNothing: () => { throw undefined; },
  ThrowsLater: () => { setTimeout(() => { throw new Error("later"); }, 20); return "early"; },
  Rejects: () => { void Promise.reject(new Error("nobody looks")); return "done"; },
  ReturnsNothing: () => {},
  Reads: (props, page) => page.read({ context: "user", params: {} }),
  Large: ({ length }) => "ä".repeat(length),
};
"#;

/// The process that renders.
async fn pid_of(renderer: &mizan::render::Renderer) -> String {
    renderer.render("Pid", &()).await.expect("a page")
}

#[tokio::test]
async fn a_component_is_rendered_from_its_properties() {
    let bundle = Bundle::new(PAGES);
    let renderer = bundle.render();
    let name = "ä </script> \u{2028} \" \\ \0 🦀";
    let html = renderer.render("Name", &json!({ "name": name })).await.expect("a page");
    assert_eq!(html, format!("<p>{name}</p>"));
    let html = renderer.render("Large", &json!({ "length": 3_000_000 })).await.expect("a page");
    assert_eq!(html.chars().count(), 3_000_000);
}

#[tokio::test]
async fn a_component_that_is_not_there_is_told_with_those_that_are() {
    let bundle = Bundle::new("export const pages = { Article: () => '' };");
    let renderer = bundle.render();
    for name in ["Articel", "__proto__", "constructor", ""] {
        let error = renderer.render(name, &()).await.expect_err("no page");
        let text = format!("there is no page `{name}` in the bundle, whose pages are `Article`.\n");
        assert!(error.to_string().starts_with(&text), "{error}");
    }
}

#[tokio::test]
async fn an_exception_is_told_with_its_line_and_what_to_write() {
    let bundle = Bundle::new(PAGES);
    let renderer = bundle.render();
    let text = renderer.render("Throws", &()).await.expect_err("no page").to_string();
    assert!(
        text.starts_with("`Throws` has thrown: localStorage is not defined\n    at "),
        "{text}"
    );
    // Runtimes count the columns of a line in ways of their own.
    assert!(text.contains("server.mjs:11:"), "{text}");
    assert!(
        text.contains("\n`localStorage` exists in a browser only. Use it in an effect"),
        "{text}"
    );
    assert!(!text.contains("eval"), "{text}");
    let text = renderer.render("ThrowsNothing", &()).await.expect_err("no page").to_string();
    assert_eq!(text, "`ThrowsNothing` has thrown: undefined");
    let text = renderer.render("ReturnsNothing", &()).await.expect_err("no page").to_string();
    assert!(text.contains("`pages.ReturnsNothing` did not return its HTML as a string"), "{text}");
    let text = renderer.render("Reads", &()).await.expect_err("no page").to_string();
    assert!(text.contains("It reads `user`, and is rendered for no request."), "{text}");
}

#[tokio::test]
async fn what_a_component_prints_is_no_frame() {
    let bundle = Bundle::new(PAGES);
    let renderer = bundle.render();
    for _ in 0..10 {
        assert_eq!(renderer.render("Prints", &()).await.expect("a page"), "done");
    }
}

#[tokio::test]
async fn a_loop_without_an_end_costs_its_own_page_alone() {
    let bundle = Bundle::new(PAGES);
    let builder = bundle.begin().workers(2).time_limit(Duration::from_secs(5));
    let renderer = builder.build().expect("a renderer");
    let looping = tokio::spawn({
        let renderer = renderer.clone();
        async move { renderer.render("Loops", &()).await }
    });
    while !looping.is_finished() {
        pid_of(&renderer).await;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let error = looping.await.expect("an end").expect_err("no page");
    assert!(matches!(error, RenderError::Late { is_blocked: true, .. }), "{error}");
    assert!(error.to_string().ends_with("\nLook for a loop without an end."), "{error}");
    // Both work again.
    let mut pids = [pid_of(&renderer).await, String::new()];
    while pids[1].is_empty() {
        let time = json!({ "time": 50 });
        let (one, other) =
            tokio::join!(renderer.render("Wait", &time), renderer.render("Wait", &time));
        let (one, other) = (one.expect("a page"), other.expect("a page"));
        if one != other {
            pids = [one, other];
        }
    }
}

#[tokio::test]
async fn a_page_that_never_settles_leaves_its_worker_alone() {
    let bundle = Bundle::new(PAGES);
    let renderer = bundle.begin().time_limit(Duration::from_secs(5)).build().expect("a renderer");
    let before = pid_of(&renderer).await;
    let error = renderer.render("Never", &()).await.expect_err("no page");
    assert!(matches!(error, RenderError::Late { is_blocked: false, .. }), "{error}");
    assert_eq!(pid_of(&renderer).await, before);
}

#[tokio::test]
async fn a_worker_that_ends_takes_no_other_page_with_it() {
    let bundle = Bundle::new(PAGES);
    let renderer = bundle.render();
    let mut renders = JoinSet::new();
    for number in 0..10 {
        let renderer = renderer.clone();
        renders.spawn(async move {
            match number {
                4 => renderer.render("Exits", &()).await,
                _ => renderer.render("Wait", &json!({ "time": 300 })).await,
            }
        });
    }
    let results = renders.join_all().await;
    let failed: Vec<_> = results.iter().filter_map(|result| result.as_ref().err()).collect();
    assert!(matches!(failed[..], [RenderError::Died { .. }]), "{failed:?}");
    assert!(failed[0].to_string().starts_with("the worker ended while it rendered `Exits`."));
}

#[tokio::test]
async fn a_worker_that_is_killed_is_replaced_for_the_next_page() {
    let bundle = Bundle::new(PAGES);
    let renderer = bundle.render();
    for _ in 0..3 {
        let pid = pid_of(&renderer).await;
        signal("-KILL", &pid);
        assert_ne!(pid_of(&renderer).await, pid);
    }
}

#[tokio::test]
async fn a_worker_that_is_stopped_is_replaced() {
    let bundle = Bundle::new(PAGES);
    let renderer = bundle.begin().time_limit(Duration::from_secs(10)).build().expect("a renderer");
    let pid = pid_of(&renderer).await;
    signal("-STOP", &pid);
    let error = renderer.render("Pid", &()).await.expect_err("no page");
    assert!(matches!(error, RenderError::Late { is_blocked: true, .. }), "{error}");
    assert_ne!(pid_of(&renderer).await, pid);
    wait_for_end(&pid).await;
}

#[tokio::test]
async fn what_is_thrown_behind_a_page_costs_no_page() {
    let bundle = Bundle::new(PAGES);
    let renderer = bundle.render();
    let pid = pid_of(&renderer).await;
    assert_eq!(renderer.render("Rejects", &()).await.expect("a page"), "done");
    assert_eq!(pid_of(&renderer).await, pid);
    assert_eq!(renderer.render("ThrowsLater", &()).await.expect("a page"), "early");
    let slow = renderer.render("Wait", &json!({ "time": 200 })).await;
    assert_ne!(slow.expect("a page"), pid);
}

#[tokio::test]
async fn workers_end_with_the_last_clone_of_their_renderer() {
    let bundle = Bundle::new(PAGES);
    drop(bundle.render());
    let renderer = bundle.render();
    let pid = pid_of(&renderer).await;
    drop(renderer.clone());
    assert_eq!(pid_of(&renderer).await, pid);
    drop(renderer);
    wait_for_end(&pid).await;
}

#[test]
fn a_worker_that_loops_ends_after_its_server_was_killed() {
    const ROLE: &str = "MIZAN_RENDER_SERVER";
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    if let Ok(path) = env::var(ROLE) {
        let renderer = crate::runtime(path.into()).build().expect("a renderer");
        runtime.block_on(async {
            println!("pid {}.", pid_of(&renderer).await);
            let _ = renderer.render("Loops", &()).await;
        });
        return;
    }
    let bundle = Bundle::new(PAGES);
    let mut server = Command::new(env::current_exe().expect("this program"))
        .args(["--exact", "faults::a_worker_that_loops_ends_after_its_server_was_killed"])
        .arg("--nocapture")
        .env(ROLE, bundle.path())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a server");
    let mut lines = std::io::BufReader::new(server.stdout.take().expect("its output"));
    let mut line = String::new();
    while !line.starts_with("pid ") {
        line.clear();
        let read = std::io::BufRead::read_line(&mut lines, &mut line).expect("a line");
        assert_ne!(read, 0, "the server ended");
        if let Some((_, rest)) = line.split_once("pid ") {
            line = format!("pid {rest}");
        }
    }
    server.kill().expect("a server that runs");
    server.wait().expect("its end");
    let pid = line.trim().trim_start_matches("pid ").trim_end_matches('.');
    runtime.block_on(wait_for_end(pid));
}
