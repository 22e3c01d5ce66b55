/** The protocol over HTTP, to the letter. */

import { expect, test, vi } from "vitest";
import { createMizan } from "../sample/api/client";
import { settle } from "./support/transport";

type Answer = [status: number, body: unknown];

/** A server that answers by path and keeps what it was asked. */
function setUp(
  answers: { [path: string]: Answer | Answer[] },
  headers?: () => Record<string, string>,
) {
  const asked: { url: string; method: string; headers: Record<string, string>; body: unknown }[] =
    [];
  const fetching = vi.fn(async (url: string | URL | Request, init: RequestInit = {}) => {
    const { method = "GET", headers = {}, body } = init;
    asked.push({ url: String(url), method, headers: headers as Record<string, string>, body });
    const path = String(url).replace("/base", "").split("?")[0]!;
    const answer = answers[path]!;
    const [status, content] = Array.isArray(answer[0])
      ? (answer as Answer[]).shift()!
      : (answer as Answer);
    return new Response(typeof content === "string" ? content : JSON.stringify(content), {
      status,
    });
  });
  const options = { baseUrl: "/base/", fetch: fetching as typeof fetch, retries: 0 };
  return { api: createMizan(headers ? { ...options, headers } : options), asked };
}

const DONE = { result: null, invalidate: [] };
const error = (code: string, more = {}) => ({ error: { code, message: code, ...more } });

test("a context is one GET, and asks for nothing else first", async () => {
  const { api, asked } = setUp({ "/ctx/user/": [200, { user_orders: [], user_profile: {} }] });
  await api.user({ userId: 5 });
  expect(asked).toEqual([
    { url: "/base/ctx/user/?user_id=5", method: "GET", headers: {}, body: undefined },
  ]);
});

test("one member with a parameter of its own, and a context without any", async () => {
  const { api, asked } = setUp({
    "/ctx/user/": [200, { user_orders: [] }],
    "/ctx/feed/": [200, { feed_entries: [] }],
  });
  await api.userOrders({ userId: 5, page: 2 });
  await api.feed();
  expect(asked.map(({ url }) => url)).toEqual([
    "/base/ctx/user/?page=2&user_id=5&$only=user_orders",
    "/base/ctx/feed/",
  ]);
});

test("a call is one POST of an envelope in wire names", async () => {
  const { api, asked } = setUp({ "/call/": [200, DONE] }, () => ({ Authorization: "Bearer t" }));
  await api.renameUser({ userId: 5, name: "Ada" }, { idempotencyKey: "k" });
  expect(asked).toEqual([
    {
      url: "/base/call/",
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "Idempotency-Key": "k",
        Authorization: "Bearer t",
      },
      body: '{"fn":"rename_user","args":{"user_id":5,"name":"Ada"}}',
    },
  ]);
});

test("files travel as a form, and not as JSON", async () => {
  const { api, asked } = setUp({ "/call/": [200, DONE] });
  await api.uploadAvatar({ userId: 5, file: new Blob(["png"]) });
  const form = asked[0]!.body as FormData;
  expect([form.get("fn"), form.get("args")]).toEqual(["upload_avatar", '{"user_id":5}']);
  expect(await (form.get("file") as Blob).text()).toBe("png");
  expect(asked[0]!.headers).toEqual({});
});

test("a token against forgery is fetched where the origin is not proof enough, once", async () => {
  const { api, asked } = setUp({
    "/call/": [
      [403, error("FORBIDDEN", { kind: "CSRF" })],
      [200, DONE],
      [200, DONE],
    ],
    "/session/": [200, { csrfToken: "c" }],
  });
  await api.ping({ text: "" });
  await api.ping({ text: "" });
  expect(asked.map(({ url }) => url)).toEqual([
    "/base/call/",
    "/base/session/",
    "/base/call/",
    "/base/call/",
  ]);
  expect(asked.map(({ headers }) => headers["X-CSRFToken"])).toEqual([
    undefined,
    undefined,
    "c",
    "c",
  ]);
});

