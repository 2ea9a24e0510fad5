// A COSE_Sign1 message (RFC 9052) signed with ES256, checked by the browser's own cryptography.
import { Malformed, decodeCbor } from "./offline-cbor.js"

const SIGN1 = 0xd2
const [ALGORITHM, KEY_ID, TYPE] = [1, 4, 16]
const ES256 = -7
const HALF_ORDER = "7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8"

// Key, type, claims, and what is needed to check that they are genuine.
export function open(bytes) {
  if (bytes[0] !== SIGN1) throw new Malformed("not signed")
  const parts = decodeCbor(bytes.subarray(1))
  if (!Array.isArray(parts) || parts.length !== 4) throw new Malformed("not four parts")
  const [head, bare, payload, signature] = parts
  if (![head, payload, signature].every((each) => each instanceof Uint8Array)) throw new Malformed("not bytes")
  if (!(bare instanceof Map) || bare.size || signature.length !== 64) throw new Malformed("not as we sign")
  const said = decodeCbor(head)
  const claims = decodeCbor(payload)
  if (!(said instanceof Map) || !(claims instanceof Map)) throw new Malformed("no maps")
  const key = said.get(KEY_ID)
  if (said.get(ALGORITHM) !== ES256 || !(key instanceof Uint8Array)) throw new Malformed("another algorithm, or no key")
  return { key: hex(key), kind: said.get(TYPE) ?? "", claims, head, payload, signature }
}

// Whether that key signed just this, together with what it is bound to. Of the two possible signatures only the lower counts.
export async function isGenuine(message, jwk, boundTo) {
  if (hex(message.signature.subarray(32)) > HALF_ORDER) return false
  const { kty, crv, x, y } = jwk
  const algorithm = { name: "ECDSA", namedCurve: "P-256" }
  const key = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, algorithm, false, ["verify"])
  const signed = signedPart(message, boundTo)
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, message.signature, signed)
}

function signedPart({ head, payload }, boundTo) {
  const context = new TextEncoder().encode("Signature1")
  const parts = [[0x84, 0x60 + context.length], context, ...[head, boundTo, payload].flatMap((each) => [lengthOf(each), each])]
  const whole = new Uint8Array(parts.reduce((sum, each) => sum + each.length, 0))
  let at = 0
  for (const each of parts) {
    whole.set(each, at)
    at += each.length
  }
  return whole
}

function lengthOf({ length }) {
  if (length < 24) return [0x40 + length]
  if (length < 0x100) return [0x58, length]
  if (length < 0x10000) return [0x59, length >> 8, length & 255]
  return [0x5a, length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255]
}

function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
}
