"""Messages between the program and its reading process: eight bytes of length, and the bytes themselves."""

from typing import BinaryIO


def receive(stream: BinaryIO) -> bytes | None:
    """Return the next message; None where the other side is gone."""
    head = stream.read(8)
    if len(head) < 8:
        return None
    length = int.from_bytes(head)
    message = stream.read(length)
    return message if len(message) == length else None


def send(stream: BinaryIO, message: bytes) -> None:
    """Write a message.

    Raises:
        OSError: the other side is gone.
    """
    stream.write(len(message).to_bytes(8) + message)
    stream.flush()
