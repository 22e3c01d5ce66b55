import type { Drafts } from "./contract";
import { Kernel } from "./kernel";

let kernel: Kernel<Drafts> | undefined;

/** The kernel of the browser, which hooks and `mizan()` share. */
export function browserKernel(): Kernel<Drafts> {
  if (typeof document === "undefined") {
    throw new Error("On a server give each request a client: <Mizan client={createMizan(…)}>.");
  }
  if (!kernel) {
    kernel = new Kernel({});
    // For the console of the browser: `mizan.$debug()`.
    Object.assign(globalThis, { mizan: kernel });
  }
  return kernel;
}
