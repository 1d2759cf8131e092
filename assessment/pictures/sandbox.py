"""The way into the reading process: it gives up the network before any library is loaded.

Run as `python -m assessment.pictures.sandbox`, only by `reader.py`.
"""

import ctypes

NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000
"""Of Linux: what a process then has for itself; the first lets a user without rights have the second."""


def give_up_network() -> bool:
    """Leave every network for good, libraries in C included; return whether the system lets a process do so.

    Linux does where users may have name spaces, which containers often forbid. Only a process of one thread
    may, so this comes before libraries that begin some.
    """
    try:
        return bool(ctypes.CDLL(None).unshare(NEW_USER | NEW_NETWORK) == 0)
    except (OSError, AttributeError, TypeError):
        return False


if __name__ == "__main__":
    give_up_network()
    from assessment.pictures.worker import main

    main()
