"""A new service that can be walked to its end as it is: the easiest way to begin is a thing that works."""

from pathlib import Path

from digigov.modules.catalog.pack.folder import LoadedPack
from digigov.modules.catalog.pack.rules.service import ministry_of

SCHEMA = "# yaml-language-server: $schema={up}schema/{kind}.json\n"

FILES = {
    "service.yaml": """id: {id}
name: {name}
summary: Say in one sentence what the person gets.
organization: {organization}
audience: [citizen]
kind: {kind}
life_events: []
words:  # what people say when they mean this service; at least five
  - {words}
  - {words} form
  - {words} online
  - how to get {words}
  - apply for {words}
who_may_apply: Anyone aged 18 or over who lives here.
eligibility:
  - unless: {{fact: answers.is_adult, is: true}}
    sentence: You must be 18 or over.
laws:
  - title: Name the law here
    standing: assumed
charter:
  working_days: 10
  standing: assumed
needs:
  - text: Your ID card
output: A letter that says what was decided
privacy:
  purpose: To decide on the application.
  basis: The law named above
  keep_years: 5
appeal:
  to: the permanent secretary
  within_days: 28
  law: Name the law here
asks_again: 1  # full_name: fill it in from a register that holds it (prefill), and lower this to 0
assumed:  # what no source supports yet; shown to administrators
  - everything
""",
    "form.yaml": """pages:
  - id: age
    title: Your age
    questions:
      - id: is_adult
        type: yes_no
        label: Are you 18 or over?
  - id: name
    title: Your name
    questions:
      - id: full_name
        type: name
        label: What is your full name?
  - id: reason
    title: Your reason
    questions:
      - id: urgent
        type: yes_no
        label: Is it urgent?
        why: Urgent applications cost more.
      - id: why_urgent
        type: long_text
        label: Why is it urgent?
        max_length: 500
        when: {{fact: answers.urgent, is: true}}
declarations:
  - id: is_true
    type: declaration
    label: What I have written is true to the best of my knowledge.
""",
    "fees.yaml": """fees:
  - id: application
    label: Fee for the application
    rows:  # the first row whose condition holds
      - when: {{fact: answers.urgent, is: true}}
        amount: 40
        label: Urgent
      - amount: 20
        label: Not urgent
    refunds:
      - {{on: refused, percent: 50}}
""",
    "workflow.yaml": """steps:
  - id: pay
    type: pay
    title: Payment of the fee
    role: applicant
    within: 10
    missed: {{do: go, go: lapsed, remind_before: 3}}
    with: {{fee: application}}
    next: {{paid: check}}
  - id: check
    type: review
    title: An officer looks at the application
    role: {role}
    within: 5
    missed: {{do: escalate}}
    labels: {{approve: Approve, refuse: Refuse}}
    reasons:
      - {{id: not-met, text: The conditions of the law are not met., law: Name the law here}}
    next: {{approve: issue, refuse: refusal}}
    with: {{decides: [approve, refuse]}}
  - id: issue
    type: issue
    title: The letter is issued
    role: system
    with: {{document: letter, message: {issued_message}}}
    next: {{issued: granted}}
  - id: refusal
    type: refuse
    title: The application is refused
    role: system
    with: {{message: {refused_message}}}
    next: {{refused: refused}}
  - id: granted
    type: end
    title: Finished
    role: system
    with: {{outcome: granted}}
  - id: refused
    type: end
    title: Refused
    role: system
    with: {{outcome: refused}}
  - id: lapsed
    type: end
    title: Closed because the fee was not paid
    role: system
    with: {{outcome: lapsed}}
withdraw_until: [pay, check]
correct_until: [pay]
""",
    "documents/letter.yaml": """id: letter
title: {name}
kind: letter
number_prefix: D
shows:
  - {{name: name, label: Name, fact: answers.full_name}}
signed_by: The officer
""",
}

EXAMPLE = """name: {title}
covers: {covers}
at: 2026-11-23T09:00:00-04:00
answers:
  is_adult: true
  full_name: {{given: Ana, family: Toussaint}}
  urgent: {urgent}
{more}  is_true: true
doings:
  - {{step: check, outcome: {outcome}{reason}}}
expect:
  pages: [age, name, reason]
  fees: {{application: {fee}}}
  journey: [pay, check, {last}]
  outcome: {ended}
  documents: [{documents}]
"""
WHY = "  why_urgent: I travel on Monday.\n"
EXAMPLES = {
    "plain": {"title": "Plain", "urgent": "false", "more": "", "outcome": "approve", "reason": "", "fee": 20,
              "last": "issue", "ended": "granted", "documents": "letter"},
    "branch": {"title": "Urgent", "urgent": "true", "more": WHY, "outcome": "approve", "reason": "", "fee": 40,
               "last": "issue", "ended": "granted", "documents": "letter"},
    "refusal": {"title": "Refused", "urgent": "false", "more": "", "outcome": "refuse", "reason": ", reason: not-met",
                "fee": 20, "last": "refusal", "ended": "refused", "documents": ""},
}  # fmt: skip


class CannotScaffold(ValueError):
    """A sentence that says what to choose instead."""


def scaffold(pack: LoadedPack, *, service: str, organization: str, role: str, name: str | None = None) -> Path:
    """
    Write the files of a new service and return its folder.

    :raises CannotScaffold: if there is such a service, or no such organisation or role.
    """
    ministry = ministry_of(organization, pack)
    if ministry is None:
        raise CannotScaffold(f"No organisation has the code {organization}; organizations.yaml lists them.")
    if role not in {each.code for each in pack.organizations.roles}:
        raise CannotScaffold(f"No role has the code {role}; organizations.yaml lists them.")
    if service in {each.id for each in pack.services.values()}:
        raise CannotScaffold(f"There is a service {service} already.")
    home = pack.root / "services" / ministry / service
    words = service.replace("-", " ")
    values = {
        "id": service, "organization": organization, "role": role, "name": name or words.capitalize(), "words": words,
        "kind": pack.pack.kinds[0].id, "issued_message": "document-ready", "refused_message": "refused",
    }  # fmt: skip
    for path, text in FILES.items():
        _write(home / path, text.format(**values))
    for covers, differing in EXAMPLES.items():
        _write(home / "examples" / f"{covers}.yaml", EXAMPLE.format(covers=covers, **differing))
    return home


def _write(path: Path, text: str) -> None:
    kind = path.parent.name.rstrip("s") if path.parent.name in ("documents", "examples") else path.stem
    up = "../" * (5 if path.parent.name in ("documents", "examples") else 4)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(SCHEMA.format(up=up, kind=kind) + text, encoding="utf-8")
