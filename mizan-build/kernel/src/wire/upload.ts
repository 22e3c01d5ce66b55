/** Uploads: the files among the arguments of a call. A client without them does not load this. */

import type { Connection } from "../live/connection";
import { stringify } from "./stringify";
import type { CallRequest, Reply } from "./transport";

export type Files = { readonly [name: string]: Blob | readonly Blob[] | null | undefined };

/** The files of one call, and how they travel. */
export interface Upload {
  readonly files: Files;
  /** A form with the fields and the files. */
  toForm(fields: { readonly [name: string]: unknown }): FormData;
  /** A `fetch` that reports the part that has been sent, 0 to 1. */
  sender(onProgress: (progress: number) => void): typeof fetch;
  /** Sends the frame of a call, and the files behind it. */
  readonly overSocket?: (
    connection: Connection,
    frame: object,
    call: CallRequest,
  ) => Promise<Reply>;
}

export function upload(files: Files): Upload {
  return { files, toForm: (fields) => toForm(fields, files), sender };
}

function toForm(fields: object, files: Files): FormData {
  const form = new FormData();
  for (const [name, field] of Object.entries(fields)) {
    if (field) form.append(name, typeof field === "string" ? field : stringify(field));
  }
  for (const [name, file] of Object.entries(files)) {
    for (const each of [file ?? []].flat()) form.append(name, each as Blob);
  }
  return form;
}

/** The global `fetch` reports no progress, so browsers use XMLHttpRequest. */
function sender(onProgress: (progress: number) => void): typeof fetch {
  if (typeof XMLHttpRequest === "undefined") return fetch;
  return (url, init) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("POST", url as string);
      for (const [name, value] of Object.entries(init?.headers ?? {})) {
        request.setRequestHeader(name, value as string);
      }
      request.upload.onprogress = ({ loaded, total }) => onProgress(loaded / total);
      request.onload = () =>
        resolve(new Response(request.responseText, { status: request.status }));
      request.onerror = request.onabort = () => reject(new TypeError("The upload was cut off."));
      init?.signal?.addEventListener("abort", () => request.abort());
      request.send(init?.body as FormData);
    });
}
