/**
 * How long the truth takes to come when others change one row 30 times, over real HTTP with the six
 * connections that a browser opens to a server.
 */

import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { Agent, createServer, get, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { performance } from "node:perf_hooks";
import { createMizan, type Profile } from "../sample/api";

const CHANGES = 30;
const ROUNDS = 7;
/** How long the server takes to answer a read, in milliseconds. */
const LATENCY = 25;
/** The time between two changes, in milliseconds. */
const GAP = 2;

interface Row {
  version: number;
}

function serve(row: Row): Promise<Server> {
  const server = createServer((_request, response) => {
    const profile = { id: 1, name: `version ${row.version}`, bio: "" };
    setTimeout(() => response.end(JSON.stringify({ user_profile: profile })), LATENCY);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

/** Reads over at most six connections, as a browser does. */
function connect(server: Server) {
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: 6 });
  return (signal: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      const request = get({ port, host: "127.0.0.1", agent, signal }, (response) => {
        let text = "";
        response.on("data", (chunk) => (text += chunk));
        response.on("end", () => resolve(text));
      });
      request.on("error", reject);
    });
}

type Read = ReturnType<typeof connect>;

/** A library that shows the row. */
interface Subject {
  invalidate(): void;
  end(): void;
}

type Create = (read: Read, show: (name: string | undefined) => void) => Subject;

const mizan: Create = (read, show) => {
  const transport = {
    read: ({ signal }: { readonly signal: AbortSignal }) => read(signal),
    call: () => Promise.reject(),
  };
  const client = createMizan({ transport });
  const end = client
    .userProfile({ userId: 1 })
    .subscribe(({ data, refreshing }) => !refreshing && show(data?.name));
  return { invalidate: () => client.$invalidate("user"), end };
};

const tanstack: Create = (read, show) => {
  const client = new QueryClient();
  const queryFn = async ({ signal }: { readonly signal: AbortSignal }) =>
    (JSON.parse(await read(signal)) as { user_profile: Profile }).user_profile;
  const observer = new QueryObserver(client, { queryKey: ["user", 1], queryFn });
  const end = observer.subscribe(({ data, isFetching }) => !isFetching && show(data?.name));
  return { invalidate: () => void client.invalidateQueries({ queryKey: ["user"] }), end };
};

/** Changes the row again and again; returns the time from the last change until it is shown. */
async function play(create: Create): Promise<number> {
  const row = { version: 0 };
  const server = await serve(row);
  let arrived = () => {};
  const shown = () => new Promise<void>((resolve) => (arrived = resolve));
  const subject = create(connect(server), (name) => {
    if (name === `version ${row.version}`) arrived();
  });
  await shown();
  for (let change = 0; change < CHANGES; change++) {
    await new Promise((resolve) => setTimeout(resolve, GAP));
    row.version++;
    subject.invalidate();
  }
  const before = performance.now();
  await shown();
  const duration = performance.now() - before;
  subject.end();
  server.closeAllConnections();
  server.close();
  return duration;
}

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;

const runs = { Mizan: [] as number[], "TanStack Query": [] as number[] };
for (let round = 0; round <= ROUNDS; round++) {
  const times = { Mizan: await play(mizan), "TanStack Query": await play(tanstack) };
  // The first round only warms up.
  if (!round) continue;
  runs.Mizan.push(times.Mizan);
  runs["TanStack Query"].push(times["TanStack Query"]);
}
const [ours, theirs] = [median(runs.Mizan), median(runs["TanStack Query"])];
console.log(`the truth after ${CHANGES} invalidations, six connections: ms, median of ${ROUNDS}`);
console.log(`  Mizan ${ours.toFixed(1)}; TanStack Query ${theirs.toFixed(1)}`);
console.log(`  ratio ${(ours / theirs).toFixed(2)}, goal at most 1.1`);
process.exit(ours / theirs > 1.1 ? 1 : 0);
