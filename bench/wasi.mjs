// Runs a benchmark that was built for WebAssembly, with the recordings as its only folder: node wasi.mjs BENCH.wasm DATA
import { readFile } from "node:fs/promises";
import { argv, exit } from "node:process";
import { WASI } from "node:wasi";

const [, , program, data] = argv;
const wasi = new WASI({ version: "preview1", args: ["bench"], env: { COXA_DATA: "/data" }, preopens: { "/data": data } });
const module = await WebAssembly.compile(await readFile(program));
const instance = await WebAssembly.instantiate(module, wasi.getImportObject());
exit(wasi.start(instance));
