// @vitest-environment happy-dom
/** The hooks of streams in a DOM. */

import { StrictMode, memo, useEffect } from "react";
import { expect, test } from "vitest";
import { useTalk } from "../sample/api";
import { setUp } from "./support/fixture";
import { createLines } from "./support/lines";
import { inAct, render } from "./support/render";

const order = (id: number) => ({ id, title: `Order ${id}`, cents: String(id) });

/** A button that starts a stream, and its state as text. */
const State = memo(function State({ talk }: { talk: ReturnType<typeof useTalk> }) {
  const titles = talk.items.map(({ title }) => title).join();
  return (
    <p>
      {titles} {talk.pending ? "…" : "."} {talk.error?.kind ?? talk.error?.code}
    </p>
  );
});

function Talk() {
  const talk = useTalk();
  return (
    <>
      <button onClick={() => void talk({ about: "tea" })}>talk</button>
      <button onClick={talk.abort}>stop</button>
      <State talk={talk} />
    </>
  );
}

async function setUpTalk() {
  const { api, calls } = setUp();
  const rendered = await render(
    api,
    <StrictMode>
      <Talk />
    </StrictMode>,
  );
  const [start, stop] = rendered.container.querySelectorAll("button");
  const begin = async (at = 0) => {
    await inAct(() => start!.click());
    const lines = createLines();
    await inAct(() => calls[at]!.respond(lines.body as never));
    return lines;
  };
  const shown = () => rendered.container.querySelector("p")!.textContent;
  return { ...rendered, calls, begin, shown, stop: () => inAct(() => stop!.click()) };
}

test("items grow, also for a child that renders only for other properties", async () => {
  const { begin, shown } = await setUpTalk();
  expect(shown()).toBe(" . ");
  const lines = await begin();
  expect(shown()).toBe(" … ");
  await inAct(() => lines.line({ item: order(1) }));
  expect(shown()).toBe("Order 1 … ");
  await inAct(() => lines.line({ item: order(2) }));
  expect(shown()).toBe("Order 1,Order 2 … ");
  await inAct(() => lines.line({ end: true }));
  expect(shown()).toBe("Order 1,Order 2 . ");
});

test("unmounting ends the stream", async () => {
  const { begin, unmount, calls } = await setUpTalk();
  const lines = await begin();
  await inAct(() => lines.line({ item: order(1) }));
  await unmount();
  await inAct(() => {});
  expect(calls[0]!.aborted).toBe(true);
  expect(lines.state.isCancelled).toBe(true);
});

test("stopping keeps the items, and is no error", async () => {
  const { begin, shown, stop, calls } = await setUpTalk();
  const lines = await begin();
  await inAct(() => lines.line({ item: order(1) }));
  await stop();
  expect(shown()).toBe("Order 1 . ");
  expect(calls[0]!.aborted).toBe(true);
});

test("another call ends the one before, and begins without items", async () => {
  const { begin, shown } = await setUpTalk();
  const first = await begin();
  await inAct(() => first.line({ item: order(1) }));
  const second = await begin(1);
  expect(first.state.isCancelled).toBe(true);
  expect(shown()).toBe(" … ");
  await inAct(() => second.line({ item: order(2) }));
  expect(shown()).toBe("Order 2 … ");
  await inAct(() => second.line({ end: true }));
  expect(shown()).toBe("Order 2 . ");
});

test("an error in the middle is typed, and keeps the items before it", async () => {
  const { begin, shown } = await setUpTalk();
  const lines = await begin();
  await inAct(() => lines.line({ item: order(1) }));
  const error = { code: "CONFLICT", kind: "Tired", message: "no", details: { after: 1 } };
  await inAct(() => lines.line({ error }));
  expect(shown()).toBe("Order 1 . Tired");
});

test("an effect may start it, and its promise has all items", async () => {
  const { api, calls } = setUp();
  let all: readonly { id: number }[] = [];
  function Effect() {
    const talk = useTalk();
    useEffect(() => void talk({ about: "tea" }).then((items) => (all = items)), []);
    return <p>{talk.items.length}</p>;
  }
  const { text } = await render(api, <Effect />);
  const lines = createLines();
  await inAct(() => calls[0]!.respond(lines.body as never));
  await inAct(() => lines.line({ item: order(1) }));
  expect(text()).toBe("1");
  await inAct(() => lines.line({ end: true }));
  expect(all).toMatchObject([{ id: 1 }]);
  expect(calls).toHaveLength(1);
});
