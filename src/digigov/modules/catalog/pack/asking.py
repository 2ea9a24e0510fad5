"""The ask-once budget: how much a service asks people that government could answer itself."""

from digigov.modules.catalog.pack.folder import LoadedPack, LoadedService
from digigov.modules.registries.definitions import Register

BY = "national-id"  # the number under which an applicant is looked up
FITS = {  # nobody is asked for a list of texts
    "text": {"text", "long_text", "phone", "email", "identifier", "choice", "register_number"},
    "name": {"name"},
    "address": {"address"},
    "date": {"date"},
    "number": {"number", "money"},
    "money": {"money", "number"},
    "yes_no": {"yes_no"},
}  # of what type a question may be that asks for a field
# What is written down of everybody with an account, by the ids that forms use for it.
OF_EVERYBODY = {
    **dict.fromkeys(("name", "full_name"), "name"),
    **dict.fromkeys(("born_on", "date_of_birth"), "date"),
    **dict.fromkeys(("address", "home_address"), "address"),
    "national_id": "identifier",
    "phone": "phone",
    "email": "email",
}


def asked_again(service: LoadedService, pack: LoadedPack) -> tuple[str, ...]:
    """
    The questions that ask for what a register holds of the applicant under the same name, or for what is written down of
    everybody with an account, and are not filled in from there. Whether a question says ``why`` it is asked makes no difference.
    """
    held: dict[str, set[str]] = {}
    for source in pack.of_folder("registers").values():
        register: Register = source.definition
        if register.about == "person" and BY in (register.key, *register.also_by):
            for field in register.fields:
                held.setdefault(field.name, set()).update(FITS.get(field.type, set()))
    for name, kind in OF_EVERYBODY.items():
        held.setdefault(name, set()).add(kind)
    return tuple(
        question.id
        for page in service.form.pages
        if not page.repeat
        for question in page.questions
        if question.type in held.get(question.id, ()) and not question.prefill
    )