test("who is not allowed is told so at once", async () => {
  const { api, asked } = setUp({ "/call/": [403, error("FORBIDDEN")] });
  await expect(api.ping({ text: "" })).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect(asked).toHaveLength(1);
});

test.each([
  [null, 2],
  ["c", 3],
])("no token helps where none is taken (token %j)", async (csrfToken, requests) => {
  const { api, asked } = setUp({
    "/call/": [403, error("FORBIDDEN", { kind: "CSRF" })],
    "/session/": [200, { csrfToken }],
  });
  await expect(api.ping({ text: "" })).rejects.toMatchObject({ code: "FORBIDDEN", kind: "CSRF" });
  expect(asked).toHaveLength(requests);
  expect(asked[1]!.headers).toEqual({});
});

test("the token of a session that has ended is not sent again", async () => {
  const refused = [403, error("FORBIDDEN", { kind: "CSRF" })] as Answer;
  const { api, asked } = setUp({
    "/call/": [refused, [200, DONE], refused, [200, DONE]],
    "/session/": [
      [200, { csrfToken: "c" }],
      [200, { csrfToken: null }],
    ],
  });
  await api.ping({ text: "" });
  await expect(api.ping({ text: "" })).rejects.toMatchObject({ kind: "CSRF" });
  await api.ping({ text: "" });
  const tokens = asked.map(({ headers }) => headers["X-CSRFToken"]);
  expect(tokens).toEqual([undefined, undefined, "c", "c", undefined, undefined]);
});

test("an error is what the server says, or else what can be told from the status", async () => {
  const { api } = setUp({
    "/call/": [
      [409, error("CONFLICT", { kind: "Taken", details: { suggestion: "Bob" } })],
      [502, "<html>Bad gateway</html>"],
      [413, "<html>Too large</html>"],
    ],
  });
  const call = () => api.ping({ text: "" });
  await expect(call()).rejects.toMatchObject({ code: "CONFLICT", kind: "Taken" });
  await expect(call()).rejects.toMatchObject({ code: "NETWORK", message: "HTTP 502" });
  await expect(call()).rejects.toMatchObject({ code: "BAD_REQUEST", message: "HTTP 413" });
});

test("an answer that is no JSON is an error and no crash", async () => {
  const { api } = setUp({ "/ctx/feed/": [200, "<html>"] });
  await expect(api.feed()).rejects.toMatchObject({ code: "INTERNAL_ERROR" });
  expect(api.feed().current.error?.message).toContain("JSON");
});

test("no answer at all is a network error", async () => {
  const api = createMizan({ fetch: () => Promise.reject(new TypeError("refused")), retries: 0 });
  await expect(api.feed()).rejects.toMatchObject({ code: "NETWORK", message: "refused" });
});

test("an upload in a browser tells its progress and can be given up", async () => {
  const requests: FakeXhr[] = [];
  class FakeXhr {
    upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {};
    onload?: () => void;
    onabort?: () => void;
    status = 200;
    responseText = JSON.stringify(DONE);
    aborted = false;
    open() {}
    setRequestHeader() {}
    send = () => requests.push(this);
    abort() {
      this.aborted = true;
      this.onabort?.();
    }
  }
  vi.stubGlobal("XMLHttpRequest", FakeXhr);
  const api = createMizan();
  const file = new Blob(["png"]);
  const progress: number[] = [];
  const done = api.uploadAvatar(
    { userId: 5, file },
    { onProgress: (value) => progress.push(value) },
  );
  await settle();
  requests[0]!.upload.onprogress?.({ loaded: 1, total: 4 });
  requests[0]!.onload?.();
  await done;
  expect(progress).toEqual([0.25]);
  const controller = new AbortController();
  const given = api.uploadAvatar({ userId: 5, file }, { signal: controller.signal });
  const gone = expect(given).rejects.toMatchObject({ code: "ABORTED" });
  await settle();
  controller.abort();
  await gone;
  expect(requests[1]!.aborted).toBe(true);
  vi.unstubAllGlobals();
});
