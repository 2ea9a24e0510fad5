// For a page of the agent's desk: <script type="module" src="{{ static('ui/live-desk.js') }}"> and <body data-live-desk="ADDRESS">. Tells the
// page what is new, as events of the document: "desk:hands" (detail.hands: what is in these hands now) and "desk:talk"
// (detail.conversation, detail.position: something new there). Parts marked [data-live-part=NAME][id] are fetched anew by themselves:
// "hands" with the first, the id of a conversation with the second. A form marked [data-beat] is sent each fifteen seconds: the desk is there.
import { follow } from "./stream.js"

const body = document.querySelector("[data-live-desk]")
const stop = new AbortController()
const busy = new Set()

export async function refresh(part) {
  if (busy.has(part)) return busy.add(`${part}again`)
  busy.add(part)
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" }).catch(() => null)
  const fresh = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html")
  for (const old of document.querySelectorAll(`[data-live-part="${CSS.escape(part)}"][id]`)) {
    const made = fresh && fresh.getElementById(old.id)
    if (made && made.innerHTML !== old.innerHTML && !old.contains(document.activeElement)) old.innerHTML = made.innerHTML
  }
  busy.delete(part)
  if (busy.delete(`${part}again`)) refresh(part)
}

const beat = document.querySelector("form[data-beat]")
if (beat) setInterval(() => fetch(beat.action, { method: "POST", body: new FormData(beat) }).catch(() => null), 15_000)

if (body) {
  const announce = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }))
  follow(body.dataset.liveDesk, {
    stop: stop.signal,
    credentials: "include",
    broken: (count) => announce("desk:link", { broken: count }),
    tell(name, data) {
      if (name === "desk") { announce("desk:hands", data); if (!data.is_first) refresh("hands") }
      if (name === "talk") { announce("desk:talk", data); refresh(data.conversation) }
    },
  })
  addEventListener("pagehide", () => stop.abort())
}
