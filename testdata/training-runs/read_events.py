"""Compares the scalars of event files with metrics.jsonl: read_events.py TB_FOLDER METRICS. Needs tensorboard."""

import json
import struct
import sys

from tensorboard.backend.event_processing.event_accumulator import SCALARS, TENSORS, EventAccumulator


def as_float32(value):
    return struct.unpack("f", struct.pack("f", value))[0]


def collect(expected, tag, step, value):
    if isinstance(value, dict):
        for key, inner in value.items():
            collect(expected, f"{tag}/{key}", step, inner)
    elif value is not None:
        expected.setdefault(tag, []).append((step, as_float32(value)))


def main():
    events = EventAccumulator(sys.argv[1], size_guidance={SCALARS: 0, TENSORS: 0})
    events.Reload()
    expected = {}
    with open(sys.argv[2], encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            for key, value in row.items():
                if key not in ("step", "phase"):
                    collect(expected, key, row["step"], value)
    found = {tag: [(e.step, e.value) for e in events.Scalars(tag)] for tag in events.Tags()["scalars"]}
    for tag in sorted(expected.keys() | found.keys()):
        if expected.get(tag) != found.get(tag):
            sys.exit(f"{tag}: {found.get(tag)} instead of {expected.get(tag)}")
    texts = [
        f"{tag} {e.step} {e.tensor_proto.string_val[0].decode()}"
        for tag in events.Tags()["tensors"]
        for e in events.Tensors(tag)
    ]
    print(f"{len(found)} tags, {sum(map(len, found.values()))} values, texts: {', '.join(texts)}")


main()
