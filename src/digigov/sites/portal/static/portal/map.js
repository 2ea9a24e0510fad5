// The map of a place question: tap, drag or use the keyboard to show a point. Without this file the boxes beside it do.
const CLOSEST = 32
const STEP = 12 // pixels for each press of an arrow key
const SVG = "http://www.w3.org/2000/svg"

class PlaceMap {
  constructor(root) {
    this.root = root
    this.svg = root.querySelector("svg")
    this.marker = root.querySelector(".dg-map__point")
    this.names = root.querySelector(".dg-map__names")
    this.now = root.querySelector(".dg-map__now")
    this.whole = { width: +this.svg.dataset.width, height: +this.svg.dataset.height }
    this.zoom = 1
    this.center = { x: this.whole.width / 2, y: this.whole.height / 2 }
    this.places = []
    this.box = (part) => document.querySelector(`[name="${root.dataset.map}-${part}"]`)
    root.hidden = false
    this.listen()
    this.restore()
    this.load()
  }

  // Degrees and units of the drawing
  unitsOf(latitude, longitude) {
    const { west, north, across, along } = this.root.dataset
    return { x: (longitude - west) * across, y: (north - latitude) * along }
  }

  degreesOf({ x, y }) {
    const { west, north, across, along } = this.root.dataset
    return { latitude: +north - y / along, longitude: +west + x / across }
  }

  async load() {
    const answer = await fetch(this.root.dataset.places).catch(() => null)
    if (!answer?.ok) return
    const { places } = await answer.json()
    const known = places.map(([name, district, latitude, longitude]) => ({ name, district, ...this.unitsOf(latitude, longitude) }))
    const isTown = (place) => place.name.toLowerCase() === place.district.toLowerCase()
    this.places = [...known.filter(isTown), ...known.filter((place) => !isTown(place))] // towns are named first where room is scarce
    this.draw()
  }

  restore() {
    const latitude = parseFloat(this.box("latitude").value)
    const longitude = parseFloat(this.box("longitude").value)
    if (Number.isFinite(latitude) && Number.isFinite(longitude)) {
      this.point = this.unitsOf(latitude, longitude)
      this.look(4, this.point)
    }
    this.draw()
  }

  listen() {
    this.svg.addEventListener("pointerdown", (event) => this.grab(event))
    this.svg.addEventListener("pointermove", (event) => this.dragging && this.show(this.unitsAt(event)))
    this.svg.addEventListener("pointerup", () => this.drop())
    this.svg.addEventListener("pointercancel", () => this.drop())
    this.svg.addEventListener("click", (event) => this.tap(event))
    this.svg.addEventListener("keydown", (event) => this.press(event))
    for (const button of this.root.querySelectorAll("[data-do]")) {
      button.addEventListener("click", () => this.act(button.dataset.do))
    }
  }

