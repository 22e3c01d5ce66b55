// The bundle of the renderer: what it renders, and where in the application that is.

import { StaticRouter } from "react-router";
import { renderPages } from "./api/server";
import { App } from "./App";
import { Shown, type Answer } from "./answer";

export const pages = renderPages({
  Conduit: (answer: Answer) => (
    <Shown value={answer}>
      <StaticRouter
        location={{
          pathname: encodeURI(answer.path),
          search: `?${new URLSearchParams(answer.search)}`,
        }}
      >
        <App />
      </StaticRouter>
    </Shown>
  ),
});
