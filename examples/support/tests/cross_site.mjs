// What the pages of other origins can send, with a real browser; see `cross_site.rs`.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

const { openBrowser } = await import(process.env.MIZAN_BROWSER);
const { TRUSTED, OTHER_SITE, SAME_SITE, PROXIED, COOKIES } = process.env;

const API = "/api/mizan";
const CALLS = ["post", "post_anonymously"];

let browser;

before(async () => {
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
});

/** A browser whose user is signed in, with a page of an origin. */
async function openPage(origin, application) {
  const context = await browser.newContext();
  const { hostname } = new URL(application);
  await context.addCookies([{ name: "user", value: "ada", domain: hostname, path: "/" }]);
  const page = await context.newPage();
  await page.goto(origin);
  return page;
}

/** Asks from outside of the browser, to which alone the names of the origins mean something. */
async function ask(application, path) {
  const { port } = new URL(application);
  return (await fetch(`http://127.0.0.1:${port}${path}`)).json();
}

const countRuns = async (application) => (await ask(application, `${API}/ctx/board/`)).runs;
const countAnswers = (application) => ask(application, "/answered");

/** Waits until the application has answered something after an attack; returns how often it ran. */
async function runsOf(application, attack) {
  const runs = await countRuns(application);
  const answers = await countAnswers(application);
  await attack();
  const deadline = performance.now() + 60_000;
  while ((await countAnswers(application)) === answers) {
    assert.ok(performance.now() < deadline, "the request never came");
  }
  return (await countRuns(application)) - runs;
}

/** Submits a form of another page into a frame, and waits for what the frame shows. */
function submitForm({ action, type, fields, isSandboxed }) {
  const frame = document.createElement("iframe");
  frame.name = "target";
  if (isSandboxed) frame.setAttribute("sandbox", "allow-forms allow-scripts");
  const form = document.createElement("form");
  Object.assign(form, { action, method: "post", enctype: type, target: "target" });
  for (const [name, value] of Object.entries(fields)) {
    form.append(Object.assign(document.createElement("input"), { name, value }));
  }
  document.body.append(frame, form);
  return new Promise((resolve) => {
    frame.onload = () => resolve();
    form.submit();
  });
}

/** Sends bytes, for which a browser names no content type, and asks for no permission. */
function sendBytes([url, text]) {
  const body = new TextEncoder().encode(text);
  return fetch(url, { method: "POST", mode: "no-cors", credentials: "include", body }).then(() => {});
}

/** A page without an origin of its own sends a request: a sandboxed frame. */
function sendFromSandbox({ url, body, send }) {
  const sent = `(${send})(${JSON.stringify([url, body])})`;
  const script = `${sent}.catch(() => {}).then(() => parent.postMessage("sent", "*"));`;
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts allow-forms");
  frame.srcdoc = `<script>${script}<${"/"}script>`;
  return new Promise((resolve) => {
    window.addEventListener("message", () => resolve());
    document.body.append(frame);
  });
}

