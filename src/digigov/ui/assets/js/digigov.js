// Every page. Everything works without this file; it only spares people some effort.
import { createAll } from "govuk-frontend/dist/govuk/init.mjs"
import { ServiceNavigation } from "govuk-frontend/dist/govuk/components/service-navigation/service-navigation.mjs"
import { SkipLink } from "govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs"

document.body.classList.add("js-enabled", "govuk-frontend-supported")
for (const part of [ServiceNavigation, SkipLink]) createAll(part)

// What waits on somebody else looks again by itself: [data-live] is fetched anew and swapped only when it has changed.
for (const part of document.querySelectorAll("[data-live][id]")) {
  const again = setInterval(async () => {
    if (document.hidden) return
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null)
    if (!answer?.ok) return
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id)
    if (fresh && fresh.innerHTML !== part.innerHTML) part.innerHTML = fresh.innerHTML
    if (!fresh?.hasAttribute("data-live")) clearInterval(again)
  }, 10_000)
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false
  button.addEventListener("click", () => window.print())
}
