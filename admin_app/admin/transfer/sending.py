"""Sending a file that is still being made, at whatever speed it is downloaded."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from os import SEEK_END
from pathlib import Path
from tempfile import SpooledTemporaryFile
from time import monotonic

#: What stays in memory of a file before it moves to the disk.
IN_MEMORY = 2**20
#: What is sent at a time, once the file is made.
PIECE = 2**18
#: While the file is made, a little of it goes out every second: so that no proxy takes the connection for dead, and we
#: learn when it is. It is less than the network buffers, so that a paused download does not pause the making.
DRIP, DRIP_SECONDS = 512, 1.0


def sent_apart(first: bytes, rest: Generator[bytes], folder: Path) -> Iterator[bytes]:
    """A file made at full speed and sent at the client's: its first piece at once, the rest by way of a file.

    So what the making holds (a picture of the database) is let go within seconds, also when a download takes hours.
    Closed before its end, it closes `rest` and removes the file. An error while making is raised here.
    """
    with closing(rest), SpooledTemporaryFile(IN_MEMORY, dir=str(folder)) as file:
        yield first
        sent, last = 0, monotonic()
        for piece in rest:
            file.write(piece)
            if monotonic() - last >= DRIP_SECONDS:
                file.seek(sent)
                drip = file.read(DRIP)
                file.seek(0, SEEK_END)
                sent += len(drip)
                yield drip
                last = monotonic()
        file.seek(sent)
        while piece := file.read(PIECE):
            yield piece
