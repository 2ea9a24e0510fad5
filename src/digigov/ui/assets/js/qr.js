// The decoder for browsers without one: jsQR 1.4.0 (Apache-2.0), as npm gives it; its licence stands beside the bundle.
import jsQR from "jsqr"

export function read(data, width, height) {
  return jsQR(data, width, height, { inversionAttempts: "dontInvert" })?.data || undefined
}
