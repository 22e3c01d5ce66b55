/**
 * Files over a socket or a port: their bytes follow a call in pieces, as the server asks for them. A client
 * without a function that takes files over one does not load this.
 */

import type { UploadLine } from "../wire/frames";
import { follow } from "../wire/abort";
import type { CallRequest, Reply } from "../wire/transport";
import { upload, type Files, type Upload } from "../wire/upload";
import type { Connection, Frame, Part } from "./connection";

/** The pieces that may be on the way before one of them is received. */
const ON_THE_WAY = 4;

/** The files of a call that goes over a socket, and over HTTP where there is none. */
export const socketUpload = (files: Files): Upload => ({ ...upload(files), overSocket });

const overSocket = (connection: Connection, frame: object, call: CallRequest): Promise<Reply> =>
  sendFiles(
    {
      uploads: connection.part(Uploads).uploads,
      nextId: () => ++connection.lastId,
      send: (piece) => connection.send(piece),
      request: (request, signal, id) => connection.request(request, signal, undefined, id),
    },
    frame,
    call,
  );

/** Sends a call, and its files behind it. */
export async function sendFiles(
  line: UploadLine,
  frame: object,
  { files, onProgress, signal: outer }: CallRequest,
): Promise<Reply> {
  const listed = Object.entries(files!.files).flatMap(([argument, given]) =>
    [given ?? []].flat().map((file) => ({ argument, file: file as File })),
  );
  const described = listed.map(({ argument, file }) => {
    const { name, size, handle } = file as File & { readonly handle?: number };
    return { argument, name, size, handle };
  });
  const size = described.reduce((sum, file) => sum + file.size, 0);
  // A file that the other side reads by its handle has no bytes here.
  const whole = new Blob(listed.map(({ file }) => file));
  const { controller, release } = follow(outer);
  const id = line.nextId();
  const pieces = new Pieces(line, id, whole, (bytes) => onProgress(bytes / size));
  line.uploads.set(id, pieces);
  const answer = line.request<Reply>({ ...frame, files: described }, controller.signal, id);
  try {
    return await Promise.race([answer, pieces.failed]);
  } finally {
    line.uploads.delete(id);
    pieces.isEnded = true;
    // A file that cannot be read ends the call on the server too.
    controller.abort();
    release();
  }
}

/** The uploads that run over a socket. */
class Uploads implements Part {
  readonly uploads = new Map<unknown, Pieces>();

  onOpen(): void {}
  onLost(): void {}

  onEvent({ event, of, bytes, piece }: Frame): void {
    if (event === "received") this.uploads.get(of)?.onReceived(bytes as number, piece as number);
  }
}

/** The bytes of all files of one call, one file behind the other. */
export class Pieces {
  readonly #line: Pick<UploadLine, "send">;
  readonly #id: number;
  readonly #whole: Blob;
  readonly #onReceived: (bytes: number) => void;
  #piece = 0;
  #asked = 0;
  #last: Promise<void> = Promise.resolve();
  #fail!: (error: unknown) => void;

  /** Rejects if a file cannot be read. */
  readonly failed = new Promise<never>((_resolve, reject) => (this.#fail = reject));
  isEnded = false;

  constructor(
    line: Pick<UploadLine, "send">,
    id: number,
    whole: Blob,
    onReceived: (bytes: number) => void,
  ) {
    this.#line = line;
    this.#id = id;
    this.#whole = whole;
    this.#onReceived = onReceived;
  }

  /** So many bytes have arrived; the first time the server says how large a piece may be. */
  onReceived(bytes: number, piece: number): void {
    this.#piece ||= piece;
    this.#onReceived(bytes);
    const end = Math.min(this.#whole.size, bytes + ON_THE_WAY * this.#piece);
    for (; this.#asked < end; this.#asked += this.#piece) this.#send(this.#asked);
  }

  /** Sends the piece at a position, behind the one before it. */
  #send(at: number): void {
    const slice = this.#whole.slice(at, at + this.#piece).arrayBuffer();
    this.#last = Promise.all([slice, this.#last]).then(([piece]) => {
      if (!this.isEnded) this.#line.send(frameOf(this.#id, piece));
    });
    this.#last.catch(this.#fail);
  }
}

/** A binary frame: the id of the call in eight bytes, and the piece. */
function frameOf(id: number, piece: ArrayBuffer): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(8 + piece.byteLength);
  new DataView(frame.buffer).setUint32(4, id);
  frame.set(new Uint8Array(piece), 8);
  return frame;
}
