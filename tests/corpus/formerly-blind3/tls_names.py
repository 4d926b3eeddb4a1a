"""Readable names for the handshake statistics page."""

KEX_NAMES = {
    0x001D: "x25519",
    0x0017: "secp256r1",
    0x0018: "secp384r1",
    0x11EC: "x25519mlkem768",
}


def exchange_keys(table: dict) -> dict:
    """Swap keys and values of a lookup table."""
    return {v: k for k, v in table.items()}


# not: kex
GROUP_IDS = exchange_keys(KEX_NAMES)


def describe(rows):
    for group, n in sorted(rows, key=lambda r: -r[1]):
        yield f"{KEX_NAMES.get(group, hex(group)):<16} {n:>10}"
