import sys

from django.core.wsgi import get_wsgi_application

from digigov.config.safety import refuse_unsafe_surroundings
from digigov.sites.admission import Admission

# A request that comes back from the database waits half a millisecond for the interpreter, not five, behind one that draws a page.
sys.setswitchinterval(0.0005)
application = Admission(get_wsgi_application())
refuse_unsafe_surroundings()
