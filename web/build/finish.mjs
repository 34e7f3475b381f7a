// After the page's build: the service worker learns the files it keeps, and large text gets a compressed copy beside it.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url).pathname;
const COMPRESSED = /\.(js|css|wasm|json|svg|html|webmanifest)$/;

function files(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)]))
    .filter((path) => !path.endsWith('.br'))
    .sort();
}

const names = files(dist)
  .map((path) => '/' + relative(dist, path).split(sep).join('/'))
  .filter((name) => name !== '/service-worker.js');
const version = createHash('sha256');
for (const name of names) version.update(name).update(readFileSync(join(dist, name)));
const worker = readFileSync(new URL('service-worker.js', import.meta.url), 'utf8')
  .replace('__VERSION__', version.digest('hex').slice(0, 16))
  .replace('__FILES__', JSON.stringify(names.map((name) => (name === '/index.html' ? '/' : name))));
writeFileSync(join(dist, 'service-worker.js'), worker);

const sizes = { page: 0, wasm: 0 };
for (const path of files(dist)) {
  if (!COMPRESSED.test(path)) continue;
  const bytes = readFileSync(path);
  const options = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  const compressed = brotliCompressSync(bytes, { params: options });
  writeFileSync(path + '.br', compressed);
  console.log(`${compressed.length.toString().padStart(8)}  ${relative(dist, path)}`);
  sizes[path.endsWith('.wasm') ? 'wasm' : 'page'] += compressed.length;
}
console.log(`${sizes.page} bytes of page, ${sizes.wasm} bytes of WebAssembly, compressed`);
