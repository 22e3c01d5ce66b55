// @vitest-environment happy-dom
/** The generated mutation hooks in a DOM, and pages that a server rendered. */

import { act } from "react";
import { hydrateRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { expect, test, vi } from "vitest";
import { Mizan, useRenameUser, useUser, useUserProfile } from "../sample/api";
import { dehydrate, hydrate } from "../src/hydration";
import { mergeProfile, reply, scope, setUp, userBundle } from "./support/fixture";
import { inAct, render } from "./support/render";

type Rename = ReturnType<typeof useRenameUser>;

function Name() {
  return <p>{useUserProfile({ userId: 5 }).data?.name}</p>;
}

test("a mutation carries its state and its typed error, and refreshes what it affects", async () => {
  const { api, reads, calls } = setUp();
  let rename!: Rename;
  function Form() {
    rename = useRenameUser({
      optimistic: (view, { userId, name }) => {
        view.user({ userId }).userProfile.name = name;
      },
    });
    const taken = rename.error?.kind === "Taken" && rename.error.details.suggestion;
    return <i>{rename.pending ? " …" : taken}</i>;
  }
  const { text } = await render(
    api,
    <>
      <Name />
      <Form />
    </>,
  );
  await inAct(() => reads[0]!.respond(userBundle("Ada")));
  await inAct(() => void rename({ userId: 5, name: "Bob" }));
  expect(text()).toBe("Bob …");
  const taken = { kind: "Taken", details: { suggestion: "Bobby" } };
  await inAct(() => calls[0]!.fail("CONFLICT", taken));
  expect(text()).toBe("AdaBobby");
  await inAct(() => void rename({ userId: 5, name: "Bobby" }));
  await inAct(() => calls[1]!.respond(reply({ invalidate: [scope] })));
  expect(text()).toBe("Bobby …");
  await inAct(() => reads[1]!.respond(userBundle("Bobby")));
  expect(text()).toBe("Bobby");
  expect(reads).toHaveLength(2);
});

test("the function is the same on every render, and uses the latest options", async () => {
  const { api, calls } = setUp();
  const functions = new Set<Rename>();
  const keys: string[] = [];
  function Form({ idempotencyKey }: { idempotencyKey: string }) {
    functions.add(useRenameUser({ idempotencyKey }));
    return null;
  }
  const { update } = await render(api, <Form idempotencyKey="a" />);
  await update(<Form idempotencyKey="b" />);
  expect(functions.size).toBe(1);
  await inAct(() => void [...functions][0]!({ userId: 5, name: "" }));
  keys.push(calls[0]!.request.idempotencyKey!);
  expect(keys).toEqual(["b"]);
});

test("a component that reads no state of a mutation does not render for it", async () => {
  const { api, calls } = setUp();
  let renders = 0;
  let rename!: Rename;
  function Form() {
    renders++;
    rename = useRenameUser();
    return null;
  }
  await render(api, <Form />);
  await inAct(() => void rename({ userId: 5, name: "" }));
  await inAct(() => calls[0]!.respond(reply()));
  expect(renders).toBe(1);
});

test("merges, and the guess that goes with them, are one render", async () => {
  const { api, reads, calls } = setUp();
  const shown: (string | undefined)[] = [];
  function Watched() {
    shown.push(useUser({ userId: 5 }).data?.userProfile.name);
    return null;
  }
  await render(api, <Watched />);
  await inAct(() => reads[0]!.respond(userBundle("Ada")));
  await inAct(
    () =>
      void api.renameUser(
        { userId: 5, name: "" },
        { optimistic: (view) => void (view.user({ userId: 5 }).userProfile.name = "guess") },
      ),
  );
  await inAct(() => calls[0]!.respond(reply({ merge: [mergeProfile("truth")] })));
  expect(shown).toEqual([undefined, "Ada", "guess", "truth"]);
});

test("a component that left before the answer harms nobody", async () => {
  const { api, calls } = setUp();
  let rename!: Rename;
  function Form() {
    rename = useRenameUser();
    return <p>{String(rename.pending)}</p>;
  }
  const { update } = await render(api, <Form />);
  await inAct(() => void rename({ userId: 5, name: "" }));
  await update(null);
  await inAct(() => calls[0]!.fail("CONFLICT"));
  expect(calls[0]!.aborted).toBe(false);
});

test("a page that a server rendered is taken over as it is, and nothing is read again", async () => {
  const server = setUp();
  server.api.user({ userId: 5 }).prefetch();
  await server.reads[0]!.respond(userBundle("Ada"));
  const page = (client: typeof server.api) => (
    <Mizan client={client}>
      <Name />
    </Mizan>
  );
  const container = document.createElement("div");
  container.innerHTML = renderToString(page(server.api));
  expect(container.textContent).toBe("Ada");
  const { api, reads } = setUp();
  hydrate(api, JSON.parse(JSON.stringify(dehydrate(server.api))));
  let root!: ReturnType<typeof hydrateRoot>;
  await act(async () => {
    root = hydrateRoot(container, page(api));
  });
  expect([container.textContent, reads.length]).toEqual(["Ada", 0]);
  act(() => root.unmount());
});

test("on a server there is no client by default", () => {
  vi.stubGlobal("document", undefined);
  expect(() => renderToString(<Name />)).toThrow("On a server give each request a client");
  vi.unstubAllGlobals();
});
