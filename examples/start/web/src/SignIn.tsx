import { useState } from "react";
import { useMe, useSignIn, useSignOut } from "./api";

export function SignIn() {
  const me = useMe();
  const signIn = useSignIn();
  const signOut = useSignOut();
  const [password, setPassword] = useState("");
  if (me.data) {
    return (
      <p>
        Hello, {me.data.name}!{" "}
        <button onClick={() => signOut().catch(() => {})}>Sign out</button>
      </p>
    );
  }
  return (
    <p>
      <input type="password" value={password} onChange={(event) => setPassword(event.target.value)} />
      <button onClick={() => signIn({ name: "Ada", password }).catch(() => {})}>Sign in as Ada</button>
      {signIn.error?.message}
    </p>
  );
}
