"""The site in the web server that production runs, for tests of what a stranger can do to it."""

import contextlib
import getpass
import html
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psycopg
from django.db import connection

ROOT = Path(__file__).parents[1]


class RunningSite:
    """A server at 127.0.0.1:`port`, whose data and logs lie in `folder`."""

    def __init__(self, process, port, folder):
        self.process, self.port, self.folder = process, port, folder

    def get(self, path, *, method="GET", timeout=30, **headers):
        """The answer to one request; its body is in `content`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        connection.request(
            method, path, headers={k.replace("_", "-"): v for k, v in headers.items()}
        )
        answer = connection.getresponse()
        answer.content = answer.read()
        connection.close()
        return answer

    def connect(self, *sent):
        """A connection over which these bytes went."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        for each in sent:
            connection.sendall(each)
        return connection

    def workers(self):
        """The process ids of its workers."""
        pid = self.process.pid
        return sorted(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))

    def wait_for_workers(self, number, *, other_than=()):
        """The process ids of its workers, once there are so many, none of them an old one."""
        for _attempt in range(300):
            workers = self.workers()
            if len(workers) == number and not set(workers) & set(other_than):
                return workers
            assert self.process.poll() is None, "the server ended by itself"
            time.sleep(0.1)
        raise AssertionError(f"there were no {number} new workers within half a minute")

    def kill(self, worker, number):
        os.kill(worker, number)

    def log(self, name):
        return (self.folder / "logs" / name).read_text()

    def wait_until_it_answers(self):
        for _attempt in range(300):
            try:
                return self.get("/healthz", timeout=5)
            except OSError:
                assert self.process.poll() is None, "the server ended by itself"
                time.sleep(0.1)
        raise AssertionError("the server did not answer within half a minute")

    def end(self):
        """Tell it to end as a service manager does; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)


class Visitor:
    """Somebody with a browser: keeps cookies, and sends forms as the page has them."""

    def __init__(self, site):
        self.site, self.cookies = site, {}

    def get(self, path):
        return self._ask("GET", path)

    def post(self, path, **typed):
        """Send the form of the page at `path` with what is typed into it."""
        return self.send(path, self.form(path, **typed))

    def form(self, path, **typed):
        """The fields of the page at `path`, filled in."""
        page = self.get(path).content.decode()
        found = re.findall(r'<input[^>]* name="(\w+)" value="([^"]*)"', page)
        fields = [(name, html.unescape(value)) for name, value in found if name not in typed]
        return [*fields, *typed.items()]

    def send(self, path, form):
        """The answer to a form; no redirect is followed. None if the server dies meanwhile."""
        try:
            return self._ask("POST", path, urlencode(form))
        except (OSError, http.client.HTTPException):
            return None

    def _ask(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=30)
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.content = answer.read()
        connection.close()
        for cookie in answer.headers.get_all("Set-Cookie", ()):
            name, _sign, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer


class Relay:
    """Stands between a site and a server at `target` (host and port), and can freeze: then it takes
    whatever comes, as the system of a server that hangs does, and nothing gets through.
    """

    def __init__(self, target):
        self.target, self.flows, self.ends = target, threading.Event(), []
        self.flows.set()
        self.door = socket.create_server(("127.0.0.1", 0), backlog=200)
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self._take_all, daemon=True).start()

    @classmethod
    @contextmanager
    def before(cls, url):
        """A relay before the server of a database; its `url` leads there."""
        place = urlsplit(url)
        relay = cls((place.hostname, place.port))
        who = place.netloc.rpartition("@")[0]
        relay.url = place._replace(netloc=f"{who}@127.0.0.1:{relay.port}").geturl()
        try:
            yield relay
        finally:
            relay.end()

    def freeze(self):
        self.flows.clear()

    def thaw(self):
        self.flows.set()

    def end(self):
        self.thaw()
        for each in (self.door, *self.ends):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _take_all(self):
        with contextlib.suppress(OSError):
            while True:
                near, _address = self.door.accept()
                far = socket.create_connection(self.target)
                self.ends += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._hand_on, args=(one, other), daemon=True).start()

    def _hand_on(self, one, other):
        with contextlib.suppress(OSError):
            while got := one.recv(65536):
                self.flows.wait()
                other.sendall(got)
            other.shutdown(socket.SHUT_WR)


@contextmanager
def database_for_a_site(folder):
    """The address of an empty database of the kind that the tests run on."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder}/site.sqlite3"
        return
    name = f"{database['NAME']}_site_{os.getpid()}"
    place = f"{database['HOST']}:{database['PORT'] or 5432}"
    who = f"{database['USER']}:{database['PASSWORD']}" if database["PASSWORD"] else database["USER"]
    server = f"postgres://{who}@{place}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as at_server:
        at_server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{server}/{name}"
        finally:
            at_server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def running_site(folder, *commands, is_there=True, **environment):
    """The server on an empty database in `folder`, or on what these commands of manage.py made; or
    (`is_there`) on one that does not answer.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "DJANGO_SETTINGS_MODULE": "tests.server_settings",
        "SECRET_KEY": "only-for-tests",
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
        "LOG_DIR": str(folder / "logs"),
        "PORT": str(port),
        "SITE_URL": f"http://127.0.0.1:{port}",
        **environment,
    }
    for command in (["migrate", "--verbosity=0"], *commands) if is_there else ():
        subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True
        )
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    site = RunningSite(process, port, folder)
    try:
        site.wait_until_it_answers()
        yield site
    finally:
        if process.poll() is None:
            site.end()


@contextmanager
def nginx_before(site, folder):
    """nginx with deploy/nginx.conf before a site; its port for https.

    Only what belongs to the machine is another: ports, certificate, folders.
    """
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=x"]
        + ["-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"],
        check=True,
        capture_output=True,
    )
    with socket.socket() as first, socket.socket() as second:
        ports = []
        for probe in (first, second):
            probe.bind(("127.0.0.1", 0))
            ports.append(probe.getsockname()[1])
    http_port, https_port = ports
    conf = (ROOT / "deploy" / "nginx.conf").read_text()
    for ours, here in (
        ("127.0.0.1:8000", f"127.0.0.1:{site.port}"),
        ("/etc/letsencrypt/live/conference.example.org", str(folder)),
        ("listen [::]:", "# listen [::]:"),
        ("listen 80", f"listen 127.0.0.1:{http_port}"),
        ("listen 443", f"listen 127.0.0.1:{https_port}"),
    ):
        assert ours in conf
        conf = conf.replace(ours, here)
    parts = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = "".join(f"{part}_temp_path {folder}/{part};" for part in parts)
    (folder / "site.conf").write_text(conf)
    (folder / "nginx.conf").write_text(
        f"daemon off; user {getpass.getuser()}; pid {folder}/pid; error_log {folder}/error.log;"
        f"events {{}} http {{ access_log off; {folders} include {folder}/site.conf; }}"
    )
    process = subprocess.Popen(
        ["nginx", "-p", folder, "-c", folder / "nginx.conf"], stderr=subprocess.DEVNULL
    )
    try:
        _wait_for_port(https_port, process)
        yield https_port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for_port(port, process):
    for _attempt in range(100):
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            assert process.poll() is None, "it ended by itself"
            time.sleep(0.1)
    raise AssertionError("nobody listened within ten seconds")
