"""AES written out: a block function of table lookups or substitutions, and the loop over the blocks of the data."""

import re
from weakref import WeakKeyDictionary

from accelagent.csource import SourceFile
from accelagent.domain import Family
from accelagent.identifier.idioms._extent import extent
from accelagent.identifier.idioms._idiom import Found, Idiom, Loop, squeeze
from accelagent.identifier.idioms._spoken import ended, respelled

_AES = re.compile(rb"(?i)\baes|aes\b|_aes|aes_|rijndael|0xc66363a5|0x63\s*,\s*0x7c\s*,\s*0x77")
_ENTRY = r"\[[^\];]*(?:\[[^\]]*\])?[^\];]*\]"  # an index, which may hold one of its own
_LOOKUP = re.compile(rf"\b(?:\w*T|\w*t_?)[ed]?_?[0-4]?(?:\[\d\])?{_ENTRY}", re.I)
# A table's entry for one byte of a word: `D1[s[(i + 3) & 3] >> 16 & 255]`, also one of several tables.
_BYTE_OF = re.compile(
    r"\b[A-Za-z_]\w*(?:\[\w+\])?\[(?:[^\[\];]|\[[^\[\]]*\])*(?:>>|&\(?(?:0x[fF]{2}|255))(?:[^\[\];]|\[[^\[\]]*\])*\]"
)
_SUBSTITUTED = re.compile(
    r"\w*(?:s_?box|sub_?(?:bytes|word)|subst)\w*[\[(]|\b(?:I?S|Si|Sd|T[ed]4|isub|sub)(?:\[|\()", re.I
)
_MIXED = re.compile(
    r"xtime|\bxt\w*\(|\bx2\(|\bmul(?:2|3|9|11|13|14)\b|mix_?col|shift_?rows?|0x1b\b|gmul|gf_?mul|mul_?by",
    re.I,
)
_BACK = re.compile(
    r"de_?crypt|decipher|unseal|un_?wrap|\bopen|_open|Open|\binv_|Inv|\bTd\w?\b|\bTD\b|_dec\b|dec_|\bINV_|\bIS\[|\bD[0-3]\["
)
_FORTH = re.compile(r"(?i)encrypt|seal|encipher|_enc\b|wrap|protect")
_ROUNDS = re.compile(
    r"(?i)(?:<=?|!=)(?:\w+(?:->|\.))*(?:9|1[0-4]|n?_?r(?:ou)?n?ds?|nr)\b|\brounds?\b|\[1\.\.1[0-4]\]|:1[0-4]\]"
)
_KEYED = re.compile(r"(?i)\b(?:rk|w|ek|dk|xk|\w*(?:round|sub|sched|exp)\w*key\w*|\w*key\w*|\w*rk\w*|ks)\b")
_STEP = re.compile(
    r"\+=(?:16|0x10|\w*BLOCK\w*|\w*block\w*size\w*)\b|\.(?:r?chunks\w*)\((?:16|\w*BLOCK\w*)\)|\[16:\]|-=16\b|(?:<<4|\*16)\b|\b16\*|\+16\b",
    re.I,
)
# Block ciphers with substitutions that no device here runs.
_OTHER = re.compile(
    r"(?i)camellia|\baria|sm4|blowfish|twofish|serpent|\bdes\b|des3|cast5|\bseed_|idea|kuznyechik|whirlpool|present|crc"
)
_MODES = (
    ("aes-gcm", re.compile(r"gcm|ghash", re.I)),
    ("aes-xts", re.compile(r"xts|tweak|\b0x87\b", re.I)),
    ("aes-ctr", re.compile(r"(?<!_)ctr\b|ctr_|counter|keystream", re.I)),
    ("aes-cbc", re.compile(r"cbc|\bprev\b|chain|\b\w*iv\b", re.I)),
    ("aes-ctr", re.compile(r"nonce", re.I)),
)
_BLOCK = 16


def match(loop: Loop) -> Found | None:
    """The loop over blocks; where the file has none, the loop over rounds."""
    if _is_whole(loop):
        count, unit = extent(loop, _BLOCK)
        return Found(_direction(loop, loop.text), _mode(loop), count, unit)
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
    text = loop.text
    if not called.search(text):
        return None
    back = called.search(text)
    count, unit = extent(loop, _BLOCK)
    return Found(_direction(loop, back[0] if back else ""), _mode(loop), count, unit)


def _is_whole(loop: Loop) -> bool:
    """Rounds over one block after the other in one loop: lookups by bytes of the state, a key for each round."""
    text = loop.text
    if not _STEP.search(loop.head) and not _STEP.search(text):
        return False
    inner = len(re.findall(r"\b(?:for|while)\(", text)) > 1
    if not inner or _OTHER.search(f"{loop.names} {text}") or not _KEYED.search(text):
        return False
    lookups = _BYTE_OF.findall(text)
    tables = len(lookups) >= 4 and any(
        len(_BYTE_OF.findall(s)) >= 4 and s.count("^") >= 3 for s in text.split(";")
    )
    nested = bool(re.search(r"\^=\w+\[\w\]\[[^;]*>>[^;]*\]", text))
    if tables or nested:
        return bool(_ROUNDS.search(text)) and _is_state(text)
    return bool(_SUBSTITUTED.search(text) and _MIXED.search(text) and _ROUNDS.search(text))


