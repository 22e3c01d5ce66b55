// A display without a screen, and an application on it that a WebDriver drives.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";

/** Starts a display, and a driver on it. `env` is for what runs on the display. */
export async function openDisplay() {
  const xvfb = spawn(
    "Xvfb",
    ["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
    {
      stdio: ["ignore", "pipe", "ignore"],
    },
  );
  const [number] = await once(createInterface({ input: xvfb.stdout }), "line");
  const env = {
    ...process.env,
    DISPLAY: `:${number}`,
    GDK_BACKEND: "x11",
    // WebKit needs no graphics card on a display without a screen.
    WEBKIT_DISABLE_DMABUF_RENDERER: "1",
    LIBGL_ALWAYS_SOFTWARE: "1",
    TAURI_WEBVIEW_AUTOMATION: "true",
  };
  return { env, close: () => end(xvfb) };
}

/** Ends a process that was started here, and waits for its end. */
export async function end(child) {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill();
    await once(child, "exit");
  }
}

/** A program under a WebDriver. */
export class Application {
  #driver;
  #address;
  #session;

  static async start(program, env) {
    const application = new Application();
    const port = await freePort();
    application.#address = `http://127.0.0.1:${port}`;
    application.#driver = spawn("WebKitWebDriver", [`--port=${port}`], {
      env,
      stdio: "inherit",
    });
    await application.#answers();
    const options = {
      "webkitgtk:browserOptions": { binary: program, args: [] },
    };
    const { sessionId } = await application.#ask("POST", "/session", {
      capabilities: { alwaysMatch: options },
    });
    application.#session = `/session/${sessionId}`;
    return application;
  }

  async stop() {
    await this.#ask("DELETE", this.#session).catch(() => {});
    await end(this.#driver);
  }

  windows() {
    return this.#ask("GET", `${this.#session}/window/handles`);
  }

  switchTo(handle) {
    return this.#ask("POST", `${this.#session}/window`, { handle });
  }

  refresh() {
    return this.#ask("POST", `${this.#session}/refresh`, {});
  }

  /** Runs a function in the current window, which may return a promise. */
  async run(script, ...args) {
    const text = `const done = arguments[arguments.length - 1];
      Promise.resolve((${script})(...Array.prototype.slice.call(arguments, 0, -1))).then(
        (value) => done({ value }), (error) => done({ error: String(error && error.message || error) }));`;
    const { value, error } = await this.#ask("POST", `${this.#session}/execute/async`, {
      script: text,
      args,
    });
    if (error) throw new Error(error);
    return value;
  }

  /** Waits until a function in the current window returns something, and returns that. */
  async until(script, ...args) {
    const deadline = Date.now() + 20_000;
    for (;;) {
      const value = await this.run(script, ...args);
      if (value) return value;
      if (Date.now() > deadline) {
        const page = await this.run(() => document.body.innerText);
        throw new Error(`in vain: ${script}\nThe page says:\n${page}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }

  /** Waits until the driver listens. */
  async #answers() {
    for (;;) {
      try {
        return await this.#ask("GET", "/status");
      } catch {
        if (this.#driver.exitCode !== null) throw new Error("WebKitWebDriver has ended");
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }

  async #ask(method, path, body) {
    const response = await fetch(this.#address + path, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`);
    return value;
  }
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
