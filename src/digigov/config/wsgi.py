import sys

from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

from digigov.config.safety import refuse_unsafe_surroundings
from digigov.sites.admission import Admission

# A request that comes back from the database waits half a millisecond for the interpreter, not five, behind one that draws a page.
sys.setswitchinterval(0.0005)
_admitted = Admission(get_wsgi_application())
application = import_string("digigov.sites.traffic.Traffic")(
    _admitted
)  # by name: it needs the tables, which now are known
refuse_unsafe_surroundings()
