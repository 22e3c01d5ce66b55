/** Specs: what the generated code tells the kernel about the contexts and functions of an API. */

import type { Decoder } from "./share/decoder";
import type { Core } from "./store/core";
import type { Entry } from "./store/entry";
import type { Wire } from "./wire/canonical";
import type { Transport } from "./wire/transport";
import type { Upload } from "./wire/upload";

/** Carries a type that exists only at compile time. */
declare const type: unique symbol;

/** One read function of a context. */
export interface MemberSpec<Own = never> {
  /** Its name on the wire. */
  readonly name: string;
  /** Its list is one page of several. */
  readonly isPage?: true;
  readonly decoder?: Decoder;
  /** The kind of its result, if that is a list or an object in every case. */
  readonly container?: "list" | "object";
  /** Its own optional parameters, those that are not the context's, by their wire names. */
  readonly own?: (own: Own) => Wire;
}

/**
 * A context: its parameters, and what one bundle of it holds, by member.
 * `Own` has the members' own parameters, `Kinds` the error types they declare.
 */
export interface ContextSpec<Params, Data, Own = {}, Kinds = {}> {
  /** Its name on the wire. */
  readonly name: string;
  /** Its name in the client, where that is another. */
  readonly alias?: string;
  /** A context whose parameters may all be left out has a default in place of a parameter. */
  readonly params: (params: Params) => Wire;
  readonly members: {
    readonly [Member in keyof Data]: MemberSpec<OwnOf<Own, Member>>;
  };
  /** Keeps an instance true while it has readers. */
  readonly live?: Live;
  /** Carries its reads in place of HTTP. */
  readonly over?: Over;
  readonly [type]?: Kinds;
}

/** Keeps an entry true from now on; returns the way to end it. */
export type Live = (core: Core, entry: Entry) => () => void;

/** What carries reads in place of the transport of the client. */
export type Over = (core: Core) => Pick<Transport, "read">;

/** What carries calls in place of it. */
export type OverCall = (core: Core) => Transport;

/** A function that is called: a mutation, or a plain call. */
export interface FunctionSpec<Args, Result, Kinds = never> {
  /** Its name on the wire. */
  readonly name: string;
  readonly args: (args: Args) => Wire;
  /** The files among its arguments; they travel beside the others. */
  readonly files?: (args: Args) => Upload;
  /** The decoder of its result. */
  readonly decoder?: Decoder;
  /** The contexts that it may change. */
  readonly affects?: readonly string[];
  /** Carries the call in place of HTTP. */
  readonly over?: OverCall;
  readonly [type]?: [Result, Kinds];
}

/** The own parameters of one member. */
export type OwnOf<Own, Member> = Member extends keyof Own ? Own[Member] : unknown;

/** The declared errors of one member. */
export type KindsOf<Kinds, Member> = Member extends keyof Kinds ? Kinds[Member] : never;

/** A context without its types. */
export interface AnyContext {
  readonly name: string;
  readonly alias?: string;
  readonly params: (params: never) => Wire;
  readonly members: { readonly [member: string]: MemberSpec };
  readonly live?: Live;
  readonly over?: Over;
  /** The key of the list whose pages its one member holds. */
  readonly listKey?: (params: never) => string;
}
