// Server-sent events over fetch, which unlike EventSource can send a header: the key of a chat never stands in an address.
// Goes on after the last mark whenever the link breaks. `tell(name, data, mark)` gets each event; `broken(count)` hears of trouble.
export async function follow(address, { headers = {}, mark = "", tell, broken = () => {}, stop, credentials = "same-origin" }) {
  let failed = 0
  while (!stop.aborted) {
    try {
      const asked = { ...headers, Accept: "text/event-stream", ...(mark && { "Last-Event-ID": mark }) }
      const answer = await fetch(address, { headers: asked, signal: stop, cache: "no-store", credentials })
      if (!answer.ok || !answer.body) throw new Error(String(answer.status))
      for await (const event of events(answer.body.getReader())) {
        if (failed) broken((failed = 0))
        if (!event.name) continue
        if (event.mark) mark = event.mark
        tell(event.name, event.data, mark)
        if (event.name === "bye") return
      }
    } catch (error) {
      if (stop.aborted) return
      broken(++failed)
    }
    await new Promise((done) => setTimeout(done, Math.min(10_000, 250 * 2 ** failed) * (0.75 + Math.random() / 2)))
  }
}

async function* events(reader) {
  const decoder = new TextDecoder()
  let held = ""
  for (;;) {
    // A link that says nothing for three signs of life is broken, whatever the browser believes.
    const { done, value } = await Promise.race([reader.read(), silence(reader)])
    if (done) return
    held += decoder.decode(value, { stream: true })
    const parts = held.split("\n\n")
    held = parts.pop()
    for (const part of parts) yield parsed(part)
  }
}

function silence(reader) {
  return new Promise((_, refuse) => setTimeout(() => { reader.cancel().catch(() => {}); refuse(new Error("silent")) }, 45_000))
}

function parsed(text) {
  const event = { name: "", data: null, mark: "" }
  for (const line of text.split("\n")) {
    if (line.startsWith("event: ")) event.name = line.slice(7)
    else if (line.startsWith("id: ")) event.mark = line.slice(4)
    else if (line.startsWith("data: ")) event.data = JSON.parse(line.slice(6))
  }
  return event
}
