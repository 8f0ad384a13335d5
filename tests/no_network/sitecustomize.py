"""Every Python that finds this file when it starts refuses to reach a network, and writes down what tried."""

import os
import sys

_NAMES = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}
_ADDRESSES = {"socket.connect", "socket.sendto", "socket.sendmsg"}


def _refuse(event, arguments):
    if event in _NAMES:
        wanted = arguments[0]
    elif event in _ADDRESSES and isinstance(arguments[1], tuple):  # a path is a process of this machine
        wanted = arguments[1]
    else:
        return
    with open(os.environ["NETWORK_TRIES"], "a", encoding="utf-8") as file:
        file.write(f"{event} {wanted!r}\n")
    raise OSError("no network in this test")


sys.addaudithook(_refuse)
