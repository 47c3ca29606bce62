"""Sessions in the database, read through the cache: losing Redis signs nobody out."""

from django.contrib.sessions.backends.cached_db import SessionStore as CachedSessionStore


class SessionStore(CachedSessionStore):
    def _validate_session_key(self, key: str) -> bool:
        """A key of ours is letters and digits; anything else (NUL, say) never reaches the database."""
        return super()._validate_session_key(key) and key.isascii() and key.isalnum()  # type: ignore[misc]
