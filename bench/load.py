"""A small load generator: as many requests as a server answers in a time, over a few connections kept open.

It does as little as it can for each answer, in processes of its own, because it shares the machine with the
server that it measures.
"""

import multiprocessing
import re
import socket
import time

CONNECTIONS = 4
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)


def rate(address: tuple[str, int], path: str, *, seconds: float, encoding: str = "identity") -> float:
    """Answers in a second to GET `path`, asked over some connections for so many seconds."""
    with multiprocessing.Pool(CONNECTIONS) as pool:
        jobs = [pool.apply_async(_ask, (address, path, encoding, seconds)) for _number in range(CONNECTIONS)]
        return sum(job.get() for job in jobs)


def transferred(address: tuple[str, int], path: str, *, encoding: str = "identity") -> int:
    """The bytes of the body with which `path` answers."""
    with socket.create_connection(address) as connection:
        connection.sendall(_request(address, path, encoding))
        return _read(connection)


def _ask(address: tuple[str, int], path: str, encoding: str, seconds: float) -> float:
    request = _request(address, path, encoding)
    with socket.create_connection(address) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        count, started = 0, time.perf_counter()
        while time.perf_counter() - started < seconds:
            connection.sendall(request)
            _read(connection)
            count += 1
        return count / (time.perf_counter() - started)


def _request(address: tuple[str, int], path: str, encoding: str) -> bytes:
    host = f"{address[0]}:{address[1]}"
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: {encoding}\r\n\r\n".encode()


def _read(connection: socket.socket) -> int:
    """Read one answer to its end; the length of its body."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += _receive(connection)
    head, _blank, body = got.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200 "):
        raise RuntimeError(head.partition(b"\r\n")[0].decode())
    found = LENGTH.search(head + b"\r\n")
    if not found:
        raise RuntimeError("An answer does not say how long it is.")
    size, count = int(found[1]), len(body)
    while count < size:
        count += len(_receive(connection))
    return size


def _receive(connection: socket.socket) -> bytes:
    got = connection.recv(1 << 18)
    if not got:
        raise RuntimeError("The server closed the connection.")
    return got
