//! A bundle that is built anew while it is served.

use std::time::Duration;

use tokio::time::sleep;

use crate::support::{Bundle, until};

fn version(number: u32) -> String {
    format!(
        "const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));\n\
         export const pages = {{\n\
           Version: () => \"{number}\",\n\
           Slow: async () => \"{number} \" + (await wait(2000), await pages.Version()),\n\
         }};\n"
    )
}

#[tokio::test]
async fn a_new_bundle_takes_over_whole_while_pages_are_served() {
    let bundle = Bundle::new(&version(1));
    let renderer = bundle.begin().workers(2).build().expect("a renderer");
    let slow = tokio::spawn({
        let renderer = renderer.clone();
        async move { renderer.render("Slow", &()).await }
    });
    assert_eq!(renderer.render("Version", &()).await.expect("a page"), "1");
    bundle.write(&format!("{} // of another length", version(2)));
    until(async || {
        let now = renderer.render("Version", &()).await.expect("a page");
        assert!(now == "1" || now == "2", "{now}");
        now == "2"
    })
    .await;
    for _ in 0..20 {
        assert_eq!(renderer.render("Version", &()).await.expect("a page"), "2");
    }
    assert_eq!(slow.await.expect("an end").expect("a page"), "1 1");
}

#[tokio::test]
async fn a_new_bundle_that_cannot_be_loaded_leaves_the_old_one() {
    let bundle = Bundle::new(&version(1));
    let renderer = bundle.render();
    bundle.write("export const pages = {");
    for _ in 0..60 {
        assert_eq!(renderer.render("Version", &()).await.expect("a page"), "1");
        sleep(Duration::from_millis(25)).await;
    }
    bundle.write(&format!("{}// mended", version(3)));
    until(async || renderer.render("Version", &()).await.expect("a page") == "3").await;
}
