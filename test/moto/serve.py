"""Serves moto on a free port of the loopback interface and prints its address.

Ends when standard input does: whoever started it may die in any way and leaves no server behind.
"""

import os
import sys

# Moto asks for its settings when it is imported. Amazon's images bring snapshots that it counts as the account's own;
# a certificate that is requested would wait a minute to be issued.
os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"
os.environ["MOTO_ACM_VALIDATION_WAIT"] = "0"

from moto.core.responses import ActionResult
from moto.ec2.responses import EC2Response
from moto.rds.responses import RDSResponse
from moto.server import ThreadedMotoServer

# What moto cannot answer, and what AWS answers to an account that never used it. Of these calls the test holds no more
# than that `record` makes them and reads such an answer.
SUPPLIED = {
    EC2Response: {
        "describe_client_vpn_endpoints": {"ClientVpnEndpoints": []},
        "describe_instance_connect_endpoints": {"InstanceConnectEndpoints": []},
        "describe_security_group_vpc_associations": {"SecurityGroupVpcAssociations": []},
        "describe_vpc_block_public_access_exclusions": {"VpcBlockPublicAccessExclusions": []},
        "describe_vpc_block_public_access_options": {
            "VpcBlockPublicAccessOptions": {"State": "default-state", "InternetGatewayBlockMode": "off"}
        },
    },
    RDSResponse: {"describe_db_proxy_endpoints": {"DBProxyEndpoints": []}},
}

for responses, answers in SUPPLIED.items():
    for call, answer in answers.items():
        if hasattr(responses, call):
            sys.exit(f"moto has {call} now: take it out of SUPPLIED in test/moto/serve.py")
        setattr(responses, call, lambda self, answer=answer: ActionResult(answer))

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
print(f"http://{host}:{port}", flush=True)
sys.stdin.read()
server.stop()
