"""What tokens look like, as patterns: how people write links, codes, prices, times, phone numbers.

Each is linear in the text, whatever the text: `tests/nlp/linear` measures it. So a run is looked at once,
from where it begins (`(?<![\\w-])`), or for so many characters (`{1,64}`), or once and for all (`++`).
"""

from __future__ import annotations

from nlp.tasks.translation.protect.machine import ADDRESS, MACHINE
from nlp.tasks.translation.protect.signs import SIGN
from nlp.tasks.translation.protect.templates import PLACEHOLDER
from nlp.tasks.translation.protect.units import UNIT

FIRST_STAND_IN, LAST_STAND_IN = "\U00100000", "\U0010fffd"
"""Private-use characters that stand in for glossary terms: tokens like any other."""
STAND_IN = f"[{FIRST_STAND_IN}-{LAST_STAND_IN}]"

UNSPACED = (
    "\u0e00-\u109f\u1780-\u17ff\u3001-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff"
    "\uff00-\uffef\U00020000-\U0003ffff"
)
"""Scripts without blanks between words, for a class of `re`: Thai to Myanmar, Khmer, kana, Han, wide."""

URL = r"(?:https?|ftp)://[^\s<>\"]+|www\.[^\s<>\"]+"
MAIL = r"[\w.+-]{1,64}+@[\w-]++(?:\.[\w-]++)++"
DOMAIN = (
    r"(?<![\w@.-])(?:[\w-]+\.)+(?:(?:com|org|net|edu|gov|io|app|dev|info)(?:\.[a-z]{2})?\b(?!\.?\w)"
    r"(?:/[^\s<>\"]*)?|[a-z]{2,}/[^\s<>\"]+)"
)
FILE = (
    r"(?<![\w@.-])[\w-]+(?:\.[\w-]+)*"
    r"\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|csv|tsv|txt|md|log|png|jpe?g|gif|svg|webp|heic|bmp|zip|rar|7z|tar|gz"
    r"|exe|apk|dmg|mp[34]|m4a|mov|avi|mkv|wav|ogg|webm|html?|css|js|ts|py|java|cpp|php|sql|sh|json|ya?ml|toml|xml"
    r"|ini|cfg|conf|env|ics|vcf|eml|epub)\b"
)
CODE = r"```[\s\S]*?```|`[^`\n]+`"
HANDLE = r"(?<![\w@])@\w[\w.-]*\w|(?<![\w@])@\w"
TAG = r"(?<![\w&#])#\w[\w-]*"
UUID = r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b"
IBAN = r"\b[A-Z]{2}\d{2}(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,4})?\b"
ID = (
    r"(?<![\w/-])(?=[A-Z0-9/_-]*[A-Z])(?=[A-Z0-9/_-]*\d)[A-Z0-9]+(?:[-_/][A-Z0-9]+)*(?![\w-])"
    r"|\bv\d+(?:\.\d+)+\b|\b(?=[^\W_]*[A-Za-z])(?=(?:[^\W\d_]*\d){2})[^\W_]{7,}\b"
)
FACE = (
    r"(?:(?<!\w)(?:[:;=]['’]?-?[)(\]\[DPpOo/\\|3*]+|[xX]D+)|(?<=[^\W\d])[:;]-?[)(D]+|(?<!\w)<3+"
    r"|\^[_.-]*\^|¯\\_\(ツ\)_/¯)(?!\w)"
)
LONG = rf"[^\s{UNSPACED}]{{40,}}"

_END = r"(?!\w|-\w)"
PHONE = (
    # With a country's number in front; with brackets or a dash; groups that can only be one number.
    r"(?<!\w)\+\d{1,4}(?:[\s./-]*\(\d{1,5}\))?(?:[\s./-]?\d{1,12}+){1,6}" + _END + r"|(?<![\w.,])"
    r"\(\d{1,5}\)[\s.-]?(?:\d[\s.-])?\d{2,9}(?:[\s.-]\d{2,9}){0,4}" + _END + r"|(?<![\w.,])"
    r"(?:0[\s.-])?\d{2,5}(?:[\s.-]\d{2,9}){1,4}" + _END + r"|(?<![\w.,])0\d{2,5}\s?/\s?\d{3,9}" + _END
)

_AMOUNT = r"(?:\d{1,3}(?:[ \u00a0\u202f'’]\d{3}){1,8}(?:[.,]\d{1,2})?(?!\d)|\d[\d.,]*\d|\d)"
_SIGN = r"(?:R\$|US\$|MX\$|A\$|C\$|[$€£¥₣-₿¤֏؋৳฿៛﷼])"
_CURRENCY = r"(?:EUR|USD|BRL|GBP|CHF|JPY|MXN|ARS|CAD|AUD|PLN|SEK|NOK|DKK|INR|CNY)"
MONEY = (
    rf"(?:(?<![\w-])-)?(?:{_SIGN}\s?|(?<!\w){_CURRENCY}\s?){_AMOUNT}"
    rf"|(?:(?<![\w-])-)?(?<![\w.,]){_AMOUNT}\s?(?:[€£¥₣-₿¤֏؋৳฿៛﷼¢$](?!\d)|{_CURRENCY}\b)"
)
TIME = (
    r"(?<![\w.,:])\d{1,2}(?::\d{2}){1,2}(?:\s?(?:[aApP]\.[mM]\.|[aApP][mM]\b))?"
    r"|(?<![\w.,:])\d{1,2}\s?(?:[aApP]\.[mM]\.|[aApP][mM]\b)|(?<![\w.,:])\d{1,2}h(?:\d{2})?\b"
)
DATE = r"(?<![\w.,])\d{1,2}\.\d{1,2}\.(?=\s[^\W\d_A-Z])"
"""Day and month in the German way, with a point after each, inside a sentence."""
PLACE = r"(?<![\w.,])-?\d{1,3}\.\d{3,}\s?,\s?-?\d{1,3}\.\d{3,}"
NUMBER = r"(?<![^\W_])\d+(?:[.,:/-]\d+)*"

COMMON = "|".join((STAND_IN, CODE, FACE, URL, MAIL, DOMAIN, FILE, UUID, HANDLE, TAG, IBAN))
HARD = "|".join(
    (
        STAND_IN,
        CODE,
        FACE,
        PLACEHOLDER,
        ADDRESS,
        URL,
        MAIL,
        DOMAIN,
        FILE,
        MACHINE,
        UUID,
        HANDLE,
        TAG,
        IBAN,
        SIGN,
    )
)
ODD = (
    r"[{}<>\[\]\\&^|*=~_\u00ac\u00b1-\u00b3\u00b7\u00b9\u00bc-\u00be\u00d7\u00f7\u2044\u2070-\u209c\u2116"
    r"\u2150-\u215e\u2190-\u2bff]|[#+]{2}|[CFJQcg][#+]|[%$@#:(\\-][A-Za-z({<%@]|[A-Za-z]:[/+A-Fa-f\d]|::|:[\dA-Fa-f]{1,4}:|/[A-Za-z.~]|\(\)"
    r"|[.]NET|%[\d.+-]|%%|--|\.[xX*]|\d\.\d+\.\d|[vV]\d|\d-[A-Za-z\d]|\d(?:a|b|rc)\d|\d ?x ?\d|localhost"
)
"""Where nothing of this is, no token is of the kinds that `HARD` has beyond `COMMON`, which is faster."""
SOFT = "|".join((MONEY, PLACE, DATE, TIME, UNIT))
