// Keeps the page that checks papers in this browser, and answers with it where there is no network.
const SHELL = "papers-shell-{{ version }}"
const PAGES = {{ pages|safe }}
const FILES = {{ files|safe }}
const PATIENCE = 4000 // milliseconds: a network that answers nothing is none

self.addEventListener("install", (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()))
})

self.addEventListener("activate", (event) => {
  event.waitUntil(forget().then(() => self.clients.claim()))
})

self.addEventListener("fetch", (event) => {
  const { request } = event
  const address = new URL(request.url)
  if (request.method !== "GET" || address.origin !== location.origin) return
  if (request.mode === "navigate") {
    if (address.pathname.startsWith("/V/")) event.respondWith(online(request).catch(() => page(address)))
    else if (address.pathname.startsWith("/verify/offline/")) event.respondWith(page(address).catch(() => fetch(request)))
  } else if (FILES.includes(address.pathname)) {
    event.respondWith(file(request))
  }
})

async function keep() {
  const cache = await caches.open(SHELL)
  const asked = [...Object.values(PAGES), ...FILES]
  await cache.addAll(asked.map((each) => new Request(each, { credentials: "omit", cache: "reload" })))
}

async function forget() {
  const names = await caches.keys()
  await Promise.all(names.filter((name) => name.startsWith("papers-shell-") && name !== SHELL).map((name) => caches.delete(name)))
}

async function online(request) {
  const late = new Promise((_, refuse) => setTimeout(() => refuse(new Error("late")), PATIENCE))
  return Promise.race([fetch(request), late])
}

async function page(address) {
  const chosen = Object.values(PAGES).find((each) => each === address.pathname) ?? PAGES[await language()] ?? PAGES.en
  return found(chosen)
}

async function language() {
  return (await (await caches.open("papers-trust")).match("/verify/offline/language"))?.text()
}

async function file(request) {
  return found(new URL(request.url).pathname).catch(() => fetch(request))
}

async function found(path) {
  const kept = await (await caches.open(SHELL)).match(path, { ignoreVary: true })
  if (!kept) throw new Error(`not kept: ${path}`)
  return kept
}
