import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const hub = process.env["ORDERHUB_URL"] ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("src", import.meta.url)) } },
  server: { host: "127.0.0.1", proxy: { "/api": { target: hub, changeOrigin: false } } },
  // The hub answers with a CSP that allows no data: URLs, so nothing is inlined.
  build: { target: "es2022", assetsInlineLimit: 0, reportCompressedSize: true },
  test: { environment: "jsdom", isolate: false, include: ["src/**/*.test.{ts,tsx}"], setupFiles: ["src/test.setup.ts"] },
});
