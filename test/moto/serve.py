"""Serves moto on a free port of the loopback interface and prints its address.

Ends when standard input does: whoever started it may die in any way and leaves no server behind.
"""

import os
import sys

# Moto asks for its settings when it is imported. Amazon's images bring snapshots that it counts as the account's own;
# a certificate that is requested would wait a minute to be issued.
os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"
os.environ["MOTO_ACM_VALIDATION_WAIT"] = "0"

from moto.server import ThreadedMotoServer

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
print(f"http://{host}:{port}", flush=True)
sys.stdin.read()
server.stop()
