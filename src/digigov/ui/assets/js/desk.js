// Keys for the desk: j and k through rows marked data-row, Enter opens, x ticks, / to search, ? for the list of keys. Letters do
// nothing while somebody types, only move the focus (nothing is sent by one key), and can be turned off for good on this device.
const OFF = "dg-keys-off"
const rows = () => [...document.querySelectorAll("[data-row]")]
const toggle = document.querySelector("[data-keys-on]")
let here = -1

function stored() {
  try {
    return localStorage.getItem(OFF)
  } catch {
    return null // a browser that keeps nothing
  }
}

function keep(off) {
  try {
    off ? localStorage.setItem(OFF, "yes") : localStorage.removeItem(OFF)
  } catch {
    // holds for this page then
  }
}

function go(step) {
  const all = rows()
  if (all.length === 0) return
  all[here]?.classList.remove("dg-row--here")
  here = Math.min(Math.max(here + step, 0), all.length - 1)
  all[here].classList.add("dg-row--here")
  all[here].querySelector("a[href]")?.focus()
}

function tick() {
  rows()[here]?.querySelector("input[type=checkbox]")?.click()
}

function keys() {
  const list = document.getElementById("keys")
  if (!list) return
  list.open = !list.open
  if (list.open) list.querySelector("summary").focus()
}

const actions = {
  j: () => go(1),
  k: () => go(-1),
  x: tick,
  "/": () => document.querySelector("[data-search]")?.focus(),
  "?": keys,
}

const TYPED_INTO = "input:not([type=checkbox], [type=radio], [type=submit], [type=button]), textarea, select, [contenteditable]"

document.addEventListener("keydown", (event) => {
  if (toggle && !toggle.checked) return
  if (event.target.closest(TYPED_INTO) || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return
  const marked = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)
  const action = actions[event.key] ?? (marked && (() => marked.focus()))
  if (action) {
    event.preventDefault()
    action()
  }
})

if (toggle) {
  toggle.closest("[hidden]").hidden = false
  toggle.checked = stored() !== "yes"
  toggle.addEventListener("change", () => keep(!toggle.checked))
}

// One tick for all rows of the page.
const all = document.querySelector("[data-tick-all]")
if (all) {
  const boxes = [...document.querySelectorAll("[data-row] input[type=checkbox]")]
  all.hidden = false
  all.addEventListener("change", () => boxes.forEach((box) => (box.checked = all.checked)))
  document.addEventListener("change", (event) => {
    if (boxes.includes(event.target)) all.checked = boxes.every((box) => box.checked)
  })
}

// A picture among the evidence: its button shows it in full size within its frame, and small again.
for (const button of document.querySelectorAll("[data-zoom]")) {
  const frame = document.getElementById(button.getAttribute("aria-controls"))
  button.hidden = false
  button.addEventListener("click", () => {
    const large = frame.classList.toggle("dg-evidence--large")
    button.setAttribute("aria-pressed", String(large))
  })
}

