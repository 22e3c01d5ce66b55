/** The pages of a list as data: their elements, and what the last page says of the next one. */

import { splice } from "../share/structural";
import type { Wire } from "../wire/canonical";

/** How one page of a member's list leads to the next. */
export interface PageSpec {
  /** The parameter that names a page. */
  readonly parameter: string;
  /** The field that holds the elements of a page; without it the page is the list of them. */
  readonly list?: string;
  /** The field with the cursor of the next page; without it the parameter is an offset. */
  readonly next?: string;
  /** The field with the number of elements of all pages. */
  readonly total?: string;
}

/** The same, with what the kernel finds out. */
export interface Paging extends PageSpec {
  /** The field that identifies an element. */
  readonly key: string | undefined;
  /** The list has no parameters but those of its context, so that it holds what a merge brings. */
  readonly isShared: boolean;
  /** The parameters of the page that another begins with, on the wire. */
  readonly at: (next: unknown) => Wire;
}

type Fields = Record<string, unknown>;

/** The elements of a page. */
export function elementsOf({ list }: PageSpec, page: unknown): readonly unknown[] {
  return (list ? (page as Fields)[list] : page) as unknown[];
}

/** The parameter of the page behind the last one; `undefined` where the list ends. */
export function nextOf(spec: PageSpec, pages: readonly unknown[]): unknown {
  const last = pages[pages.length - 1];
  if (spec.next) return (last as Fields)[spec.next] ?? undefined;
  const counts = pages.map((page) => elementsOf(spec, page).length);
  const offset = counts.reduce((sum, count) => sum + count, 0);
  const total = spec.total ? Number((last as Fields)[spec.total]) : Infinity;
  return counts[counts.length - 1] && offset < total ? offset : undefined;
}

/** All elements; of those with one key, which moved between two reads, the first. */
export function flatten(spec: Paging, pages: readonly unknown[]): unknown[] {
  const known = new Set<unknown>();
  return pages
    .flatMap((page) => elementsOf(spec, page))
    .filter((element) => {
      const key = spec.key && (element as Fields | null)?.[spec.key];
      if (key === undefined || !known.has(key)) return known.add(key);
      return false;
    });
}

/** The change of the pages by a new element, for the page that holds it; none if no page does. */
export function toReplace(spec: Paging, pages: readonly unknown[], element: unknown) {
  const { list, key, isShared } = spec;
  const holds = (page: unknown) => {
    const elements = elementsOf(spec, page);
    return splice(elements as [], element, key).length === elements.length;
  };
  if (!key || !isShared || !pages.some(holds)) return undefined;
  return (pages: unknown) =>
    (pages as unknown[]).map((page) => {
      if (!holds(page)) return page;
      const elements = splice(elementsOf(spec, page) as [], element, key);
      return list ? { ...(page as Fields), [list]: elements } : elements;
    });
}
