"""Defects of what people may report."""

from digigov.modules.catalog.tests.defects import HOME, Defect

MARKET, PACK = "requests/market.yaml", "pack.yaml"
PLAN = """requests:
  owner: trade
  ladder: [{role: shop-supervisor, after: 4}]
  above: [trade]
  silence_days: 7
  reopen_days: 30
  keep_years: 3
  purpose: To put right what you report.
  law: The Trade Act
"""

DEFECTS = [
    Defect("request/no-plan", PACK, PLAN, "", "code: tin"),
    Defect("request/plan-unknown", PACK, "  owner: trade\n", "  owner: traid\n"),
    Defect(
        "request/plan-unknown", "organizations.yaml", "code: liaison-officer", "code: link-officer", "requests:", PACK
    ),
    Defect("request/plan-unknown", PACK, "{role: shop-supervisor, after: 4}", "{role: shop-boss, after: 4}"),
    Defect("request/plan-unknown", PACK, "  above: [trade]", "  above: [traid]"),
    Defect("request/category-twice", MARKET, "- id: shop-prices", "- id: dirty-stall", nth=-1),
    Defect("request/unit-unknown", MARKET, "    unit: shops\n    questions", "    unit: shopz\n    questions"),
    Defect("request/unit", MARKET, "    unit: shops\n    place: none", "    place: none", "id: shop-prices"),
    Defect(
        "request/complaint-public",
        MARKET,
        "    kind: officer\n    place: none\n    public: false",
        "    kind: officer\n    place: none",
    ),
    Defect(
        "request/alike-without-place",
        MARKET,
        "    place: none\n    public: false\n    clock",
        "    place: none\n    public: false\n    alike: {meters: 10, days: 1}\n    clock",
        "alike: {meters: 10, days: 1}",
    ),
    Defect("request/question-name", MARKET, "{id: smells,", "{id: description,"),
    Defect(
        "service/reported-unknown",
        f"{HOME}service.yaml",
        "kind: licence",
        "kind: licence\nreported_under: fair",
        "reported_under: fair",
    ),
    Defect("request/question-kind", MARKET, "{id: smells, type: yes_no", "{id: smells, type: file"),
]
