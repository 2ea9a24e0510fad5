// The chat with 311 on any page of government: one line. It sets no cookie, reads nothing of the page, and adds one button.
(() => {
  const from = document.currentScript
  if (!from || document.getElementById("dg-chat-button")) return
  const origin = new URL(from.src).origin
  const place = (part, rules) => Object.assign(part.style, rules)
  const button = document.createElement("button")
  button.id = "dg-chat-button"
  button.type = "button"
  button.lang = {{ language|tojson }}
  button.textContent = {{ _("Chat with 311")|tojson }}
  button.setAttribute("aria-expanded", "false")
  button.setAttribute("aria-controls", "dg-chat-panel")
  place(button, {
    position: "fixed", right: "1rem", bottom: "1rem", zIndex: "2147483000", font: "700 1rem/1.25 sans-serif", padding: ".75rem 1rem",
    color: "#fff", background: "#00567f", border: "2px solid #fff", borderRadius: "2rem", cursor: "pointer", minHeight: "2.75rem",
  })
  const panel = document.createElement("section")
  panel.id = "dg-chat-panel"
  panel.hidden = true
  panel.lang = button.lang
  panel.setAttribute("aria-label", button.textContent)
  place(panel, {
    position: "fixed", right: "0", bottom: "4.5rem", zIndex: "2147483000", width: "min(26rem, 100vw)", height: "min(38rem, calc(100vh - 5rem))",
    background: "#fff", border: "2px solid #00567f", boxSizing: "border-box",
  })
  let frame = null
  const show = (open) => {
    if (open && !frame) {
      frame = document.createElement("iframe")
      frame.title = button.textContent
      frame.referrerPolicy = "origin"
      frame.src = `${origin}/help/chat/window/?language={{ language }}`
      place(frame, { width: "100%", height: "100%", border: "0" })
      panel.append(frame)
    }
    panel.hidden = !open
    button.textContent = open ? {{ _("Close the chat")|tojson }} : {{ _("Chat with 311")|tojson }}
    button.setAttribute("aria-expanded", String(open))
    if (open) frame.focus()
    else button.focus()
  }
  button.addEventListener("click", () => show(panel.hidden))
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) show(false)
  })
  window.addEventListener("message", (event) => {
    if (event.origin === origin && event.source === frame?.contentWindow && event.data === "dg-chat-close") show(false)
  })
  document.body.append(panel, button)
})()
