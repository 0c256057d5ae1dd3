import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const hub = process.env["ORDERHUB_URL"] ?? "http://127.0.0.1:8000";

/** Few files instead of a hundred: what every screen needs, what dialogs need, and the calendar apart. */
const CONTROLS =
  "auto-complete|cascader|checkbox|color-picker|form|input|input-number|mini-decimal|mentions|pagination|popconfirm|progress|radio|segmented|select|slider|switch|table|textarea|tree|tree-select|upload|virtual-list|async-validator";
const CALENDAR = "date-picker|time-picker|calendar|picker";
/** Words of the kit travel with the language, not with the part they belong to. */
const KIT = "node_modules/(antd/es|@rc-component|@ant-design)/(?!.*locale)";
const GROUPS = [
  { name: "core", test: /node_modules\/(react|react-dom|scheduler|@tanstack|i18next|react-i18next|openapi-fetch|dayjs)\//, priority: 50 },
  { name: "frame", test: new RegExp(`${KIT}(?!(${CONTROLS}|${CALENDAR})/)`), priority: 40 },
  { name: "controls", test: new RegExp(`${KIT}(${CONTROLS})/`), priority: 30 },
  { name: "calendar", test: new RegExp(`${KIT}(${CALENDAR})/`), priority: 20 },
  { name: "shared", test: /src\/(api|app|live|ui|orders)\//, minShareCount: 2, priority: 5 },
];

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("src", import.meta.url)) } },
  server: { host: "127.0.0.1", proxy: { "/api": { target: hub, changeOrigin: false } } },
  // The hub answers with a CSP that allows no data: URLs, so nothing is inlined.
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    rolldownOptions: { output: { codeSplitting: { groups: GROUPS } } },
  },
  test: { environment: "jsdom", isolate: false, include: ["src/**/*.test.{ts,tsx}"], setupFiles: ["src/test.setup.ts"] },
});
