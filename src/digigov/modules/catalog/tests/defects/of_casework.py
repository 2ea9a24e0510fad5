"""Defects within a workflow, which casework finds."""

from digigov.modules.catalog.tests.defects import of_service

flow = of_service("workflow.yaml")

DEFECTS = [
    flow("workflow/step-twice", "- id: more", "- id: check", nth=-1),
    flow("workflow/step-type", "    type: sign-off", "    type: sign"),
    flow("workflow/step-parameters", "      minutes: 20", "      minutes: 2"),
    flow("workflow/no-outcome", "next: {held: sign, absent: sign}", "next: {}", "- id: meet", also=("workflow/no-way-out",)),
    flow("workflow/outcome-missing", "next: {signed: issue, returned: check}", "next: {signed: issue}"),
    flow("workflow/outcome-unknown", "next: {issued: thanks}", "next: {issued: thanks, sent: thanks}"),
    flow("workflow/target-unknown", "next: {answered: check}", "next: {answered: checking}"),
    flow("workflow/table-hole", "        - {go: sign}\n", "", "      fine:"),
    flow("workflow/table-shadow", "{when: {fact: reads.people.owes, is: true}, go: meet}", "{go: meet}", "- {go: meet}"),
    flow("workflow/end-goes-on", "    with: {outcome: granted}", "    with: {outcome: granted}\n    within: 3\n    missed: {do: remind}", "- id: granted"),
    flow("workflow/missed-without-deadline", "    type: issue", "    type: issue\n    missed: {do: remind}", "    missed: {do: remind}", nth=4),
    flow("workflow/missed-target", "missed: {do: go, go: lapsed, remind_before: 2}", "missed: {do: go, remind_before: 2}"),
    flow("workflow/reminder-too-early", "go: lapsed, remind_before: 2", "go: lapsed, remind_before: 9"),
    flow("workflow/label-unknown", "{fine: Fine, ask", "{fine: Fine, good: Good, ask"),
    flow("workflow/label-missing", "labels: {fine: Fine, ask", "labels: {ask"),
    flow(
        "workflow/reason-twice",
        "    reasons:\n",
        "    reasons:\n      - {id: too-noisy, text: Noise., law: The Act}\n",
        "    reasons:",
    ),
    flow(
        "workflow/reasons-missing",
        '    reasons:\n      - {id: too-noisy, text: The shop would be too noisy., law: "Shops Act, section 4"}\n',
        "",
        "- id: check",
    ),
    flow("workflow/not-by-unknown", "not_by: [check]", "not_by: [chek]"),
    flow("workflow/role-misfit", "    title: Signature\n    role: shop-supervisor", "    title: Signature\n    role: applicant", "role: applicant", nth=-1),
    flow("workflow/decides-unknown", "decides: [fine, refuse]", "decides: [fine, deny]"),
    flow("workflow/bulk-harmful", "with: {decides: [fine, refuse]}", "with: {decides: [fine, refuse], bulk: [refuse]}"),
    flow(
        "workflow/only-when-unknown",
        "with: {decides: [fine, refuse]}",
        "with: {decides: [fine, refuse], only_when: {good: {fact: answers.national_id, answered: true}}}",
    ),
    flow("workflow/step-unreachable", "      ask: more\n", "      ask: sign\n", "- id: more"),
    flow("workflow/no-way-out", "next: {answered: check}", "next: {answered: more}", "- id: more"),
    flow("workflow/spins", "next: {told: granted}", "next: {told: thanks}", "- id: thanks", also=("workflow/no-way-out",)),
    flow("workflow/mind-unknown", "correct_until: [pay]", "correct_until: [paying]"),
]  # fmt: skip
