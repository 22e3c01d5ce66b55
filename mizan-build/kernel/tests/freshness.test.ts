/** Freshness by time: polling, the user's return, and the age of data. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { FreshnessOptions } from "../src/reads/freshness";
import { scope, setUp, userBundle } from "./support/fixture";
import { createHost } from "./support/host";
import { settle } from "./support/transport";

const user = { userId: 5 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A client whose answers come at once, with a reader for each of the options. */
async function setUpReaders(client: FreshnessOptions, ...readers: FreshnessOptions[]) {
  const { host, state, wake, listeners } = createHost();
  const { api, reads } = setUp({ host, ...client });
  let answered = 0;
  const answer = async () => {
    while (reads[answered]) await reads[answered++]!.respond(userBundle("Ada"));
  };
  const pass = async (duration: number) => {
    await vi.advanceTimersByTimeAsync(duration);
    await answer();
  };
  const read = (options?: FreshnessOptions) => api.user(user).subscribe(() => {}, options);
  const ends = readers.map(read);
  await answer();
  const count = () => reads.length;
  return { api, reads, answer, pass, read, ends, count, state, wake, listeners };
}

describe("poll", () => {
  test("reads again at its interval, until the reader leaves", async () => {
    const { pass, ends, count } = await setUpReaders({}, { poll: 5000 });
    await pass(4999);
    expect(count()).toBe(1);
    await pass(1);
    expect(count()).toBe(2);
    await pass(5000);
    expect(count()).toBe(3);
    ends[0]!();
    await settle();
    await pass(60_000);
    expect(count()).toBe(3);
  });

  test("leaves no timer but the collector's", async () => {
    const { ends } = await setUpReaders({}, { poll: 5000 }, { poll: 7000 });
    for (const end of ends) end();
    await settle();
    expect(vi.getTimerCount()).toBe(1);
  });

  test("is one read for readers with one interval", async () => {
    const { pass, count } = await setUpReaders({}, { poll: 5000 }, { poll: 5000 });
    await pass(5000);
    expect(count()).toBe(2);
  });

  test("of another reader shortly before is enough", async () => {
    const { pass, read, count, answer } = await setUpReaders({}, { poll: 5000 });
    await pass(1000);
    read({ poll: 5000 });
    await pass(4000);
    expect(count()).toBe(2);
    await pass(1000);
    await answer();
    expect(count()).toBe(2);
  });

  test("of the client holds where a reader says nothing else", async () => {
    const { pass, read, count } = await setUpReaders({ poll: 5000 }, { poll: 0 });
    await pass(20_000);
    expect(count()).toBe(1);
    read();
    await pass(5000);
    expect(count()).toBe(2);
  });

  test("waits while the page is hidden", async () => {
    const { pass, state, count } = await setUpReaders({}, { poll: 5000 });
    state.visible = false;
    await pass(20_000);
    expect(count()).toBe(1);
    state.visible = true;
    await pass(5000);
    expect(count()).toBe(2);
  });

  test("joins a read that is not answered yet, and goes on after one that failed", async () => {
    const { reads, count } = await setUpReaders({}, { poll: 5000 });
    await vi.advanceTimersByTimeAsync(15_000);
    expect(count()).toBe(2);
    await reads[1]!.fail("FORBIDDEN");
    await vi.advanceTimersByTimeAsync(5000);
    expect(count()).toBe(3);
  });

  test.each([Infinity, 2 ** 40, -1, NaN])("of %s milliseconds is no busy loop", async (poll) => {
    let ticks = 0;
    const host = { ...createHost().host, visible: () => ++ticks > 0 };
    const { api } = setUp({ host });
    api.user(user).subscribe(() => {}, { poll });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(ticks).toBe(0);
  });

  test("of equal data notifies nobody", async () => {
    const { api, pass, count } = await setUpReaders({}, { poll: 5000 });
    let told = 0;
    api.user(user).subscribe(({ data }) => void (data && told++));
    await pass(5000);
    await pass(5000);
    expect(count()).toBe(3);
    expect(told).toBe(1);
  });
});

