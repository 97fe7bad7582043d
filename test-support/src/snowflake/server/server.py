"""The HTTP face of Snowflake that its Node driver speaks: row sets in JSON, statements that run on, chunks.

fakesnow's own server answers in Arrow, which that driver does not read, and knows neither `asyncExec` nor cancelling.
"""

import asyncio
import gzip
import json
import os
import sys
import threading
import warnings
from urllib.parse import parse_qs

import uvicorn
from accounts import Accounts, Refused, Session, User
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from statements import ADMIN, Statement, engine, grants, known, refusals, run

ROWS_INLINE, ROWS_PER_CHUNK, PATIENCE = 200, 300, 2.0
LONGEST_TAG = 2_000

configured = json.loads(os.environ["STAND_IN"])
users = {
    name: User(name, one.get("password"), one.get("publicKey"), frozenset(one.get("reads", [])), frozenset(one.get("owns", [])))
    for name, one in configured["users"].items()
}
accounts = Accounts(users, configured.get("clients", {}))
administrator = Session(User(ADMIN), configured["database"], "PUBLIC", None)
by_request: dict[str, str] = {}
chunks: dict[str, bytes] = {}
refuse_chunks = 0


async def body_of(request: Request) -> dict:
    body = await request.body()
    if request.headers.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    return json.loads(body or b"{}")


def refusal(code: str, message: str, state: str | None = None, query: str | None = None) -> JSONResponse:
    data = {"errorCode": code, "sqlState": state, "queryId": query}
    return JSONResponse({"data": data, "code": code, "message": message, "success": False})


async def log_in(request: Request) -> Response:
    asked = (await body_of(request))["data"]
    place = {key: (request.query_params.get(f"{key}{'' if key == 'warehouse' else 'Name'}") or None) for key in ("database", "schema", "warehouse")}
    place = {key: value and value.upper() for key, value in place.items()}
    if place["database"] not in (None, configured["database"]):
        return refusal("390201", "The requested database does not exist or not authorized.", "08004")
    try:
        session = accounts.log_in(asked, place["database"], place["schema"] or "PUBLIC", place["warehouse"])
    except Refused as why:
        return refusal(why.code, why.message, why.state)
    info = {"databaseName": session.database, "schemaName": session.schema, "warehouseName": session.warehouse}
    parameters = [{"name": "CLIENT_SESSION_KEEP_ALIVE_HEARTBEAT_FREQUENCY", "value": 3600}]
    answer = {"token": session.token, "masterToken": session.master, "validityInSeconds": 3600, "sessionInfo": info}
    return JSONResponse({"data": {**answer, "masterValidityInSeconds": 14400, "sessionId": 1, "parameters": parameters}, "success": True})


async def renew(request: Request) -> Response:
    try:
        session = accounts.renew(request.headers.get("Authorization"))
    except Refused as why:
        return refusal(why.code, why.message, why.state)
    answer = {"sessionToken": session.token, "validityInSecondsST": 3600, "masterToken": session.master}
    return JSONResponse({"data": {**answer, "validityInSecondsMT": 14400, "sessionId": 1}, "success": True})


def in_session(answer):
    async def guarded(request: Request) -> Response:
        try:
            session = accounts.session_of(request.headers.get("Authorization"))
        except Refused as why:
            return refusal(why.code, why.message, why.state)
        return await answer(request, session)

    return guarded


async def session(request: Request, found: Session) -> Response:
    if request.query_params.get("delete"):
        accounts.sessions.pop(found.token, None)
    return JSONResponse({"data": None, "success": True})


async def query(request: Request, found: Session) -> Response:
    asked = await body_of(request)
    key = request.query_params.get("requestId") or ""
    if key in by_request:  # the same request again, after a broken connection: the same statement
        statement = known[by_request[key]]
    else:
        parameters = asked.get("parameters") or {}
        if len(parameters.get("QUERY_TAG") or "") > LONGEST_TAG:
            return refusal("001008", "SQL compilation error:\ninvalid value for parameter 'QUERY_TAG'", "22023")
        statement = Statement(asked["sqlText"], found, parameters)
        by_request[key] = statement.id
        known[statement.id] = statement
        asyncio.get_running_loop().create_task(run(statement))
    if asked.get("asyncExec"):
        return in_progress(statement, "333334")
    return await when_ended(request, statement)


async def result(request: Request, _: Session) -> Response:
    statement = known.get(request.path_params["id"])
    if statement is None:
        return refusal("000709", f"Statement {request.path_params['id']} not found", "02000")
    return await when_ended(request, statement)


async def when_ended(request: Request, statement: Statement) -> Response:
    try:
        await asyncio.wait_for(statement.ended.wait(), PATIENCE)
    except asyncio.TimeoutError:
        return in_progress(statement, "333333")
    if statement.failure is not None:
        return refusal(statement.failure.code, statement.failure.message, statement.failure.state, statement.id)
    rest = []
    for number, at in enumerate(range(ROWS_INLINE, len(statement.rows), ROWS_PER_CHUNK)):
        part = json.dumps(statement.rows[at : at + ROWS_PER_CHUNK])[1:-1].encode()
        chunks[f"{statement.id}/{number}"] = part
        size = {"uncompressedSize": len(part), "compressedSize": len(part)}
        rows = len(statement.rows[at : at + ROWS_PER_CHUNK])
        rest.append({"url": f"{request.url.scheme}://{request.url.netloc}/chunks/{statement.id}/{number}", "rowCount": rows, **size})
    data = {
        "parameters": [{"name": "TIMEZONE", "value": statement.parameters.get("TIMEZONE", "America/Los_Angeles")}],
        "rowtype": statement.rowtype,
        "rowset": statement.rows[:ROWS_INLINE],
        "total": len(statement.rows),
        "returned": len(statement.rows),
        "queryId": statement.id,
        "statementTypeId": statement.type_id,
        "queryResultFormat": "json",
        "version": 1,
        **({"chunks": rest, "chunkHeaders": {}} if rest else {}),
    }
    return JSONResponse({"data": data, "success": True, "code": None, "message": None})


