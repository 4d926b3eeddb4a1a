"""ISA-L's cryptography: already the core's AES instructions."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use

_XTS = {
    prefix + name.format(verb): Use(Role.RUN, operation, "aes-xts", size=3)
    for prefix in ("", "isal_")
    for name in ("XTS_AES_128_{}", "XTS_AES_256_{}", "aes_xts_{}_128", "aes_xts_{}_256")
    for verb, operation in (("enc", Family.ENCRYPT), ("dec", Family.DECRYPT))
}
_GCM = {
    f"{prefix}aes_gcm_{verb}_{bits}": Use(Role.RUN, operation, "aes-gcm", size=4)
    for prefix in ("", "isal_")
    for bits in (128, 256)
    for verb, operation in (("enc", Family.ENCRYPT), ("dec", Family.DECRYPT))
}

PART = Interface(name="isal-crypto", uses={**_XTS, **_GCM}, stems=(b"XTS_AES_", b"aes_xts_", b"aes_gcm_"))
