from django.core.wsgi import get_wsgi_application

from digigov.config.safety import refuse_unsafe_surroundings

application = get_wsgi_application()
refuse_unsafe_surroundings()
