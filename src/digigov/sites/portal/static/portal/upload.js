// Sends each chosen file in pieces while the page is filled in, and goes on where a broken line stopped it.
// Without this script the form sends the same files by itself.
const PIECE = 256 * 1024
const TRIES = 40

for (const input of document.querySelectorAll("input[type=file][data-upload]")) watch(input)

function watch(input) {
  const shelf = document.querySelector(`[data-uploads="${CSS.escape(input.dataset.upload)}"]`)
  if (!shelf || input.dataset.watched) return
  input.dataset.watched = "yes"
  input.addEventListener("change", async () => {
    const form = input.form
    const chosen = [...input.files]
    const left = new DataTransfer()
    form.sending = (form.sending ?? 0) + 1
    await Promise.all(chosen.map((file) => send(file, input, shelf).catch(() => left.items.add(file))))
    input.files = left.files // what could not be sent in pieces goes with the form
    form.sending -= 1
    if (form.sending === 0 && form.waiting) form.requestSubmit(form.waiting)
  })
  if (input.form.holds) return
  input.form.holds = true
  input.form.addEventListener("submit", (event) => {
    if (!input.form.sending) return
    event.preventDefault() // the last piece is still on its way; then the form goes by itself
    input.form.waiting = event.submitter ?? input.form.querySelector("button")
  })
}

async function send(file, input, shelf) {
  const line = draw(file, shelf)
  const token = input.form.querySelector("[name=csrfmiddlewaretoken]").value
  const begun = await ask(shelf.dataset.to, { method: "POST", body: form({ name: file.name, size: file.size }), token })
  if (begun.refusal) return refuse(line, begun.refusal)
  const here = `${shelf.dataset.to}${begun.id}/`
  let received = 0
  let tries = 0
  while (received < file.size) {
    try {
      const body = file.slice(received, received + PIECE)
      const answer = await ask(`${here}?offset=${received}`, { method: "POST", body, token })
      if (answer.refusal && answer.received === undefined) return refuse(line, answer.refusal)
      received = answer.received
      tries = 0
      line.state(shelf.dataset.sending, received / file.size)
    } catch (broken) {
      if (++tries > TRIES) throw broken
      line.state(shelf.dataset.waiting, received / file.size)
      await pause(Math.min(1000 * 2 ** tries, 15000))
      const known = await ask(here, { method: "GET" }).catch(() => undefined)
      if (known?.refusal) return refuse(line, known.refusal)
      received = known?.received ?? received
    }
  }
  const done = await again(() => ask(`${here}done/`, { method: "POST", token }))
  if (done.refusal) return refuse(line, done.refusal)
  line.keep(input.dataset.upload, done.file, shelf.dataset.kept, shelf.dataset.remove)
}

function refuse(line, sentence) {
  line.state(sentence)
  line.item.classList.add("govuk-error-message")
}

async function ask(url, { method, body, token }) {
  const headers = { Accept: "application/json", ...(token && { "X-CSRFToken": token }) }
  if (body instanceof Blob) headers["Content-Type"] = "application/octet-stream"
  const answer = await fetch(url, { method, body, headers, credentials: "same-origin" })
  if (answer.status >= 500) throw new Error(`${answer.status}`)
  const said = await answer.json().catch(() => ({ message: `${answer.status}` }))
  return answer.ok ? said : { ...said, refusal: said.message }
}

async function again(what) {
  for (let tries = 1; ; tries++) {
    try {
      return await what()
    } catch (broken) {
      if (tries > 5) throw broken
      await pause(1000 * 2 ** tries)
    }
  }
}

function pause(milliseconds) {
  return new Promise((go) => {
    const timer = setTimeout(go, milliseconds)
    addEventListener("online", () => (clearTimeout(timer), go()), { once: true })
  })
}

function form(values) {
  const made = new FormData()
  for (const [name, value] of Object.entries(values)) made.append(name, value)
  return made
}

function draw(file, shelf) {
  let list = shelf.querySelector("ul")
  if (!list) {
    list = document.createElement("ul")
    list.className = "govuk-list dg-files"
    shelf.append(list)
  }
  const item = document.createElement("li")
  const name = document.createElement("span")
  name.className = "dg-files__name"
  name.textContent = file.name
  const bar = document.createElement("progress")
  bar.max = 1
  bar.value = 0
  bar.setAttribute("aria-hidden", "true")
  const said = document.createElement("span")
  said.className = "dg-files__size"
  said.setAttribute("role", "status")
  said.textContent = shelf.dataset.sending
  item.append(name, " ", said, " ", bar)
  list.append(item)
  return {
    item,
    state(text, part) {
      if (said.textContent !== text) said.textContent = text
      if (part === undefined) bar.remove()
      else bar.value = part
    },
    keep(field, id, text, remove) {
      bar.remove()
      said.textContent = text
      const kept = Object.assign(document.createElement("input"), { type: "hidden", name: field, value: id })
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: remove })
      button.className = "govuk-button govuk-button--secondary govuk-!-margin-0"
      button.setAttribute("aria-label", `${remove}: ${file.name}`)
      button.addEventListener("click", () => item.remove())
      item.append(kept, button)
    },
  }
}
