"""Defects of a workflow."""

from digigov.modules.catalog.tests.defects import of_service

flow = of_service("workflow.yaml")

DEFECTS = [
    flow("workflow/role-unknown", "role: shop-officer", "role: shop-oficer"),
    flow("workflow/role-unknown", "{role: shop-supervisor, title", "{role: head-of-shops, title"),
    flow("workflow/unit-unknown", "    role: shop-officer", "    role: shop-officer\n    unit: shopz", "unit: shopz"),
    flow("workflow/deadline-missing", "    within: 3\n    missed: {do: escalate}\n", "", "- id: check"),
    flow("workflow/missed-missing", "    within: 3\n    missed: {do: escalate}\n", "    within: 3\n", "- id: check"),
    flow("workflow/fact-unknown", "fact: reads.people.owes", "fact: reads.people.owed"),
    flow(
        "workflow/fact-unknown",
        "correct_until: [pay]",
        "correct_until: [pay]\ntell_when: {fact: answers.news, is: true}",
        "tell_when",
    ),
    flow("workflow/value-impossible", "{fact: reads.people.owes, is: true}", "{fact: answers.size, is: tiny}"),
    flow("workflow/finding-invalid", "        type: yes_no\n", "        type: yesno\n", "type: yesno"),
    flow("workflow/finding-twice", "- id: how_far", "- id: far_away", nth=-1),
    flow("workflow/finding-fact-unknown", "fact: answers.far_away", "fact: answers.faraway"),
    flow("workflow/finding-fact-unknown", "fact: answers.far_away", "fact: answers.size"),
    flow("workflow/question-unknown", "questions: [floor]", "questions: [flour]"),
    flow("workflow/fee-unknown", "with: {fee: licence}", "with: {fee: license}"),
    flow("workflow/register-unknown", "register: people", "register: peoples"),
    flow("workflow/register-field-unknown", "fields: [full_name, owes]", "fields: [full_name, owes, debts]"),
    flow("workflow/register-key-unknown", "key: answers.national_id", "key: answers.nid"),
    flow(
        "workflow/register-under-unknown",
        "      key: answers.national_id",
        "      key: answers.national_id\n      under: passport",
        "under: passport",
    ),
    flow("workflow/answer-unknown", "with: {message: welcome}", "with: {message: welcome, answer: findings.check.why}"),
    flow("workflow/office-unknown", "offices: [shops-office]", "offices: [town-hall]"),
    flow("workflow/meets-nowhere", "offices: [shops-office]", "offices: []", "- id: meet"),
    flow("workflow/message-unknown", "message: welcome", "message: wellcome"),
    flow("workflow/document-unknown", "document: licence}", "document: license}"),
]
