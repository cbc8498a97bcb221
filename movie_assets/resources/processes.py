"""Whether a process of this machine lives. Which process matters, and why, is its caller's."""

import os


def is_alive(pid: int) -> bool:
    """Whether a process has this number, be it another user's."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
