/** Reads over HTTP: each by its address, by a body where that is too long, or many in one request. */

import { toJson, toQuery, type Wire } from "./canonical";
import { checked } from "./json";
import type { Bundle, ReadRequest } from "./transport";

/** Sends a request; with a body it is a POST. */
export type Send = (
  path: string,
  request: Pick<ReadRequest, "seen" | "signal">,
  body?: string,
) => Promise<Response>;

/** A read that is to be sent. */
export interface Waiting {
  readonly request: ReadRequest;
  readonly resolve: (answer: string | Bundle | PromiseLike<string>) => void;
  readonly reject: (error: unknown) => void;
}

/** The longest query, in bytes: some servers and proxies refuse longer addresses. */
const LONGEST = 2000;

/** The connections that a browser opens to a server: more reads than these would wait for each other. */
const CONNECTIONS = 6;

/**
 * Makes the reads of a transport. Those that begin together are sent together: of one context, such as
 * those of the rows of a list, as one request where they are more than the connections.
 */
export function createReads(send: Send): (request: ReadRequest) => Promise<string | Bundle> {
  let waiting: Waiting[] = [];

  const sendEach = (reads: readonly Waiting[]) => {
    for (const { request, resolve } of reads) resolve(readOne(send, request));
  };

  const sendAll = async () => {
    const reads = waiting;
    waiting = [];
    const isMany = reads.length > CONNECTIONS;
    const several = isMany && (await import("./several").catch(() => undefined));
    if (several) several.sendMany(send, reads, sendEach, CONNECTIONS);
    else sendEach(reads);
  };

  return (request) =>
    new Promise((resolve, reject) => {
      if (!waiting[0]) queueMicrotask(sendAll);
      waiting.push({ request, resolve, reject });
    });
}

async function readOne(send: Send, request: ReadRequest): Promise<string> {
  const { context, params, only } = request;
  const path = `/ctx/${context}/`;
  const query = toQuery(params, only);
  const response = await (query.length > LONGEST
    ? send(path, request, toJson({ params: withoutNull(params), only }))
    : send(path + (query && `?${query}`), request));
  return checked(await response.text(), context);
}

/** The parameters that a server looks for. */
export function withoutNull(params: Wire): Wire {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value != null));
}
