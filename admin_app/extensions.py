"""The extension instances, nothing else. `create_app()` attaches them to an application."""

from flask_caching import Cache
from flask_compress import Compress
from flask_mailman import Mail
from flask_security import Security
from flask_wtf import CSRFProtect

cache = Cache()
compress = Compress()
csrf = CSRFProtect()
mail = Mail()
security = Security()
