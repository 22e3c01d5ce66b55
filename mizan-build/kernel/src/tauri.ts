/**
 * The transport inside of a window of Tauri: each frame is a command of the plugin `mizan`, whose result
 * answers it, and what the server sends by itself comes over a channel of Tauri.
 */

import type { Transport } from "./wire/transport";
import { overFrames, type Line, type LineListener } from "./wire/frames";
import { asArgument, findBridge, openChannel, toRefusal } from "./wire/tauri-bridge";

export { onFilesDropped, type FilesDropped } from "./wire/tauri-drops";

/** The version of the protocol. */
const PROTOCOL = 1;

/** The frames that are taken before the plugin is told. It waits when 64 are on the way. */
const ACKNOWLEDGED = 16;

/**
 * Carries everything to the Rust side of a Tauri application, in place of HTTP and of a socket.
 *
 * ```ts
 * const client = createMizan({ transport: tauri() });
 * ```
 */
export const tauri = (): Transport => overFrames(openLine, { name: "tauri" });

async function openLine({ onFrame, onLost }: LineListener): Promise<Line> {
  const bridge = findBridge();
  const { invoke } = bridge;
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  let unread = 0;
  const channel = openChannel<string | ArrayBuffer>(
    bridge,
    (frame) => {
      unread = (unread + 1) % ACKNOWLEDGED;
      if (!unread) tell("acknowledge", { frames: ACKNOWLEDGED });
      receive(frame);
    },
    () => onLost("The application has closed the connection."),
  );
  // One page is told from the next in the same window by the moment at which it began.
  const page = String(performance.timeOrigin);
  const opening = { protocol: PROTOCOL, page, events: asArgument(channel) };
  const connection = await invoke("plugin:mizan|open", opening).catch((thrown) => {
    bridge.unregisterCallback(channel);
    throw toRefusal(thrown, bridge);
  });
  /** Tells the plugin something. If the connection has ended there, nothing is to be told. */
  const tell = (command: string, args?: object) =>
    void invoke(`plugin:mizan|${command}`, { connection, ...args }).catch(() => {});
  /** Takes a frame; an answer that comes among the events is empty here. */
  const receive = (frame: unknown) => {
    const text = typeof frame === "string" ? frame : decoder.decode(toBytes(frame));
    if (text) onFrame(text);
  };
  let sent = 0;
  return {
    send(frame) {
      const bytes = typeof frame === "string" ? encoder.encode(frame) : frame;
      // Commands may overtake each other on their way.
      const headers = { "Mizan-Connection": String(connection), "Mizan-Frame": String(sent++) };
      invoke("plugin:mizan|send", bytes, { headers }).then(receive, (thrown) =>
        onLost(toRefusal(thrown, bridge).message),
      );
    },
    close() {
      bridge.unregisterCallback(channel);
      tell("close");
    },
  };
}

/** Where a page may not use the scheme `ipc:`, Tauri sends bytes as a list of numbers. */
const toBytes = (body: unknown) => new Uint8Array(body as ArrayBuffer);
