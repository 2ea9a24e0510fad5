// What the page keeps on this device to check papers with: public keys and lists of withdrawn papers. Nothing of any person.
import { readList } from "./offline-check.js"

const KEPT = "papers-trust"
const KEYS = "/.well-known/digigov-paper-keys.json"
const LISTS = "/.well-known/digigov-status-lists.json"
const WHEN = "/verify/offline/brought-up-to-date"

// What was kept, checked anew.
export async function kept(address) {
  const cache = await caches.open(KEPT)
  const keys = (await (await cache.match(KEYS))?.json())?.keys ?? []
  const lists = new Map()
  for (const { url } of await cache.keys()) {
    const path = new URL(url).pathname
    if (!path.startsWith("/S/")) continue
    const list = await readList(await bytesOf(await cache.match(url)), keys)
    if (list) lists.set(list.uri, list)
  }
  const when = Number(await (await cache.match(WHEN))?.text()) || 0
  return { address, keys, lists, when }
}

// Everything anew, if there is a network. A list is never followed by an older one.
export async function renew(trust) {
  const cache = await caches.open(KEPT)
  const keys = await fetched(KEYS)
  const index = await fetched(LISTS)
  const known = (await keys.clone().json()).keys
  const addresses = (await index.json()).status_lists.map((each) => new URL(each).pathname)
  const lists = new Map(trust.lists)
  for (const path of addresses) {
    const answer = await fetched(path)
    const list = await readList(await bytesOf(answer.clone()), known)
    if (!list || list.at < (lists.get(list.uri)?.at ?? 0)) continue
    lists.set(list.uri, list)
    await cache.put(path, answer)
  }
  const when = Math.floor(Date.now() / 1000)
  await cache.put(KEYS, keys)
  await cache.put(WHEN, new Response(String(when)))
  return { ...trust, keys: known, lists, when }
}

async function fetched(path) {
  const answer = await fetch(path, { credentials: "omit", cache: "no-cache" })
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
  return answer
}

async function bytesOf(answer) {
  return new Uint8Array(await answer.arrayBuffer())
}
