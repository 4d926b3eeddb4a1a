"""AES written out: a block function of table lookups or substitutions, and the loop over the blocks of the data."""

import re

from accelagent.csource import SourceFile
from accelagent.domain import Family
from accelagent.identifier.idioms._idiom import Found, Idiom, Loop, squeeze

_AES = re.compile(rb"(?i)\baes|aes\b|_aes|aes_|rijndael|0xc66363a5|0x63\s*,\s*0x7c\s*,\s*0x77")
_LOOKUP = re.compile(r"\bT[ed]?[0-4]?(?:\[\d\])?\[[^\];]*\]", re.I)
_SUBSTITUTED = re.compile(r"\w*(?:s_?box|sub_?bytes)\w*[\[(]", re.I)
_MIXED = re.compile(r"xtime|\bxt\w*\(|\bx2\(|mix_?col|shift_?rows|0x1b\b|gmul|mul_?by", re.I)
_BACK = re.compile(r"de_?crypt|decipher|\binv_|\bTd\d?\b|_dec\b|dec_", re.I)
_MODES = (
    ("aes-gcm", re.compile(r"gcm|ghash", re.I)),
    ("aes-xts", re.compile(r"xts|tweak", re.I)),
    ("aes-cbc", re.compile(r"cbc|\bprev\b|chain", re.I)),
    ("aes-ctr", re.compile(r"ctr|counter|nonce|keystream", re.I)),
)
_BLOCK = 16
_STEP_OF_ONE = re.compile(r"\+\+|\+=1\b|--")


def match(loop: Loop) -> Found | None:
    """The loop over blocks; where the file has none, the loop over rounds."""
    blocks = _block_functions(loop.source)
    if not blocks:
        return None
    called = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(blocks)))})\(")
    if loop.function.name in blocks:
        calls = len(called.findall(squeeze(loop.source.text))) - len(blocks)
        if calls > 0 or not (_LOOKUP.search(loop.text) or _SUBSTITUTED.search(loop.text)):
            return None
        data = re.search(r"\+=16\b|\+=\w*BLOCK", loop.head)
        return Found(_direction(loop), _mode(loop), loop.count if data else str(_BLOCK))
    if not called.search(loop.text):
        return None
    unit = _BLOCK if _STEP_OF_ONE.search(loop.head) else 1
    return Found(_direction(loop), _mode(loop), loop.count, unit)


def _block_functions(source: SourceFile) -> frozenset[str]:
    """Functions that put one block through rounds."""
    if not _AES.search(source.text) or b"_mm_aes" in source.text:
        return frozenset()
    return frozenset(
        f.name for f in source.functions if _is_block(squeeze(source.text[f.start_byte : f.end_byte]))
    )


def _is_block(text: str) -> bool:
    body = text.partition("{")[2]
    tables = any(len(_LOOKUP.findall(s)) >= 4 and s.count("^") >= 3 for s in body.split(";"))
    return tables or bool(_SUBSTITUTED.search(body) and _MIXED.search(body))


def _direction(loop: Loop) -> Family:
    return Family.DECRYPT if _BACK.search(loop.names) else Family.ENCRYPT


def _mode(loop: Loop) -> str:
    """By names in the function; a mode that nothing names is taken for counter mode's speed."""
    return next((mode for mode, named in _MODES if named.search(loop.around)), "aes-ctr")


# One pattern each, that starts with a letter: these are searched for several times as fast as all in one.
PART = Idiom(
    "aes",
    (
        rb"T(?<!\wT)[ed][0-4]?\s*\[",
        rb"ox(?<=[sS][bB]ox)|ox(?<=[sS]_[bB]ox)",
        rb"SBOX",
        rb"ub_?[bB]ytes(?:(?<=[sS]ub_[bB]ytes)|(?<=[sS]ub[bB]ytes))",
        rb"xtime",
    ),
    match,
)
