"""Defects of the country, its organisations, calendar and registers."""

from digigov.modules.catalog.testing import TINY
from digigov.modules.catalog.tests.defects import HOME, Defect

ORG, PACK, DAYS = "organizations.yaml", "pack.yaml", "calendar.yaml"
PEOPLE, SHOPS = "registers/people.yaml", "registers/shops.yaml"

ACF = "translations/acf.po"
HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'

CENTER = "contact-centre.yaml"

DEFECTS = [
    Defect("pack/slice-leads-nowhere", CENTER, "unit: shops", "unit: shopz", nth=1),
    Defect("translation/unreadable", ACF, None, HEAD + 'msgid "Yes"\nWi\n', "Wi"),
    Defect("translation/unreadable", ACF, None, HEAD + 'msgid "Yes"\nmsgstr "W\udce9"\n', "msgid"),
    Defect("translation/language-unknown", "translations/xyz.po", None, HEAD, "msgid"),
    Defect(
        "translation/placeholder",
        ACF,
        None,
        HEAD + 'msgid "Due on %(day)s"\nmsgstr "Pou %(jou)s"\n',
        'msgid "Due',
    ),
    Defect(
        "translation/placeholder",
        ACF,
        None,
        HEAD + 'msgid "About {{ reference }}"\nmsgstr "Konsèné {{ wéféwans }}"\n',
        'msgid "About',
    ),
    Defect("translation/placeholder", ACF, None, HEAD + 'msgid "For {name}"\nmsgstr "Pou {non}"\n', 'msgid "For'),
    Defect("organization/twice", ORG, "- code: shop-inspector", "- code: shop-officer", nth=-1),
    Defect("organization/parent-unknown", ORG, "parent: trade", "parent: traid"),
    Defect("organization/no-ministry", ORG, "    parent: trade\n", "", "- code: shops"),
    Defect("organization/ministry-below", ORG, "kind: department", "kind: ministry", "parent: trade"),
    Defect("organization/circle", ORG, "parent: trade", "parent: shops"),
    Defect("organization/names-undated", ORG, ', since: "2020-01"', "", "names:"),
    Defect("organization/date", ORG, 'since: "2020-01"', 'since: "2020-13"'),
    Defect("organization/phone", ORG, 'phone: "+17585550100"', "phone: call us"),
    Defect("office/organization-unknown", ORG, "organization: shops", "organization: shopz"),
    Defect("office/hours", ORG, 'opens: "13:00", closes: "16:00"', 'opens: "16:00", closes: "13:00"'),
    Defect("office/day-twice", ORG, 'opens: "13:00", closes', 'opens: "11:00", closes'),
    Defect("office/place", ORG, "    longitude: -61.0\n", "", "- code: shops-office"),
    Defect("role/supervises-unknown", ORG, "      - shop-officer", "      - shop-oficer"),
    Defect("role/appoints-unknown", ORG, "appoints: [shop-officer]", "appoints: [shop-oficer]"),
    Defect(
        "role/above-itself", ORG, "appoints: [shop-officer]", "appoints: [shop-supervisor]", "- code: shop-supervisor"
    ),
    Defect("role/reserved", ORG, "- code: shop-inspector", "- code: applicant"),
    Defect("calendar/no-such-day", DAYS, "month: 1, day: 1", "month: 2, day: 30"),
    Defect("calendar/moving", DAYS, "month: 10, weekday: 0, nth: 1", "month: 10, weekday: 0"),
    Defect("calendar/extra-date", DAYS, 'on: "2026-11-30"', 'on: "2026-11-31"'),
    Defect("calendar/weekend", DAYS, "weekend: [5, 6]", "weekend: [6, 7]"),
    Defect("pack/time-zone", PACK, "time_zone: America/St_Lucia", "time_zone: America/Castries"),
    Defect("pack/english-missing", PACK, "  - {code: en, name: English}\n", "", "languages:"),
    Defect("pack/twice", PACK, "id: shop-number", "id: national-id", nth=-1),
    Defect("pack/file-missing", PACK, "places: places/places.csv", "places: places/towns.csv"),
    Defect("pack/places-unreadable", "places/places.csv", "14.0,-61.0", "north", "places/places.csv", PACK),
    Defect("pack/outline-unreadable", "places/outline.geojson", "coordinates", "coords", "outline:", PACK),
    Defect("pack/leans-on-no-register", PACK, "deaths: {register: people", "deaths: {register: peoples"),
    Defect("pack/leans-on-no-key", PACK, "people, under: national-id, called", "people, under: shop-number, called"),
    Defect("pack/leans-on-no-field", PACK, "died: born_on", "died: died_on"),
    Defect("data-protection/service-unknown", PACK, "{names_officers: true}", "{questions_to: shop-licences}"),
    Defect("data-protection/corrections-unknown", PACK, "{names_officers: true}", "{corrections_to: shop-licences}"),
    Defect("data-protection/corrections", PACK, "{names_officers: true}", "{corrections_to: shop-licence}"),
    Defect("retention/period-missing", PACK, "{id: posts, years: 10", "{id: chairs, years: 10", "retention:"),
    Defect("data-protection/questions", PACK, "{names_officers: true}", "{questions_to: shop-licence}"),
    Defect(
        "proofing/identifier-unknown",
        PACK,
        "identifier: national-id, has_photo",
        "identifier: card-number, has_photo",
        also=("pack/leans-on-no-key",),
    ),
    Defect(
        "proofing/paper-twice",
        PACK,
        "  papers:\n",
        "  papers:\n    - {id: identity-card, name: Card, identifier: national-id}\n",
        "id: identity-card",
        nth=-1,
    ),
    Defect("proofing/review-unknown", PACK, "proofing:\n", "proofing:\n  review: shop-licences\n", "review:"),
    Defect("proofing/review", PACK, "proofing:\n", "proofing:\n  review: shop-licence\n", "review:"),
    Defect("proofing/no-photo", PACK, "has_photo: true", "has_photo: false", "papers:"),
    Defect("identifier/pattern", PACK, "'[0-9]{7}'", "'[0-9{7}'"),
    Defect("identifier/pattern-explodes", PACK, "'[0-9]{7}'", "'([0-9]+)+'"),
    Defect("identifier/example", PACK, 'example: "0012345"', 'example: "12345"'),
    Defect("file/id", PEOPLE, "id: people", "id: persons"),
    Defect("register/keeper-unknown", PEOPLE, "keeper: trade", "keeper: traid"),
    Defect("register/key-unknown", SHOPS, "key: shop-number", "key: shop-no"),
    Defect("register/also-by-unknown", SHOPS, "key: shop-number", "key: shop-number\nalso_by: [owner]", "also_by"),
    Defect(
        "register/use-field-unknown",
        PEOPLE,
        "emergency, basis: law, law: The Trade Act, fields: [full_name]",
        "emergency, basis: law, law: The Trade Act, fields: [surname]",
        "purpose: emergency",
    ),
    Defect("register/use-twice", PEOPLE, "purpose: emergency", "purpose: decide-case", "fields: [full_name]}"),
    Defect(
        "pack/leans-on-no-use",
        PEOPLE,
        "prove-identity, basis: law, law: The Trade Act, fields: [full_name, born_on]",
        "prove-identity, basis: law, law: The Trade Act, fields: [full_name]",
        "people: {register",
        PACK,
    ),
    Defect("register/field-twice", PEOPLE, "name: owes", "name: full_name", "label: Owes"),
    Defect(
        "service/ministry-folder",
        ORG,
        "  - code: shops\n    names: [{name: Department of Shops}]\n    kind: department\n    parent: trade",
        "  - {code: crafts, kind: ministry, names: [{name: Crafts}]}\n"
        "  - code: shops\n    names: [{name: Department of Shops}]\n    kind: department\n    parent: crafts",
        "organization: shops",
        HOME + "service.yaml",
    ),
    Defect(
        "service/twice", "services/zeta/shop-licence/service.yaml", None, (TINY / HOME / "service.yaml").read_text()
    ),
    Defect("service/shared-workflow-unknown", HOME + "service.yaml", "kind: licence", "workflow: ours\nkind: licence"),
    Defect(
        "file/missing",
        "services/trade/other/service.yaml",
        None,
        "workflow: x\n",
        None,
        "services/trade/other/form.yaml",
    ),
]
