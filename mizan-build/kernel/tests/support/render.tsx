/** Renders into a real DOM the way an application does, and fails on any warning of React's. */

import { Component, act, type ReactNode } from "react";
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

/** Renders below a provider of the client. */
export async function render(client: MizanClient, children: ReactNode) {
  const wrap = (content: ReactNode) => <Mizan client={client}>{content}</Mizan>;
  const { update, ...rendered } = await renderAlone(wrap(children));
  return { ...rendered, update: (next: ReactNode) => update(wrap(next)) };
}

/** Renders without a provider; errors that a boundary catches are not logged. */
export async function renderAlone(children: ReactNode) {
  const container = document.createElement("div");
  document.body.append(container);
  const root = createRoot(container, { onCaughtError: () => {} });
  const update = (next: ReactNode) => inAct(() => root.render(next));
  const unmount = () => act(() => root.unmount());
  cleanups.push(unmount, () => container.remove());
  await update(children);
  const click = (selector: string) =>
    inAct(() => container.querySelector<HTMLElement>(selector)!.click());
  return { container, update, unmount, click, text: () => container.textContent };
}

interface AnyBoundaryProps {
  readonly fallback: (error: Error, reset: () => void) => ReactNode;
  readonly children: ReactNode;
}

/** An error boundary as an application writes it, without knowledge of the kernel. */
export class AnyBoundary extends Component<AnyBoundaryProps, { error?: Error | undefined }> {
  override state: { error?: Error | undefined } = {};

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return this.props.fallback(error, () => this.setState({ error: undefined }));
  }
}

/** Does something, and lets React and every promise finish. */
export async function inAct(work: () => unknown): Promise<void> {
  await act(async () => {
    await work();
    await settle();
  });
}
