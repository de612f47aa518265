"""What no schema can say of a request that is meant to be good."""

import hashlib
import os

import schemathesis

OWN_DEVICE = os.environ["HINDCAST_TOKEN"].split("_")[1]
HELD_BLOB = os.environ["HINDCAST_BLOB"]


def without_points(value):
    """In JSON Schema 13.0 is an integer; for the server, as for most parsers of typed JSON, it is not."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [without_points(item) for item in value]
    if isinstance(value, dict):
        return {key: without_points(item) for key, item in value.items()}
    return value


@schemathesis.hook
def before_call(ctx, case, **kwargs):
    path = case.path_parameters or {}
    # A device that revokes itself can ask nothing more.
    if case.method == "DELETE" and path.get("id") == OWN_DEVICE:
        path["id"] = "0" * 16
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    if case.media_type == "application/json":
        case.body = without_points(case.body)
    if "sha256" in path:
        if case.method == "GET":
            path["sha256"] = HELD_BLOB
        elif case.media_type == "application/octet-stream":
            path["sha256"] = hashlib.sha256(getattr(case.body, "data", case.body)).hexdigest()
