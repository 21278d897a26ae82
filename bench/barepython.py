"""The bare client in Python: what a sender in the language of the product could send at most.

    python -m bench.barepython PORT CONNECTIONS LETTERS FILE      prints letters, seconds and CPU seconds

As the one in C it sends the same ready-made octets, pipelined (RFC 2920): it renders nothing, looks nothing up and
writes nothing down. A letter costs it the least there is: one call to send it, one to hear the answers.
"""

import select
import socket
import sys
import time
from pathlib import Path

ENVELOPE = b"MAIL FROM:<news@example.org> BODY=8BITMIME\r\nRCPT TO:<reader@example.org>\r\nDATA\r\n"
ENVELOPE_TAKEN = (b"250", b"250", b"354")


def send(port: int, connections: int, letters: int, letter: bytes) -> int:
    """Send so many letters over so many connections; return how many were taken.

    :raises RuntimeError: when the server answered anything else than that all is well.
    """
    poll, lines = select.epoll(), {}
    awaited: dict[int, tuple[bytes, ...]] = {}
    to_begin, taken = letters, 0
    for _connection in range(min(connections, letters)):
        line = greeted(port)
        lines[line.fileno()], awaited[line.fileno()] = line, ENVELOPE_TAKEN
        poll.register(line, select.EPOLLIN)
        line.sendall(ENVELOPE)
        to_begin -= 1
    with_next = letter + ENVELOPE
    while taken < letters:
        for number, _events in poll.poll(5):
            line = lines[number]
            heard = line.recv(4096)
            while heard.count(b"\n") < len(awaited[number]):
                heard += line.recv(4096) or b"the server hung up\n" * 4
            codes = tuple(answer[:3] for answer in heard.splitlines())
            if codes != awaited[number]:
                raise RuntimeError(heard.decode(errors="replace"))
            taken += codes != ENVELOPE_TAKEN
            if codes == (b"250",):
                continue
            awaited[number] = (b"250", *ENVELOPE_TAKEN) if to_begin > 0 else (b"250",)
            line.sendall(with_next if to_begin > 0 else letter)
            to_begin -= to_begin > 0
    return taken


def greeted(port: int) -> socket.socket:
    """Open a connection on which the server has said hello."""
    line = socket.create_connection(("127.0.0.1", port), timeout=30)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    line.recv(4096)
    line.sendall(b"EHLO bench\r\n")
    line.recv(4096)
    return line


def main() -> None:
    port, connections, letters = map(int, sys.argv[1:4])
    letter = Path(sys.argv[4]).read_bytes()
    start = time.perf_counter()
    taken = send(port, connections, letters, letter)
    print(taken, time.perf_counter() - start, time.process_time())


if __name__ == "__main__":
    main()