/** The requests that a page sends without asking the server first, each from the browser itself. */
const ATTACKS = {
  "a form of plain text that spells an envelope": (page, application, fn) =>
    page.evaluate(submitForm, {
      action: `${application}${API}/call/`,
      type: "text/plain",
      fields: { [`{"fn":"${fn}","args":{},"rest":"`]: '"}' },
    }),
  "a form as browsers send it": (page, application, fn) =>
    page.evaluate(submitForm, {
      action: `${application}${API}/call/${fn}/`,
      type: "application/x-www-form-urlencoded",
      fields: { args: "{}" },
    }),
  "a form with parts, which Mizan takes": (page, application, fn) =>
    page.evaluate(submitForm, {
      action: `${application}${API}/call/`,
      type: "multipart/form-data",
      fields: { fn, args: "{}" },
    }),
  "a form in a sandboxed frame": (page, application, fn) =>
    page.evaluate(submitForm, {
      action: `${application}${API}/call/`,
      type: "multipart/form-data",
      fields: { fn, args: "{}" },
      isSandboxed: true,
    }),
  "a fetch of bytes that asks for no permission": (page, application, fn) =>
    page.evaluate(sendBytes, [`${application}${API}/call/`, JSON.stringify({ fn, args: {} })]),
  "a fetch of text that asks for no permission": (page, application, fn) =>
    page.evaluate(
      ([url, body]) =>
        fetch(url, { method: "POST", mode: "no-cors", credentials: "include", body }).then(() => {}),
      [`${application}${API}/call/`, JSON.stringify({ fn, args: {} })],
    ),
  "a fetch of a sandboxed frame, whose origin is null": (page, application, fn) =>
    page.evaluate(sendFromSandbox, {
      url: `${application}${API}/call/`,
      body: JSON.stringify({ fn, args: {} }),
      send: String(sendBytes),
    }),
  "a beacon": (page, application, fn) =>
    page.evaluate(
      ([url, text]) => void navigator.sendBeacon(url, new TextEncoder().encode(text)),
      [`${application}${API}/call/`, JSON.stringify({ fn, args: {} })],
    ),
  "an image whose address is a call": (page, application, fn) =>
    page.evaluate(
      (src) =>
        new Promise((resolve) => {
          document.body.append(Object.assign(new Image(), { src, onerror: () => resolve() }));
        }),
      `${application}${API}/call/${fn}/?args=%7B%7D`,
    ),
  "a fetch of JSON that asks for permission": (page, application, fn) =>
    page.evaluate(
      ([url, body]) => {
        const headers = { "Content-Type": "application/json" };
        const init = { method: "POST", credentials: "include", headers, body };
        return fetch(url, init).then(
          () => {},
          () => {},
        );
      },
      [`${application}${API}/call/`, JSON.stringify({ fn, args: {} })],
    ),
  "a form to a page of the application": (page, application) =>
    page.evaluate(submitForm, {
      action: `${application}/page`,
      type: "application/x-www-form-urlencoded",
      fields: { text: "x" },
    }),
};

/** Calls a function as the generated client does; resolves with the status and the result. */
function call([url, body]) {
  const headers = { "Content-Type": "application/json" };
  return fetch(url, { method: "POST", credentials: "include", headers, body }).then(
    async (response) => [response.status, (await response.json()).result],
  );
}

const APPLICATIONS = { "a proxy's header": PROXIED, "a cookie": COOKIES };
const ORIGINS = { "another site": OTHER_SITE, "another origin of the same site": SAME_SITE };

for (const [identity, application] of Object.entries(APPLICATIONS)) {
  for (const [where, origin] of Object.entries(ORIGINS)) {
    describe(`the user is known by ${identity}; the page is of ${where}`, () => {
      for (const [what, attack] of Object.entries(ATTACKS)) {
        test(`${what} runs nothing`, async () => {
          const page = await openPage(origin, application);
          for (const fn of CALLS) {
            const runs = await runsOf(application, () => attack(page, application, fn));
            assert.equal(runs, 0, fn);
            await page.goto(origin);
          }
          await page.context().close();
        });
      }
    });
  }

  test(`by ${identity} the page of the application calls`, async () => {
    const page = await openPage(application, application);
    const body = JSON.stringify({ fn: "post", args: { text: "here" } });
    assert.deepEqual(await page.evaluate(call, [`${API}/call/`, body]), [200, "ada: here"]);
    await page.context().close();
  });

  test(`by ${identity} the page of a trusted origin calls, after it has asked`, async () => {
    const page = await openPage(TRUSTED, application);
    const [url, json] = [`${application}${API}/call/`, { fn: "post_anonymously", args: {} }];
    const runs = await countRuns(application);
    const expected = [200, runs + 1];
    assert.deepEqual(await page.evaluate(call, [url, JSON.stringify(json)]), expected);
    assert.equal(await countRuns(application), runs + 1);
    await page.context().close();
  });
}
