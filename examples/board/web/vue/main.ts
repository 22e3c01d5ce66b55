// The board in Vue. Its door to the API tells the server so.

import { createApp } from "vue";
import { createMizan, mizanPlugin } from "./api";
import Board from "./Board.vue";
import "../shared/style.css";

const client = createMizan({ baseUrl: "/vue/api/mizan" });
createApp(Board).use(mizanPlugin(client)).mount("#page");
