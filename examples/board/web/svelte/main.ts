// The board in Svelte.

import { mount } from "svelte";
import Board from "./Board.svelte";
import "../shared/style.css";

mount(Board, { target: document.getElementById("page")! });
