"""A homeserver of Matrix (Synapse) in a folder of its own. Arguments: the folder, the port, how many
messages it takes in a row.

It registers the people ana and bot and tells their tokens.
"""

import hashlib
import hmac
import json
import pathlib
import subprocess
import sys
import urllib.error
import urllib.request

folder, port, burst = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
url = f"http://127.0.0.1:{port}"
settings = {
    "server_name": "example.org",
    "pid_file": str(folder / "pid"),
    "listeners": [
        {
            "port": port,
            "type": "http",
            "bind_addresses": ["127.0.0.1"],
            "resources": [{"names": ["client"]}],
        }
    ],
    "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
    "media_store_path": str(folder / "media"),
    "signing_key_path": str(folder / "signing.key"),
    "registration_shared_secret": "shared",
    "macaroon_secret_key": "macaroon",
    "form_secret": "form",
    "report_stats": False,
    "trusted_key_servers": [],
    "suppress_key_server_warning": True,
    "rc_message": {"per_second": 0.001, "burst_count": burst},
    "log_config": str(folder / "log.json"),
}
(folder / "log.json").write_text(
    json.dumps(
        {
            "version": 1,
            "handlers": {"file": {"class": "logging.FileHandler", "filename": str(folder / "log")}},
            "root": {"level": "WARNING", "handlers": ["file"]},
        }
    )
)
(folder / "homeserver.yaml").write_text(json.dumps(settings))
command = [sys.executable, "-m", "synapse.app.homeserver", "-c", str(folder / "homeserver.yaml")]
subprocess.run([*command, "--generate-keys"], check=True, stdout=sys.stderr)
server = subprocess.Popen(command, stdout=sys.stderr)


def ask(path, body=None, token=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url + path, data)
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def register(name):
    nonce = ask("/_synapse/admin/v1/register")["nonce"]
    parts = [nonce, name, "password", "notadmin"]
    mac = hmac.new(b"shared", "\0".join(parts).encode(), hashlib.sha1).hexdigest()
    body = {"nonce": nonce, "username": name, "password": "password", "admin": False, "mac": mac}
    return ask("/_synapse/admin/v1/register", body)["access_token"]


try:
    while True:
        try:
            ask("/_matrix/client/versions")
            break
        except (urllib.error.URLError, ConnectionError):
            try:
                sys.exit(f"Synapse has ended with {server.wait(0.1)}")
            except subprocess.TimeoutExpired:
                pass
    print(json.dumps({name: register(name) for name in ["bot", "ana"]}), flush=True)
    # It ends with whoever started it.
    sys.stdin.read()
finally:
    server.kill()
    server.wait()
