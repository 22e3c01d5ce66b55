/** What Tauri gives to the pages of its windows: commands and channels. Nothing of it has to be installed. */

import { MizanError, type WireError } from "./error";

/** What Tauri gives to every page of its windows. */
export interface Bridge {
  invoke(
    command: string,
    args?: unknown,
    options?: { headers: Record<string, string> },
  ): Promise<unknown>;
  transformCallback(callback: (message: never) => void): number;
  unregisterCallback(id: number): void;
  readonly metadata?: { readonly currentWebview?: { readonly label: string } };
}

/** A message of a channel, which may come before the one that was sent before it. */
interface Message<Content> {
  readonly message?: Content;
  readonly index: number;
  readonly end?: true;
}

/** Tauri's own functions in this page. */
export function findBridge(): Bridge {
  const { __TAURI_INTERNALS__: found } = globalThis as { __TAURI_INTERNALS__?: Bridge };
  if (found) return found;
  throw new MizanError({
    code: "NOT_IMPLEMENTED",
    message:
      "This page is not in a window of Tauri, so that nothing carries its requests.\n" +
      "Leave `transport` out where the page is served over HTTP.",
  });
}

/** Opens a channel, whose messages come in the order in which they were sent. Returns its id. */
export function openChannel<Content>(
  { transformCallback, unregisterCallback }: Bridge,
  onMessage: (content: Content) => void,
  onEnd: () => void,
): number {
  const early = new Map<number, Message<Content>>();
  let next = 0;
  const id = transformCallback((sent: Message<Content>) => {
    early.set(sent.index, sent);
    for (let due; (due = early.get(next)); next += 1) {
      early.delete(next);
      if (due.end) {
        unregisterCallback(id);
        return onEnd();
      }
      onMessage(due.message as Content);
    }
  });
  return id;
}

/** A channel as an argument of a command. */
export const asArgument = (channel: number): string => `__CHANNEL__:${channel}`;

/** What Tauri or the plugin says instead of an answer. */
export function toRefusal(thrown: unknown, { metadata }: Bridge): MizanError {
  if (typeof thrown === "object" && thrown) return new MizanError(thrown as WireError);
  const text = String(thrown);
  const says = (code: WireError["code"], message: string) => new MizanError({ code, message });
  if (/plugin mizan not found|plugin not found/i.test(text)) {
    return says(
      "NOT_IMPLEMENTED",
      "The application has not registered the plugin `mizan`.\n" +
        "Write `app.handle().plugin(tauri_plugin_mizan::init(api))?` where it is set up.",
    );
  }
  if (/not allowed/.test(text)) {
    const label = metadata?.currentWebview?.label ?? "main";
    return says(
      "FORBIDDEN",
      `No capability allows the window \`${label}\` to call Mizan.\n` +
        'Write `"mizan:default"` among the `permissions` of a capability in `capabilities/`, beside `tauri.conf.json`, ' +
        `whose \`windows\` name \`${label}\`.`,
    );
  }
  if (/command .* not found/i.test(text)) {
    return says(
      "STALE_CLIENT",
      "The plugin `mizan` of this application is of another version than the page.\n" +
        "Build the page and the application with one version of Mizan.",
    );
  }
  return says("NETWORK", text);
}
