"""Defects that only show when the worked examples are looked at and walked."""

from digigov.modules.catalog.tests.defects import HOME, Defect, Gone, of_service

plain, branch, refusal = (of_service(f"examples/{n}.yaml") for n in ("plain", "branch", "refusal"))
flow, form, fees = (of_service(f"{n}.yaml") for n in ("workflow", "form", "fees"))

DEFECTS = [
    Gone("example/too-few", HOME + "examples/branch.yaml", None, "", "id: shop-licence", HOME + "service.yaml"),
    refusal("example/not-covered", "covers: refusal", "covers: branch", "id: shop-licence", other="service.yaml"),
    plain("example/answer-unknown", "  size: small", "  sise: small"),
    plain("example/step-unknown", "{step: sign, outcome: signed}", "{step: signing, outcome: signed}"),
    refusal("example/name-twice", "name: The shop of Mr Felix would be too noisy", "name: Ms Toussaint opens a small shop", other="examples/refusal.yaml"),
    plain("example/answer-refused", '  national_id: "0012345"', "  national_id: twelve"),
    plain("example/pages-differ", "pages: [age, you, shop, other-shop, workers]", "pages: [age, you, shop, workers]"),
    plain("example/stops", "outcome: fine, findings", "outcome: great, findings", "- {step: check"),
    plain("example/journey-differs", "journey: [pay, look-up, check,", "journey: [look-up, pay, check,"),
    plain("example/outcome-differs", "  outcome: granted", "  outcome: refused"),
    plain("example/fees-differ", "fees: {licence: 20}", "fees: {licence: 21}"),
    plain("example/documents-differ", "documents: [licence]", "documents: []"),
    plain("example/finding-unknown", "findings: {far_away: false}", "findings: {faraway: false}"),
    Defect(
        "example/fee-unknown", HOME + "form.yaml",
        "        when: {fact: answers.size, is: large}", "        when: {fact: answers.size, is: small}",
        "  fees: {licence: 55, visit: 15}", HOME + "examples/branch.yaml",
    ),
    Defect(
        "example/step-never-walked", HOME + "examples/refusal.yaml",
        "outcome: refuse, findings: {far_away: false}, reason: too-noisy}", "outcome: withdrawn}",
        "- id: refusal", HOME + "workflow.yaml",
    ),
]  # fmt: skip
