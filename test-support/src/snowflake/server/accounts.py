"""Who may log in, and as whom: passwords, key pairs, OAuth tokens, and sessions that expire and are renewed."""

import base64
import hashlib
import json
import secrets
import time
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding


class Refused(Exception):
    def __init__(self, code: str, message: str, state: str = "08001"):
        super().__init__(message)
        self.code, self.message, self.state = code, message, state


@dataclass
class User:
    """May read the named tables (SCHEMA.TABLE) and do everything in the named schemas."""

    name: str
    password: str | None = None
    public_key: str | None = None
    reads: frozenset[str] = frozenset()
    owns: frozenset[str] = frozenset()


@dataclass
class Session:
    user: User
    database: str | None
    schema: str | None
    warehouse: str | None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    master: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    expires: float = 0.0


class Accounts:
    def __init__(self, users: dict[str, User], clients: dict[str, dict[str, str]]):
        self.users, self.clients = users, clients
        self.access_tokens: dict[str, tuple[User, float]] = {}
        self.sessions: dict[str, Session] = {}
        self.session_seconds = 3600.0
        self.token_seconds = 600.0
        self.clock_seconds = 0.0
        self.renewals = 0
        self.logins = 0

    def log_in(self, asked: dict, database: str | None, schema: str | None, warehouse: str | None) -> Session:
        user = self._user_of(asked)
        self.logins += 1
        session = Session(user, database, schema, warehouse, expires=time.time() + self.session_seconds)
        self.sessions[session.token] = session
        return session

    def _user_of(self, asked: dict) -> User:
        authenticator = asked.get("AUTHENTICATOR", "SNOWFLAKE")
        if authenticator == "OAUTH":
            user, until = self.access_tokens.get(asked.get("TOKEN", ""), (None, 0.0))
            if user is None:
                raise Refused("390303", "Invalid OAuth access token.")
            if until < time.time():
                raise Refused("390318", "OAuth access token expired.")
            return user
        user = self.users.get((asked.get("LOGIN_NAME") or "").upper())
        if authenticator == "SNOWFLAKE_JWT":
            if user is None or not _is_signed_by(asked.get("TOKEN", ""), user, time.time() + self.clock_seconds):
                raise Refused("390144", "JWT token is invalid.")
            return user
        if user is None or user.password is None or user.password != asked.get("PASSWORD"):
            raise Refused("390100", "Incorrect username or password was specified.")
        return user

    def grant(self, client: str, secret: str) -> str | None:
        """An access token of the OAuth server, for a client that proves itself."""
        known = self.clients.get(client)
        if known is None or known["secret"] != secret:
            return None
        token = secrets.token_urlsafe(24)
        self.access_tokens[token] = (self.users[known["user"]], time.time() + self.token_seconds)
        return token

    def session_of(self, header: str | None) -> Session:
        session = self.sessions.get(_token_in(header))
        if session is None:
            raise Refused("390104", "User must login again to access the service.")
        if session.expires < time.time():
            raise Refused("390112", "Your session has expired. Please login again.")
        return session

    def renew(self, header: str | None) -> Session:
        master = _token_in(header)
        session = next((one for one in self.sessions.values() if one.master == master), None)
        if session is None:
            raise Refused("390114", "Authentication token has expired. The user must authenticate again.")
        self.renewals += 1
        self.sessions.pop(session.token)
        session.token, session.expires = secrets.token_urlsafe(24), time.time() + self.session_seconds
        self.sessions[session.token] = session
        return session

    def forget(self) -> None:
        """End every session, as a maintenance of the service does."""
        self.sessions.clear()


def _token_in(header: str | None) -> str:
    return (header or "").removeprefix('Snowflake Token="').removesuffix('"')


def _is_signed_by(token: str, user: User, now: float) -> bool:
    if user.public_key is None or token.count(".") != 2:
        return False
    head, body, signature = token.split(".")
    key = serialization.load_pem_public_key(user.public_key.encode())
    try:
        key.verify(_unpadded(signature), f"{head}.{body}".encode(), padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    spki = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    fingerprint = "SHA256:" + base64.b64encode(hashlib.sha256(spki).digest()).decode()
    claims = json.loads(_unpadded(body))
    expires = claims["exp"] / 1000 if claims["exp"] > 1e11 else claims["exp"]  # the driver writes milliseconds
    is_theirs = claims["iss"].endswith(f".{user.name}.{fingerprint}") and claims["sub"].endswith(f".{user.name}")
    issued = claims["iat"] / 1000 if claims["iat"] > 1e11 else claims["iat"]
    return is_theirs and issued - 60 < now < expires


def _unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
