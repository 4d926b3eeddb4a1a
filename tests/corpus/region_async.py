import zlib


async def respond(body):
    # region: compress deflate async
    return zlib.compress(body, 6)
