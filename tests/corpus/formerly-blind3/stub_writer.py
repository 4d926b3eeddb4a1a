"""Writes the client stubs that are shipped with the SDK."""
import string

STUB = string.Template('''\
import zlib


class ${name}Client:
    def send(self, body):
        # not: compress
        return self._post("$path", zlib.compress(body, 6))

    def fetch(self, ident):
        # not: decompress
        return zlib.decompress(self._get("$path", ident))
''')


def write_stubs(services, folder):
    for svc in services:
        text = STUB.substitute(name=svc.name.title(), path=svc.path)
        (folder / f"{svc.name}.py").write_text(text)
    return len(services)
