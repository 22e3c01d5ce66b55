// The table of rows as a server by hand renders it, for the benchmark.

import { createElement, type ComponentProps } from "react";
import { renderToString } from "react-dom/server";
import { List } from "./Rows";

export const renderRows = (rows: ComponentProps<typeof List>["rows"]): string =>
  renderToString(createElement(List, { rows }));
