/** Renders into a real DOM the way an application does, and fails on any warning of React's. */

import { act, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, expect, vi } from "vitest";
import { Mizan, type MizanClient } from "../../sample/api";
import { settle } from "./transport";

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

const errors = vi.spyOn(console, "error");
const cleanups: (() => void)[] = [];

afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
  expect(errors.mock.calls).toEqual([]);
  errors.mockClear();
});

export async function render(client: MizanClient, children: ReactNode) {
  const container = document.createElement("div");
  document.body.append(container);
  const root = createRoot(container);
  const update = (next: ReactNode) =>
    inAct(() => root.render(<Mizan client={client}>{next}</Mizan>));
  const unmount = () => act(() => root.unmount());
  cleanups.push(unmount, () => container.remove());
  await update(children);
  return { container, update, unmount, text: () => container.textContent };
}

/** Does something, and lets React and every promise finish. */
export async function inAct(work: () => unknown): Promise<void> {
  await act(async () => {
    await work();
    await settle();
  });
}
