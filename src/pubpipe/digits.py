"""Which digits a language writes by itself: in its text, its page numbers and its lists.

Source: the default numbering systems of CLDR 47, frozen, so that a new library version changes no edition. "ar" alone has Latin
digits there; Egypt, Saudi Arabia and others have Arabic ones.
"""

ARABIC = (
    "ar-BH ar-DJ ar-EG ar-ER ar-IL ar-IQ ar-JO ar-KM ar-KW ar-LB ar-MR ar-OM ar-PS ar-QA ar-SA ar-SD ar-SO ar-SS ar-SY ar-TD"
    " ar-YE ckb sd"
)
PERSIAN = "fa ks mzn pa-Arab ps ur-IN uz-Arab"
ZEROS = (("٠", ARABIC), ("۰", PERSIAN), ("०", "mr ne"), ("০", "as bn"))


def wider(tag: str) -> tuple[str, ...]:
    """The tag and then what it belongs to, most specific first: zh-Hant-TW, zh-TW, zh-Hant, zh."""
    language, *rest = tag.split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    region = next((part for part in rest if len(part) == 2 or (len(part) == 3 and part.isdigit())), "")
    steps = (tag, f"{language}-{region}" if region else "", f"{language}-{script}" if script else "", language)
    return tuple(dict.fromkeys(step for step in steps if step))


def zero_of(lang: str) -> str:
    """The digit 0 of a BCP 47 tag."""
    return next((zero for tag in wider(lang) for zero, tags in ZEROS if tag in tags.split()), "0")


def own_digits(text: str, zero: str) -> str:
    """ASCII digits as those that begin with `zero`; nothing changes where that is "0"."""
    return text if zero == "0" else text.translate({ord("0") + n: chr(ord(zero) + n) for n in range(10)})


def counted(number: int, lang: str) -> str:
    """A page's or an item's number in the digits of its language."""
    return own_digits(str(number), zero_of(lang))
