// One build for the five pages: the window, and the board in each framework. `npm run dev` serves them
// with hot reloading and sends API calls to the Rust server.

import { svelte } from "@sveltejs/vite-plugin-svelte";
import react from "@vitejs/plugin-react";
import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";
import solid from "vite-plugin-solid";

const FRAMEWORKS = ["react", "vue", "svelte", "solid"];

export default defineConfig({
  // JSX is what React or Solid makes of it, by the folder.
  plugins: [
    react({ include: /\/react\/.*\.tsx$/ }),
    solid({ include: /\/solid\/.*\.tsx$/ }),
    vue(),
    svelte({ configFile: false }),
  ],
  build: {
    rollupOptions: { input: ["index.html", ...FRAMEWORKS.map((name) => `${name}/index.html`)] },
  },
  server: {
    proxy: Object.fromEntries(
      FRAMEWORKS.map((name) => [
        `/${name}/api/mizan`,
        { target: "http://127.0.0.1:3000", ws: true },
      ]),
    ),
  },
});
