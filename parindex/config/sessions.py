"""Ends a session after SESSION_COOKIE_AGE without use, at one write in five minutes instead of one a page."""

import time

from django.contrib.auth import SESSION_KEY

RENEW_AFTER = 300  # seconds


class IdleSessions:
    """Touches the session of a signed-in person once it is RENEW_AFTER old, which moves its end."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        session = request.session
        if SESSION_KEY in session and time.time() - session.get("renewed", 0) > RENEW_AFTER:
            session["renewed"] = int(time.time())
        return self.get_response(request)
