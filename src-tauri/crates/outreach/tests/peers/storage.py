"""A server of S3 (moto) that checks every signature. It tells its port and the key of somebody who may do everything.

Asked on its input to list, it tells every file with its type, how long it may be kept, and what is in it; asked to put,
it adds a file of somebody else.
"""

import json
import logging
import os
import sys

# Whoever asks after the first few, which set it up, is asked who they are.
os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "4"

import boto3
from moto.server import ThreadedMotoServer

# Each request would be told as if it were a fault.
logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
port = server.get_host_and_port()[1]


def client(name, key, secret):
    return boto3.client(
        name,
        region_name="us-east-1",
        endpoint_url=f"http://127.0.0.1:{port}",
        aws_access_key_id=key,
        aws_secret_access_key=secret,
    )


people = client("iam", "nobody", "nothing")
people.create_user(UserName="page")
everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
people.put_user_policy(UserName="page", PolicyName="all", PolicyDocument=json.dumps(everything))
key = people.create_access_key(UserName="page")["AccessKey"]
files = client("s3", key["AccessKeyId"], key["SecretAccessKey"])
files.create_bucket(Bucket="status")


def held():
    found = {}
    for it in files.list_objects_v2(Bucket="status").get("Contents", []):
        one = files.get_object(Bucket="status", Key=it["Key"])
        found[it["Key"]] = [one["ContentType"], one.get("CacheControl", ""), one["Body"].read().decode("utf-8", "replace")]
    return found


print(
    json.dumps({"port": port, "key": key["AccessKeyId"], "secret": key["SecretAccessKey"]}),
    flush=True,
)
# It ends with whoever started it.
for line in sys.stdin:
    if line.strip() == "put":
        files.put_object(Bucket="status", Key="of/example/theirs.txt", Body=b"theirs")
        print(json.dumps({}), flush=True)
    else:
        print(json.dumps(held()), flush=True)
server.stop()
