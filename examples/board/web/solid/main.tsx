// The board in Solid. Its door to the API tells the server so.

import { render } from "solid-js/web";
import { Mizan } from "./api";
import { Board } from "./Board";
import "../shared/style.css";

render(
  () => (
    <Mizan baseUrl="/solid/api/mizan">
      <Board />
    </Mizan>
  ),
  document.getElementById("page")!,
);
