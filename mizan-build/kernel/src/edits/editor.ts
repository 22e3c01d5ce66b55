/**
 * The editor of an instance: edits are shown at once, and sent as what changed, one after another. Edits that
 * come while one is under way are sent together after it.
 */

import type { Kernel } from "../kernel";
import { call, type CallOptions, type Prepared } from "../mutations/call";
import { addLayer } from "../mutations/guess";
import { clone } from "../share/clone";
import type { FunctionSpec } from "../spec";
import { absent } from "../store/absent";
import { batch } from "../store/batch";
import type { Layer, Reach } from "../store/core";
import type { View } from "../store/entry";
import { fold, removeLayer } from "../store/optimism";
import { toMizanError, type MizanError } from "../wire/error";
import type { Source } from "../observe/source";
import {
  applyChanges,
  findChanges,
  followKeys,
  number,
  readKeys,
  rowsOf,
  type Change,
  type RowsSpec,
} from "./changes";
import { describeConflict, type Conflict } from "./conflict";

/** What can be edited of a member: its rows, and the mutation that takes what changed. */
export interface EditSpec {
  readonly save: FunctionSpec<never, unknown>;
  /** The argument that takes the changes. */
  readonly argument: string;
  readonly rows: RowsSpec;
}

/** A change of a draft, or an edited value. */
export type Recipe<Data> = ((draft: Data) => unknown) | Data;

/** The options of an edit. */
export interface EditOptions<Data> {
  /**
   * The data that the edit began with, where it took its time, as in a form: what somebody else has changed since
   * is a conflict then. Without it an edit begins with what is shown now.
   */
  readonly since?: Data;
}

/** The state of the edits of an instance. */
export interface EditState<Data> {
  /** An edit is on its way to the server. */
  readonly saving: boolean;
  /** The last edit met what somebody else has changed at once; until one is saved, or it is discarded. */
  readonly conflict: Conflict<Data> | undefined;
  /** Why the last edit could not be saved, if that is no conflict; the next edit clears it. */
  readonly saveError: MizanError | undefined;
}

export const NOT_EDITED: EditState<never> = {
  saving: false,
  conflict: undefined,
  saveError: undefined,
};

/** Edits that are sent together. */
interface Unit {
  changes: Change[];
  layer: Layer;
  /** What the edits began with. */
  base: unknown;
  isSent: boolean;
  /** It began with what was shown, so that a further edit can be added to it. */
  readonly isOpen: boolean;
  readonly done: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: MizanError) => void;
}

export class Editor<Data> {
  /** What an adapter shows: the view of the source with the state, for as long as neither changes. */
  shown?: {
    readonly view: View<Data, never>;
    readonly state: EditState<Data>;
    readonly all: object;
  };
  readonly #kernel: Kernel;
  readonly #spec: EditSpec;
  readonly #source: Source<Data>;
  readonly #member: string;
  readonly #params: object;
  readonly #onIdle: () => void;
  readonly #listeners = new Set<() => void>();
  #units: Unit[] = [];
  #isRunning = false;
  #state: EditState<Data> = NOT_EDITED;
  #session: unknown;

  constructor(
    kernel: Kernel,
    spec: EditSpec,
    source: Source<Data>,
    member: string,
    params: object,
    onIdle: () => void,
  ) {
    this.#kernel = kernel;
    this.#spec = spec;
    this.#source = source;
    this.#member = member;
    this.#params = params;
    this.#onIdle = onIdle;
    this.#session = kernel.$core.session;
  }

  /** The state; what belongs to another session is not shown. */
  get state(): EditState<Data> {
    return this.#session === this.#kernel.$core.session ? this.#state : NOT_EDITED;
  }

