/** A small server of the sample's API that speaks the protocol, as a plugin of Vite's. */

/** What the test may turn while it runs, and what was asked of the server. */
export function createServer() {
  const names = new Map();
  const state = {
    requests: [],
    /** Answer mutations with the contexts they refresh. */
    refreshes: false,
    /** Keeps back the answers to paths of a pattern; returns the way to let them go. */
    hold(pattern) {
      let release;
      const gate = new Promise((resolve) => (release = resolve));
      held = { pattern, gate };
      return () => {
        held = undefined;
        release();
      };
    },
    /** Answer reads with this status. */
    failing: undefined,
    rename: (id, name) => names.set(id, name),
  };
  let version = 0;
  let held;

  function profile(id, who) {
    const name = names.get(id) ?? `User ${id}`;
    return { id, name: who ? `${name} for ${who}` : name, bio: "" };
  }

  function readUser(params, who) {
    const id = Number(params.get("user_id"));
    const page = Number(params.get("page") ?? 1);
    const bundle = {
      $v: `a:${version}`,
      user_orders: [{ id: page, title: `Order ${page}`, cents: "9007199254740993" }],
      user_profile: profile(id, who),
    };
    const only = params.get("$only");
    return only ? { $v: bundle.$v, [only]: bundle[only] } : bundle;
  }

  /** Answers a call; the third value is the person who is signed in from now on. */
  function call({ fn, args, mounted = [] }, who) {
    if (fn === "ping") return [200, { result: "", invalidate: [], session: true }, args.text];
    if (fn === "rename_user" && args.name === "Eve") {
      const error = {
        code: "CONFLICT",
        kind: "Taken",
        message: "taken",
        details: { suggestion: "Eva" },
      };
      return [409, { error }];
    }
    if (fn === "rename_user") names.set(args.user_id, args.name);
    version++;
    const scope = { context: "user", params: { user_id: args.user_id } };
    const reply = { result: null, invalidate: [scope] };
    if (!state.refreshes) return [200, reply];
    const reached = mounted.filter(({ params }) => params.user_id === args.user_id);
    const contexts = reached.map((instance) => ({
      ...instance,
      bundle: readUser(new URLSearchParams(instance.params), who),
    }));
    return [200, { ...reply, contexts }];
  }

  async function answer(request, url) {
    const who = /who=(\w+)/.exec(request.headers.cookie ?? "")?.[1];
    const body = await readBody(request);
    if (url.pathname === "/api/mizan/ctx/user/") {
      if (state.failing) return [state.failing, { error: { code: "NOT_FOUND", message: "gone" } }];
      return [200, readUser(url.searchParams, who)];
    }
    if (url.pathname === "/api/mizan/ctx/") {
      const read = JSON.parse(body).read.map(({ params }) => ({
        bundle: readUser(new URLSearchParams(params), who),
      }));
      return [200, { read }];
    }
    const isForm = request.headers["content-type"].startsWith("multipart/");
    return call(isForm ? { fn: "upload_avatar", args: { user_id: 5 } } : JSON.parse(body), who);
  }

  async function handle(request, response, next) {
    const url = new URL(request.url, "http://localhost");
    if (!url.pathname.startsWith("/api/mizan/")) return next();
    state.requests.push(`${request.method} ${decodeURIComponent(url.pathname + url.search)}`);
    const [status, content, who] = await answer(request, url);
    if (held?.pattern.test(url.pathname)) await held.gate;
    if (who) response.setHeader("Set-Cookie", `who=${who}; Path=/`);
    response.writeHead(status, { "Content-Type": "application/json", "Cache-Control": "no-store" });
    response.end(JSON.stringify(content));
  }

  const plugin = {
    name: "mizan-sample",
    configureServer: ({ middlewares }) => void middlewares.use(handle),
  };
  return { plugin, state };
}

async function readBody(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
