// Whether a printed code is genuine, and whether its paper was withdrawn: with nothing but what is kept on this device.
import { Malformed } from "./offline-cbor.js"
import { isGenuine, open } from "./offline-cose.js"

const [SUBJECT, EXPIRES, NOT_BEFORE, ISSUED] = [2, 4, 5, 6]
const [STATUS, STATUS_LIST, PAPER] = [65535, 65533, -65537]
const LIST_KIND = "application/statuslist+cwt"
const WITHDRAWN = { 1: "revoked", 3: "replaced" }
const SKEW = 300
const DAY = 86400
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
const NEW = /^(\/V\/([A-Z]\d{2}-\d{7,9}-\d)\/[A-Z2-9]{8})#([A-Z2-7]+)$/
const OLD = /^\/V\/[A-Z2-7]+$/

// `text` is what the code holds; `trust` the address, the keys and the lists (as `readList` gave them); `now` in seconds.
export async function decide(text, trust, now) {
  const local = withoutAddress(text, trust.address)
  if (local === null) return { state: "foreign" }
  if (OLD.test(local)) return { state: "older" }
  const match = NEW.exec(local)
  if (!match) return { state: "forged" }
  try {
    return await decideOf(match, trust, now)
  } catch (fault) {
    if (fault instanceof Malformed) return { state: "forged" }
    throw fault
  }
}

async function decideOf([, path, reference, statement], trust, now) {
  const message = open(fromBase32(statement))
  const known = trust.keys.find((each) => each.kid === message.key)
  if (!known) return { state: "unknown-key" }
  if (message.kind !== "" || !(await isGenuine(message, known, new TextEncoder().encode(path)))) return { state: "forged" }
  const paper = paperOf(message.claims, reference)
  if (known.revoked_at) return { state: "lost-key" }
  if (paper.signed < known.nbf - SKEW || paper.signed > known.exp + SKEW) return { state: "forged" }
  const list = listed(paper, trust.lists, now)
  return { state: stateOf(paper, list, now), paper, list }
}

function stateOf(paper, list, now) {
  if (list.says) return list.says
  if (now < paper.from - DAY) return "early"
  if (paper.until && now >= paper.until) return "expired"
  return list.isFresh ? "genuine" : "unsure"
}

// What the list of withdrawn papers says. An old list that names the paper still counts: nothing that was withdrawn comes back.
function listed(paper, lists, now) {
  const list = lists.get(paper.list)
  if (!list || paper.place >= list.bytes.length * 4) return { isFresh: false }
  const status = (list.bytes[paper.place >> 2] >> ((paper.place & 3) * 2)) & 3
  const says = status ? (WITHDRAWN[status] ?? "revoked") : undefined
  return { says, isFresh: now < list.until, at: list.at, days: Math.max(0, Math.floor((now - list.at) / DAY)) }
}

function paperOf(claims, reference) {
  const status = claims.get(STATUS)
  const where = status instanceof Map ? status.get("status_list") : null
  const said = claims.get(PAPER)
  if (!(where instanceof Map) || !Array.isArray(said)) throw new Malformed("no paper")
  const [title, holder, ...facts] = said
  const times = { from: claims.get(NOT_BEFORE), until: claims.get(EXPIRES), signed: claims.get(ISSUED) }
  const place = where.get("idx")
  if (![times.from, times.signed, place].every(Number.isSafeInteger)) throw new Malformed("no times, or no place")
  return { reference, title, holder, facts, ...times, list: where.get("uri"), place }
}

// A list of withdrawn papers, or null if no key of ours signed it.
export async function readList(bytes, keys) {
  try {
    const message = open(bytes)
    const known = keys.find((each) => each.kid === message.key && !each.revoked_at)
    if (!known || message.kind !== LIST_KIND || !(await isGenuine(message, known, new Uint8Array()))) return null
    const [uri, at, until] = [SUBJECT, ISSUED, EXPIRES].map((each) => message.claims.get(each))
    const packed = message.claims.get(STATUS_LIST)
    if (!(packed instanceof Map) || packed.get("bits") !== 2) return null
    return { uri, at, until, bytes: await inflated(packed.get("lst")) }
  } catch (fault) {
    if (fault instanceof Malformed) return null
    throw fault
  }
}

async function inflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

// In capitals, as it is printed, or in small letters, as browsers write it; a mixture was changed.
function withoutAddress(text, address) {
  const found = [address.toUpperCase(), address.toLowerCase()].find((each) => text.startsWith(`${each}/`))
  return found ? text.slice(found.length) : null
}

function fromBase32(text) {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8))
  let [bits, held, at] = [0, 0, 0]
  for (const letter of text) {
    held = ((held << 5) | LETTERS.indexOf(letter)) & 0xfff
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes[at] = (held >> bits) & 255
      at += 1
    }
  }
  if (bits >= 5 || held & ((1 << bits) - 1)) throw new Malformed("not the one right spelling")
  return bytes
}
