def encrypt_flag(users):
    # not: encrypt
    return [u for u in users if u.get("encrypt", True)]
