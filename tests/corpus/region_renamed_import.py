import gzip as _gzip
import io


def pack(chunk: bytes, level: int) -> bytes:
    out = io.BytesIO()
    with _gzip.GzipFile(fileobj=out, mode="wb", compresslevel=level) as stream:
        # region: compress deflate
        stream.write(chunk)
    return out.getvalue()
