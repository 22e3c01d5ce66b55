// The settings of the signed-in account.

import { type ChangeEvent, type FormEvent } from "react";
import { useNavigate } from "react-router";
import { useCurrentUser, useSetPicture, useSignOut, useUpdateSettings, type Account } from "../api";
import { Avatar } from "../components/Avatar";
import { Field, TextField } from "../components/Field";
import { AccountProblems, Problems } from "../components/Problems";

export function Settings() {
  const { data: user } = useCurrentUser.suspense();
  if (!user) return null;
  return (
    <div className="settings-page container page">
      <title>Settings — Conduit</title>
      <h1>Your Settings</h1>
      <Picture user={user} />
      <SettingsForm user={user} />
      <hr />
      <SignOutButton />
    </div>
  );
}

function Picture({ user }: { user: Account }) {
  const setPicture = useSetPicture();

  function choose(event: ChangeEvent<HTMLInputElement>) {
    const [picture] = event.currentTarget.files ?? [];
    if (picture) void setPicture({ picture });
  }

  return (
    <div className="picture-form">
      <Avatar of={user} className="user-img" />
      <label className="btn btn-sm btn-outline-secondary">
        <span>New picture…</span>
        <input
          className="visually-hidden"
          type="file"
          accept="image/png, image/jpeg, image/webp, image/gif"
          disabled={setPicture.pending}
          onChange={choose}
        />
      </label>
      {setPicture.pending && <progress aria-label="Sent" value={setPicture.progress} />}
      <Problems error={setPicture.error} />
    </div>
  );
}

function SettingsForm({ user }: { user: Account }) {
  const update = useUpdateSettings();
  const navigate = useNavigate();

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const text = (name: string) => String(fields.get(name));
    const settings = {
      username: text("username"),
      email: text("email"),
      bio: text("bio"),
      password: text("password") || null,
    };
    update({ settings }).then(
      () => navigate(`/profile/${settings.username.trim()}`),
      () => {},
    );
  }

  return (
    <form onSubmit={submit}>
      <AccountProblems error={update.error} />
      <Field
        label="Your name"
        name="username"
        autoComplete="nickname"
        defaultValue={user.username}
      />
      <TextField label="Short bio about you" name="bio" rows={4} defaultValue={user.bio} />
      <Field
        label="Email"
        name="email"
        type="email"
        autoComplete="username"
        defaultValue={user.email}
      />
      <Field
        label="New password"
        name="password"
        type="password"
        autoComplete="new-password"
        placeholder="Leave empty to keep the one you have"
      />
      <button className="btn btn-lg btn-primary pull-xs-right" disabled={update.pending}>
        Update Settings
      </button>
    </form>
  );
}

function SignOutButton() {
  const signOut = useSignOut();
  const navigate = useNavigate();

  function leave() {
    signOut().then(
      () => navigate("/"),
      () => {},
    );
  }

  return (
    <button className="btn btn-outline-danger" disabled={signOut.pending} onClick={leave}>
      Or click here to logout.
    </button>
  );
}