  subscribe(listener: () => void): () => void {
    const own = () => listener();
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
      this.#rest();
    };
  }

  /** Edits a draft of the data; resolves when what changed is saved. */
  readonly edit = (recipe: Recipe<Data>, { since }: EditOptions<Data> = {}): Promise<void> => {
    let done: Promise<void>;
    try {
      done = this.#add(recipe, since);
    } catch (thrown) {
      done = Promise.reject(thrown);
    }
    // The state shows the error; a caller who does not await must not cause an unhandled rejection.
    done.catch(() => {});
    return done;
  };

  #add(recipe: Recipe<Data>, since: Data | undefined): Promise<void> {
    const { $core: core } = this.#kernel;
    const last = this.#units[this.#units.length - 1];
    const joined = since === undefined && last?.isOpen && !last.isSent ? last : undefined;
    const shown = since ?? this.#source.current.data;
    if (shown === undefined) {
      throw new Error(`${this.#member} has no data yet: edit it once they are shown.`);
    }
    const draft = clone(shown) as Data;
    const edited = typeof recipe === "function" ? draft : (clone(recipe) as Data);
    if (typeof recipe === "function") (recipe as (draft: Data) => unknown)(draft);
    number(this.#spec.rows, rowsOf(edited));
    return batch(core, () => {
      if (joined) {
        removeLayer(core, joined.layer);
        fold(core);
      }
      const before = joined ? this.#source.current.data : shown;
      const changes = findChanges(this.#spec.rows, rowsOf(before), rowsOf(edited));
      return this.#enqueue(changes, before, joined, since === undefined);
    });
  }

  #enqueue(
    changes: Change[],
    base: unknown,
    joined: Unit | undefined,
    isOpen: boolean,
  ): Promise<void> {
    if (!changes[0] && !joined) return Promise.resolve();
    const unit = joined ?? createUnit(isOpen);
    Object.assign(unit, { changes, base });
    const show = (reach: Reach) => {
      const draft = reach(this.#source.key) as Record<string, unknown> | undefined;
      const value = draft?.[this.#member];
      if (!draft || value === absent) return;
      draft[this.#member] = this.#apply(value, [unit]);
    };
    unit.layer = addLayer(this.#kernel.$core, show);
    unit.layer.landed = (answer) => this.#land(unit, answer);
    if (!joined) this.#units.push(unit);
    if (!this.#isRunning) {
      this.#isRunning = true;
      // The edits of one tick are sent together.
      queueMicrotask(() => void this.#run());
    }
    return unit.done;
  }

  #apply(value: unknown, units: readonly Unit[]): unknown {
    const start = rowsOf(value);
    const rows = units.reduce(
      (rows, { changes }) => applyChanges(this.#spec.rows, rows, changes),
      start,
    );
    return Array.isArray(value) ? rows : rows[0];
  }

  async #run(): Promise<void> {
    this.#session = this.#kernel.$core.session;
    for (let unit; (unit = this.#units[0]);) {
      unit.isSent = true;
      this.#set({ saving: true, saveError: undefined });
      try {
        await this.#send(unit);
        this.#set({ saving: this.#units.length > 0, conflict: undefined });
        unit.resolve();
      } catch (thrown) {
        await this.#fail(toMizanError(thrown));
      }
    }
    this.#isRunning = false;
    this.#rest();
  }

  async #send(unit: Unit): Promise<void> {
    const { save, argument } = this.#spec;
    const { changes, layer } = unit;
    if (!changes[0]) {
      // The edits of a tick that undo each other.
      removeOf(this.#kernel, [unit]);
      this.#units.shift();
      return;
    }
    const args = { ...this.#params, [argument]: changes } as never;
    const options: Prepared & CallOptions<unknown, never> = { layer };
    await call(this.#kernel, save, args, options);
  }

  /** An edit is saved, and those that wait follow the keys of its new rows. */
  #land(unit: Unit, answer: unknown): void {
    const { rows } = this.#spec;
    this.#units.shift();
    const made = readKeys(rows, unit.changes, [...((answer ?? []) as unknown[])]);
    for (const waiting of this.#units) waiting.changes = followKeys(rows, waiting.changes, made);
  }

  /** Undoes all edits: those that wait were made of one that is not saved. */
  async #fail(error: MizanError): Promise<void> {
    const units = this.#units;
    // What is edited from now on begins with what is shown then.
    this.#units = [];
    const base = units[0]?.base as Data;
    const mine = this.#apply(base, units) as Data;
    removeOf(this.#kernel, units);
    if (error.code === "CONFLICT") {
      const theirs = await this.#source.refetch().catch(() => this.#source.current.data);
      if (theirs !== undefined) {
        const conflict = describeConflict(
          this.#spec.rows,
          { mine, theirs, base, error },
          {
            lay: (value) => this.#apply(value, units),
            edit: this.edit,
            end: () => this.#set({ conflict: undefined }),
          },
        );
        this.#set({ conflict });
      }
    } else {
      this.#set({ saveError: error });
    }
    this.#set({ saving: this.#units.length > 0 });
    for (const { reject } of units) reject(error);
  }

  #set(change: Partial<EditState<Data>>): void {
    this.#state = { ...this.state, ...change };
    for (const listener of [...this.#listeners]) listener();
  }

  /** Nobody looks at it, and nothing is under way. */
  #rest(): void {
    if (!this.#listeners.size && !this.#isRunning) this.#onIdle();
  }
}

function createUnit(isOpen: boolean): Unit {
  let settle = {} as Pick<Unit, "resolve" | "reject">;
  const done = new Promise<void>((resolve, reject) => (settle = { resolve, reject }));
  return {
    changes: [],
    layer: undefined!,
    base: undefined,
    isSent: false,
    isOpen,
    done,
    ...settle,
  };
}

function removeOf({ $core: core }: Kernel, units: readonly Unit[]): void {
  batch(core, () => units.forEach(({ layer }) => removeLayer(core, layer)));
}
