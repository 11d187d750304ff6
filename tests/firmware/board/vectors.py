"""Runs on MicroPython: check the golden frames with the unit's own copy of the code."""

import json
import sys

from firmware_bridge.frames import Decoder, Frame, crc_of, encode

with open(sys.argv[1]) as file:
    golden = json.load(file)

wrong = []
for one in golden["frames"]:
    frame = Frame(one["address"], one["kind"], one["seq"], bytes.fromhex(one["payload"]))
    wire = bytes.fromhex(one["wire"])
    if encode(frame) != wire or Decoder().feed(wire) != [frame]:
        wrong.append(one["what"])
for one in golden["damaged"]:
    decoder = Decoder()
    found = decoder.feed(bytes.fromhex(one["wire"]))
    if found or (decoder.bad, decoder.foreign) != (one["bad"], one["foreign"]):
        wrong.append(one["what"])
if crc_of(b"123456789") != 0x29B1:
    wrong.append("crc")
print(sys.implementation.name, len(golden["frames"]) + len(golden["damaged"]), wrong)
