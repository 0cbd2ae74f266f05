"""The site in the web server that production runs, for tests of what a stranger can do to it."""

import getpass
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

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
