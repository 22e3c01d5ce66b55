/** Files that are dropped on a window of Tauri. The page gets handles; the application reads the files. */

import { asArgument, findBridge, openChannel } from "./tauri-bridge";

/** The files of one drop, and where they fell, in pixels of the page. */
export interface FilesDropped {
  readonly files: readonly File[];
  readonly x: number;
  readonly y: number;
}

/** A file as the plugin names it. */
interface Dropped {
  readonly handle: number;
  readonly name: string;
  readonly size: number;
}

/**
 * A file whose bytes are not in the page. It may be an argument of a call, whose function gets the whole file;
 * here it cannot be read.
 */
function toFile({ handle, name, size }: Dropped): File {
  return Object.defineProperties(new File([], name), {
    handle: { value: handle },
    size: { value: size },
  });
}

/**
 * Calls back when files are dropped on the window, whose capability needs `mizan:allow-drops`. Returns the way
 * to stop.
 *
 * ```ts
 * const stop = onFilesDropped(({ files }) => files.forEach((file) => attach({ file })));
 * ```
 */
export function onFilesDropped(listener: (drop: FilesDropped) => void): () => void {
  const bridge = findBridge();
  const channel = openChannel<Omit<FilesDropped, "files"> & { files: readonly Dropped[] }>(
    bridge,
    ({ files, x, y }) => listener({ files: files.map(toFile), x, y }),
    () => {},
  );
  const tell = (ends: boolean) =>
    bridge.invoke("plugin:mizan|drops", { listener: asArgument(channel), ends });
  // A window without the permission is told by its console, for whoever writes the capability.
  const listening = tell(false).catch((thrown) => console.error(thrown));
  return () => {
    bridge.unregisterCallback(channel);
    void listening.then(() => tell(true)).catch(() => {});
  };
}
