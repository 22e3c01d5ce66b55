// @vitest-environment happy-dom
/** The generated hooks in a DOM. */

import { StrictMode } from "react";
import { expect, test } from "vitest";
import { UserContext, useRenameUser, useUser, useUserOrders, useUserProfile } from "../sample/api";
import { reply, scope, setUp, userBundle } from "./support/fixture";
import { inAct, render } from "./support/render";

function Name() {
  const user = useUser({ userId: 5 });
  if (user.pending) return user.error ? <p>failed: {user.error.code}</p> : <p>loading</p>;
  return <p>{user.data.userProfile.name}</p>;
}

test("a context is read once, also in StrictMode", async () => {
  const { api, reads } = setUp();
  const { text } = await render(
    api,
    <StrictMode>
      <Name />
      <Name />
    </StrictMode>,
  );
  expect(text()).toBe("loadingloading");
  expect(reads).toHaveLength(1);
  expect(reads[0]!.request).toMatchObject({ context: "user", params: { user_id: 5 } });
  await inAct(() => reads[0]!.respond(userBundle("Ada")));
  expect(text()).toBe("AdaAda");
});

test("a first read that fails says so", async () => {
  const { api, reads } = setUp();
  const { text } = await render(api, <Name />);
  await inAct(() => reads[0]!.fail("NOT_FOUND"));
  expect(text()).toBe("failed: NOT_FOUND");
});

test("below a provider hooks take no arguments, and an own parameter reads that member alone", async () => {
  const { api, reads } = setUp();
  function Page() {
    const profile = useUserProfile();
    const orders = useUserOrders({ page: 2 });
    return (
      <p>
        {profile.data?.name} {orders.data?.map(({ cents }) => String(cents * 2n)).join()}
      </p>
    );
  }
  const { text } = await render(
    api,
    <UserContext userId={5}>
      <Page />
    </UserContext>,
  );
  expect(reads.map(({ request }) => [request.params, request.only])).toEqual([
    [{ user_id: 5 }, undefined],
    [{ user_id: 5, page: 2 }, "user_orders"],
  ]);
  await inAct(() => reads[0]!.respond(userBundle("Ada")));
  await inAct(() =>
    reads[1]!.respond({ user_orders: [{ id: 9, title: "Hat", cents: "9007199254740993" }] }),
  );
  expect(text()).toBe("Ada 18014398509481986");
});

test("a mutation carries its state and its typed error, and refreshes what it affects", async () => {
  const { api, reads, calls } = setUp();
  let rename!: ReturnType<typeof useRenameUser>;
  function Rename() {
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
      <Rename />
    </>,
  );
  await inAct(() => reads[0]!.respond(userBundle("Ada")));
  await inAct(() => void rename({ userId: 5, name: "Bob" }));
  expect(text()).toBe("Bob …");
  await inAct(() =>
    calls[0]!.fail("CONFLICT", { kind: "Taken", details: { suggestion: "Bobby" } }),
  );
  expect(text()).toBe("AdaBobby");
  await inAct(() => void rename({ userId: 5, name: "Bobby" }));
  await inAct(() => calls[1]!.respond(reply({ invalidate: [scope] })));
  expect(text()).toBe("Bobby …");
  await inAct(() => reads[1]!.respond(userBundle("Bobby")));
  expect(text()).toBe("Bobby");
  expect(reads).toHaveLength(2);
});
