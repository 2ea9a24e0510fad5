"""Defects of a fee table."""

from digigov.modules.catalog.tests.defects import of_service

fees = of_service("fees.yaml")

DEFECTS = [
    fees("fee/twice", "- id: visit", "- id: licence", nth=-1),
    fees(
        "fee/never-charged",
        "  - id: visit",
        "  - id: paper\n    label: Paper\n    rows: [{amount: 1}]\n  - id: visit",
        "- id: paper",
    ),
    fees(
        "fee/no-last-row",
        "      - amount: 30\n",
        "      - when: {fact: answers.size, is: large}\n        amount: 30\n",
        "when: {fact: answers.size, is: large}",
    ),
    fees(
        "fee/row-after-last",
        "      - when: {fact: answers.size, is: small}\n        amount: 20",
        "      - amount: 20",
        "amount: 30",
    ),
    fees(
        "fee/row-twice",
        "      - amount: 30",
        "      - when: {fact: answers.size, is: small}\n        amount: 21\n      - amount: 30",
        "when: {fact: answers.size, is: small}",
        nth=-1,
    ),
    fees("fee/fact-unknown", "fact: answers.floor", "fact: answers.flour"),
    fees("fee/value-impossible", "{fact: answers.size, is: small}", "{fact: answers.size, is: smal}"),
    fees("fee/measure-no-number", "fact: answers.floor", "fact: answers.size", "per: {fact: answers.size"),
    fees("fee/refund-step-unknown", "at: [check]", "at: [checking]"),
    fees(
        "fee/refund-unreachable",
        "      - {on: refused, percent: 100}",
        "      - {on: refused, percent: 100}\n      - {on: refused, at: [sign], percent: 10}",
        "percent: 10}",
    ),
    fees("fee/waiver-role-unknown", "role: shop-supervisor", "role: mayor"),
]
