// In place of a page that could not be shown.

import { Navigate, useLocation } from "react-router";
import { MizanError } from "../api";
import { Missing } from "../pages/Missing";

export function Failure({ error, retry }: { error: unknown; retry: () => void }) {
  const location = useLocation();
  const code = error instanceof MizanError ? error.code : undefined;
  if (code === "UNAUTHORIZED") return <Navigate to="/login" state={{ from: location }} replace />;
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
