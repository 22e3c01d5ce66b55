// Puts Conduit on the page, or takes over what the server has put there.

import { StrictMode } from "react";
import { BrowserRouter } from "react-router";
import { hydratePages } from "./api/pages";
import { App } from "./App";
import { Shown, type Answer } from "./answer";
import "./style.css";

function Conduit(answer: Partial<Answer>) {
  return (
    <StrictMode>
      <Shown value={answer}>
        {/* The address changes at once; `App` decides when its page does. */}
        <BrowserRouter useTransitions={false}>
          <App />
        </BrowserRouter>
      </Shown>
    </StrictMode>
  );
}

hydratePages({ Conduit }, document.getElementById("root")!);
