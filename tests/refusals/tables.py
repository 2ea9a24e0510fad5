"""Every public command, by room, with how it is tried."""

from tests.refusals import (
    of_casework,
    of_elsewhere,
    of_identities,
    of_mandates,
    of_money,
    of_papers,
    of_people,
    of_services,
    of_signing,
)

TABLES = {
    "applications": {**of_services.APPLICATIONS, **of_signing.APPLICATIONS},
    "appointments": of_casework.APPOINTMENTS,
    "assurance": of_identities.ASSURANCE,
    "audit": of_services.AUDIT,
    "casework": of_casework.CASEWORK,
    "catalog": of_services.CATALOG,
    "documents": {**of_papers.DOCUMENTS, "keep_drawn": of_signing.KEEP_DRAWN, "lengthen_file": of_signing.LENGTHEN},
    "forms": of_services.FORMS,
    "identity": of_people.IDENTITY,
    "mandates": of_mandates.MANDATES,
    "notifications": of_services.NOTIFICATIONS,
    "openid": of_elsewhere.OPENID,
    "operations": of_services.OPERATIONS,
    "organizations": of_people.ORGANIZATIONS_,
    "parties": of_people.PARTIES,
    "payments": of_money.PAYMENTS,
    "privacy": of_people.PRIVACY,
    "registries": of_services.REGISTRIES,
    "search": of_services.SEARCH,
    "signatures": {**of_papers.SIGNATURES, **of_signing.SIGNATURES},
    "signing": of_signing.SIGNING,
}
