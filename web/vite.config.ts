import { svelte } from "@sveltejs/vite-plugin-svelte";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress } from "node:zlib";
import { defineConfig, loadEnv, type Plugin } from "vite";

const server = loadEnv("", ".", "WATERLINE_").WATERLINE_URL ?? "http://127.0.0.1:8080";

/** Writes X.br beside every file of more than a kilobyte: the server sends them as they are. */
function packed(): Plugin {
  let folder = "dist";
  return {
    name: "packed",
    apply: "build",
    configResolved: (config) => void (folder = config.build.outDir),
    async closeBundle() {
      for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
        const file = join(entry.parentPath, entry.name);
        if (!entry.isFile() || file.endsWith(".br")) continue;
        const bytes = await readFile(file);
        if (bytes.length > 1_024) await writeFile(`${file}.br`, await promisify(brotliCompress)(bytes));
      }
    },
  };
}

export default defineConfig({
  plugins: [svelte(), packed()],
  resolve: { alias: { $: new URL("./src", import.meta.url).pathname } },
  // Nothing is inlined: the server's content security policy allows only files of its own.
  build: { assetsInlineLimit: 0, target: "es2022", modulePreload: { polyfill: false }, reportCompressedSize: true },
  worker: { format: "es" },
  server: { proxy: { "/api": server, "/openapi.json": server } },
});
