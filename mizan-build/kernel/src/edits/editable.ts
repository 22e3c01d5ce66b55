/** A member whose rows can be edited, as an application holds it: its data, and the state of the edits. */

import type { Kernel } from "../kernel";
import { createObserver, type Observable, type Observer } from "../observe/observer";
import type { Source, SourceOptions } from "../observe/source";
import type { FreshnessOptions } from "../reads/freshness";
import type { ContextSpec, KindsOf, OwnOf } from "../spec";
import type { Core } from "../store/core";
import type { View } from "../store/entry";
import type { Failure } from "../wire/error";
import { Editor, type EditOptions, type EditSpec, type EditState, type Recipe } from "./editor";

/** What is shown of rows that can be edited. */
export type EditableView<Data, Error> = View<Data, Error> &
  EditState<Data> & {
    /**
     * Edits a draft of the data, which are shown at once; or takes edited data. Resolves when what changed is
     * saved, and rejects if it is not: then it is undone, and `conflict` or `saveError` say why.
     */
    readonly edit: (recipe: Recipe<Data>, options?: EditOptions<Data>) => Promise<void>;
  };

export class Editable<Data, Kinds = never>
  implements PromiseLike<Data>, Observable<EditableView<Data, Failure<Kinds>>>
{
  readonly key: string;
  readonly core: Core;
  readonly #source: Source<Data, Kinds>;
  readonly #editor: () => Editor<Data>;

  constructor(source: Source<Data, Kinds>, editor: () => Editor<Data>) {
    this.key = source.key;
    this.core = source.core;
    this.#source = source;
    this.#editor = editor;
  }

  /** The current view; looking at it sends no request. */
  get current(): EditableView<Data, Failure<Kinds>> {
    const editor = this.#editor();
    const [view, { state, shown, edit }] = [this.#source.current, editor];
    if (shown?.view !== (view as never) || shown!.state !== state) {
      editor.shown = { view: view as never, state, all: { ...view, ...state, edit } };
    }
    return editor.shown!.all as EditableView<Data, Failure<Kinds>>;
  }

  /** Edits a draft of the data, or takes edited data; resolves when what changed is saved. */
  edit(recipe: Recipe<Data>, options?: EditOptions<Data>): Promise<void> {
    return this.#editor().edit(recipe, options);
  }

  /** Calls `listener` now and on changes of what it reads, until the function it returns is called. */
  subscribe(
    listener: (view: EditableView<Data, Failure<Kinds>>) => void,
    options?: FreshnessOptions,
  ): () => void {
    const observer = this.observe(options);
    const end = observer.subscribe(() => listener(observer.get()));
    listener(observer.get());
    return end;
  }

  /** The data; they are read first unless they are known to be true. */
  then<Done = Data, Failed = never>(
    onDone?: ((data: Data) => Done | PromiseLike<Done>) | null,
    onFailed?: ((error: Failure<Kinds>) => Failed | PromiseLike<Failed>) | null,
  ): Promise<Done | Failed> {
    return this.#source.then(onDone, onFailed);
  }

  /** The data, as `await` gives them. */
  read(options?: SourceOptions): Promise<Data> {
    return this.#source.read(options);
  }

  /** Reads again, also what is not stale. */
  refetch(options?: SourceOptions): Promise<Data> {
    return this.#source.refetch(options);
  }

  /** Reads in advance, unless the data are known. */
  prefetch(options?: SourceOptions): void {
    this.#source.prefetch(options);
  }

  /** Calls back on every change and keeps the data true; for adapters. */
  listen(listener: () => void, options?: FreshnessOptions): () => void {
    const ends = [this.#source.listen(listener, options), this.#editor().subscribe(listener)];
    return () => ends.forEach((end) => end());
  }

  /** An observer that is told only of the fields it has read; for adapters. */
  observe(options?: FreshnessOptions): Observer<EditableView<Data, Failure<Kinds>>> {
    return createObserver(this, false, options);
  }
}

/** The editors in use, by the instance and the member. */
const editors = /* @__PURE__ */ new WeakMap<Core, Map<string, Editor<never>>>();

/** Opens a member whose rows can be edited. */
export function openEditable<
  Params extends object,
  Data,
  Own,
  Kinds,
  Member extends keyof Data & string,
>(
  kernel: Kernel,
  spec: ContextSpec<Params, Data, Own, Kinds>,
  member: Member,
  edits: EditSpec,
  params: Params & OwnOf<Own, Member>,
): Editable<Data[Member], KindsOf<Kinds, Member>> {
  const source = kernel.$member(spec, member, params as Params);
  const { $core: core } = kernel;
  const all = editors.get(core) ?? new Map<string, Editor<never>>();
  editors.set(core, all);
  const key = `${member} ${source.key}`;
  const open = () => {
    const known = all.get(key);
    if (known) return known as never as Editor<Data[Member]>;
    const editor: Editor<Data[Member]> = new Editor<Data[Member]>(
      kernel,
      edits,
      source as never,
      member,
      params,
      () => void (all.get(key) === (editor as never) && all.delete(key)),
    );
    all.set(key, editor as never);
    return editor;
  };
  return new Editable(source, open);
}

let made = 0;

/** A key for a new row, until it is saved and the database gives it one: -1, -2, and so on. */
export const newKey = (): number => --made;
