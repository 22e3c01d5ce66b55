/** The boundary that shows the errors of the hooks below it. */

import { Component, isValidElement, use, useId, type ReactNode } from "react";
import { MizanError, forgetArrivals, keepEqual, type Kernel } from "../index";
import { CatchContext, ParamsContext, useKernel, type Client } from "./context";

export interface BoundaryProps {
  /** Renders an error in place of the children; `retry` reads again and shows the children. */
  readonly fallback: (error: MizanError, retry: () => void) => ReactNode;
  /** The error goes when one of these changes, such as the path of the page. */
  readonly resetKeys?: readonly unknown[];
  readonly children?: ReactNode;
}

interface Props extends BoundaryProps {
  readonly params: object;
  /** The error that the server has rendered in place of the children. */
  readonly caught: MizanError | undefined;
  readonly onRetry: () => void;
}

interface State {
  readonly caught?: { readonly error: unknown } | undefined;
  /** The properties that the error was caught with. */
  readonly props?: Props;
}

/** The id of the element by which the errors of a rendered page travel. */
export const CAUGHT = "mizan-errors";

/** The errors that boundaries of a rendered page show, by the ids of the boundaries. */
const rendered = /* @__PURE__ */ new WeakMap<Kernel, Map<string, MizanError>>();

/** The errors of a client's page; on a server to be filled, in the browser as the server has filled them. */
export function caughtBy(kernel: Kernel): Map<string, MizanError> {
  const caught = rendered.get(kernel) ?? new Map<string, MizanError>();
  rendered.set(kernel, caught);
  return caught;
}

/** A component that catches the errors of the hooks below it; all others go to the next boundary. */
export function errorBoundary(client: Client) {
  return function MizanBoundary(props: BoundaryProps): ReactNode {
    "use no memo";
    const kernel = useKernel(client);
    const params = use(ParamsContext);
    const id = useId();
    const caught = rendered.get(kernel)?.get(id);
    const own = { ...props, params, caught, onRetry: () => forgetArrivals(kernel.$core) };
    if (typeof document !== "undefined") return <Boundary {...own} />;
    const onError = (error: unknown) =>
      error instanceof MizanError && caughtBy(kernel).set(id, error);
    return (
      <CatchContext value={onError}>
        <Boundary {...own} />
      </CatchContext>
    );
  };
}

class Boundary extends Component<Props, State> {
  override state: State = this.props.caught ? { caught: { error: this.props.caught } } : {};

  static getDerivedStateFromError(error: unknown): State {
    return { caught: { error } };
  }

  /** The error of one page is none of the next. */
  static getDerivedStateFromProps(props: Props, { caught, props: before }: State): State {
    if (!caught || !before) return { props };
    const traits = traitsOf(before);
    return keepEqual(traits, traitsOf(props)) === traits ? {} : { props, caught: undefined };
  }

  override render(): ReactNode {
    const { children, fallback, onRetry } = this.props;
    const { caught } = this.state;
    if (!caught) return children;
    if (!(caught.error instanceof MizanError)) throw caught.error;
    return fallback(caught.error, () => {
      onRetry();
      this.setState({ caught: undefined });
    });
  }
}

/** The values that tell one page from another. */
function traitsOf({ params, resetKeys = [], children }: Props): unknown[] {
  return [params, ...resetKeys, ...partsOf(children)];
}

/** The components of a page, with the plain values that they get. */
function partsOf(node: unknown): unknown[] {
  if (Array.isArray(node)) return node.flatMap(partsOf);
  if (!isValidElement<{ readonly children?: ReactNode }>(node)) return [];
  const { children, ...given } = node.props;
  const plain = Object.values(given).filter((value) => Object(value) !== value);
  return [node.type, node.key, ...plain, ...partsOf(children)];
}
