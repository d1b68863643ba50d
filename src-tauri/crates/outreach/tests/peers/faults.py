"""A server of HTTP with every fault (mountebank), by the first step of the path. It tells its port, and that of a second
one whose certificate nobody vouches for.
"""

import json
import pathlib
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
folder = tempfile.TemporaryDirectory()
program = pathlib.Path(sys.prefix) / "node_modules" / ".bin" / "mb"
command = [str(program), "--port", str(port), "--host", "127.0.0.1", "--nologfile"]
command += ["--pidfile", str(pathlib.Path(folder.name) / "pid")]
server = subprocess.Popen(command, stdout=subprocess.DEVNULL)


def answering(status, headers=None):
    return {"is": {"statusCode": status, "headers": {"Connection": "close", **(headers or {})}}}


FAULTS = {
    "then-failure": [answering(200), answering(500)],
    "hang": [{**answering(200), "behaviors": [{"wait": 60_000}]}],
    "reset": [{"fault": "CONNECTION_RESET_BY_PEER"}],
    "garbage": [{"fault": "RANDOM_DATA_THEN_CLOSE"}],
    "busy": [answering(429, {"Retry-After": "7"})],
    "expired": [answering(401)],
    "inside": [answering(302, {"Location": "http://169.254.169.254/latest/meta-data/"})],
}


def imposter(protocol):
    stubs = [
        {"predicates": [{"startsWith": {"path": f"/{name}/"}}], "responses": responses}
        for name, responses in FAULTS.items()
    ]
    wanted = json.dumps({"protocol": protocol, "stubs": stubs}).encode()
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/imposters", wanted, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["port"]


try:
    while True:
        try:
            told = {"port": imposter("http"), "tls": imposter("https")}
            break
        except (urllib.error.URLError, ConnectionError):
            try:
                sys.exit(f"mountebank has ended with {server.wait(0.1)}")
            except subprocess.TimeoutExpired:
                pass
    print(json.dumps(told), flush=True)
    # It ends with whoever started it.
    sys.stdin.read()
finally:
    server.kill()
    server.wait()
