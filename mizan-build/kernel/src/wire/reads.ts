/** Reads over HTTP, each by its address; those that need a body load what writes it. */

import { toQuery } from "./canonical";
import { checked } from "./json";
import { createSend, type HttpOptions, type Send } from "./send";
import type { HttpReads, ReadRequest } from "./transport";

/** The longest query, in bytes: some servers and proxies refuse longer addresses. */
const LONGEST = 2000;

/** The connections that a browser opens to a server: more reads than these would wait for each other. */
export const CONNECTIONS = 6;

/** Makes the reads of a client. Where many begin together, those of one context are one request. */
export function createReads(options: HttpOptions): HttpReads {
  const send = createSend(options);
  let begun: ReadRequest[] = [];
  return {
    send,
    async read(request) {
      const together = begun;
      together.push(request);
      await undefined;
      if (together === begun) begun = [];
      const needsBody = together.length > CONNECTIONS || isLong(request);
      const bodies = needsBody && (await import("./bodies").catch(() => undefined));
      return bodies ? bodies.readByBody(send, together, request) : readOne(send, request);
    },
  };
}

const queryOf = ({ params, only }: ReadRequest) => toQuery(params, only);

/** Its query would be too long for an address. */
export const isLong = (request: ReadRequest): boolean => queryOf(request).length > LONGEST;

/** Sends a read by itself. */
export async function readOne(send: Send, request: ReadRequest): Promise<string> {
  const { context } = request;
  const query = queryOf(request);
  const response = await send(`/ctx/${context}/${query && `?${query}`}`, request);
  return checked(await response.text(), context);
}
