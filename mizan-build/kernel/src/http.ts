/** The protocol over HTTP. */

import { toJson, toQuery } from "./canonical";
import { MizanError, type ErrorCode, type WireError } from "./error";
import type { CallRequest, Reply, Transport } from "./transport";

export interface HttpOptions {
  /** Where the server is mounted; `/api/mizan` unless told otherwise. */
  readonly baseUrl?: string;
  /** Headers of every request, such as a token. */
  readonly headers?: () => Record<string, string>;
  /** Another `fetch`: a server's, or a test's. */
  readonly fetch?: typeof fetch;
}

/** A message on its way: what differs between requests. */
interface Message {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string | FormData;
  readonly signal: AbortSignal;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

export function createHttp(options: HttpOptions): Transport {
  const base = (options.baseUrl ?? "/api/mizan").replace(/\/$/, "");
  const headersOf = () => options.headers?.() ?? {};
  let csrfToken: string | undefined;

  async function send(path: string, message: Message): Promise<Answer> {
    const fetching = options.fetch ?? fetch;
    const response = await fetching(base + path, message);
    return { status: response.status, text: await response.text() };
  }

  const get = (path: string, signal: AbortSignal) =>
    send(path, { method: "GET", headers: headersOf(), signal });

  function post(request: CallRequest): Promise<Answer> {
    const headers: Record<string, string> = { ...headersOf() };
    if (csrfToken) headers["X-CSRFToken"] = csrfToken;
    if (request.idempotencyKey) headers["Idempotency-Key"] = request.idempotencyKey;
    const { signal } = request;
    if (!request.files) {
      headers["Content-Type"] = "application/json";
      return send("/call/", { method: "POST", headers, body: toEnvelope(request), signal });
    }
    const message = { method: "POST", headers, body: toForm(request), signal };
    if (options.fetch || typeof XMLHttpRequest === "undefined") return send("/call/", message);
    return upload(`${base}/call/`, message, request.onProgress);
  }

  /** A browser proves its origin by itself; only where that is not enough a token is fetched. */
  async function renewCsrfToken(signal: AbortSignal): Promise<boolean> {
    const { status, text } = await get("/session/", signal);
    const before = csrfToken;
    if (status === 200) csrfToken = (JSON.parse(text) as { csrfToken?: string }).csrfToken;
    return csrfToken != null && csrfToken !== before;
  }

  return {
    async read({ context, params, only, signal }) {
      const query = toQuery(params, only);
      return accept(await get(`/ctx/${context}/${query && `?${query}`}`, signal));
    },
    async call(request) {
      let answer = await post(request);
      if (answer.status === 403 && (await renewCsrfToken(request.signal))) {
        answer = await post(request);
      }
      return JSON.parse(accept(answer)) as Reply;
    },
  };
}

function toEnvelope({ fn, args, mounted }: CallRequest): string {
  return toJson(mounted.length ? { fn, args, mounted } : { fn, args });
}

function toForm({ fn, args, files, mounted }: CallRequest): FormData {
  const form = new FormData();
  form.append("fn", fn);
  form.append("args", toJson(args));
  if (mounted.length) form.append("mounted", toJson(mounted));
  for (const [name, file] of Object.entries(files ?? {})) {
    for (const each of file ? [file].flat() : []) form.append(name, each);
  }
  return form;
}

/** `fetch` cannot tell how much of a body has been sent. */
function upload(
  url: string,
  { headers, body, signal }: Message,
  onProgress: (progress: number) => void,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    for (const name in headers) request.setRequestHeader(name, headers[name] ?? "");
    request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 1);
    request.onload = () => resolve({ status: request.status, text: request.responseText });
    request.onerror = () => reject(new TypeError("The upload was cut off."));
    request.onabort = () => reject(signal.reason as Error);
    signal.addEventListener("abort", () => request.abort());
    request.send(body ?? null);
  });
}

/** The text of a good answer; anything else becomes the error that it is. */
function accept({ status, text }: Answer): string {
  if (status === 200) return text;
  throw new MizanError(readError(text) ?? { code: codeOf(status), message: `HTTP ${status}` });
}

function readError(text: string): WireError | undefined {
  try {
    return (JSON.parse(text) as { error?: WireError }).error;
  } catch {
    return undefined;
  }
}

/** For answers that are not Mizan's: a proxy's page, a gateway's timeout. */
function codeOf(status: number): ErrorCode {
  if (status === 401) return "UNAUTHORIZED";
  if (status === 403) return "FORBIDDEN";
  if (status === 404) return "NOT_FOUND";
  if (status === 413) return "PAYLOAD_TOO_LARGE";
  if (status === 429) return "TOO_MANY_REQUESTS";
  return status < 500 ? "BAD_REQUEST" : "INTERNAL_ERROR";
}
