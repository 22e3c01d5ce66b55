/** A page of the renderer: what a worker gives to a component, and what a document carries to the browser. */

import type { WireError } from "../wire/error";
import type { Bundle, Instance } from "../wire/transport";

/** An instance that is read, whole or one member of it. */
export interface PageRead extends Instance {
  /** The single member, by its name on the wire. */
  readonly only?: string | undefined;
}

/** What a worker gives to a component beside its properties. */
export interface RenderingPage {
  /** The nonce of the Content-Security-Policy, if the page has one. */
  readonly nonce?: string | undefined;
  /** Reads as the caller of the page. The promise rejects with the error of the server. */
  read(instance: PageRead): Promise<Bundle>;
  /** Adds elements to `<head>`. */
  head(html: string): void;
  /** Sets the status of the answer. */
  status(status: number): void;
  /** Answers with a redirect instead of the page. */
  redirect(location: string, status?: number): void;
}

/** What the element `mizan-page` of a document carries, as JSON. */
export interface PageData {
  readonly component: string;
  readonly props: unknown;
  /** What was read while the component was rendered; missing where it could not be rendered. */
  readonly reads?: readonly (readonly [asked: Asked, answered: Answered])[];
}

interface Asked {
  readonly read: readonly PageRead[];
}

interface Answered {
  readonly read: readonly { readonly bundle?: Bundle; readonly error?: WireError }[];
}

/** The properties of a component, which are the fields of what the function has given to `props`. */
export function propertiesOf(component: string, props: unknown): object {
  if (props === null || props === undefined) return {};
  if (typeof props === "object" && !Array.isArray(props)) return props;
  throw new Error(
    `\`${component}\` has the properties ${JSON.stringify(props)}, and properties have names. ` +
      `Give \`Page::of("${component}").props(…)\` a struct or a map.`,
  );
}
