"""Ask a web server for pages, from several clients at once, and remember how long each answer took."""

import asyncio
import time


async def ask(port: int, path: str, *, seconds: float, clients: int, cookie: str = "") -> list[float]:
    """Let all clients ask for a page until the time is up; return the seconds that each answer took."""
    end = time.perf_counter() + seconds
    answers = await asyncio.gather(*(_client(port, path, end, cookie) for _ in range(clients)))
    return [took for of_one in answers for took in of_one]


async def _client(port: int, path: str, end: float, cookie: str) -> list[float]:
    """Ask over one kept connection, again as soon as there is an answer.

    :raises ValueError: when an answer is anything but a whole page.
    """
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    with_cookie = f"Cookie: {cookie}\r\n" if cookie else ""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{with_cookie}\r\n".encode()
    took = []
    while (start := time.perf_counter()) < end:
        writer.write(request)
        await _whole_page(reader)
        took.append(time.perf_counter() - start)
    writer.close()
    await writer.wait_closed()
    return took


async def _whole_page(reader: asyncio.StreamReader) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    if not head.startswith("http/1.1 200"):
        raise ValueError(head)
    await reader.readexactly(int(head.partition("content-length: ")[2].partition("\r\n")[0]))
