"""Defects of a form."""

from digigov.modules.catalog.tests.defects import HOME, Defect, of_service

FORM = f"{HOME}form.yaml"
form = of_service("form.yaml")

DEFECTS = [
    form("form/duplicate-question", "- id: floor", "- id: size", nth=-1),
    form("form/duplicate-page", "- id: night\n", "- id: shop\n", nth=-1),
    form("form/group-named-as-question", "repeat: {id: workers,", "repeat: {id: noise,"),
    form("form/group-bounds", "minimum: 0, maximum: 5", "minimum: 6, maximum: 5"),
    form("form/total-question", "maximum: 5}", "maximum: 5, total: {question: is_cook, most: 3}}", "repeat:"),
    form(
        "form/total-bounds",
        "maximum: 5}\n    questions:\n",
        "maximum: 5, total: {question: hours, least: 9, most: 3}}\n    questions:\n"
        "      - {id: hours, type: number, label: Hours}\n",
        "repeat:",
    ),
    form("form/unknown-fact", "when: {fact: answers.size, is: large}", "when: {fact: answers.sise, is: large}"),
    form("form/asked-later", "when: {fact: answers.size, is: large}", "when: {fact: answers.open_at_night, is: true}"),
    form(
        "form/asked-later",
        "prefill: {register: people, field: born_on}",
        "prefill: {register: people, field: born_on, when: {fact: answers.size, is: large}}",
    ),
    form("form/looks-at-itself", "when: {fact: answers.size, is: large}", "when: {fact: answers.floor, at_least: 5}"),
    form("form/impossible-value", "when: {fact: answers.size, is: large}", "when: {fact: answers.size, is: huge}"),
    form(
        "form/impossible-value",
        "when: {fact: answers.open_at_night, is: true}",
        'when: {fact: answers.open_at_night, is: "yes"}',
    ),
    form(
        "form/contradiction",
        "when: {fact: answers.size, is: large}",
        "when: {all: [{fact: answers.size, is: large}, {fact: answers.size, is: small}]}",
    ),
    form("form/choice-missing", "          - {value: small, label: Small}\n", "", "- id: size"),
    form("form/choice-twice", "{value: large, label: Large}", "{value: small, label: Large}"),
    form(
        "form/setting-of-another-type", "        type: yes_no\n", "        type: yes_no\n        unit: m\n", "unit: m"
    ),
    form("form/bounds", "        minimum: 10", "        minimum: 1000"),
    form("form/date-bound", "latest: -18 years", "latest: eighteen years ago"),
    form("form/identifier-unknown", "identifier: national-id", "identifier: passport"),
    Defect(
        "register/not-for-that",
        "registers/people.yaml",
        "law: The Trade Act, fields: [full_name, born_on]}",
        "law: The Trade Act, fields: [full_name]}",
        "prefill: {register: people, field: born_on}",
        FORM,
    ),
    Defect(
        "register/not-for-that",
        "registers/shops.yaml",
        "fields: [shop_name]",
        "fields: [floor]",
        "shows: [shop_name]",
        FORM,
    ),
    form("form/register-missing", "        register: shops\n", "", "type: register_number"),
    form("form/register-unknown", "register: people, field: full_name", "register: persons, field: full_name"),
    form("form/register-field-unknown", "shows: [shop_name]", "shows: [name_of_shop]"),
    form("form/prefill-type", "field: born_on", "field: owes", also=("register/not-for-that",)),
    form("form/declaration-type", "type: declaration", "type: yes_no", nth=-1),
]
