// Reading a square code from a camera or a picture: by the browser where it can, else by jsQR, fetched when first needed.
const LARGEST = 1600
const FRAMES = [640, 640, 1000] // points of a camera's picture, in turn: the small ones are read in half the time

export async function makeReader(decoder) {
  const formats = "BarcodeDetector" in self ? await BarcodeDetector.getSupportedFormats().catch(() => []) : []
  if (formats.includes("qr_code")) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] })
    return async (source) => (await detector.detect(source).catch(() => []))[0]?.rawValue
  }
  const { read } = await import(decoder)
  let turn = 0
  return async (source, isStill) => {
    for (const part of isStill ? parts(source) : [middle(source)]) {
      const seen = pixels(source, part, isStill ? LARGEST : FRAMES[turn++ % FRAMES.length])
      const found = read(seen.data, seen.width, seen.height)
      if (found) return found
    }
  }
}

export async function pictureOf(file) {
  return createImageBitmap(file)
}

// A still picture is looked at as a whole, then in overlapping quarters: the code may be small on a photographed page.
function* parts(source) {
  const [width, height] = sizeOf(source)
  yield [0, 0, width, height]
  for (const share of [0.6, 0.4]) {
    for (let y = 0; y <= 1 - share + 0.001; y += (1 - share) / Math.round(1 / share)) {
      for (let x = 0; x <= 1 - share + 0.001; x += (1 - share) / Math.round(1 / share)) {
        yield [x * width, y * height, share * width, share * height]
      }
    }
  }
}

function middle(source) {
  const [width, height] = sizeOf(source)
  const side = Math.min(width, height)
  return [(width - side) / 2, (height - side) / 2, side, side]
}

function pixels(source, [x, y, width, height], largest) {
  const scale = Math.min(1, largest / Math.max(width, height)) * (largest === LARGEST && Math.max(width, height) < 700 ? 2 : 1)
  const canvas = document.createElement("canvas")
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(height * scale)
  const drawn = canvas.getContext("2d", { willReadFrequently: true })
  drawn.drawImage(source, x, y, width, height, 0, 0, canvas.width, canvas.height)
  return drawn.getImageData(0, 0, canvas.width, canvas.height)
}

function sizeOf(source) {
  return [source.videoWidth || source.width, source.videoHeight || source.height]
}
