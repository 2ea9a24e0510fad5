// Keys for the desk: j and k through rows marked data-row, Enter opens, / to search, ? for the list of keys.
const rows = () => [...document.querySelectorAll("[data-row]")]
let here = -1

function go(step) {
  const all = rows()
  if (all.length === 0) return
  all[here]?.classList.remove("dg-row--here")
  here = Math.min(Math.max(here + step, 0), all.length - 1)
  all[here].classList.add("dg-row--here")
  const link = all[here].querySelector("a[href]")
  link?.focus()
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
  "/": () => document.querySelector("[data-search]")?.focus(),
  "?": keys,
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]")
  if (typing || event.ctrlKey || event.altKey || event.metaKey) return
  const marked = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)
  const action = actions[event.key] ?? (marked && (() => marked.focus()))
  if (action) {
    event.preventDefault()
    action()
  }
})
