"""JSON as the host reads it. The library's module would take longer to load than the rest of the probe."""

_ESCAPES = {i: f"\\u{i:04x}" for i in range(32)}
_ESCAPES[ord('"')], _ESCAPES[ord("\\")] = '\\"', "\\\\"


def json(value):
    kind = type(value)
    if kind is str:
        # Half a surrogate pair stands for a byte that is no UTF-8; JSON has no place for it.
        return '"' + value.encode("utf-8", "replace").decode().translate(_ESCAPES) + '"'
    if kind is bool:
        return "true" if value else "false"
    if kind is int:
        return str(value)
    if kind is dict:
        return "{" + ",".join([json(k) + ":" + json(v) for k, v in value.items()]) + "}"
    if kind is list or kind is tuple:
        return "[" + ",".join([json(v) for v in value]) + "]"
    if isinstance(value, str):
        return json(str.__str__(value))
    return "null"
