// Pages with questions, beside digigov.js. Everything works without this file too.
import { createAll } from "govuk-frontend/dist/govuk/init.mjs"
import { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs"
import { CharacterCount } from "govuk-frontend/dist/govuk/components/character-count/character-count.mjs"
import { Checkboxes } from "govuk-frontend/dist/govuk/components/checkboxes/checkboxes.mjs"
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs"
import { PasswordInput } from "govuk-frontend/dist/govuk/components/password-input/password-input.mjs"
import { Radios } from "govuk-frontend/dist/govuk/components/radios/radios.mjs"

// ARIA knows no aria-expanded on a radio button; what it reveals follows it directly, so nothing is lost.
class PlainRadios extends Radios {
  syncConditionalRevealWithInputState(input) {
    super.syncConditionalRevealWithInputState(input)
    input.removeAttribute("aria-expanded")
  }
}

for (const part of [Button, CharacterCount, Checkboxes, ErrorSummary, PasswordInput, PlainRadios]) createAll(part)

// Where a server-made confirmation has arrived, say it aloud and be there.
document.querySelector("[data-module='govuk-notification-banner'][role='alert']")?.focus()

// A question that rests on another of the page shows when that one is answered so; what is hidden is not asked.
for (const part of document.querySelectorAll("[data-only-if]")) {
  const boxes = [...document.getElementsByName(part.dataset.onlyIf)]
  if (!boxes.length || boxes[0].closest(".dg-prefilled")) continue
  const wanted = part.dataset.is.split(" ")
  const show = () => { part.hidden = !boxes.some((box) => box.checked && wanted.includes(box.value)) }
  part.querySelector(".dg-only-if").remove()
  for (const box of boxes) box.addEventListener("change", show)
  show()
}
