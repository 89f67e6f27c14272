"""A phone that makes passkeys and answers with them, or tries to cheat: the other side of WebAuthn, Level 2."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_bytes
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

HERE = "http://localhost"
PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


def b64(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def plain(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Device:
    """`counts` is whether it says how often it has signed; most do not."""

    counts: bool = False
    count: int = 0
    id: bytes = field(default_factory=lambda: token_bytes(16))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def made(self, question: Mapping[str, Any], **otherwise: Any) -> str:
        """The answer to a question for a new passkey."""
        public = self.key.public_key().public_numbers()
        point = {-2: public.x.to_bytes(32, "big"), -3: public.y.to_bytes(32, "big")}
        key = cbor2.dumps({1: 2, 3: -7, -1: 1} | point)
        held = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + key
        data = self.data(host=question["rp"]["id"], **otherwise, held=held)
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self.client_data("webauthn.create", question["challenge"], **otherwise)
        return self.told(clientDataJSON=b64(client), attestationObject=b64(attested), transports=["internal"])

    def answer(self, question: Mapping[str, Any], **otherwise: Any) -> str:
        """The answer to a question; what is given `otherwise` is said in place of what is true."""
        data = self.data(host=question["rpId"], **otherwise)
        client = self.client_data("webauthn.get", question["challenge"], **otherwise)
        signature = self.key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        return self.told(clientDataJSON=b64(client), authenticatorData=b64(data), signature=b64(signature))

    def data(self, *, host: str, verified: bool = True, held: bytes = b"", **otherwise: Any) -> bytes:
        self.count += self.counts
        flags = PRESENT | (VERIFIED if verified else 0) | (WITH_KEY if held else 0)
        named = sha256(otherwise.get("other_host", host).encode()).digest()
        return named + bytes([flags]) + self.count.to_bytes(4, "big") + held

    @staticmethod
    def client_data(kind: str, asked: str, **otherwise: Any) -> bytes:
        said = {"type": kind, "challenge": otherwise.get("challenge", asked)}
        return json.dumps(said | {"origin": otherwise.get("origin", HERE), "crossOrigin": False}).encode()

    def told(self, **response: Any) -> str:
        whole = {"id": b64(self.id), "rawId": b64(self.id), "type": "public-key", "response": response}
        return json.dumps(whole | {"clientExtensionResults": {}})
