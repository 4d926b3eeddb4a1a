import base64
import json
import zlib


def cookie(session):
    """A session cookie: the user's id and the expiry."""
    text = json.dumps({"u": session.user_id, "e": session.expires}).encode()[:120]
    # degrades: compress
    packed = zlib.compress(text, 6)
    return base64.urlsafe_b64encode(packed).decode()
