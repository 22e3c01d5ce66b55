// The pages of the lab, one for each feature, chosen by the fragment of the address.

import { StrictMode, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { Chat } from "./Chat";
import { Orders } from "./Orders";
import { Shelf } from "./Shelf";
import { Stories } from "./Stories";

const PAGES: { readonly [fragment: string]: () => React.ReactNode } = {
  "#chat": Chat,
  "#orders": Orders,
  "#shelf": Shelf,
  "#stories": Stories,
};

function Lab() {
  const [fragment, setFragment] = useState(location.hash);
  useEffect(() => {
    const follow = () => setFragment(location.hash);
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  const Page = PAGES[fragment];
  return (
    <main>
      <nav>
        {Object.keys(PAGES).map((each) => (
          <a key={each} href={each}>
            {each.slice(1)}
          </a>
        ))}
      </nav>
      {Page ? <Page /> : <h1>Lab</h1>}
    </main>
  );
}

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <Lab />
  </StrictMode>,
);
