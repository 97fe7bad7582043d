"""Statements on fakesnow: each on a DuckDB connection of its own, so that it can be interrupted in the engine."""

import asyncio
import json
import re
import threading
import time
import uuid
from dataclasses import dataclass, field

import duckdb
import snowflake.connector.errors as errors
from accounts import Session
from cells import cell
from fakesnow.dialect import parse_one
from fakesnow.instance import FakeSnow
from fakesnow.rowtype import describe_as_rowtype
from fakesnow.statement_type import statement_type_id
from sqlglot import exp

engine = FakeSnow(create_database_on_connect=False, create_schema_on_connect=False)
ADMIN = "ADMIN"


class Failed(Exception):
    def __init__(self, code: str, state: str, message: str):
        super().__init__(message)
        self.code, self.state, self.message = code, state, message


@dataclass
class Statement:
    text: str
    session: Session
    parameters: dict
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    status: str = "RUNNING"
    failure: Failed | None = None
    rowtype: list = field(default_factory=list)
    rows: list = field(default_factory=list)
    type_id: int = 4096
    started: float = field(default_factory=time.time)
    milliseconds: int = 0
    stopped: str | None = None
    connection: object = None
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    def stop(self, why: str) -> bool:
        if self.status != "RUNNING":
            return False
        self.stopped = self.stopped or why
        return True


async def run(statement: Statement) -> None:
    seconds = float(statement.parameters.get("STATEMENT_TIMEOUT_IN_SECONDS") or 0)
    loop = asyncio.get_running_loop()
    timer = loop.call_later(seconds, statement.stop, "timeout") if seconds > 0 else None
    work = loop.create_future()

    def end(failure: Exception | None) -> None:
        if not work.done():
            work.set_result(failure)

    def work_in_thread() -> None:
        try:
            _execute(statement)
            failure = None
        except Exception as thrown:  # each becomes an answer of the service
            failure = thrown
        loop.call_soon_threadsafe(end, failure)

    threading.Thread(target=work_in_thread, daemon=True).start()
    while not work.done():
        if statement.stopped is not None and statement.connection is not None:
            statement.connection._duck_conn.interrupt()  # again and again: one that comes too early is lost
        await asyncio.wait([work], timeout=0.05)
    failure = work.result()
    if timer is not None:
        timer.cancel()
    statement.milliseconds = round((time.time() - statement.started) * 1000)
    statement.connection = None
    if statement.stopped == "timeout":
        failure = Failed("000630", "57014", f"Statement reached its statement or warehouse timeout of {seconds:.0f} second(s) and was canceled.")
    elif statement.stopped is not None:
        failure = Failed("000604", "57014", "SQL execution canceled")
    if failure is None:
        statement.status = "SUCCESS"
    else:
        statement.failure = failure if isinstance(failure, Failed) else _as_snowflake_says(failure)
        statement.status = "ABORTED" if statement.stopped == "cancelled" else "FAILED_WITH_ERROR"
    statement.ended.set()


def _execute(statement: Statement) -> None:
    text, session = statement.text, statement.session
    if special := _SPECIAL.match(_without_comment(text)):
        if special["explain"]:
            statement.rowtype, statement.rows = _explained(special["explain"], session)
        elif special["cancel"]:
            statement.rowtype, statement.rows = _cancelled(special["cancel"])
        elif special["role"]:
            statement.rowtype, statement.rows = _granted(special["role"])
        else:
            statement.rowtype, statement.rows = _history(special["id"])
        return
    if refusals and session.user.name != ADMIN:
        raise Failed(*refusals.pop(0))
    connection = engine.connect(session.database, session.schema)
    statement.connection = connection
    if statement.stopped is not None:
        raise Failed("000604", "57014", "SQL execution canceled")
    parsed = parse_one(text)
    _expect_grants(parsed, session)
    statement.type_id = statement_type_id(parsed)
    cursor = connection.cursor()
    cursor.execute(text, server=True)
    statement.rowtype = describe_as_rowtype(cursor._describe_last_sql())
    table = cursor._arrow_table
    columns = [] if table is None else [column.to_pylist() for column in table.columns]
    kinds = [(one["type"], one.get("scale") or 0) for one in statement.rowtype]
    statement.rows = [[cell(value, *kinds[at]) for at, value in enumerate(row)] for row in zip(*columns)]


