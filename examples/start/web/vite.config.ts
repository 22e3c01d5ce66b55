// Vite serves the page while it is written, and hands API calls to the backend.

import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const backend = process.env.ADDRESS ?? "127.0.0.1:3000";

export default defineConfig({
  plugins: [react()],
  server: { proxy: { "/api": { target: `http://${backend}`, ws: true } } },
});
