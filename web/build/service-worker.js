// Keeps the whole app on the device: after the first visit it opens without a network. The API is never kept here: what the
// person logged lives in the page's own database, and goes out from there.
const CACHE = 'coxa-__VERSION__';
const FILES = __FILES__;

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(FILES.map((file) => new Request(file, { cache: 'reload' }))))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  const old = async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith('coxa-') && name !== CACHE);
    await Promise.all(names.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(old());
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  const isApi = url.pathname.startsWith('/api/') || url.pathname === '/healthz';
  if (event.request.method !== 'GET' || url.origin !== self.location.origin || isApi) return;
  const file = url.pathname.split('/').pop().includes('.') ? url.pathname : '/';
  event.respondWith(caches.match(file, { cacheName: CACHE }).then((kept) => kept ?? fetch(event.request)));
});
