// @vitest-environment happy-dom
/** Actions that are handed on, and actions that effects call. */

import { memo, useEffect, useMemo, useState } from "react";
import { expect, test, vi } from "vitest";
import { useRenameUser } from "../sample/api";
import { reply, setUp } from "./support/fixture";
import { inAct, render } from "./support/render";

type Rename = ReturnType<typeof useRenameUser>;

const args = { userId: 5, name: "Bob" };

/** A DOM of a browser tells the event that is under way; this one does not. */
let clicks = 0;

function Button({ action }: { action: Rename }) {
  return (
    <button onClick={() => void action({ userId: 5, name: `Bob ${clicks++}` })}>
      {action.pending ? "renaming" : (action.error?.code ?? "rename")}
    </button>
  );
}

const MemoButton = memo(Button);

/** As the React Compiler writes it: the element is made anew only for another action. */
function Compiled() {
  const rename = useRenameUser();
  return useMemo(() => <Button action={rename} />, [rename]);
}

function Handing() {
  return <MemoButton action={useRenameUser()} />;
}

function HandingAndReading() {
  const rename = useRenameUser();
  return (
    <>
      {rename.pending ? "busy " : "idle "}
      <MemoButton action={rename} />
    </>
  );
}

test.each([
  [Compiled, ""],
  [Handing, ""],
  [HandingAndReading, "own"],
])("%o shows every state of an action that it hands on", async (Page, own) => {
  const { api, calls } = setUp();
  const { text, container } = await render(api, <Page />);
  const [idle, busy] = own ? ["idle ", "busy "] : ["", ""];
  for (const at of [0, 1, 2]) {
    await inAct(() => container.querySelector("button")!.click());
    expect(text()).toBe(`${busy}renaming`);
    await inAct(() => calls[at]!.fail("CONFLICT"));
    expect(text()).toBe(`${idle}CONFLICT`);
  }
  await inAct(() => container.querySelector("button")!.click());
  await inAct(() => calls[3]!.respond(reply()));
  expect(text()).toBe(`${idle}rename`);
});

/** Renames as soon as the name is another, and shows the state. */
function Effect({ name, delay }: { name: string; delay?: number }) {
  const rename = useRenameUser();
  useEffect(() => {
    if (delay === undefined) return void rename({ userId: 5, name });
    const timer = setTimeout(() => void rename({ userId: 5, name }), delay);
    return () => clearTimeout(timer);
  }, [rename, name, delay]);
  return <p>{rename.pending ? "renaming" : (rename.error?.code ?? "renamed")}</p>;
}

test("an effect that calls the action runs once for what it depends on", async () => {
  const { api, calls } = setUp();
  const { text, update } = await render(api, <Effect name="a" />);
  expect([text(), calls.length]).toEqual(["renaming", 1]);
  await inAct(() => calls[0]!.respond(reply()));
  expect([text(), calls.length]).toEqual(["renamed", 1]);
  await update(<Effect name="b" />);
  expect([text(), calls.length]).toEqual(["renaming", 2]);
  await inAct(() => calls[1]!.fail("CONFLICT"));
  expect([text(), calls.length]).toEqual(["CONFLICT", 2]);
});

test("an effect below the component that has the action runs once as well", async () => {
  const { api, calls } = setUp();
  const Caller = memo(function Caller({ action }: { action: Rename }) {
    useEffect(() => void action(args), [action]);
    return null;
  });
  function Page() {
    const rename = useRenameUser();
    return (
      <p>
        {String(rename.pending)}
        <Caller action={rename} />
      </p>
    );
  }
  const { text } = await render(api, <Page />);
  expect([text(), calls.length]).toEqual(["true", 1]);
  await inAct(() => calls[0]!.fail("CONFLICT"));
  expect([text(), calls.length]).toEqual(["false", 1]);
});

test("an effect that calls the action later does not call it for ever", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const { api, calls } = setUp();
  const { update } = await render(api, <Effect name="a" delay={500} />);
  const answerAll = async () => {
    for (let turn = 0; turn < 10; turn++) {
      await inAct(() => void vi.advanceTimersByTime(500));
      await inAct(() => calls.forEach((call) => void call.respond(reply())));
    }
  };
  await answerAll();
  // The first call brings another value of the action about, by which the effect calls again.
  expect(calls).toHaveLength(3);
  await update(<Effect name="b" delay={500} />);
  await answerAll();
  expect(calls).toHaveLength(4);
  vi.useRealTimers();
});

test("a call by an event among the effects ends as well", async () => {
  const { api, calls } = setUp();
  function Page() {
    const [other, setOther] = useState(0);
    const rename = useRenameUser();
    useEffect(() => void rename({ userId: 5, name: "effect" }), [rename]);
    return (
      <button
        onClick={() => {
          setOther(other + 1);
          void rename(args);
        }}
      >
        {rename.pending ? "renaming" : "renamed"}
      </button>
    );
  }
  const { container, text } = await render(api, <Page />);
  await inAct(() => container.querySelector("button")!.click());
  for (let at = 0; at < 10; at++) await inAct(() => calls[at]?.respond(reply()));
  expect(text()).toBe("renamed");
  expect(calls.length).toBeLessThan(6);
});

test("an action of which nothing is read keeps its value", async () => {
  const { api, calls } = setUp();
  const values = new Set<Rename>();
  let rerender!: (count: number) => void;
  function Form() {
    rerender = useState(0)[1];
    values.add(useRenameUser());
    return null;
  }
  await render(api, <Form />);
  await inAct(() => void [...values][0]!(args));
  await inAct(() => rerender(1));
  await inAct(() => calls[0]!.fail("CONFLICT"));
  await inAct(() => rerender(2));
  expect(values.size).toBe(1);
});
