//! The arguments that a client sends are those that the server receives: by the text of a query, and
//! by the JSON of a call. Random values travel through the kernel to a running server, and back.

#[allow(dead_code, reason = "only its programs run here")]
#[path = "support/compile.rs"]
mod compile;
#[path = "support/node.rs"]
mod node;

use std::path::Path;

use axum::Router;
use tokio::net::TcpListener;
use tokio::task::spawn_blocking;

// Its functions are served.
use type_corpus as _;

const PROGRAM: &str = r#"
import { isDeepStrictEqual } from "node:util";
import fc from "KERNEL/node_modules/fast-check/lib/fast-check.js";
import { createMizan } from "./index";
import type { EchoParams } from "./index";

const api = createMizan({ baseUrl: "ADDRESS" });

const text = fc.string({ unit: "binary", maxLength: 12 });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 3 });
const whole = (least: number, most: number) => fc.integer({ min: least, max: most });
const order = fc.oneof(
  fc.constantFrom("Newest" as const, "a=b&c d%" as const),
  fc.record({ Near: fc.record({ city: text }) }),
  fc.record({ Within: fc.tuple(whole(-5, 5), whole(-5, 5)) }),
);
const table = <T>(value: fc.Arbitrary<T>) =>
  fc.dictionary(text, value, { maxKeys: 3 });
const params = fc.record({
  text,
  maybe: maybe(text),
  letter: fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  whole: fc.maxSafeInteger(),
  number: fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
  flag: maybe(fc.boolean()),
  big: fc.bigInt({ min: -(2n ** 127n), max: 2n ** 127n - 1n }),
  order: maybe(order),
  orders: fc.array(order, { maxLength: 3 }),
  list: maybe(fc.array(maybe(text), { maxLength: 3 })),
  map: table(table(whole(-5, 5))),
});

/** Leaves out every argument that may be left out and is null. */
const leaveOut = ({ maybe, flag, order, list, ...rest }: Sent): EchoParams =>
  ({
    ...rest,
    ...(maybe !== null && { maybe }),
    ...(flag !== null && { flag }),
    ...(order !== null && { order }),
    ...(list !== null && { list }),
  }) as EchoParams;
type Sent = typeof params extends fc.Arbitrary<infer Value> ? Value : never;

/** The values are made without a prototype, a clone has the usual one. */
const same = (sent: Sent, came: unknown) => isDeepStrictEqual(came, structuredClone(sent));

await fc.assert(
  fc.asyncProperty(params, fc.boolean(), async (sent, isShort) => {
    const asked = (isShort ? leaveOut(sent) : sent) as EchoParams;
    const read = (await api.echo(asked)).echoed;
    if (!same(sent, read)) throw new Error(`read: ${print(read)}`);
    const called = await api.sendEcho({ echo: asked as never });
    if (!same(sent, called)) throw new Error(`called: ${print(called)}`);
  }),
  { numRuns: 500, seed: 1 },
);
console.log("500 values came back");

// What has the JSON of another type is sent and answered as that.
const page = api.foreignPage({ foreign: "5" });
const list: string[] = (await page).foreignList;
const changed: string = await api.changeForeign({ foreign: "7" });
const none = await api.changeForeign({}).catch((error) => error.kind);
const items: [string][] = [];
for await (const item of api.streamForeign({ foreign: ["1", "2"] })) items.push(item);
console.log(JSON.stringify([list, changed, none, items]));

function print(value: unknown): string {
  return JSON.stringify(value, (_, part) => (typeof part === "bigint" ? `${part}n` : part));
}
"#;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_is_what_was_meant() {
    let api = mizan::Server::builder().build().unwrap_or_else(|error| panic!("{error}"));
    let app = Router::new().nest("/api/mizan", mizan::axum::router(api));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("its own address");
    tokio::spawn(async move { axum::serve(listener, app).await });

    let program = PROGRAM
        .replace("KERNEL", &compile::kernel().display().to_string())
        .replace("ADDRESS", &format!("http://{address}/api/mizan"));
    let told = spawn_blocking(move || {
        let kernel = compile::kernel();
        example_support::web::install(&kernel).unwrap_or_else(|error| panic!("{error}"));
        node::run(Path::new(CLIENT), &program)
    });
    let expected = "500 values came back\n[[\"5\"],\"7\",\"Nothing\",[[\"1\"],[\"2\"]]]\n";
    assert_eq!(told.await.expect("Node runs"), expected);
}

/// The directory of the client that the build script wrote.
const CLIENT: &str = concat!(env!("OUT_DIR"), "/mizan/typescript");
