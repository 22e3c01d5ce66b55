// Signing in.

import { use, type FormEvent } from "react";
import { Link } from "react-router";
import { useSignIn } from "../api";
import { Shown } from "../answer";
import { Field } from "../components/Field";
import { AccountProblems, Messages } from "../components/Problems";

export function SignIn() {
  const signIn = useSignIn();
  const { problem } = use(Shown);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const email = String(fields.get("email"));
    const password = String(fields.get("password"));
    signIn({ email, password }).catch(() => {});
  }

  return (
    <div className="auth-page container page">
      <title>Sign in — Conduit</title>
      <h1>Sign in</h1>
      <p className="text-xs-center">
        <Link to="/register">Need an account?</Link>
      </p>
      <AccountProblems error={signIn.error} />
      {problem && !signIn.error && <Messages of={[problem]} />}
      {/* Without a script the browser sends the form by itself. */}
      <form method="post" action="/login" onSubmit={submit}>
        <Field label="Email" name="email" type="email" autoComplete="username" required />
        <Field
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
        />
        <button className="btn btn-lg btn-primary pull-xs-right" disabled={signIn.pending}>
          Sign in
        </button>
      </form>
    </div>
  );
}
