//! The files `server.ts` and `pages.ts`, by which components are rendered on a server and taken over in the browser,
//! and `response.ts`, by which they speak of the response.

use mizan_ir::Api;

use super::frameworks::Framework;
use crate::emit::file::File;

/// Returns true where a function answers a page, which a component of the frontend may be.
pub(super) fn has_pages(api: &Api) -> bool {
    let mut routes = api.functions.values().filter_map(|function| function.route.as_ref());
    routes.any(|route| route.methods.iter().any(|method| method == "GET"))
}

/// The files of a client whose pages may be rendered.
pub(super) fn emit_pages(framework: Option<&dyn Framework>) -> Vec<File> {
    let (server, browser, client) = match framework.map(Framework::name) {
        Some(name) => (
            format!("./kernel/{name}/server"),
            format!("./kernel/{name}/pages"),
            ("browserKernel", "./browser"),
        ),
        // A page without a framework is given its client.
        None => {
            let plain = "./kernel/rendering/plain".to_owned();
            (plain.clone(), plain, ("mizan", "./client"))
        }
    };
    let (client, from) = client;
    let server = format!(
        "import {{ createMizan }} from \"./client\";\n\
         import {{ pageRenderer }} from \"{server}\";\n\
         \n\
         /** Makes the `pages` that the bundle of the renderer exports: `renderPages({{ Article }})`. */\n\
         export const renderPages = /* @__PURE__ */ pageRenderer(createMizan);\n"
    );
    let browser = format!(
        "import {{ {client} }} from \"{from}\";\n\
         import {{ pageHydrator }} from \"{browser}\";\n\
         \n\
         /** Takes over the page that the server has rendered, with all that it has read. */\n\
         export const hydratePages = /* @__PURE__ */ pageHydrator({client});\n"
    );
    let mut files = vec![File::new("server.ts", server), File::new("pages.ts", browser)];
    files.extend(framework.map(|framework| File::new("response.ts", emit_response(framework))));
    files
}

/// A page without a framework is given its response.
fn emit_response(framework: &dyn Framework) -> String {
    let name = framework.name();
    format!(
        "import {{ browserKernel }} from \"./browser\";\n\
         import {{ useKernel }} from \"./kernel/{name}/context\";\n\
         import {{ responseOf, type PageResponse }} from \"./kernel/rendering/response\";\n\
         \n\
         /** The response to the request of the page that is rendered: its status, or a redirect. */\n\
         export const useResponse = (): PageResponse => responseOf(useKernel(browserKernel));\n"
    )
}
