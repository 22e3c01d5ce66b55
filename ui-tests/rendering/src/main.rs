//! Serves the pages of one framework: `rendering-corpus vue`, or, of a frontend in another directory, as Vite compiles
//! them: `rendering-corpus vue ../web`. `PORT` is the port, any that is free if it is 0.

use std::env;
use std::error::Error;
use std::path::Path;

use rendering_corpus::{api, bundle_of, prepare, serve};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let framework = env::args().nth(1).ok_or("name a framework: `rendering-corpus vue`")?;
    let (renderer, files) = match env::args().nth(2) {
        Some(root) => (mizan::render::vite(&root, "server.ts"), Path::new(&root).join("none")),
        None => {
            prepare()?;
            let (bundle, shell) = bundle_of(&framework);
            let files = shell.with_file_name("");
            (mizan::render::node(bundle).shell(shell), files)
        }
    };
    let renderer = renderer.components(["Note"]).build()?;
    let listener = TcpListener::from_std(example_support::port::listen()?)?;
    println!("The pages in {framework} are open: http://{}", listener.local_addr()?);
    serve(listener, api(renderer, None)?, files).await?;
    Ok(())
}