describe("the user's return", () => {
  test("reads again what is shown, and nothing else", async () => {
    const { api, wake, count, answer } = await setUpReaders({}, {}, {});
    api.user({ userId: 6 }).prefetch();
    await answer();
    await wake("focus");
    expect(count()).toBe(3);
  });

  test("reads nothing where no reader wants it", async () => {
    const { wake, count, read, answer } = await setUpReaders({}, { refetchOnFocus: false });
    await wake("focus");
    expect(count()).toBe(1);
    read();
    await wake("focus");
    await answer();
    expect(count()).toBe(2);
  });

  test("leaves alone what is younger than `staleAfter`", async () => {
    const { wake, count, pass } = await setUpReaders({}, { staleAfter: 10_000 });
    await pass(9999);
    await wake("focus");
    expect(count()).toBe(1);
    await pass(1);
    await wake("focus");
    expect(count()).toBe(2);
  });

  test("as a wish of the client", async () => {
    const { wake, count } = await setUpReaders({ refetchOnFocus: false }, {});
    await wake("focus");
    expect(count()).toBe(1);
  });

  test("joins a read in flight", async () => {
    const { api, wake, count } = await setUpReaders({}, {});
    api.$invalidate(scope);
    await wake("focus");
    expect(count()).toBe(2);
  });

  test("a network that returns reads again whatever the readers say of focus", async () => {
    const { wake, count } = await setUpReaders({ refetchOnFocus: false }, {});
    await wake("online");
    expect(count()).toBe(2);
  });

  test("lets calls go first that waited for the network", async () => {
    const { host, state, wake } = createHost();
    const { api, reads, calls } = setUp({ host });
    api.user(user).subscribe(() => {});
    await reads[0]!.respond(userBundle("Ada"));
    state.online = false;
    void api.ping({ text: "" });
    await settle();
    state.online = true;
    const before = new Promise((sent) => {
      const { read } = api.$core.transport;
      api.$core.transport.read = (request) => {
        sent(calls.length);
        return read.call(api.$core.transport, request);
      };
    });
    await wake("online");
    expect(await before).toBe(1);
    expect(reads).toHaveLength(2);
  });

  test("is told to readers that are there, and to no others", async () => {
    const { wake, count, ends, listeners } = await setUpReaders({}, {}, {});
    for (const end of ends) end();
    await settle();
    expect(listeners.size).toBe(0);
    await wake("focus");
    expect(count()).toBe(1);
  });

  test("reads nothing for a reader that leaves in that moment", async () => {
    const { wake, count, ends } = await setUpReaders({}, {});
    const woken = wake("focus");
    ends[0]!();
    await woken;
    expect(count()).toBe(1);
  });
});

describe("staleAfter", () => {
  test("reads older data again for a new reader, and shows them meanwhile", async () => {
    const { api, pass, read, count, ends } = await setUpReaders({}, {});
    ends[0]!();
    await pass(10_000);
    const end = read({ staleAfter: 10_001 });
    expect(count()).toBe(1);
    end();
    read({ staleAfter: 10_000 });
    expect(count()).toBe(2);
    expect(api.user(user).current).toMatchObject({ pending: false, refreshing: true });
  });

  test("of the client holds for awaiting as well, which waits for the newer data", async () => {
    const { api, reads, pass } = await setUpReaders({ staleAfter: 1000 }, {});
    await pass(999);
    expect((await api.user(user)).userProfile.name).toBe("Ada");
    await vi.advanceTimersByTimeAsync(1);
    const waiting = api.user(user).then(({ userProfile }) => userProfile.name);
    await settle();
    await reads[1]!.respond(userBundle("Bob"));
    expect(await waiting).toBe("Bob");
    expect(reads).toHaveLength(2);
  });

  test("without it data of any age are trusted", async () => {
    const { pass, read, count } = await setUpReaders({}, {});
    await pass(86_400_000);
    read();
    expect(count()).toBe(1);
  });

  test("counts the age of hydrated data from their landing on the server", async () => {
    const { hydrate } = await import("../src/hydration");
    const { api, reads } = setUp();
    const bundle = userBundle("Ada");
    hydrate(api, { "user?user_id=5": { age: 5000, bundle } });
    const end = api.user(user).subscribe(() => {}, { staleAfter: 5001 });
    expect(reads).toHaveLength(0);
    end();
    api.user(user).subscribe(() => {}, { staleAfter: 5000 });
    expect(reads).toHaveLength(1);
  });
});
