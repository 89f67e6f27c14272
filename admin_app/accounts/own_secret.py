"""Keys for one purpose each, so that SECRET_KEY itself is used for nothing but sessions."""

from __future__ import annotations

import hmac
from hashlib import sha256

from flask import Flask


def own_secret(app: Flask, purpose: str) -> bytes:
    """A key for one purpose, made of SECRET_KEY and telling nothing about it."""
    return hmac.new(app.config["SECRET_KEY"].encode(), f"homeroom {purpose}".encode(), sha256).digest()
