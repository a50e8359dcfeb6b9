"""Reads a mail from standard input with Python's parser, and checks its DKIM signatures with dkimpy.

The argument is a JSON object of DNS names and records. Prints JSON: the header fields in their order, decoded, with the
lines on which each stands, what is wrong with the mail, each part's type and text, and a verdict for each signature.
"""

import email
import email.policy
import json
import sys

import dkim

records = json.loads(sys.argv[1])
raw = sys.stdin.buffer.read()
# A maildir has line ends of its own; over the wire they were CRLF.
wire = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
message = email.message_from_bytes(wire, policy=email.policy.SMTP.clone(raise_on_defect=False))
head = wire.split(b"\r\n\r\n")[0].decode("ascii").replace("\r\n ", "\n ").replace("\r\n\t", "\n\t").split("\r\n")


def record(name, timeout=5):
    return records.get(name.decode().rstrip("."), "").encode() or None


def verdict(index):
    try:
        return dkim.DKIM(wire).verify(idx=index, dnsfunc=record)
    except dkim.DKIMException as error:
        return str(error)


defects = [str(defect) for part in message.walk() for defect in part.defects]
for name, value in message.items():
    defects += [f"{name}: {defect}" for defect in getattr(value, "defects", ())]
json.dump(
    {
        "fields": [[name, str(value)] for name, value in message.items()],
        "lines": [field.count("\n") + 1 for field in head],
        "longestLine": max(len(line) for line in wire.split(b"\r\n")),
        "defects": defects,
        "parts": [[part.get_content_type(), part.get_content()] for part in message.walk() if part.get_content_maintype() == "text"],
        "dkim": [verdict(index) for index in range(len(message.get_all("DKIM-Signature", [])))],
    },
    sys.stdout,
)
