// Passkeys: sign in with one, add one. What needs this script stays hidden where it cannot work.
const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? ""
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0))
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")

async function ask(url, body = {}) {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify(body),
  })
  const read = await answer.json().catch(() => ({}))
  if (!answer.ok) {
    if (read.next) location.assign(read.next)
    throw new Error(read.error ?? "")
  }
  return read
}

const readable = (list) => (list ?? []).map((each) => ({ ...each, id: bytes(each.id) }))

async function show(options) {
  const publicKey = { ...options.publicKey, challenge: bytes(options.publicKey.challenge) }
  publicKey.allowCredentials = readable(publicKey.allowCredentials)
  const made = await navigator.credentials.get({ publicKey })
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    clientExtensionResults: {},
    response: {
      clientDataJSON: text(made.response.clientDataJSON),
      authenticatorData: text(made.response.authenticatorData),
      signature: text(made.response.signature),
      userHandle: made.response.userHandle ? text(made.response.userHandle) : null,
    },
  }
}

async function make(options) {
  const publicKey = { ...options.publicKey, challenge: bytes(options.publicKey.challenge) }
  publicKey.user = { ...publicKey.user, id: bytes(publicKey.user.id) }
  publicKey.excludeCredentials = readable(publicKey.excludeCredentials)
  const made = await navigator.credentials.create({ publicKey })
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    clientExtensionResults: {},
    response: {
      clientDataJSON: text(made.response.clientDataJSON),
      attestationObject: text(made.response.attestationObject),
    },
  }
}

function offer(part, use, extra) {
  const fault = part.querySelector("[data-passkey-error]")
  part.hidden = false
  part.querySelector("button").addEventListener("click", async () => {
    fault.hidden = true
    try {
      const credential = await use(await ask(part.dataset.options))
      const { next } = await ask(part.dataset.answer, { credential, ...extra(part) })
      location.assign(next)
    } catch (error) {
      fault.textContent = error.name === "Error" && error.message ? error.message : part.dataset.fault
      fault.hidden = false
    }
  })
}

if (window.PublicKeyCredential) {
  document.querySelectorAll("[data-passkey-sign-in]").forEach((part) => offer(part, show, () => ({ next: part.dataset.next })))
  document.querySelectorAll("[data-passkey-add]").forEach((part) =>
    offer(part, make, () => ({ name: part.querySelector("input").value })),
  )
}
