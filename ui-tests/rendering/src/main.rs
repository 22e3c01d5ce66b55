//! Serves the pages of one framework: `rendering-corpus vue`. `PORT` is the port, any that is free if it is 0.

use std::env;
use std::error::Error;

use rendering_corpus::{api, bundle_of, prepare, serve};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let framework = env::args().nth(1).ok_or("name a framework: `rendering-corpus vue`")?;
    prepare()?;
    let (bundle, shell) = bundle_of(&framework);
    let files = shell.with_file_name("");
    let renderer = mizan::render::node(bundle).components(["Note"]).shell(shell).build()?;
    let listener = TcpListener::from_std(example_support::port::listen()?)?;
    println!("The pages in {framework} are open: http://{}", listener.local_addr()?);
    serve(listener, api(renderer, None)?, files).await?;
    Ok(())
}
