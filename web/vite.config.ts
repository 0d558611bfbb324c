import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

import { stamp } from "./stamp.js";

const STATIC = "../src/detente/web/static";

export default defineConfig({
  plugins: [svelte(), stamp(STATIC)],
  base: "/",
  build: {
    outDir: STATIC,
    emptyOutDir: true,
    license: { fileName: "licences.md" },
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
  },
  server: { proxy: { "/api": "http://127.0.0.1:8321", "/r": "http://127.0.0.1:8321" } },
});
