#!/usr/bin/env python3
"""Measures what it costs to take in what customers say, over HTTP: Waterline, and django-helpdesk in the same run.

Both keep what they acknowledge on the disk (SQLite with a write-ahead log that is synced at every commit) and are sent the
same words by the same sender. CPU is that of the server's processes, user and system, with all they do in the background;
the sender's is not counted. Standard library only; the peer lies in bench/.venv-intake (make bench-intake).

    python3 bench/intake/run.py --contacts 4000 --touches 400000
"""

import argparse
import concurrent.futures
import http.client
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WORDS = "I was charged twice for order {n}; where is my refund? The chat sent me to the phone and back."


def cpu_seconds(pid):
    """CPU of a process and of its children that live."""
    ticks = 0
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(entry.name) == pid or int(fields[1]) == pid:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(pid):
    """Peak memory of a process in MB."""
    lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


class Server:
    """A server under measurement: where it is, and how a request to it looks."""

    def __init__(self, name, process, port, path, headers):
        self.name, self.process, self.port, self.path, self.headers = name, process, port, path, headers

    def post(self, connection, body):
        connection.request("POST", self.path, body, {"Content-Type": "application/json", **self.headers})
        answer = connection.getresponse()
        said = answer.read()
        if answer.status not in (200, 201):
            sys.exit(f"{self.name} says {answer.status}: {said[:500]!r}")

    def measure(self, what, bodies, in_each, senders):
        """Sends all bodies from so many connections and prints what it cost."""
        waits, lock = [], threading.Lock()
        iterator = iter(bodies)

        def send():
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
            own = []
            while True:
                with lock:
                    body = next(iterator, None)
                if body is None:
                    break
                begun = time.monotonic()
                self.post(connection, body)
                own.append(time.monotonic() - begun)
            with lock:
                waits.extend(own)

        cpu, begun = cpu_seconds(self.process.pid), time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(senders) as pool:
            for sending in [pool.submit(send) for _ in range(senders)]:
                sending.result()
        wall = time.monotonic() - begun
        cpu = cpu_seconds(self.process.pid) - cpu
        count = len(waits) * in_each
        waits.sort()
        half, most = waits[len(waits) // 2] * 1e3, waits[int(len(waits) * 0.99)] * 1e3
        print(f"{self.name:16} {what:34} {count:9} {count / wall:10.0f} {cpu / count * 1e3:12.4f} {half:9.1f} {most:9.1f} "
              f"{memory(self.process.pid):8.0f}", flush=True)
        return cpu / count


def waterline(program, home):
    data = home / "waterline"
    key = subprocess.run([program, "key", "create", "--name", "bench", "--scope", "intake", "--json", "--data", data], check=True,
                         capture_output=True, text=True).stdout
    process = subprocess.Popen([program, "serve", "--listen", "127.0.0.1:0", "--data", data], stdout=subprocess.PIPE,
                               stderr=open(home / "waterline.log", "w"), text=True)
    port = int(process.stdout.readline().rsplit(":", 1)[1])
    headers = {"Authorization": "Bearer " + json.loads(key)["key"]}
    return Server("waterline", process, port, "/api/v1/touches", headers)


def django_helpdesk(home):
    python = ROOT / "bench/.venv-intake/bin/python"
    environment = {**os.environ, "HELPDESK_HOME": str(home), "PYTHONPATH": str(HERE)}
    token = subprocess.run([python, HERE / "helpdesk_site.py", home], check=True, capture_output=True, text=True,
                           env=environment).stdout.split()[-1]
    port = 39000 + os.getpid() % 1000
    process = subprocess.Popen([python, "-m", "gunicorn", "--workers", "2", "--threads", "1", "--bind", f"127.0.0.1:{port}",
                                "--no-control-socket", "helpdesk_site:application"], env=environment,
                               stderr=open(home / "helpdesk.log", "w"))
    server = Server("django-helpdesk", process, port, "/api/tickets/", {"Authorization": f"Token {token}"})
    for _ in range(120):
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=1).connect()
            return server
        except OSError:
            time.sleep(0.5)
    sys.exit((home / "helpdesk.log").read_text())


def touch(prefix, n):
    return {"id": f"{prefix}-{n}", "at": f"2024-02-{1 + n % 28:02}T09:{n // 60 % 60:02}:{n % 60:02}Z", "channel": "web",
            "touchpoint": "web.refund", "action": "ask", "thread": f"order:{n}", "text": WORDS.format(n=n),
            "identities": [{"kind": "email", "value": f"customer{n // 4}@example.com"}]}


def ticket(n):
    return {"queue": 1, "title": f"Refund of order {n}", "description": WORDS.format(n=n), "priority": 3,
            "submitter_email": f"customer{n // 4}@example.com"}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--waterline", default=ROOT / "target/release/waterline")
    parser.add_argument("--contacts", type=int, default=4_000)
    parser.add_argument("--touches", type=int, default=400_000)
    parser.add_argument("--peer-contacts", type=int, default=400)
    asked = parser.parse_args()
    print(f"{'server':16} {'what':34} {'contacts':>9} {'a second':>10} {'CPU ms each':>12} {'p50 ms':>9} {'p99 ms':>9} {'peak MB':>8}")
    with tempfile.TemporaryDirectory(prefix="bench-intake-") as home:
        home = pathlib.Path(home)
        ours = waterline(asked.waterline, home)
        try:
            ones = [json.dumps(touch("one", n)) for n in range(asked.contacts)]
            alone = ours.measure("one a request, 16 connections", ones, 1, 16)
            batches = [json.dumps([touch("batch", n) for n in range(first, first + 100)])
                       for first in range(0, asked.touches, 100)]
            batched = ours.measure("100 a request, 16 connections", batches, 100, 16)
            ours.measure("the same again (all known)", batches[: len(batches) // 4], 100, 16)
        finally:
            ours.process.kill()
        peer = django_helpdesk(home)
        try:
            peer.measure("warming up", [json.dumps(ticket(n)) for n in range(20)], 1, 2)
            theirs = peer.measure("one a request, 4 connections",
                                  [json.dumps(ticket(n)) for n in range(20, 20 + asked.peer_contacts)], 1, 4)
        finally:
            peer.process.terminate()
            peer.process.wait()
    print(f"CPU per contact: {theirs / alone:.0f} times below django-helpdesk one by one, {theirs / batched:.0f} times in batches.")


if __name__ == "__main__":
    main()
