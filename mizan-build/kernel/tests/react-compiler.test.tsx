// @vitest-environment happy-dom
/** Pages under the React Compiler show what they show without it. */

import { Suspense } from "react";
import { expect, test } from "vitest";
import { UserContext } from "../sample/api";
import { reply, scope, setUp, userBundle } from "./support/fixture";
import * as page from "./support/page.compiled";
import { AnyBoundary, inAct, render } from "./support/render";

test("the pages are compiled", () => {
  expect(String(page.Form)).toMatch(/\$\[0\]/);
});

test("an action shows its state, in the component and in those it is handed on to", async () => {
  const { api, calls } = setUp();
  const { text, click, update } = await render(api, <page.Form name="a" />);
  for (const [at, name] of ["a", "b", "c"].entries()) {
    await update(<page.Form name={name} />);
    await click("button");
    expect(text()).toBe("busyrenaming");
    await inAct(() => calls[at]!.fail("CONFLICT"));
    expect(text()).toBe("idleCONFLICT");
  }
  await update(<page.Form name="d" />);
  await click("button");
  await inAct(() => calls[3]!.respond(reply()));
  expect(text()).toBe("idlerename");
});

test("data change, go with a session, and come again", async () => {
  const { api, reads } = setUp();
  const { text } = await render(
    api,
    <>
      <page.Profile userId={5} />
      <Suspense fallback="suspended">
        <UserContext userId={5}>
          <page.Suspending />
        </UserContext>
      </Suspense>
    </>,
  );
  await inAct(() => reads[0]!.respond(userBundle("Ada")));
  expect(text()).toBe("AdaAda");
  await inAct(() => api.$invalidate(scope));
  await inAct(() => reads[1]!.respond(userBundle("Bob")));
  expect(text()).toBe("BobBob");
  await inAct(() => api.$startSession());
  // React hides what it cannot show, and keeps it.
  expect(text()).toBe("loadingBobsuspended");
  await inAct(() => reads[2]!.respond(userBundle("Eve")));
  expect(text()).toBe("EveEve");
});

test("an error is thrown, and a reset reads again", async () => {
  const { api, reads } = setUp();
  const { text, click } = await render(
    api,
    <AnyBoundary fallback={({ message }, reset) => <button onClick={reset}>{message}</button>}>
      <Suspense fallback="suspended">
        <UserContext userId={5}>
          <page.Suspending />
        </UserContext>
      </Suspense>
    </AnyBoundary>,
  );
  for (const at of [0, 1]) {
    await inAct(() => reads[at]!.fail("NOT_FOUND"));
    expect(text()).toBe("NOT_FOUND");
    await click("button");
    expect([text(), reads.length]).toEqual(["suspended", at + 2]);
  }
  await inAct(() => reads[2]!.respond(userBundle("Ada")));
  expect(text()).toBe("Ada");
});
