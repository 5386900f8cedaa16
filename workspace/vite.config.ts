import react from "@vitejs/plugin-react";
import { readFileSync } from "node:fs";
import { defineConfig } from "vite";

/** `npm run dev` shows the sources with the data of the desk that `make run` started, or of DESK=https://… */
function desk(): string {
  const stated = process.env["DESK"];
  if (stated) return stated;
  const stack = JSON.parse(readFileSync("../.local/stack.json", "utf8")) as { workspace_url: string };
  return new URL(stack.workspace_url).origin;
}

export default defineConfig(({ command }) => ({
  plugins: [react()],
  build: {
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      // What the first screen needs is one file, also what other screens need of it: each file is a request to wait for.
      output: { codeSplitting: { groups: [{ name: "page", tags: ["$initial"] }] } },
    },
  },
  ...(command === "serve" && {
    server: {
      port: 5173,
      strictPort: true,
      proxy: { "^/(v1/|config\\.json)": { target: desk(), changeOrigin: true } },
    },
  }),
}));
