"""Holds the server to its own description with schemathesis: no failure of ours, no answer that is not described.

Every operation is asked with an administrator's key; those that need a session with an administrator's session, and what
ends a session last. The seed is fixed, so that a run can be repeated; CONTRACT_EXAMPLES makes it longer.
"""

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
EXAMPLES = os.environ.get("CONTRACT_EXAMPLES", "10")
SECONDS = int(os.environ.get("CONTRACT_SECONDS", "60"))
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
    "response_schema_conformance,negative_data_rejection,missing_required_header,unsupported_method"
)  # That nobody passes without a right key is tested operation by operation; wrong keys by the hundred are a flood (429).
# A stream does not end: it is asked once, below.
STREAM = "/api/v1/live"
# What signs out comes last.
ENDS = ["--include-operation-id", "delete_session", "--include-operation-id", "delete_sessions_id"]


def ask(address, method, path, body=None, headers=()):
    request = urllib.request.Request(address + path, method=method, headers=dict(headers))
    if body is not None:
        request.data = json.dumps(body).encode()
        request.add_header("Content-Type", "application/json")
    return urllib.request.urlopen(request, timeout=60)


def waterline(program, data, *arguments):
    done = subprocess.run([program, "--quiet", *arguments, "--data", data], check=True, capture_output=True, text=True)
    return done.stdout


def schemathesis(address, secrets, seconds, *which):
    command = [str(Path(sys.executable).parent / "st"), "--config-file", str(HERE / "schemathesis.toml"), "run"]
    command += [f"{address}/openapi.json", "--phases", "examples,coverage,fuzzing", "--checks", CHECKS]
    command += ["--max-examples", EXAMPLES, "--max-time", str(seconds), "--request-timeout", "30"]
    command += ["--no-color", "--warnings", "off", "--header", "X-Waterline: page", *which]
    with tempfile.TemporaryDirectory() as directory:
        return subprocess.run(command, cwd=directory, env={**os.environ, **secrets}, check=False).returncode == 0


def session_of(address, link):
    answer = ask(address, "POST", "/api/v1/session/link", {"token": link.split("#")[1]})
    cookies = dict(line.split(";")[0].split("=", 1) for line in answer.headers.get_all("set-cookie"))
    return cookies["waterline_session"]


def stream(address, headers):
    """The live board: the first event is there at once, and as described."""
    with ask(address, "GET", STREAM, headers=headers.items()) as answer:
        lines = [answer.readline().decode().strip() for _ in range(3)]
    fine = answer.headers["content-type"] == "text/event-stream" and any(line.startswith("data: {") for line in lines)
    print(f"{STREAM}: {lines}" if not fine else f"{STREAM} streams.")
    return fine


def contract(program, data):
    waterline(program, data, "simulate", "--company", "airline", "--customers", "40")
    # Small numbers are what is tried first: the key that asks is not among them.
    keys = [json.loads(waterline(program, data, "key", "create", "--name", f"key {n}", "--json",
                                 "--scope", "look,customers,decide,work,import,intake,manage")) for n in range(8)]
    server = subprocess.Popen([program, "serve", "--link", "--listen", "127.0.0.1:0", "--data", data],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        address, link = server.stdout.readline().strip(), server.stdout.readline().strip()
        key = keys[-1]["key"]
        secrets = {"WATERLINE_KEY": key, "WATERLINE_SESSION": session_of(address, link)}
        fine = [
            schemathesis(address, secrets, SECONDS, "--exclude-path", STREAM,
                         "--exclude-operation-id", "delete_session", "--exclude-operation-id", "delete_sessions_id"),
            schemathesis(address, secrets, SECONDS // 6, *ENDS),
            stream(address, {"Authorization": f"Bearer {key}"}),
        ]
        alive = server.poll() is None
        print("The server went on." if alive else f"The server ended with {server.returncode}.")
        return all(fine) and alive
    finally:
        server.terminate()
        server.wait(timeout=30)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as directory:
        sys.exit(0 if contract(str(Path(sys.argv[1]).resolve()), directory) else 1)
