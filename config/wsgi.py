import os

from django.core.wsgi import get_wsgi_application

from web.busy import be_impatient

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
be_impatient()
