"""A small load generator: as many requests as a server answers in a time, over a few connections.

It does as little as it can for each answer, in processes of its own, because it shares the machine
with the server that it measures. A connection stays open for as long as the server keeps it.
"""

import multiprocessing
import re
import socket
import time
from dataclasses import dataclass

CONNECTIONS = 4
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)
CLOSES = re.compile(rb"\r\nconnection: close\r\n", re.IGNORECASE)
EXPECTED = (b"HTTP/1.1 200 ", b"HTTP/1.1 302 ")

Address = tuple[str, int]


@dataclass(frozen=True)
class Load:
    """What a server did in a time: its answers, and how many of them came in a second."""

    answers: int
    rate: float


def load(address: Address, path: str, *, seconds: float, encoding: str = "identity") -> Load:
    """GET `path` over some connections for so many seconds."""
    with multiprocessing.Pool(CONNECTIONS) as pool:
        jobs = [
            pool.apply_async(_ask, (address, path, encoding, seconds))
            for _number in range(CONNECTIONS)
        ]
        each = [job.get() for job in jobs]
    return Load(sum(count for count, _took in each), sum(count / took for count, took in each))


def transferred(address: Address, path: str, *, encoding: str = "identity") -> int:
    """The bytes of the body with which `path` answers."""
    with socket.create_connection(address) as connection:
        connection.sendall(_request(address, path, encoding))
        return _read(connection)[0]


def _ask(address: Address, path: str, encoding: str, seconds: float) -> tuple[int, float]:
    request = _request(address, path, encoding)
    connection, count, started = _connect(address), 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        connection.sendall(request)
        _size, is_over = _read(connection)
        if is_over:
            connection.close()
            connection = _connect(address)
        count += 1
    connection.close()
    return count, time.perf_counter() - started


def _connect(address: Address) -> socket.socket:
    connection = socket.create_connection(address)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _request(address: Address, path: str, encoding: str) -> bytes:
    host = f"{address[0]}:{address[1]}"
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: {encoding}\r\n\r\n".encode()


def _read(connection: socket.socket) -> tuple[int, bool]:
    """Read one answer to its end: the length of its body, and whether the connection ends with
    it.
    """
    got = b""
    while b"\r\n\r\n" not in got:
        got += _receive(connection)
    head, _blank, body = got.partition(b"\r\n\r\n")
    if not head.startswith(EXPECTED):
        raise RuntimeError(head.partition(b"\r\n")[0].decode())
    found = LENGTH.search(head + b"\r\n")
    if not found:
        raise RuntimeError("An answer does not say how long it is.")
    size, count = int(found[1]), len(body)
    while count < size:
        count += len(_receive(connection))
    return size, bool(CLOSES.search(head + b"\r\n"))


def _receive(connection: socket.socket) -> bytes:
    got = connection.recv(1 << 18)
    if not got:
        raise RuntimeError("The server closed the connection.")
    return got
