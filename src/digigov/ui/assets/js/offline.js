// The page that checks papers with no network: it decides, and says so in the words that stand in the page.
import { decide, readList } from "./offline-check.js"
import { makeReader, pictureOf } from "./offline-reader.js"
import { kept, renew } from "./offline-trust.js"

export { decide, readList }

const EVERY = 250
const page = document.querySelector("[data-offline]")
const part = (name) => page.querySelector(`[data-part="${name}"]`)
const words = page?.dataset
let trust = { address: words?.address, keys: [], lists: new Map(), when: 0 }
let isKept = false
let reader, stream

if (page) begin()

async function begin() {
  if (!self.crypto?.subtle || !self.caches || !self.DecompressionStream) return (part("too-old").hidden = false)
  part("tools").hidden = false
  part("camera").hidden = !navigator.mediaDevices?.getUserMedia
  part("camera").addEventListener("click", () => (stream ? stop() : scan()))
  part("picture").addEventListener("change", (event) => look(event.target.files[0]))
  part("typed").addEventListener("submit", (event) => {
    event.preventDefault()
    answer(part("text").value.trim())
  })
  addEventListener("hashchange", () => arrived())
  addEventListener("online", () => bringUpToDate())
  trust = await kept(words.address)
  await remember()
  const asked = arrived()
  if (!(await bringUpToDate())) sayAge()
  await asked
}

// Somebody opened the code itself in this browser while there was no network.
async function arrived() {
  if (location.pathname.startsWith("/V/")) await answer(`${words.address.toLowerCase()}${location.pathname}${location.hash}`)
}

async function remember() {
  const worker = navigator.serviceWorker
  await (await caches.open("papers-trust")).put("/verify/offline/language", new Response(document.documentElement.lang))
  if (!worker) return
  const asked = ["/verify/offline/", "/V/"].map((scope) => worker.register(words.worker, { scope }))
  isKept = await Promise.all(asked).then(() => true, () => Boolean(worker.controller))
}

async function bringUpToDate() {
  try {
    trust = await renew(trust)
  } catch {
    return false // no network: what is kept stands
  }
  if (isKept) await navigator.serviceWorker.ready
  sayAge()
  return true
}

function sayAge() {
  const ready = isKept && trust.keys.length > 0
  part("ready").hidden = !ready
  part("not-ready").hidden = ready
  if (ready) part("age").textContent = `${day(trust.when)} (${ageOf(trust.when, Date.now() / 1000)})`
}

async function answer(text) {
  if (!text) return show({ state: "nothing" })
  const newest = Math.max(trust.when, ...[...trust.lists.values()].map((each) => each.at))
  const clock = Date.now() / 1000
  const begun = performance.now()
  const found = await decide(text, trust, Math.max(clock, newest))
  page.dataset.took = (performance.now() - begun).toFixed(1)
  show({ ...found, isClockBehind: clock < newest - 3600 })
}

function show({ state, paper, list, isClockBehind }) {
  const shown = page.querySelector(`template[data-state="${state}"]`).content.cloneNode(true)
  const heading = shown.querySelector("h2")
  if (paper) fill(shown, paper)
  if (paper && list) tellList(shown, list)
  if (isClockBehind) shown.firstElementChild.append(page.querySelector("template[data-state=clock]").content.cloneNode(true))
  const place = part("result")
  place.replaceChildren(shown)
  place.dataset.state = state
  heading.focus()
  heading.scrollIntoView({ block: "start" })
}

function fill(shown, paper) {
  const rows = shown.querySelector("dl")
  const add = (label, value) => {
    const row = page.querySelector("template[data-state=row]").content.cloneNode(true)
    row.querySelector("dt").textContent = label
    row.querySelector("dd").textContent = value
    rows.append(row)
  }
  add(words.labelTitle, paper.title)
  add(words.labelNumber, paper.reference)
  if (paper.holder) add(words.labelHolder, paper.holder)
  for (const [label, value] of paper.facts) add(label, value)
  add(words.labelFrom, day(paper.from))
  if (paper.until) add(words.labelUntil, day(paper.until - 1))
}

function tellList(shown, list) {
  const line = shown.querySelector("[data-list]")
  if (!line || !list.at) return
  const age = ageOf(list.at, list.at + list.days * 86400)
  const sentence = list.says ? words.listSays : list.isFresh ? words.listUsed : words.listOld
  line.textContent = sentence.replace("{day}", day(list.at)).replace("{age}", age)
}

function ageOf(then, now) {
  const days = Math.max(0, Math.floor((now - then) / 86400))
  return days === 0 ? words.ageNone : days === 1 ? words.ageOne : words.ageMany.replace("{days}", days)
}

function day(seconds) {
  const parts = new Intl.DateTimeFormat("en", { timeZone: words.zone, year: "numeric", month: "numeric", day: "numeric" })
    .formatToParts(new Date(seconds * 1000))
    .reduce((found, { type, value }) => ({ ...found, [type]: value }), {})
  return `${parts.day} ${JSON.parse(words.months)[parts.month - 1]} ${parts.year}`
}

async function scan() {
  const video = part("video")
  try {
    reader ??= await makeReader(words.decoder)
    const wanted = { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } }
    stream = await navigator.mediaDevices.getUserMedia({ video: wanted })
  } catch {
    stop()
    return show({ state: "no-camera" })
  }
  video.srcObject = stream
  video.hidden = false
  part("camera").textContent = words.stop
  await video.play().catch(() => null)
  while (stream) {
    const found = video.videoWidth ? await reader(video, false) : null
    if (found && stream) {
      stop()
      return answer(found)
    }
    await new Promise((done) => setTimeout(done, EVERY))
  }
}

function stop() {
  for (const track of stream?.getTracks() ?? []) track.stop()
  stream = undefined
  part("video").hidden = true
  part("camera").textContent = words.start
}

async function look(file) {
  if (!file) return
  part("looking").hidden = false
  try {
    reader ??= await makeReader(words.decoder)
    const found = await reader(await pictureOf(file), true)
    await (found ? answer(found) : show({ state: "no-code" }))
  } catch {
    show({ state: "no-code" })
  } finally {
    part("looking").hidden = true
    part("picture").value = ""
  }
}
