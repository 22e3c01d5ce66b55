/**
 * The memory that a server still holds when pages have been rendered, for each page: this kernel
 * beside TanStack Query, with the same data.
 */

import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { renderToString } from "react-dom/server";
import { Mizan, createMizan, useUserProfile, type Profile } from "../sample/api";

const PAGES = 300;
/** The length of what each page shows, in characters. */
const LENGTH = 100_000;

const profileOf = (id: number): Profile => ({ id, name: `User ${id}`, bio: "b".repeat(LENGTH) });

async function renderMizan(id: number): Promise<string> {
  const read = () => Promise.resolve(JSON.stringify({ user_profile: profileOf(id) }));
  const client = createMizan({ transport: { read, call: () => Promise.reject() } });
  const Page = (): ReactNode => <p>{useUserProfile({ userId: id }).data?.bio}</p>;
  await client.userProfile({ userId: id });
  return renderToString(
    <Mizan client={client}>
      <Page />
    </Mizan>,
  );
}

async function renderTanstack(id: number): Promise<string> {
  const client = new QueryClient();
  const query = { queryKey: ["user", id], queryFn: () => Promise.resolve(profileOf(id)) };
  const Page = (): ReactNode => <p>{useQuery(query).data?.bio}</p>;
  await client.prefetchQuery(query);
  return renderToString(
    <QueryClientProvider client={client}>
      <Page />
    </QueryClientProvider>,
  );
}

function heap(): number {
  for (let turn = 0; turn < 5; turn++) globalThis.gc!();
  return process.memoryUsage().heapUsed;
}

/** The bytes that each page leaves behind. */
async function measure(render: (id: number) => Promise<string>): Promise<number> {
  for (let id = 0; id < 20; id++) await render(id);
  const before = heap();
  for (let id = 0; id < PAGES; id++) {
    const page = await render(id);
    if (page.length < LENGTH) throw new Error(`page ${id} has no data`);
  }
  await new Promise((resolve) => setTimeout(resolve, 20));
  return (heap() - before) / PAGES;
}

const ours = await measure(renderMizan);
const theirs = await measure(renderTanstack);
console.log(`held after a rendered page of ${LENGTH / 1000} kB: bytes, mean of ${PAGES}`);
console.log(`  Mizan ${ours.toFixed(0)}; TanStack Query ${theirs.toFixed(0)}`);
// Below a kilobyte it is the noise of the heap.
process.exit(ours > Math.max(theirs, 1000) ? 1 : 0);
