// @vitest-environment happy-dom
/** The hooks of lists in pages in a DOM. */

import { StrictMode, Suspense, memo, useState } from "react";
import { expect, test } from "vitest";
import { MizanBoundary, ShelfContext, useBooks } from "../sample/api";
import { setUp } from "./support/fixture";
import { inAct, render } from "./support/render";

const page = (...ids: number[]) => ids.map((id) => ({ id, text: `Book ${id}` }));
const bundle = (...pages: unknown[]) => ({ $v: "a:1", books: pages });

let rows = 0;
const Row = memo(function Row({ book }: { book: { text: string } }) {
  rows++;
  return <li>{book.text}</li>;
});

function Books({ room }: { room?: string | null }) {
  const books = useBooks.infinite(room === null ? null : room === undefined ? undefined : { room });
  return (
    <>
      <ul>
        {books.data?.map((book) => (
          <Row key={book.id} book={book} />
        ))}
      </ul>
      <p>{books.pending ? "…" : books.loadingMore ? "more …" : books.hasMore ? "more" : "end"}</p>
      <button onClick={books.loadMore}>more</button>
    </>
  );
}

test("a list grows, and only its new rows are rendered", async () => {
  const { api, reads } = setUp();
  const { text, click } = await render(api, <Books room="hall" />);
  expect(text()).toBe("…more");
  rows = 0;
  await inAct(() => reads[0]!.respond(bundle(page(1, 2))));
  expect([text(), rows]).toEqual(["Book 1Book 2moremore", 2]);
  await click("button");
  expect(text()).toBe("Book 1Book 2more …more");
  await inAct(() => reads[1]!.respond(bundle(page(3))));
  expect([text(), rows]).toEqual(["Book 1Book 2Book 3moremore", 3]);
  await click("button");
  await inAct(() => reads[2]!.respond(bundle([])));
  expect([text(), rows]).toEqual(["Book 1Book 2Book 3endmore", 3]);
});

test("a list takes the parameters of a provider, and stays in strict mode", async () => {
  const { api, reads } = setUp();
  const { text } = await render(
    api,
    <StrictMode>
      <ShelfContext room="attic">
        <Books />
      </ShelfContext>
    </StrictMode>,
  );
  expect(reads).toHaveLength(1);
  expect(reads[0]!.request.params).toMatchObject({ room: "attic", $pages: 1 });
  await inAct(() => reads[0]!.respond(bundle(page(1))));
  expect(text()).toBe("Book 1moremore");
});

test("without parameters nothing is read, and other parameters are another list", async () => {
  const { api, reads } = setUp();
  function Rooms() {
    const [room, setRoom] = useState<string | null>(null);
    return (
      <>
        <a onClick={() => setRoom(room ? "attic" : "hall")}>on</a>
        <Books room={room} />
      </>
    );
  }
  const { text, click } = await render(api, <Rooms />);
  expect(reads).toHaveLength(0);
  await click("button");
  expect(text()).toBe("on…more");
  await click("a");
  await inAct(() => reads[0]!.respond(bundle(page(1))));
  await click("button");
  await click("a");
  expect(reads[1]!.aborted).toBe(true);
  await inAct(() => reads[2]!.respond(bundle(page(9))));
  expect(reads[2]!.request.params).toMatchObject({ room: "attic", $pages: 1 });
  expect(text()).toBe("onBook 9moremore");
});

test("a suspending list waits for its first page, and grows without waiting", async () => {
  const { api, reads } = setUp();
  function Suspending() {
    const books = useBooks.infinite.suspense({ room: "hall" });
    return (
      <>
        {books.data.map(({ text }) => text).join(" ")}
        {books.loadingMore && " …"}
        <button onClick={books.loadMore}>more</button>
      </>
    );
  }
  const { text, click } = await render(
    api,
    <Suspense fallback="waiting">
      <Suspending />
    </Suspense>,
  );
  expect(text()).toBe("waiting");
  await inAct(() => reads[0]!.respond(bundle(page(1, 2))));
  expect(text()).toBe("Book 1 Book 2more");
  await click("button");
  expect(text()).toBe("Book 1 Book 2 …more");
  await inAct(() => reads[1]!.respond(bundle(page(3))));
  expect(text()).toBe("Book 1 Book 2 Book 3more");
});

test("a suspending list throws the error of its first page, and asks again", async () => {
  const { api, reads } = setUp();
  function Suspending() {
    return <>{useBooks.infinite.suspense({ room: "hall" }).data.length} books</>;
  }
  const { text, click } = await render(
    api,
    <MizanBoundary
      fallback={({ code }, retry) => (
        <>
          {code}
          <button onClick={retry}>again</button>
        </>
      )}
    >
      <Suspense fallback="waiting">
        <Suspending />
      </Suspense>
    </MizanBoundary>,
  );
  await inAct(() => reads[0]!.fail("FORBIDDEN"));
  expect(text()).toBe("FORBIDDENagain");
  await click("button");
  await inAct(() => reads[1]!.respond(bundle(page(1, 2))));
  expect(text()).toBe("2 books");
});
