//! One API, in Rust for Mizan and in TypeScript for tRPC, and an application that calls every
//! function.

/// The number of functions, and of types, in a file.
pub(crate) const ITEMS: usize = 10;

/// The shared module of the tRPC server.
pub(crate) const TRPC_BASE: &str = "import { initTRPC } from \"@trpc/server\";\n\n\
    const base = initTRPC.create();\nexport const router = base.router;\n\
    export const procedure = base.procedure;\n";

/// The number of every function, and the number of its file.
fn functions(files: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..files * ITEMS).map(|number| (number / ITEMS, number))
}

fn join(parts: impl Iterator<Item = String>) -> String {
    parts.collect()
}

pub(crate) fn rust_root(files: usize) -> String {
    join((0..files).map(|file| format!("pub mod part{file};\n")))
}

/// Ten functions and ten types in Rust. Every other function is a mutation.
pub(crate) fn rust(file: usize) -> String {
    let items = (file * ITEMS..(file + 1) * ITEMS).map(|number| {
        let function = match number % 2 {
            0 => format!(
                "pub fn list_{number}(user_id: i64, page: Option<u32>) -> Vec<Entry{number}> {{\n    \
                 let _ = (user_id, page);\n    Vec::new()\n}}\n"
            ),
            _ => format!(
                "pub fn save_{number}(user_id: i64, entry: Entry{number}) -> Entry{number} {{\n    \
                 let _ = user_id;\n    entry\n}}\n"
            ),
        };
        format!(
            "#[derive(Serialize, Deserialize, mizan::Type)]\npub struct Entry{number} {{\n    \
             pub id: i64,\n    pub author_name: String,\n    pub tags: Vec<String>,\n    \
             pub note: Option<String>,\n    pub state: State{number},\n}}\n\n\
             #[derive(Serialize, Deserialize, mizan::Type)]\n#[serde(tag = \"kind\")]\n\
             pub enum State{number} {{\n    Draft,\n    Published {{ at: i64 }},\n    \
             Removed {{ reason: String }},\n}}\n\n#[mizan::client]\n{function}\n"
        )
    });
    format!("use serde::{{Deserialize, Serialize}};\n\n{}", join(items))
}

pub(crate) fn trpc_root(files: usize) -> String {
    let imports =
        join((0..files).map(|file| format!("import {{ part{file} }} from \"./part{file}\";\n")));
    let parts = join((0..files).map(|file| format!("  part{file},\n")));
    format!(
        "import {{ router }} from \"./base\";\n{imports}\n\
         export const app = router({{\n{parts}}});\nexport type App = typeof app;\n"
    )
}

/// The same ten functions and types for tRPC.
pub(crate) fn trpc(file: usize) -> String {
    let numbers = file * ITEMS..(file + 1) * ITEMS;
    let types = join(numbers.clone().map(|number| {
        format!(
            "const state{number} = z.discriminatedUnion(\"kind\", [\n  \
             z.object({{ kind: z.literal(\"Draft\") }}),\n  \
             z.object({{ kind: z.literal(\"Published\"), at: z.number() }}),\n  \
             z.object({{ kind: z.literal(\"Removed\"), reason: z.string() }}),\n]);\n\
             const entry{number} = z.object({{\n  id: z.number(),\n  author_name: z.string(),\n  \
             tags: z.array(z.string()),\n  note: z.string().nullish(),\n  state: state{number},\n}});\n\
             type Entry{number} = z.infer<typeof entry{number}>;\n\n"
        )
    }));
    let functions = join(numbers.map(|number| match number % 2 {
        0 => format!(
            "  list{number}: procedure\n    \
             .input(z.object({{ userId: z.number(), page: z.number().nullish() }}))\n    \
             .query((): Entry{number}[] => []),\n"
        ),
        _ => format!(
            "  save{number}: procedure\n    \
             .input(z.object({{ userId: z.number(), entry: entry{number} }}))\n    \
             .mutation(({{ input }}): Entry{number} => input.entry),\n"
        ),
    }));
    format!(
        "import {{ z }} from \"zod\";\nimport {{ procedure, router }} from \"./base\";\n\n{types}\
         export const part{file} = router({{\n{functions}}});\n"
    )
}

pub(crate) fn mizan_usage(files: usize) -> String {
    let calls = functions(files)
        .map(|(_, number)| call(number, &format!("api.{}{number}", verb(number)), "", ""));
    format!(
        "import {{ createMizan }} from \"./api\";\n\nconst api = createMizan();\n\n{}",
        join(calls)
    )
}

pub(crate) fn trpc_usage(files: usize) -> String {
    let calls = functions(files).map(|(file, number)| {
        let path = format!("api.part{file}.{}{number}", verb(number));
        call(number, &path, ".query", ".mutate")
    });
    format!(
        "import {{ createTRPCClient, httpBatchLink }} from \"@trpc/client\";\n\
         import type {{ App }} from \"./server\";\n\n\
         const api = createTRPCClient<App>({{ links: [httpBatchLink({{ url: \"/trpc\" }})] }});\n\n{}",
        join(calls)
    )
}

fn verb(number: usize) -> &'static str {
    if number.is_multiple_of(2) { "list" } else { "save" }
}

/// A function of the application that makes one call and reads its result.
fn call(number: usize, path: &str, query: &str, mutate: &str) -> String {
    let (call, result) = match number % 2 {
        0 => (format!("{path}{query}({{ userId: 5, page: 2 }})"), "result[0]?.author_name"),
        _ => (
            format!(
                "{path}{mutate}({{\n    userId: 5,\n    entry: {{ id: 1, author_name: \"Ada\", \
                 tags: [], state: {{ kind: \"Draft\" }} }},\n  }})"
            ),
            "result.author_name",
        ),
    };
    format!(
        "export async function use{number}(): Promise<string | undefined> {{\n  \
         const result = await {call};\n  return {result};\n}}\n"
    )
}
