/** The six races of mizan/guide/inside/kernel-laws.md, each with and without `$v`. */

import { describe, expect, test } from "vitest";
import type { Drafts } from "../sample/api/client";
import { mergeProfile, reply, scope, setUp, userBundle, watchName } from "./support/fixture";

describe.each([
  ["with $v", (n: number) => n],
  ["without $v", () => undefined],
] as const)("%s", (label, v) => {
  const versioned = label === "with $v";

  test("A: an invalidation during the first fetch is not lost", async () => {
    const { api, reads, calls } = setUp();
    const { seen } = watchName(api);
    void api.renameUser({ userId: 5, name: "new" });
    await calls[0]!.respond(reply({ invalidate: [scope] }));
    expect(reads).toHaveLength(2);
    await reads[0]!.respond(userBundle("old", v(1)));
    await reads[1]!.respond(userBundle("new", v(2)));
    if (!versioned) await reads[2]!.respond(userBundle("new"));
    expect(seen).toEqual(["old", "new"]);
    expect(reads).toHaveLength(versioned ? 2 : 3);
  });

  test("A': the older of two first reads lands last and is dropped", async () => {
    const { api, reads, calls } = setUp();
    const { seen } = watchName(api);
    void api.renameUser({ userId: 5, name: "new" });
    await calls[0]!.respond(reply({ invalidate: [scope] }));
    await reads[1]!.respond(userBundle("new", v(2)));
    await reads[0]!.respond(userBundle("old", v(1)));
    if (!versioned) await reads[2]!.respond(userBundle("new"));
    expect(seen).toEqual(["new"]);
    expect(reads).toHaveLength(versioned ? 2 : 3);
  });

  test("B: an unmounted entry with a request in flight is read again when it is mounted", async () => {
    const { api, reads } = setUp();
    api.user({ userId: 5 }).prefetch();
    api.$invalidate(scope);
    await reads[0]!.respond(userBundle("old", v(1)));
    const { seen } = watchName(api);
    expect(reads).toHaveLength(2);
    await reads[1]!.respond(userBundle("new", v(2)));
    expect(seen).toEqual(["old", "new"]);
  });

  test("C: of two optimistic mutations the first fails, the second stays", async () => {
    const { api, reads, calls } = setUp();
    const { seen } = watchName(api);
    await reads[0]!.respond(userBundle("truth", v(1)));
    const optimistic = (more: string) => ({
      optimistic: (view: Drafts) => {
        view.user({ userId: 5 }).userProfile.name += more;
      },
    });
    const first = api.renameUser({ userId: 5, name: "A" }, optimistic("+A"));
    const second = api.renameUser({ userId: 5, name: "B" }, optimistic("+B"));
    const failed = expect(first).rejects.toMatchObject({ code: "CONFLICT" });
    await calls[0]!.fail("CONFLICT");
    await failed;
    await calls[1]!.respond(reply({ invalidate: [scope] }));
    await reads[1]!.respond(userBundle("B", v(2)));
    await second;
    expect(seen).toEqual(["truth", "truth+A", "truth+A+B", "truth+B", "B"]);
  });

  test("D: an older read does not undo a mutation's data", async () => {
    const { api, reads, calls } = setUp();
    const { seen } = watchName(api);
    await reads[0]!.respond(userBundle("old", v(1)));
    void api.user({ userId: 5 }).refetch();
    void api.setBio({ userId: 5, bio: "" });
    await calls[0]!.respond(reply({ merge: [mergeProfile("new", v(2))] }));
    await reads[1]!.respond(userBundle("old", v(1)));
    expect(seen).toEqual(["old", "new"]);
    expect(reads).toHaveLength(versioned ? 2 : 3);
    await reads[2]?.respond(userBundle("new"));
    expect(seen).toEqual(["old", "new"]);
    expect(api.user({ userId: 5 }).current.refreshing).toBe(false);
  });

  test("E: payloads that arrive reordered apply in order", async () => {
    const { api, reads, calls } = setUp();
    const { seen } = watchName(api);
    await reads[0]!.respond(userBundle("zero", v(0)));
    void api.setBio({ userId: 5, bio: "1" });
    void api.setBio({ userId: 5, bio: "2" });
    await calls[1]!.respond(reply({ merge: [mergeProfile("two", v(2))] }));
    await calls[0]!.respond(reply({ merge: [mergeProfile("one", v(1))] }));
    if (!versioned) await reads[1]!.respond(userBundle("two"));
    expect(seen).toEqual(["zero", "two"]);
    expect(reads).toHaveLength(versioned ? 1 : 2);
  });

  test("F: the server ran the younger mutation first and its payload lands last", async () => {
    const { api, reads, calls } = setUp();
    const { seen } = watchName(api);
    await reads[0]!.respond(userBundle("zero", v(0)));
    void api.setBio({ userId: 5, bio: "older" });
    void api.setBio({ userId: 5, bio: "younger" });
    await calls[0]!.respond(reply({ merge: [mergeProfile("older", v(2))] }));
    await calls[1]!.respond(reply({ merge: [mergeProfile("younger", v(1))] }));
    if (!versioned) await reads[1]!.respond(userBundle("older"));
    expect(seen.at(-1)).toBe("older");
    expect(reads).toHaveLength(versioned ? 1 : 2);
  });
});