def in_progress(statement: Statement, code: str) -> Response:
    data = {"queryId": statement.id, "getResultUrl": f"/queries/{statement.id}/result", "queryAbortsAfterSecs": 300}
    return JSONResponse({"data": data, "code": code, "message": "Query execution in progress.", "success": True})


async def abort(request: Request, _: Session) -> Response:
    wanted = request.path_params.get("id") or by_request.get((await body_of(request)).get("requestId", ""))
    statement = known.get(wanted or "")
    if statement is None or not statement.stop("cancelled"):
        return refusal("000605", "Identified SQL statement is not currently executing.", "02000")
    return JSONResponse({"success": True, "data": None})


async def monitoring(request: Request, _: Session) -> Response:
    statement = known.get(request.path_params["id"])
    if statement is None:
        return JSONResponse({"data": {"queries": []}, "success": True})
    message = statement.failure.message if statement.failure else ""
    return JSONResponse({"data": {"queries": [{"id": statement.id, "status": statement.status, "errorMessage": message}]}, "success": True})


async def chunk(request: Request) -> Response:
    global refuse_chunks
    if refuse_chunks > 0:
        refuse_chunks -= 1
        return Response(status_code=403)
    return Response(chunks[request.path_params["key"]], media_type="binary/octet-stream")


async def access_token(request: Request) -> Response:
    asked = {key: values[0] for key, values in parse_qs((await request.body()).decode()).items()}
    token = accounts.grant(asked.get("client_id", ""), asked.get("client_secret", ""))
    if token is None:
        return JSONResponse({"error": "invalid_client"}, status_code=401)
    return JSONResponse({"access_token": token, "token_type": "bearer", "expires_in": round(accounts.token_seconds)})


async def control(request: Request) -> Response:
    """For tests alone: what an administrator runs, and what goes wrong in the service."""
    global refuse_chunks
    asked = await body_of(request)
    for text in asked.get("run", []):
        try:
            engine.connect(administrator.database, administrator.schema).cursor().execute(text)
        except Exception as thrown:  # whatever fakesnow or DuckDB says
            return JSONResponse({"message": f"{thrown} in {text[:200]}"}, status_code=400)
    accounts.session_seconds = asked.get("sessionSeconds", accounts.session_seconds)
    refuse_chunks = asked.get("refuseChunks", refuse_chunks)
    grants.update(asked.get("grants", {}))
    accounts.clock_seconds = asked.get("clockSeconds", accounts.clock_seconds)
    refusals.extend(asked.get("refuse", []))
    if asked.get("expireSessions"):
        for one in accounts.sessions.values():
            one.expires = 0
    if asked.get("endSessions"):
        accounts.forget()
    if asked.get("forgetStatements"):
        known.clear()
    return JSONResponse({"logins": accounts.logins, "renewals": accounts.renewals})


async def log(_: Request) -> Response:
    return JSONResponse(
        [{"id": one.id, "text": one.text, "status": one.status, "parameters": one.parameters, "user": one.session.user.name} for one in known.values()]
    )


async def ok(_: Request) -> Response:
    return JSONResponse({"success": True, "data": None})


def post(path: str, answer) -> Route:
    return Route(path, answer, methods=["POST"])


app = Starlette(
    routes=[
        post("/session/v1/login-request", log_in),
        post("/session/token-request", renew),
        post("/session", in_session(session)),
        post("/session/heartbeat", in_session(session)),
        post("/queries/v1/query-request", in_session(query)),
        post("/queries/v1/abort-request", in_session(abort)),
        post("/queries/{id}/abort-request", in_session(abort)),
        Route("/queries/{id}/result", in_session(result)),
        Route("/monitoring/queries/{id}", in_session(monitoring)),
        Route("/chunks/{key:path}", chunk),
        post("/oauth/token", access_token),
        post("/telemetry/send", ok),
        post("/stand-in/control", control),
        Route("/stand-in/log", log),
    ]
)


def leave() -> None:
    sys.stdin.read()  # until the process that started this one is gone
    os._exit(0)


class Server(uvicorn.Server):
    async def startup(self, sockets=None) -> None:
        await super().startup(sockets)
        print(self.servers[0].sockets[0].getsockname()[1], flush=True)  # the port, for who started it


if __name__ == "__main__":
    engine.connect(None, None).cursor().execute(f"CREATE DATABASE {configured['database']}")
    engine.connect(configured["database"], None).cursor().execute(f"CREATE SCHEMA IF NOT EXISTS {configured['database']}.PUBLIC")
    warnings.simplefilter("ignore")
    threading.Thread(target=leave, daemon=True).start()
    Server(uvicorn.Config(app, host="127.0.0.1", port=int(os.environ.get("PORT", "0")), log_level="warning")).run()
