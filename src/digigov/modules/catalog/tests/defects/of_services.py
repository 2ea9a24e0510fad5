"""Defects of a service's own card, its papers and its messages."""

from digigov.modules.catalog.tests.defects import HOME, Defect, Gone, of_service

card = of_service("service.yaml")
licence = of_service("documents/licence.yaml")
welcome = of_service("messages/welcome.yaml")
LONG = " ".join(["word"] * 45)

DEFECTS = [
    card("service/id", "id: shop-licence", "id: shop-license"),
    card("service/organization-unknown", "organization: shops", "organization: shopz"),
    card("service/kind-unknown", "kind: licence", "kind: permission"),
    card("service/life-event-unknown", "  - working", "  - wurking"),
    card("service/asks-again", "asks_again: 1", "asks_again: 0"),
    card("service/asks-less", "asks_again: 1", "asks_again: 2"),
    card("service/no-words", "  - parlour\n", "", "words:"),
    card("service/word-twice", "  - parlour", "  - Open a shop "),
    card("service/eligibility-fact-unknown", "fact: answers.is_adult", "fact: answers.is_grown_up"),
    card("service/eligibility-value-impossible", "answers.is_adult, is: true", 'answers.is_adult, is: "true"'),
    card("service/sourced-without-source", "    source: https://laws.example/shops\n", "", "standing: sourced"),
    card(
        "service/appeal-missing",
        "appeal:\n  to: the Shops Tribunal\n  within_days: 28\n  law: Shops Act, section 9\n",
        "",
        "id: shop-licence",
    ),
    card("service/anonymous-assurance", "life_events:", "anonymous: true\nassurance: {identity: 2}\nlife_events:", "assur"),
    card("service/assurance-unreachable", "life_events:", "assurance: {authentication: 3}\nlife_events:", "assurance:"),
    card("signature/kind-unknown", "life_events:", "signature: {kind: decree}\nlife_events:", "signature:"),
    card("signature/left-out", "life_events:", "signature: {kind: will}\nlife_events:", "signature:"),
    card(
        "signature/law-left-out", "laws:\n  - title: Shops Act", "signature: {}\nlaws:\n  - title: Land Act",
        "title: Land Act",
    ),
    card("signature/anonymous", "life_events:", "anonymous: true\nsignature: {}\nlife_events:", "signature:"),
    card("service/assumed-unsaid", "assumed:\n  - the ten working days\n", "", "id: shop-licence"),
    card("service/charter-too-short", "working_days: 10", "working_days: 1"),
    card("service/hard-to-read", "summary: Lets a person open a shop.", f"summary: {LONG}."),
    Defect(
        "document/never-issued", HOME + "workflow.yaml", "{document: licence}", "{document: decision-letter}",
        "id: licence", HOME + "documents/licence.yaml",
    ),
    Defect(
        "document/paper-broken", HOME + "documents/licence.typ", "= Shop licence", "#licence-of(unknown)",
        reported_in=HOME + "documents/licence.yaml", line="id: licence",
    ),
    licence("document/fact-unknown", "fact: answers.size", "fact: answers.sise"),
    Defect(
        "document/not-signed", HOME + "documents/licence.yaml", "revoke_role: shop-supervisor", "revoke_role: shop-supervisor\nofficers_sign: true",
        "with: {document: licence}", HOME + "workflow.yaml",
    ),
    Defect(
        "document/signed-for-nothing", HOME + "workflow.yaml", "    with:\n      signers:",
        "    with:\n      paper: licence\n      signers:", "paper: licence",
    ),
    licence("document/role-unknown", "revoke_role: shop-supervisor", "revoke_role: mayor"),
    licence("document/validity", "validity: {years: 1}", "validity: {years: 1, days: 3}"),
    licence("document/until", "validity: {years: 1}", "validity: {until: [06-31, 13-01]}"),
    licence("document/shown-twice", "name: size, label", "name: holder, label", "label: Size"),
    welcome("message/unreadable", "Welcome to the trade", "Welcome to the trade{% if reference %}"),
    welcome("message/value-never-given", "values: [reference]", "sms: On {{ when }}\nvalues: [reference, when]", "values:"),
    Defect(
        "message/value-never-given", "messages/paid.yaml",
        'sms: "News about {{ reference }}."\nvalues:\n', 'sms: "Until {{ due }}."\nvalues:\n  - due\n', "- due",
    ),
    Gone("message/missing", "messages/withdrawn.yaml", None, "", "code: tin", "pack.yaml"),
    Defect("message/never-sent", "messages/welcom.yaml", None, "id: welcom\nsubject: Hello\nemail: Hello\n", "id:"),
    Defect("message/never-sent", HOME + "messages/bye.yaml", None, "id: bye\nsubject: Bye\nemail: Bye\n", "id:"),
    welcome("message/value-undeclared", "Welcome to the trade", "Welcome {{ shop }}", "subject:"),
    welcome("message/value-unused", "values: [reference]", "values: [reference, shop]",
            also=("message/value-never-given",)),
    welcome("message/braces", "Welcome to the trade", "Welcome }} to the trade"),
    welcome("message/sms-too-long", "values:", f"sms: {'x' * 310}\nvalues:"),
    welcome("message/sms-too-long", "values:", f"sms: {'Kwéyòl ē ' * 20}\nvalues:"),
]  # fmt: skip
