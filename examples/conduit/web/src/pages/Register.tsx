// Opening an account.

import { type FormEvent } from "react";
import { Link } from "react-router";
import { useRegister } from "../api";
import { Field } from "../components/Field";
import { AccountProblems } from "../components/Problems";

export function Register() {
  const register = useRegister();

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const username = String(fields.get("username"));
    const email = String(fields.get("email"));
    const password = String(fields.get("password"));
    register({ username, email, password }).catch(() => {});
  }

  return (
    <div className="auth-page container page">
      <title>Sign up — Conduit</title>
      <h1>Sign up</h1>
      <p className="text-xs-center">
        <Link to="/login">Have an account?</Link>
      </p>
      <AccountProblems error={register.error} />
      <form onSubmit={submit}>
        <Field label="Username" name="username" autoComplete="nickname" required />
        <Field label="Email" name="email" type="email" autoComplete="username" required />
        <Field
          label="Password"
          name="password"
          type="password"
          autoComplete="new-password"
          required
        />
        <button className="btn btn-lg btn-primary pull-xs-right" disabled={register.pending}>
          Sign up
        </button>
      </form>
    </div>
  );
}
