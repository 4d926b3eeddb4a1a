"""ISA-L's erasure codes and RAID parity."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use

PART = Interface(
    name="isal-erasure",
    uses={
        "ec_encode_data": Use(Role.RUN, Family.ERASURE, "rs", size=0, arity=6),
        "ec_encode_data_update": Use(Role.RUN, Family.ERASURE, "rs", size=0, arity=7),
        "gf_vect_dot_prod": Use(Role.RUN, Family.ERASURE, "rs", size=0, arity=5),
        "gf_vect_mad": Use(Role.RUN, Family.ERASURE, "rs", size=0, arity=6),
        "xor_gen": Use(Role.RUN, Family.ERASURE, "xor", size=1, arity=3),
        "xor_check": Use(Role.RUN, Family.ERASURE, "xor", size=1, arity=3),
        "pq_gen": Use(Role.RUN, Family.ERASURE, "rs", size=1, arity=3),
        "pq_check": Use(Role.RUN, Family.ERASURE, "rs", size=1, arity=3),
        "jerasure_matrix_encode": Use(Role.RUN, Family.ERASURE, "rs", size=6, arity=7),
        "jerasure_matrix_decode": Use(Role.RUN, Family.ERASURE, "rs", size=7, arity=8),
        "galois_region_xor": Use(Role.RUN, Family.ERASURE, "xor", size=2, arity=3),
        "galois_w08_region_multiply": Use(Role.RUN, Family.ERASURE, "rs", size=2, arity=5),
    },
    stems=(
        b"ec_encode_data",
        b"gf_vect_",
        b"xor_gen",
        b"xor_check",
        b"pq_gen",
        b"pq_check",
        b"jerasure_",
        b"galois_",
    ),
)
