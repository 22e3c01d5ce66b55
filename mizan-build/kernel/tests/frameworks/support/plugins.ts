/** What Vite needs for the frameworks: their plugins, each for the files of its own, and their packages. */

import react from "@vitejs/plugin-react";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import vue from "@vitejs/plugin-vue";
import type { PluginOption } from "vite";
import solid from "vite-plugin-solid";

export const plugins = (): PluginOption[] => [
  react({ include: /\/frameworks\/react\/.*\.tsx$/ }),
  solid({ include: /\/frameworks\/solid\/.*\.tsx$/, ssr: true }),
  svelte({ configFile: "frameworks/svelte/svelte.config.js" }),
  vue(),
];

/** The packages that the pages import, prepared before the first page: a later one would reload it. */
export const PACKAGES = [
  "@tanstack/react-query",
  "react",
  "react-dom",
  "react-dom/client",
  "react/jsx-dev-runtime",
  "react/jsx-runtime",
  "@tanstack/solid-query",
  "solid-js",
  "solid-js/store",
  "solid-js/web",
  "@tanstack/vue-query",
  "vue",
] as const;
