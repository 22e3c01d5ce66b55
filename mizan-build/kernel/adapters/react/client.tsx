/** The provider of a client. */

import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { ReactElement, ReactNode } from "react";
import { endArrivals, keepEqual, type Kernel, type KernelOptions } from "../index";
import { KernelContext } from "./context";

type Create<Client> = (options: KernelOptions) => Client;

/** A client of a provider that has not been committed yet. */
interface Uncommitted {
  readonly client: Kernel;
  readonly create: Create<Kernel>;
  /** The options of the last attempt to render, whose functions the client calls. */
  readonly options: KernelOptions;
  /** A provider has it in the rendering that is under way. */
  isTaken: boolean;
  takenAt: number;
}

/** How long a client waits for its provider to be rendered again, in milliseconds. */
const PATIENCE = 5000;

/**
 * React forgets all state of a component that is suspended before its first commit, and so would
 * begin with another client, and the same requests, whenever one of them is answered.
 */
let uncommitted: Uncommitted[] = [];

/** A component that gives another client to everything below it. */
export function clientProvider<Client extends Kernel>(create: Create<Client>) {
  return function Mizan({
    children,
    client,
    ...options
  }: KernelOptions & { client?: Client; children?: ReactNode }): ReactElement {
    "use no memo";
    const [kept, keep] = useState<Uncommitted>();
    const own = client || (kept && isAlike(kept.options, options)) ? kept : take(create, options);
    if (own !== kept) keep(own);
    useLayoutEffect(() => {
      uncommitted = uncommitted.filter((each) => each !== own);
      if (own) Object.assign(own.options, options);
    });
    const provided = client ?? own!.client;
    const isHere = useRef(false);
    useEffect(() => {
      isHere.current = true;
      return () => {
        isHere.current = false;
        // StrictMode leaves, and is back at once. A component that was suspended is told of no end.
        queueMicrotask(() => isHere.current || endArrivals(provided.$core));
      };
    }, [provided]);
    return <KernelContext value={provided}>{children}</KernelContext>;
  };
}

/** The client of the attempt before, or a new one. */
function take(create: Create<Kernel>, options: KernelOptions): Uncommitted {
  const takenAt = Date.now();
  uncommitted = uncommitted.filter((each) => takenAt - each.takenAt < PATIENCE || isReading(each));
  let taken = uncommitted.find(
    (each) => !each.isTaken && each.create === create && isAlike(each.options, options),
  );
  if (!taken) {
    const own = { ...options };
    taken = { client: create(own), create, options: own, isTaken: true, takenAt };
    // A server renders many pages, which must not meet.
    if (typeof document !== "undefined") uncommitted.push(taken);
  }
  const found = Object.assign(taken, { isTaken: true, takenAt });
  Object.assign(found.options, options);
  queueMicrotask(() => (found.isTaken = false));
  return found;
}

/** Functions that are written in a component are others on every rendering; the last ones count. */
function isAlike(one: KernelOptions, other: KernelOptions): boolean {
  const plain = plainOptions(one);
  return keepEqual(plain, plainOptions(other)) === plain;
}

const plainOptions = (options: KernelOptions) =>
  Object.fromEntries(Object.entries(options).filter(([, option]) => typeof option !== "function"));

const isReading = ({ client: { $core } }: Uncommitted) =>
  [...$core.entries.values()].some(({ reads }) => reads.size);
