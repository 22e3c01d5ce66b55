/** The server's side of a line of frames, whose requests a contract server answers. */

import { toText, type Wire } from "../../src/wire/canonical";
import type { Instance } from "../../src/wire/transport";
import type { Answer, ContractServer, Received } from "./contract";

/** The largest piece in bytes: small, so that files come in many. */
const PIECE = 3;

/** A request of a client. */
interface Request {
  readonly id: number;
  readonly action: string;
  readonly context: string;
  readonly params: Wire;
  readonly only?: string;
  readonly fn: string;
  readonly args: Wire;
  readonly mounted?: Instance[];
  readonly key?: string;
  readonly files?: readonly { readonly argument: string; readonly size: number }[];
}

/** What carries the frames. */
export interface FrameCarrier {
  send(text: string): void;
  /** Ends it without a word. */
  cut(): void;
  /** Sends what is no frame. */
  garble(): void;
}

export class FrameServer {
  readonly #contract: ContractServer;
  readonly #carrier: FrameCarrier;
  /** The calls whose files have not come yet, by their ids. */
  readonly #uploads = new Map<number, { readonly request: Request; bytes: Buffer }>();

  constructor(contract: ContractServer, carrier: FrameCarrier) {
    this.#contract = contract;
    this.#carrier = carrier;
  }

  receive(frame: string | Buffer): void {
    if (typeof frame === "string") this.#receive(JSON.parse(frame) as Request);
    else this.#receivePiece(frame);
  }

  #receive(request: Request): void {
    const { id, action, context, params, only, fn: name, args: values, mounted, key } = request;
    if (action === "cancel") return;
    if (/hello|reset|auth/.test(action)) return this.#tell({ id, ok: {} });
    if (request.files) {
      this.#uploads.set(id, { request, bytes: Buffer.alloc(0) });
      return this.#tell({ event: "received", of: id, bytes: 0, piece: PIECE });
    }
    if (action === "rpc") return this.#pass(id, { name, values, mounted, key });
    const given = Object.entries(params).filter(([, value]) => value !== null);
    const texts = given.map(([parameter, value]) => [parameter, toText(value)]);
    this.#pass(id, { name: context, values: Object.fromEntries(texts) as Wire, only });
  }

  #receivePiece(frame: Buffer): void {
    const id = Number(frame.readBigUInt64BE());
    const upload = this.#uploads.get(id)!;
    upload.bytes = Buffer.concat([upload.bytes, frame.subarray(8)]);
    const { request, bytes } = upload;
    this.#tell({ event: "received", of: id, bytes: bytes.length });
    const size = request.files!.reduce((sum, file) => sum + file.size, 0);
    if (bytes.length < size) return;
    const files: Record<string, string[]> = {};
    let at = 0;
    for (const { argument, size } of request.files!) {
      (files[argument] ??= []).push(String(bytes.subarray(at, (at += size))));
    }
    this.#pass(id, { name: request.fn, values: request.args, files });
  }

  #pass(id: number, received: Received): void {
    void this.#contract.receive(received).then((answer) => this.#answer(id, answer));
  }

  #answer(id: number, answer: Answer): void {
    if (answer === "cut") this.#carrier.cut();
    else if (answer === "garbage") this.#carrier.garble();
    else this.#tell({ id, ...answer });
  }

  #tell(frame: object): void {
    this.#carrier.send(JSON.stringify(frame));
  }
}
