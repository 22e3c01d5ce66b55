/** The drafts of an optimistic change: found by the names of the client, among the contexts in use. */

import { expect, test } from "vitest";
import type { Drafts as ApiDrafts } from "../sample/api/client";
import { createMizan } from "../sample/react/client";
import type { Drafts } from "../sample/react/contract";
import { setUp, userBundle } from "./support/fixture";
import { watchForLeaks } from "./support/leaks";
import { FakeTransport } from "./support/transport";

const talk = { workspaceId: 1, conversationId: "a", memberId: 2 };
const order = (id: number) => ({ id, lines: [], replaces: null });
const user = { userId: 5 };

function setUpSample() {
  const transport = new FakeTransport();
  const api = createMizan({ transport, retries: 0 });
  watchForLeaks(api, transport);
  return { api, reads: transport.reads };
}

test("a context whose name differs on the wire has a draft by its name in the client", async () => {
  const { api, reads } = setUpSample();
  const source = api.conversationInWorkspace(talk);
  source.subscribe(() => {});
  await reads[0]!.respond({ conversation_messages_since_the_last_visit: [order(1)] });
  const optimistic = (view: Drafts) =>
    void view.conversationInWorkspace(talk).conversationMessagesSinceTheLastVisit.push(order(2));
  void api.logOut({ optimistic });
  const { data } = source.current;
  expect(data?.conversationMessagesSinceTheLastVisit).toEqual([order(1), order(2)]);
});

test("a context without parameters has a draft, and so has its member", async () => {
  const { api, reads } = setUpSample();
  const [all, page] = [api.feed(), api.feedEntries({ page: 2 })];
  for (const source of [all, page]) source.subscribe(() => {});
  const others = { feed_authors: [], feed_remarks: { remarks: [], next: null } };
  await reads[0]!.respond({ ...others, feed_entries: [order(1)] });
  await reads[1]!.respond({ feed_entries: [order(3)] });
  const optimistic = (view: Drafts) => {
    view.feed().feedEntries.pop();
    view.feedEntries({ page: 2 }).push(order(4));
  };
  void api.logOut({ optimistic });
  expect(all.current.data?.feedEntries).toEqual([]);
  expect(page.current.data).toEqual([order(3), order(4)]);
});

test("the draft of a member without its own parameters is that of the whole bundle", async () => {
  const { api, reads } = setUp();
  api.userOrders(user).subscribe(() => {});
  await reads[0]!.respond(userBundle("Ada"));
  const optimistic = (view: ApiDrafts) => void view.userOrders(user).pop();
  void api.renameUser({ ...user, name: "" }, { optimistic });
  expect(api.userOrders(user).current.data).toEqual([]);
});

test("a member that is null has null as its draft", async () => {
  const { api, reads } = setUpSample();
  api.feedEntries({ page: 2 }).subscribe(() => {});
  await reads[0]!.respond({ feed_entries: null });
  const drafts: unknown[] = [];
  void api.logOut({ optimistic: (view) => void drafts.push(view.feedEntries({ page: 2 })) });
  expect(drafts[0]).toBeNull();
});

test("a draft of a context that is not in use is empty, until the context is read", async () => {
  const { api, reads } = setUp();
  const optimistic = (view: ApiDrafts) => {
    view.user(user).userProfile.name = "guess";
  };
  void api.renameUser({ ...user, name: "guess" }, { optimistic });
  const profile = api.userProfile(user);
  profile.subscribe(() => {});
  await reads[0]!.respond(userBundle("old"));
  expect(profile.current.data?.name).toBe("guess");
});
