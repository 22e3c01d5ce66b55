// In place of a page that could not be shown.

import { useEffect, useRef } from "react";
import { MizanError } from "../api";
import { Missing } from "../pages/Missing";
import { ToSignIn } from "./ToSignIn";

interface Failed {
  /** The page that was to be shown. */
  readonly at: string;
  readonly error: unknown;
  readonly retry: () => void;
}

export function Failure({ at, error, retry }: Failed) {
  const failedAt = useRef(at);
  useEffect(() => {
    // The boundary above would go on showing this failure on the next page too.
    if (at !== failedAt.current) retry();
  }, [at]);

  const code = error instanceof MizanError ? error.code : undefined;
  if (code === "UNAUTHORIZED") return <ToSignIn />;
  if (code === "NOT_FOUND") return <Missing />;
  return (
    <div className="container page notice" role="alert">
      <h1>{code === "FORBIDDEN" ? "Not yours" : "That did not work"}</h1>
      <p>{error instanceof Error ? error.message : "Something went wrong on this page."}</p>
      {code !== "FORBIDDEN" && (
        <button className="btn btn-outline-primary" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}
