/** The page that the browser test opens: the sample's hooks, and no provider. */

import { StrictMode, Suspense, useState, useTransition } from "react";
import { createRoot } from "react-dom/client";
import {
  MizanBoundary,
  UserContext,
  mizan,
  usePing,
  useRenameUser,
  useUploadAvatar,
  useUser,
  useUserOrders,
  useUserProfile,
} from "../../../sample/api";

function Profile() {
  const profile = useUserProfile();
  if (profile.pending) return <h1>{profile.error?.code ?? "loading"}</h1>;
  return (
    <h1>
      {profile.data.name}
      {profile.refreshing && " …"}
    </h1>
  );
}

function Rename({ userId }: { userId: number }) {
  const [name, setName] = useState("");
  const rename = useRenameUser({
    optimistic: (view, args) => {
      view.user({ userId: args.userId }).userProfile.name = args.name;
    },
  });
  const { error } = rename;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void rename({ userId, name });
      }}
    >
      <input id="name" value={name} onChange={(event) => setName(event.target.value)} />
      <button id="rename">{rename.pending ? "renaming" : "rename"}</button>
      <output id="error">
        {error?.kind === "Taken" ? `taken, try ${error.details.suggestion}` : error?.code}
      </output>
    </form>
  );
}

function Upload({ userId }: { userId: number }) {
  const upload = useUploadAvatar();
  const file = new Blob([new Uint8Array(20_000_000)]);
  return (
    <p>
      <button id="upload" onClick={() => void upload({ userId, file })}>
        upload
      </button>
      <button id="abort" onClick={upload.abort}>
        abort
      </button>
      <output id="progress">
        {upload.pending ? "uploading" : (upload.error?.code ?? "quiet")} {upload.progress}
      </output>
    </p>
  );
}

function SignIn() {
  const signIn = usePing();
  return (
    <button id="sign-in" onClick={() => void signIn({ text: "Bob" })}>
      sign in
    </button>
  );
}

function Orders() {
  const [page, setPage] = useState<number>();
  const orders = useUserOrders(page === undefined ? {} : { page });
  return (
    <p>
      <output id="orders">
        {orders.data?.map(({ title, cents }) => `${title} ${cents + 1n}`).join(", ")}
      </output>
      <button id="page" onClick={() => setPage(2)}>
        page 2
      </button>
    </p>
  );
}

function Row({ userId }: { userId: number }) {
  return <li>{useUserProfile({ userId }).data?.name}</li>;
}

function Rows() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button id="open-rows" onClick={() => setOpen(!isOpen)}>
        rows
      </button>
      <ol id="rows">
        {isOpen && Array.from({ length: 20 }, (_row, at) => <Row key={at} userId={at + 100} />)}
      </ol>
    </>
  );
}

function Suspended({ userId }: { userId: number }) {
  return <output id="suspended">{useUser.suspense({ userId }).data.userProfile.name}</output>;
}

/** Polls while its button is on. */
function Polling() {
  const [poll, setPoll] = useState(0);
  useUser({}, { poll });
  return (
    <button id="poll" onClick={() => setPoll(poll ? 0 : 100)}>
      poll
    </button>
  );
}

function Page() {
  const [userId, setUserId] = useState(5);
  const [moving, startMoving] = useTransition();
  return (
    <UserContext userId={userId}>
      <Profile />
      <Rename userId={userId} />
      <Upload userId={userId} />
      <SignIn />
      <Orders />
      <Polling />
      <Rows />
      <MizanBoundary
        fallback={(_error, retry) => (
          <button id="retry" onClick={retry}>
            try again
          </button>
        )}
      >
        <Suspense fallback={<output id="suspended">loading</output>}>
          <Suspended userId={userId} />
        </Suspense>
      </MizanBoundary>
      <button id="next" onClick={() => startMoving(() => setUserId(userId + 1))}>
        {moving ? "moving" : "next"}
      </button>
    </UserContext>
  );
}

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);

/** The client, for what the test does without a component. */
Object.assign(globalThis, { client: mizan() });