def _is_state(text: str) -> bool:
    """Lookups make the words of a new state, and not one running sum as a checksum's do."""
    made = re.findall(r"\b(\w+(?:\[\w+\])?)\^?=(?=[^=;]*\[[^;]*(?:>>|&))", text)
    return len(set(made)) >= 4 or any("[" in name for name in made)


_BLOCKS: WeakKeyDictionary[SourceFile, frozenset[str]] = WeakKeyDictionary()


def _block_functions(source: SourceFile) -> frozenset[str]:
    """Functions that put one block through rounds."""
    if source not in _BLOCKS:
        _BLOCKS[source] = _of_file(source)
    return _BLOCKS[source]


def _of_file(source: SourceFile) -> frozenset[str]:
    language = source.language
    if b"_mm_aes" in source.text or b"vaeseq_u8" in source.text or _OTHER.search(source.path):
        return frozenset()
    named = _AES.search(source.text) is not None
    found, doubles = set(), set()
    found |= _declared(source)
    for function in source.functions:
        text = source.text[function.start_byte : function.end_byte]
        plain = respelled(language, squeeze(ended(language, text), language))
        if "0x1b" in plain.lower() and len(plain) < 300:
            doubles.add(function.name)  # multiplies by x in the field
        elif any(f"{name}(" in plain for name in doubles):
            plain += ";xtime("
        if _is_block(plain, named) and not _OTHER.search(function.name):
            found.add(function.name)
    return frozenset(found)


# A block function of another file: its name says so, or it is FIPS 197's own, and its parameters are blocks and round keys.
_OUTSIDE = re.compile(
    rb"\b((?i:\w*(?:aes|rijndael)\w*|\w*(?:block_?(?:en|de)c|(?:en|de)c(?:rypt|ipher)?_?block)\w*)|(?:Inv)?Cipher)\s*\(([^(){};]*(?:\([^()]*\)[^(){};]*)*)\)\s*(?:noexcept\s*)?;"
)
_OF_BLOCK = re.compile(r"\[\s*(?:16|\w*BLOCK\w*)\s*\]|\bBlock\w*\b|\[\s*4\s*\](?:\s*\[\s*4\s*\])")
_ROUND_KEYS = re.compile(
    r"(?i)\b(?:rk|ek|dk|w|ks|\w*key\w*|\w*sched\w*)\b|\[\s*(?:44|52|60|176|208|240)\s*\]"
)


def _declared(source: SourceFile) -> set[str]:
    if source.language not in ("c", "cpp"):
        return set()
    found = set()
    for match in _OUTSIDE.finditer(source.text):
        name, parameters = match[1].decode(), match[2].decode("utf-8", "replace")
        if _OF_BLOCK.search(parameters) and _ROUND_KEYS.search(parameters) and not _OTHER.search(name):
            found.add(name)
    return found


def _is_block(text: str, named: bool) -> bool:
    body = text.partition("{")[2] or text
    if not named:  # nothing in the file says its name: then by the rounds and the key, too
        if not (_ROUNDS.search(body) and _KEYED.search(text)):
            return False
        byte_of = any(len(_BYTE_OF.findall(s)) >= 4 and s.count("^") >= 3 for s in body.split(";"))
        return (byte_of and _is_state(body)) or bool(_SUBSTITUTED.search(body) and _MIXED.search(body))
    tables = any(len(_LOOKUP.findall(s)) >= 4 and s.count("^") >= 3 for s in body.split(";"))
    return tables or bool(_SUBSTITUTED.search(body) and _MIXED.search(body))


def _direction(loop: Loop, more: str = "") -> Family:
    """By the function's name, else by what it uses."""
    if not _BACK.search(loop.names) and _FORTH.search(loop.names):
        return Family.ENCRYPT
    return Family.DECRYPT if _BACK.search(f"{loop.names} {more}") else Family.ENCRYPT


def _mode(loop: Loop) -> str:
    """By names in the function; a mode that nothing names is taken for counter mode's speed."""
    return next((mode for mode, named in _MODES if named.search(loop.around)), "aes-ctr")


# One pattern each, that starts with a letter: these are searched for several times as fast as all in one.
PART = Idiom(
    "aes",
    (
        rb"T(?<!\wT)[edED][0-4]?\s*\[",
        rb"ox(?<=[sS][bB]ox)|ox(?<=[sS]_[bB]ox)",
        rb"SBOX|S_BOX",
        rb"ub_?[bBwW](?:ytes|ord)(?:(?<=[sS]ub_[bB]ytes)|(?<=[sS]ub[bB]ytes)|(?<=[sS]ub[wW]ord)|(?<=[sS]ub_[wW]ord))",
        rb"xtime",
        rb"0x1[bB]\b",
        rb"aes\w*\s*\(|AES\w*\s*\(|Aes\w*\s*\(",
        rb"Cipher\s*\(",
        rb"lock_?(?:[eE]nc|[dD]ec)|(?:[eE]nc|[dD]ec|crypt|cipher)_?[bB]lock",
        rb"ijndael",
        rb"xt(?<!\wxt)\w*\s*\(",
        rb"\]\s*>>>?\s*16\)?\s*&\s*(?:255|0x[fF]{2})\s*\]",
    ),
    match,
    longest=8000,
)
