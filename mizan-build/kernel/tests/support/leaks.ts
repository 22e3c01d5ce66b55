/**
 * Ends what each test left open, and fails if a kernel still holds something afterwards: readers,
 * requests, layers, entries, timers, or listeners of a signal or of the host.
 */

import { afterEach, expect } from "vitest";
import type { Kernel } from "../../src/kernel";
import { Source } from "../../src/observe/source";
import { List } from "../../src/paging/list";
import { leaveTabs } from "../../src/reads/tabs";
import type { Core } from "../../src/store/core";
import { currentHost, type Host } from "../../src/store/host";
import { settle, type FakeTransport } from "./transport";

const kernels: { readonly core: Core; readonly transport: FakeTransport }[] = [];
const releases: (() => void)[] = [];
/** The timers that wait, with their callbacks. */
const timers = new Map<unknown, () => void>();
const signalListeners = new WeakMap<AbortSignal, Set<unknown>>();
let hostListeners = 0;

/** Has a kernel looked at when the test ends. */
export function watchForLeaks(
  { $core: core }: Pick<Kernel, "$core">,
  transport: FakeTransport,
): void {
  kernels.push({ core, transport });
}

/** A host whose listeners are counted. */
export function countListeners(host: Host = currentHost()): Host {
  return {
    ...host,
    listen(wake) {
      const unlisten = host.listen(wake);
      hostListeners++;
      return () => {
        hostListeners--;
        unlisten();
      };
    },
  };
}

for (const { prototype } of [Source, List]) {
  const { listen } = prototype;
  prototype.listen = function (...options) {
    const release = listen.apply(this as never, options);
    releases.push(release);
    return release;
  };
}

const { setTimeout: start, clearTimeout: stop } = globalThis;
globalThis.setTimeout = ((callback: () => void, ...more: never[]) => {
  const fire = () => {
    timers.delete(timer);
    callback();
  };
  const timer = start(fire, ...more);
  timers.set(timer, fire);
  return timer;
}) as typeof setTimeout;
globalThis.clearTimeout = ((timer: ReturnType<typeof setTimeout>) => {
  timers.delete(timer);
  stop(timer);
}) as typeof clearTimeout;

const { addEventListener, removeEventListener } = AbortSignal.prototype;
AbortSignal.prototype.addEventListener = function (type: string, listener: never) {
  signalListeners.set(this, (signalListeners.get(this) ?? new Set()).add(listener));
  addEventListener.call(this, type, listener);
};
AbortSignal.prototype.removeEventListener = function (type: string, listener: never) {
  signalListeners.get(this)?.delete(listener);
  removeEventListener.call(this, type, listener);
};

/** The tests of React may leave timers of React behind; the kernel's are those of its entries. */
const isBrowser = typeof document !== "undefined";

afterEach(async () => {
  for (const release of releases.splice(0)) release();
  const ended = kernels.splice(0);
  for (const { transport } of ended) transport.end();
  await settle(60);
  for (const { core, transport } of ended) {
    expectNothingLeft(core);
    const { reads, calls } = transport;
    for (const { request } of [...reads, ...calls]) {
      const { size } = signalListeners.get(request.signal) ?? { size: 0 };
      expect(size, "listeners of a request's signal").toBe(0);
    }
  }
  const listeners = hostListeners;
  hostListeners = 0;
  expect(listeners, "listeners of the host").toBe(0);
  if (!isBrowser) expect(timers.size, "timers").toBe(0);
  timers.clear();
});

function expectNothingLeft(core: Core): void {
  const { depth, calls, wakes, changed, layers } = core;
  const entries = [...core.entries.values()];
  const reads = entries.flatMap((entry) => [...entry.reads]).length;
  const listeners = entries.flatMap((entry) => [...entry.listeners]).length;
  const sizes = [calls, wakes, changed].map(({ size }) => size);
  expect({ depth, sizes, layers, reads, listeners }).toEqual({
    depth: 0,
    sizes: [0, 0, 0],
    layers: [],
    reads: 0,
    listeners: 0,
  });
  expect(new Set(core.idle.keys()), "entries to be collected").toEqual(new Set(entries));
  clearTimeout(core.collector);
  leaveTabs(core);
  const names = new Set(entries.flatMap((entry) => [...entry.names]));
  expect(new Set(core.named.keys()), "names of the entries").toEqual(names);
}
