/** The boundary that shows the errors of the hooks below it. */

import { Component, isValidElement, use, type ReactNode } from "react";
import { MizanError, forgetArrivals, keepEqual } from "../index";
import { ParamsContext, useKernel, type Client } from "./context";

export interface BoundaryProps {
  /** Renders an error in place of the children; `retry` reads again and shows the children. */
  readonly fallback: (error: MizanError, retry: () => void) => ReactNode;
  /** The error goes when one of these changes, such as the path of the page. */
  readonly resetKeys?: readonly unknown[];
  readonly children?: ReactNode;
}

interface Props extends BoundaryProps {
  readonly params: object;
  readonly onRetry: () => void;
}

interface State {
  readonly caught?: { readonly error: unknown } | undefined;
  /** The properties that the error was caught with. */
  readonly props?: Props;
}

/** A component that catches the errors of the hooks below it; all others go to the next boundary. */
export function errorBoundary(client: Client) {
  return function MizanBoundary(props: BoundaryProps): ReactNode {
    "use no memo";
    const kernel = useKernel(client);
    const params = use(ParamsContext);
    return <Boundary {...props} params={params} onRetry={() => forgetArrivals(kernel.$core)} />;
  };
}

class Boundary extends Component<Props, State> {
  override state: State = {};

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
