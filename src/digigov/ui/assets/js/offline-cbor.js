// What a COSE message needs of CBOR (RFC 8949), and only in its shortest spelling (4.2.1): one statement, one spelling.
export class Malformed extends Error {}

export function decodeCbor(bytes) {
  const reader = { bytes, at: 0 }
  const value = item(reader, 0)
  if (reader.at !== bytes.length) throw new Malformed("more behind the end")
  return value
}

function item(reader, depth) {
  if (depth > 8) throw new Malformed("too deep")
  const head = take(reader, 1)[0]
  const length = argument(reader, head & 31)
  switch (head >> 5) {
    case 0:
      return length
    case 1:
      return -1 - length
    case 2:
      return take(reader, length)
    case 3:
      return text(take(reader, length))
    case 4:
      return Array.from({ length: sane(reader, length) }, () => item(reader, depth + 1))
    case 5:
      return map(reader, sane(reader, length), depth)
  }
  throw new Malformed("neither number, text, bytes, list nor map")
}

function argument(reader, short) {
  if (short < 24) return short
  const size = { 24: 1, 25: 2, 26: 4, 27: 8 }[short]
  if (!size) throw new Malformed("no definite length")
  let value = 0
  for (const byte of take(reader, size)) value = value * 256 + byte
  const least = { 1: 24, 2: 2 ** 8, 4: 2 ** 16, 8: 2 ** 32 }[size]
  if (value < least || !Number.isSafeInteger(value)) throw new Malformed("not the shortest spelling")
  return value
}

function map(reader, size, depth) {
  const found = new Map()
  for (let n = 0; n < size; n += 1) {
    const key = item(reader, depth + 1)
    if (found.has(key)) throw new Malformed("a key twice")
    found.set(key, item(reader, depth + 1))
  }
  return found
}

function take(reader, length) {
  if (length > reader.bytes.length - reader.at) throw new Malformed("cut off")
  reader.at += length
  return reader.bytes.subarray(reader.at - length, reader.at)
}

function sane(reader, length) {
  if (length > reader.bytes.length - reader.at) throw new Malformed("cut off")
  return length
}

function text(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new Malformed("not UTF-8")
  }
}
