/** A real HTTP server, on a free port, whose requests a contract server answers. */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { Wire } from "../../src/wire/canonical";
import type { Instance } from "../../src/wire/transport";
import type { Answer, ContractServer, Received } from "./contract";

/** Serves until the test ends; the address is the base of the transport. */
export async function serve(contract: ContractServer): Promise<string> {
  const server = createServer((request, response) => {
    void receive(request)
      .then((received) => contract.receive(received))
      .then((answer) => write(response, answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/base`;
}

async function receive(request: IncomingMessage): Promise<Received> {
  const { pathname, searchParams } = new URL(request.url!, "http://server");
  const context = /^\/base\/ctx\/(\w+)\/$/.exec(pathname)?.[1];
  if (context) {
    const { $only: only, ...values } = Object.fromEntries(searchParams);
    return { name: context, values, only };
  }
  const { "content-type": type = "", "idempotency-key": key } = request.headers;
  const body = new Response(await collect(request), { headers: { "Content-Type": type } });
  if (type !== "application/json") return receiveForm(await body.formData());
  const { fn, args, mounted } = (await body.json()) as Envelope;
  return { name: fn, values: args, mounted, key: key as string | undefined };
}

interface Envelope {
  readonly fn: string;
  readonly args: Wire;
  readonly mounted?: Instance[];
}

async function receiveForm(form: FormData): Promise<Received> {
  const values = JSON.parse(form.get("args") as string) as Wire;
  const files: Record<string, string[]> = {};
  for (const [name, part] of form) {
    if (typeof part !== "string") (files[name] ??= []).push(await part.text());
  }
  return { name: form.get("fn") as string, values, files };
}

async function collect(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  return new Uint8Array(Buffer.concat(chunks));
}

function write(response: ServerResponse, answer: Answer): void {
  if (answer === "cut") return void response.destroy();
  if (answer === "garbage") return void response.end("<html>");
  response.statusCode = "error" in answer ? 409 : 200;
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify("error" in answer ? answer : answer.ok));
}
