"""The kinds of question. ``KINDS`` names each type of ``definitions.QuestionType`` once."""

from digigov.modules.forms.questions.addresses import Address
from digigov.modules.forms.questions.base import QuestionKind
from digigov.modules.forms.questions.choices import ChooseOne, ChooseSeveral, DeclarationQuestion, YesOrNo
from digigov.modules.forms.questions.dates import DateQuestion
from digigov.modules.forms.questions.files import Files
from digigov.modules.forms.questions.identifiers import IdentifierQuestion, RegisterNumber
from digigov.modules.forms.questions.names import NameQuestion
from digigov.modules.forms.questions.numbers import MoneyQuestion, Number
from digigov.modules.forms.questions.phones import Phone
from digigov.modules.forms.questions.points import PlaceQuestion
from digigov.modules.forms.questions.texts import Email, LongText, TextQuestion

KINDS: dict[str, QuestionKind] = {
    "text": TextQuestion(),
    "long_text": LongText(),
    "name": NameQuestion(),
    "date": DateQuestion(),
    "number": Number(),
    "money": MoneyQuestion(),
    "choice": ChooseOne(),
    "choices": ChooseSeveral(),
    "yes_no": YesOrNo(),
    "address": Address(),
    "phone": Phone(),
    "email": Email(),
    "identifier": IdentifierQuestion(),
    "register_number": RegisterNumber(),
    "file": Files(),
    "place": PlaceQuestion(),
    "declaration": DeclarationQuestion(),
}