def _expect_grants(parsed: exp.Expression, session: Session) -> None:
    """What the user may not see does not exist for them; what they may not change is refused."""
    user = session.user
    if user.name == ADMIN:
        return
    inline = {cte.alias_or_name.upper() for cte in parsed.find_all(exp.CTE)}
    target = parsed.this if isinstance(parsed, (exp.Create, exp.Insert, exp.Drop)) else None
    target = target.this if isinstance(target, exp.Schema) else target
    for table in parsed.find_all(exp.Table):
        schema = _folded(table.args.get("db")) or session.schema
        name = _folded(table.this)
        if schema in user.owns or schema == "INFORMATION_SCHEMA" or not table.name:
            continue
        if name in inline and not table.args.get("db"):
            continue
        if table is target:
            raise Failed("003001", "42501", f"SQL access control error:\nInsufficient privileges to operate on schema '{schema}'")
        if f"{schema}.{name}" not in user.reads:
            raise _missing(f"{session.database}.{schema}.{name}")
    if isinstance(parsed, exp.Create) and parsed.kind == "SCHEMA" and _folded(parsed.this.args.get("db")) not in user.owns:
        raise Failed("003001", "42501", f"SQL access control error:\nInsufficient privileges to operate on database '{session.database}'")


def _folded(name: exp.Expression | None) -> str:
    if not isinstance(name, exp.Identifier):
        return ""
    return name.this if name.args.get("quoted") else name.this.upper()


def _missing(name: str) -> Failed:
    return Failed("002003", "42S02", f"SQL compilation error:\nObject '{name}' does not exist or not authorized.")


def _as_snowflake_says(thrown: Exception) -> Failed:
    """DuckDB's complaint in the words of the service."""
    said = getattr(thrown, "msg", None) or str(thrown)
    if found := re.search(r'Referenced column "([^"]+)" not found|does not have a column named "([^"]+)"', said):
        return Failed("000904", "42000", f"SQL compilation error: error line 1 at position 7\ninvalid identifier '{found[1] or found[2]}'")
    if found := re.search(r"Table with name (\S+) does not exist", said):
        return _missing(found[1])
    if found := re.search(r"Could not convert string '(.*)' to (?:U?INT|DECIMAL|DOUBLE)", said):
        return Failed("100038", "22018", f"Numeric value '{found[1]}' is not recognized")
    if isinstance(thrown, errors.Error):
        return Failed(f"{(thrown.errno or 2043):06d}", thrown.sqlstate or "XX000", said)
    if isinstance(thrown, duckdb.Error):
        return Failed("100046", "22003", said)
    return Failed("000603", "XX000", f"SQL execution internal error: {type(thrown).__name__}: {said}"[:800])


# What fakesnow does not know: plans, cancelling and the history of queries.
_SPECIAL = re.compile(
    r"(?is)explain using json (?P<explain>.+)|select system\$cancel_query\('(?P<cancel>[0-9a-f-]+)'\)|select [\w, ]+ from table\(information_schema\.query_history_by_user\([^)]*\)\)\s+where query_id = '(?P<id>[0-9a-f-]+)'|show grants to role (?P<role>\S+)"
)
known: dict[str, Statement] = {}
# By role: privilege, kind of object and its name, as an administrator granted them.
grants: dict[str, list[list[str]]] = {}
# Code, SQL state and message of the next statements of users.
refusals: list[list[str]] = []


def _without_comment(text: str) -> str:
    return re.sub(r"^\s*/\*.*?\*/\s*", "", text, flags=re.S)


def _explained(text: str, session: Session) -> tuple[list, list]:
    cursor = engine.connect(session.database, session.schema).cursor()
    _expect_grants(parse_one(text), session)
    cursor._describe_only(text)
    stats = {"partitionsTotal": 1, "partitionsAssigned": 1, "bytesAssigned": 1024}
    return [_column("content", "text")], [[json.dumps({"GlobalStats": stats, "Operations": [[]]})]]


def _cancelled(query: str) -> tuple[list, list]:
    found = known.get(query)
    has_stopped = found is not None and found.stop("cancelled")
    said = f"query [{query}] terminated." if has_stopped else "Identified SQL statement is not currently executing."
    return [_column("SYSTEM$CANCEL_QUERY", "text")], [[said]]


def _granted(role: str) -> tuple[list, list]:
    """Columns as in SHOW GRANTS (reference, November 2026)."""
    name = role[1:-1] if role.startswith('"') else role.upper()
    columns = ["created_on", "privilege", "granted_on", "name", "granted_to", "grantee_name", "grant_option", "granted_by"]
    rows = [["2026-11-01", *grant, "ROLE", name, "false", "SECURITYADMIN"] for grant in grants.get(name, [])]
    return [_column(column, "text") for column in columns], rows


def _history(query: str) -> tuple[list, list]:
    """Every statement reads 4 KiB: the stand-in has no micro-partitions to count."""
    found = known.get(query)
    columns = [_column("BYTES_SCANNED", "fixed"), _column("TOTAL_ELAPSED_TIME", "fixed")]
    return columns, [] if found is None or found.status == "RUNNING" else [["4096", str(found.milliseconds)]]


def _column(name: str, kind: str) -> dict:
    column = {"name": name, "database": "", "schema": "", "table": "", "nullable": True, "type": kind}
    return {**column, "byteLength": None, "length": None, "scale": 0, "precision": 38, "collation": None}
