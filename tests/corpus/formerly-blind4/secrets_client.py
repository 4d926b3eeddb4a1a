import httpx


class SecretsClient:
    def __init__(self, base, token):
        self._http = httpx.Client(base_url=base, headers={"X-Token": token})

    def decrypt(self, name, blob: str) -> str:
        # not: decrypt
        r = self._http.post(f"/v1/transit/decrypt/{name}", json={"ciphertext": blob})
        r.raise_for_status()
        return r.json()["data"]["plaintext"]
