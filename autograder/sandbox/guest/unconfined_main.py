"""The program of an unconfined worker; nothing here is trusted.

Like `worker`, it imports the standard library, numpy and IPython only.
"""

import json
import os
import socket
import sys


def serve_one_worker() -> None:
    """Prepare, call the grader, and serve until killed."""
    options = json.loads(sys.stdin.buffer.read())
    sys.path.insert(0, options["package"])
    from autograder.sandbox.guest import request_server, worker

    session = worker.prepare_session(options["preload"], home=options["home"])
    # Where it is installed, it can be imported all the same: nothing is confined here.
    sys.path.remove(options["package"])
    connection = socket.create_connection(("127.0.0.1", options["port"]))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.sendall(bytes.fromhex(options["token"]))
    terms = request_server.WorkerTerms(
        first_ref=options["first_ref"],
        output_chars=options["output_chars"],
        frame_bytes=options["frame_bytes"],
    )
    # `input()` finds an end of file, as in a worker that was forked.
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    worker.serve_unconfined(session, connection.detach(), options["scratch"], terms)


if __name__ == "__main__":
    serve_one_worker()
