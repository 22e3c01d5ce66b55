/** Contexts that belong to one page: those of their reads that begin together are one request. */

import type { Kernel } from "../kernel";
import { namesOfParams } from "../observe/params";
import type { AnyContext, Over } from "../spec";
import type { Core } from "../store/core";
import type { Wire } from "../wire/canonical";
import type { ReadRequest } from "../wire/transport";

/** A hook of a whole context, or what else knows its spec. */
export interface OfContext<Params = never> {
  /** For providers of several contexts. */
  readonly $spec: AnyContext & { readonly params: (params: Params) => Wire };
}

/** The parameters of all contexts of a list. */
export type ParamsOfAll<Hooks> = Hooks extends readonly [OfContext<infer First>, ...infer Rest]
  ? First & ParamsOfAll<Rest>
  : {};

/** The instances of several contexts. */
export interface Opened {
  /** Tells these instances from others. */
  readonly key: string;
  /** The parameters of each context, by its name. */
  readonly params: { readonly [context: string]: object };
  /** Reads those that are not known. */
  readonly read: () => void;
}

/** Opens the instances before the hooks do, so that all that is read of them goes together. */
export function openTogether(
  kernel: Kernel,
  specs: readonly AnyContext[],
  params: { readonly [name: string]: unknown },
): Opened {
  const opened = specs.map((spec) => {
    const source = kernel.$context({ over: together, ...spec } as never, params);
    // Looking at it makes its entry, which the hooks find.
    void source.current;
    const own = namesOfParams(spec).map((name) => [name, params[name]] as const);
    return { source, given: [spec.name, Object.fromEntries(own)] as const };
  });
  return {
    key: opened.map(({ source }) => source.key).join(" "),
    params: Object.fromEntries(opened.map(({ given }) => given)),
    read: () => opened.forEach(({ source }) => source.prefetch()),
  };
}

const known = new WeakMap<Core, ReturnType<Over>>();

/** Carries the reads of contexts that belong together. */
function together(core: Core): ReturnType<Over> {
  const { transport } = core;
  let carrier = known.get(core);
  if (carrier) return carrier;
  let begun: ReadRequest[] = [];
  carrier = {
    async read(request) {
      const all = begun;
      all.push(request);
      await undefined;
      if (all === begun) begun = [];
      const isAlone = all.length < 2 || !("send" in transport);
      const bodies = isAlone ? undefined : await import("../wire/bodies").catch(() => undefined);
      if (!bodies || isAlone) return transport.read(request);
      return bodies.readByBody(transport.send, all, request, true);
    },
  };
  known.set(core, carrier);
  return carrier;
}
