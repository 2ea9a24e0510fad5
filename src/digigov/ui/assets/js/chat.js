// A citizen's chat. Without this file its forms work, and answers come when one looks for them.
import { follow } from "./stream.js"

const KEY = "dg-chat"
const kept = { get: () => { try { return sessionStorage.getItem(KEY) } catch { return null } },
  set: (value) => { try { value ? sessionStorage.setItem(KEY, value) : sessionStorage.removeItem(KEY) } catch { /* then only while this page is open */ } } }

// In the frame of another page: a chat that this tab began is shown again by its key, which no cookie holds.
const again = document.querySelector("[data-chat-again]")
if (again && kept.get()) {
  const form = Object.assign(document.createElement("form"), { method: "post", action: again.dataset.chatAgain, hidden: true })
  form.append(Object.assign(document.createElement("input"), { name: "token", value: kept.get() }))
  kept.set("")
  document.body.append(form)
  form.submit()
}

const chat = document.querySelector("[data-chat]")
if (chat) begin(chat.dataset)

function begin(said) {
  const log = chat.querySelector("[data-chat-log]"), state = chat.querySelector("[data-chat-state]")
  const open = chat.querySelector("[data-chat-open]"), box = chat.querySelector("textarea")
  const headers = { "X-Chat-Token": said.token }
  const stop = new AbortController()
  let mark = said.mark, known = said.state
  const shown = new Set([...log.children].map((each) => each.dataset.id))
  const waiting = [] // not sent yet, in order; each keeps its id, so that what was sent twice is taken once
  log.scrollTop = log.scrollHeight
  if ("framed" in said) kept.set(said.state === "over" ? "" : said.token)

  function tell(name, data, at) {
    mark = at || mark
    if (name === "message") show(data)
    if (name === "state") stand(data)
  }

  function show({ id, author, text, at }) {
    if (shown.has(id)) return
    shown.add(id)
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80
    const part = document.createElement("div"), who = document.createElement("p"), words = document.createElement("p")
    const time = Object.assign(document.createElement("time"), { dateTime: at })
    time.textContent = new Date(at).toLocaleTimeString("en-LC", { hour: "numeric", minute: "2-digit" })
    part.className = `dg-chat-said dg-chat-said--${author}`
    part.dataset.id = id
    who.className = "govuk-body-s dg-chat-who"
    who.append(`${{ citizen: said.you, agent: said.agent }[author] || said.machine} `, time)
    words.className = "govuk-body dg-chat-text"
    words.textContent = text
    part.append(who, words)
    log.append(part)
    if (atEnd || author === "citizen") log.scrollTop = log.scrollHeight
  }

  function stand({ state: now, place }) {
    known = now
    const sentence = now === "waiting" ? said.waiting.replace("{place}", place) : said[now]
    if (state.textContent !== sentence) state.textContent = sentence
    if (now !== "over") return
    if (open?.contains(document.activeElement)) log.focus()
    open?.remove()
    kept.set("")
  }

  const send = (address, values) => fetch(address, { method: "POST", headers, body: new URLSearchParams(values), cache: "no-store" })

  async function deliver() {
    if (deliver.busy) return
    deliver.busy = true
    while (waiting.length) {
      const answer = await send(said.write, waiting[0]).catch(() => null)
      if (answer && answer.status < 500 && answer.status !== 429) {
        const { text } = waiting.shift()
        if (!answer.ok) {
          state.textContent = (await answer.json().catch(() => ({}))).error || said.over
          if (!box.value) box.value = text
        }
        if (polling) poll()
      } else {
        state.textContent = said.unsent
        await new Promise((done) => setTimeout(done, 2000))
      }
    }
    deliver.busy = false
  }

  chat.querySelector("[data-chat-form=say]")?.addEventListener("submit", (event) => {
    event.preventDefault()
    if (!box.value.trim()) return box.focus()
    waiting.push({ text: box.value, id: name() })
    box.value = ""
    box.focus()
    deliver()
  })
  box?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return
    event.preventDefault()
    box.form.requestSubmit()
  })
  chat.querySelector("[data-chat-form=end]")?.addEventListener("submit", async (event) => {
    event.preventDefault()
    const answer = await send(said.here, { what: "end" }).catch(() => null)
    if (answer?.ok) stand({ state: "over" })
    else event.target.submit()
  })

  // Live; where that fails twice in a row, by asking each few seconds, and live again as soon as it can be.
  let polling = 0
  async function poll() {
    const answer = await fetch(`${said.read}?after=${encodeURIComponent(mark)}`, { headers, cache: "no-store" }).catch(() => null)
    if (!answer?.ok) return void (state.textContent = said.offline)
    const found = await answer.json()
    found.messages.forEach(show)
    mark = found.mark
    stand(found)
    if (found.full) poll()
  }
  function broken(count) {
    if (count >= 2 && !polling) { polling = setInterval(poll, 4000); poll() }
    if (!count && polling) { clearInterval(polling); polling = 0 }
  }
  follow(said.live, { headers, mark, tell, broken, stop: stop.signal, credentials: "omit" }).then(() => clearInterval(polling))
  const here = setInterval(() => { known === "over" ? clearInterval(here) : send(said.here, {}).catch(() => {}) }, 60_000)
  addEventListener("pagehide", () => stop.abort())
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload() })
}

function name() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((each) => each.toString(16).padStart(2, "0")).join("")
}
