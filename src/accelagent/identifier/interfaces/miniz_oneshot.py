"""miniz's and stb's own calls for whole buffers."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use

PART = Interface(
    name="miniz-oneshot",
    uses={
        "tdefl_compress_mem_to_mem": Use(Role.RUN, Family.COMPRESS, "deflate", size=3, arity=5),
        "tdefl_compress_mem_to_heap": Use(Role.RUN, Family.COMPRESS, "deflate", size=1, arity=4),
        "tinfl_decompress_mem_to_mem": Use(Role.RUN, Family.DECOMPRESS, "deflate", size=1, arity=5),
        "tinfl_decompress_mem_to_heap": Use(Role.RUN, Family.DECOMPRESS, "deflate", arity=4),
        "mz_zip_writer_add_mem": Use(Role.RUN, Family.COMPRESS, "deflate", size=3, arity=5),
        "stbi_zlib_compress": Use(Role.RUN, Family.COMPRESS, "deflate", size=1, arity=4),
        "zipWriteInFileInZip": Use(Role.RUN, Family.COMPRESS, "deflate", size=2, arity=3),
        "unzReadCurrentFile": Use(Role.RUN, Family.DECOMPRESS, "deflate", size=2, arity=3),
    },
    stems=(b"tdefl_", b"tinfl_", b"mz_zip", b"stbi_zlib", b"zipWriteIn", b"unzReadCurrent"),
)