  unitsAt(event) {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse())
    return { x: at.x, y: at.y }
  }

  // Only the marker is dragged, so that a finger on the map still scrolls the page.
  grab(event) {
    if (!event.target.closest(".dg-map__point")) return
    this.dragging = true
    this.svg.setPointerCapture(event.pointerId)
    event.preventDefault()
  }

  drop() {
    if (!this.dragging) return
    this.dragging = false
    this.dragged = true
    this.say()
  }

  tap(event) {
    if (this.dragged) {
      this.dragged = false
      return
    }
    this.show(this.unitsAt(event))
    this.say()
  }

  press(event) {
    const action = {
      ArrowUp: "north", ArrowDown: "south", ArrowLeft: "west", ArrowRight: "east",
      "+": "closer", "=": "closer", "-": "away", Delete: "none", Backspace: "none",
    }[event.key]
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    this.act(action)
  }

  act(action) {
    const ways = { north: [0, -1], south: [0, 1], west: [-1, 0], east: [1, 0] }
    if (action in ways) this.move(ways[action])
    else if (action === "closer") this.look(Math.min(this.zoom * 2, CLOSEST), this.point ?? this.center)
    else if (action === "away") this.look(Math.max(this.zoom / 2, 1), this.point ?? this.center)
    else if (action === "here") this.ask()
    else this.clear()
    this.draw()
  }

  move([right, down]) {
    const step = STEP * this.unitsInAPixel()
    const from = this.point ?? this.center
    this.show({ x: from.x + right * step, y: from.y + down * step })
    this.look(this.zoom, this.point)
    this.say()
  }

  ask() {
    if (!navigator.geolocation) return this.tell(this.root.dataset.saysLost)
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const there = this.unitsOf(coords.latitude, coords.longitude)
        if (!this.isInside(there)) return this.tell(this.root.dataset.saysOutside)
        this.show(there)
        this.look(16, there)
        this.say()
        this.draw()
      },
      () => this.tell(this.root.dataset.saysLost),
      { enableHighAccuracy: true, timeout: 10_000 },
    )
  }

  isInside({ x, y }) {
    return x >= 0 && y >= 0 && x <= this.whole.width && y <= this.whole.height
  }

  show(there) {
    this.point = {
      x: Math.min(Math.max(there.x, 0), this.whole.width),
      y: Math.min(Math.max(there.y, 0), this.whole.height),
    }
    const { latitude, longitude } = this.degreesOf(this.point)
    this.box("latitude").value = latitude.toFixed(5)
    this.box("longitude").value = longitude.toFixed(5)
    this.draw()
  }

  clear() {
    this.point = undefined
    this.box("latitude").value = this.box("longitude").value = ""
    this.tell(this.root.dataset.saysNone)
  }

  // What the server will say again: the nearest named place, in words and in the boxes.
  say() {
    if (!this.point || !this.places.length) return
    const far = (place) => Math.hypot(place.x - this.point.x, place.y - this.point.y)
    const near = this.places.reduce((best, place) => (far(place) < far(best) ? place : best))
    this.box("district").value = near.district
    this.box("place").value = near.name
    this.tell(this.root.dataset.saysNear.replace("{place}", near.name).replace("{district}", near.district))
  }

  tell(words) {
    this.now.textContent = words
  }

  look(zoom, center) {
    this.zoom = zoom
    const half = { x: this.whole.width / zoom / 2, y: this.whole.height / zoom / 2 }
    this.center = {
      x: Math.min(Math.max(center.x, half.x), this.whole.width - half.x),
      y: Math.min(Math.max(center.y, half.y), this.whole.height - half.y),
    }
  }

  unitsInAPixel() {
    const shown = this.svg.getBoundingClientRect()
    return Math.max(this.whole.width / this.zoom / shown.width, this.whole.height / this.zoom / shown.height)
  }

  draw() {
    const width = this.whole.width / this.zoom
    const height = this.whole.height / this.zoom
    this.view = { left: this.center.x - width / 2, top: this.center.y - height / 2, width, height }
    this.svg.setAttribute("viewBox", `${this.view.left} ${this.view.top} ${width} ${height}`)
    const unit = this.unitsInAPixel()
    this.marker.toggleAttribute("hidden", !this.point)
    this.marker.setAttribute("display", this.point ? "inline" : "none")
    if (this.point) this.marker.setAttribute("transform", `translate(${this.point.x} ${this.point.y}) scale(${unit * 1.6})`)
    this.label(unit)
  }

  // Names of the places in view, as many as have room.
  label(unit) {
    const { left, top, width, height } = this.view
    const taken = []
    const shown = []
    for (const place of this.places) {
      if (place.x < left || place.y < top || place.x > left + width || place.y > top + height) continue
      const long = unit * (8 * place.name.length + 12)
      const before = place.x + long > left + width // a name cut off by the edge helps nobody: it stands on the other side
      if (before && place.x - long < left) continue
      const room = { x: before ? place.x - long : place.x, y: place.y, width: long, height: unit * 18 }
      if (taken.some((other) => other.x < room.x + room.width && room.x < other.x + other.width && Math.abs(other.y - room.y) < room.height)) continue
      taken.push(room)
      shown.push(this.text(place, unit, before))
      if (shown.length === 40) break
    }
    this.names.replaceChildren(...shown)
  }

  text(place, unit, before) {
    const text = document.createElementNS(SVG, "text")
    text.setAttribute("x", place.x + (before ? -5 : 5) * unit)
    if (before) text.setAttribute("text-anchor", "end")
    text.setAttribute("y", place.y + 4 * unit)
    text.setAttribute("font-size", 13 * unit)
    text.setAttribute("stroke-width", 3 * unit)
    text.textContent = place.name
    return text
  }
}

for (const root of document.querySelectorAll("[data-map]")) new PlaceMap(root)
