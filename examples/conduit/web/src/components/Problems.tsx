// The errors of a form or of a failed action.

import type { AccountError, MizanError, MizanFailure } from "../api";

export function Problems({ error }: { error: MizanError | undefined }) {
  return error && <Messages of={[error.message]} />;
}

/** A form about an account may have several problems at once. */
export function AccountProblems({ error }: { error: MizanFailure<AccountError> | undefined }) {
  if (error?.kind === "Invalid") return <Messages of={error.details.problems} />;
  return <Problems error={error} />;
}

export function Messages({ of }: { of: readonly string[] }) {
  return (
    <ul className="error-messages" role="alert">
      {of.map((message) => (
        <li key={message}>{message}</li>
      ))}
    </ul>
  );
}
