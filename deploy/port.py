"""Says in one sentence why no server can listen on a port of 127.0.0.1; says nothing when one can.

Runs before anything is installed, so the standard library must do. Usage: port.py PORT
"""

import socket
import sys


def why_not_free(text: str) -> str:
    """Say why no server can listen on 127.0.0.1 at the port named by ``text``; empty when one can."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        return f"PORT is {text!r}; it must be a number from 1 to 65535."
    with socket.socket() as listener:
        # As the server itself does: connections that are still closing do not make a port busy.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", int(text)))
        except PermissionError:
            return f"Port {text} needs more rights than you have. Choose another one, for example: make run PORT=8001"
        except OSError:
            return f"Port {text} is busy. Choose another one, for example: make run PORT={int(text) % 65535 + 1}"
    return ""


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(why_not_free(sys.argv[1]) or 0)
