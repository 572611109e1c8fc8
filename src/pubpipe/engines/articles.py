"""The words before a term in its gender and number: articles, what melts with them, and what agrees before a noun."""

import re
from collections.abc import Mapping, Sequence

from pubpipe.engines.agree import Word

LAST = re.compile(r"(?<!\w)(?:(?:de|a|à|per|en) )?[^\W\d_]+(?P<gap>['’]|\s+)$", re.IGNORECASE)
# Families of masculine and feminine singular, masculine and feminine plural; the forms before a vowel are made by `agree`.
FAMILIES: Mapping[str, str] = {
    "es": """el la los las|un una unos unas|del de_la de_los de_las|al a_la a_los a_las|este esta estos estas
        |ese esa esos esas|otro otra otros otras|nuevo nueva nuevos nuevas|nuestro nuestra nuestros nuestras
        |mucho mucha muchos muchas|todo toda todos todas|mismo misma mismos mismas|ningún ninguna ningunos ningunas
        |algún alguna algunos algunas|primer primera primeros primeras|varios varias varios varias|ambos ambas ambos ambas
        |cierto cierta ciertos ciertas|poco poca pocos pocas|numerosos numerosas numerosos numerosas|gran gran grandes grandes
        |aquel aquella aquellos aquellas|tanto tanta tantos tantas|segundo segunda segundos segundas
        |último última últimos últimas|tercer tercera terceros terceras
        |propio propia propios propias|demasiado demasiada demasiados demasiadas""",
    "gl": """o a os as|un unha uns unhas|do da dos das|no na nos nas|ao á aos ás|polo pola polos polas|este esta estes estas
        |outro outra outros outras|novo nova novos novas|nun nunha nuns nunhas|dun dunha duns dunhas
        |todo toda todos todas|moito moita moitos moitas|algún algunha algúns algunhas|varios varias varios varias""",
    "pt": """o a os as|um uma uns umas|do da dos das|no na nos nas|ao à aos às|pelo pela pelos pelas|este esta estes estas
        |outro outra outros outras|novo nova novos novas|num numa nuns numas|nosso nossa nossos nossas|todo toda todos todas
        |muito muita muitos muitas|algum alguma alguns algumas|nenhum nenhuma nenhuns nenhumas|vários várias vários várias
        |ambos ambas ambos ambas|primeiro primeira primeiros primeiras|seu sua seus suas|esse essa esses essas""",
    "ca": """el la els les|un una uns unes|del de_la dels de_les|al a_la als a_les|pel per_la pels per_les
        |aquest aquesta aquests aquestes|nou nova nous noves|altre altra altres altres|nostre nostra nostres nostres
        |tot tota tots totes|molt molta molts moltes|algun alguna alguns algunes|cap cap cap cap
        |diversos diverses diversos diverses|primer primera primers primeres|seu seva seus seves
        |ambdós ambdues ambdós ambdues""",
    "fr": """le la les les|un une des des|du de_la des des|au à_la aux aux|ce cette ces ces|son sa ses ses|leur leur leurs leurs
        |nouveau nouvelle nouveaux nouvelles|grand grande grands grandes|premier première premiers premières
        |certain certaine certains certaines|tout toute tous toutes|aucun aucune aucuns aucunes|quel quelle quels quelles
        |divers diverses divers diverses|nombreux nombreuses nombreux nombreuses|ancien ancienne anciens anciennes
        |bon bonne bons bonnes|petit petite petits petites|dernier dernière derniers dernières|second seconde seconds secondes
        |notre notre nos nos|votre votre vos vos|mon ma mes mes|ton ta tes tes|vieux vieille vieux vieilles
        |beau belle beaux belles|gros grosse gros grosses|long longue longs longues|mauvais mauvaise mauvais mauvaises""",
    "it": """il la i le|un una dei delle|del della dei delle|al alla ai alle|dal dalla dai dalle|nel nella nei nelle
        |sul sulla sui sulle|questo questa questi queste|nuovo nuova nuovi nuove|altro altra altri altre
        |nostro nostra nostri nostre|tutto tutta tutti tutte|molto molta molti molte|alcuno alcuna alcuni alcune
        |vari varie vari varie|diversi diverse diversi diverse|entrambi entrambe entrambi entrambe|suo sua suoi sue
        |primo prima primi prime|nessun nessuna nessun nessuna|grande grande grandi grandi""",
}  # fmt: skip
# Forms before a vowel or a hard onset, as the form that a family has.
FULL: Mapping[str, Mapping[str, str]] = {
    "fr": {"l": "le", "d": "de", "qu": "que", "nouvel": "nouveau", "cet": "ce"},
    "ca": {"l": "el", "d": "de"},
    "it": {
        "l": "il", "un": "un", "dell": "del", "all": "al", "dall": "dal", "nell": "nel", "sull": "sul", "lo": "il", "gli": "i",
        "dello": "del", "allo": "al", "dallo": "dal", "nello": "nel", "sullo": "sul", "degli": "dei", "agli": "ai",
        "dagli": "dai", "negli": "nei", "sugli": "sui", "uno": "un", "quest": "questo",
    },
}  # fmt: skip
# A feminine noun that begins with a stressed a takes the masculine article in Spanish: el agua.
STRESSED = re.compile(
    r"h?á|(?:acta|agua|ala|alba|alga|alma|ama|ancla|ansia|arca|arma|arpa|asa|asma|aspa|aula|ave|haba|habla|hacha|hada|hambre)\b",
    re.IGNORECASE,
)


def before(text: str, word: Word, language: str) -> tuple[str, ...]:
    """The text before a term, its last word as the term wants it; two ways where the spelling leaves it open, or where the
    term's gender is not known."""
    found = LAST.search(text)
    if not found:
        return (text,)
    head, last = text[: found.start()], found[0][: -len(found["gap"])]
    family = _family(last, language)
    if family is None and " " in last:
        first, last = last.split(" ", 1)
        head, family = head + text[found.start() : found.start() + len(first) + 1], _family(last, language)
    if family is None:
        elided = found["gap"].strip() and FULL.get(language, {}).get(last.lower())
        return (f"{head}{_cased(elided, last)} ",) if elided else (text,)
    if LAST.search(head) and (further := [one for one in before(head, word, language) if one != head]):
        head = further[0]  # "todas las" before a masculine term: todos los
    forms = [family[number] for number in _numbers(word)]
    if language == "es" and STRESSED.match(word.text) and not word.is_plural:
        forms.append(family[0])
    return tuple(dict.fromkeys(f"{head}{_cased(form, last)} " for form in forms))


def is_article(word: str, language: str) -> bool:
    """Whether a word may stand before a noun and agree with it, or is an elided article."""
    return word.lower() in FULL.get(language, {}) or any(
        word.lower() in form.split() for family in _families(language) for form in family
    )


def _numbers(word: Word) -> Sequence[int]:
    """Places in a family that fit a term; both genders where it has none."""
    first = 2 if word.is_plural else 0
    return [first + (word.gender == "f")] if word.gender else [first, first + 1]


def _family(last: str, language: str) -> tuple[str, ...] | None:
    said = FULL.get(language, {}).get(last.lower(), last.lower())
    for family in _families(language):
        if said in family:
            return family
    return None


def _families(language: str) -> list[tuple[str, ...]]:
    return [
        tuple(form.replace("_", " ") for form in family.split()) for family in FAMILIES.get(language, "").split("|") if family
    ]


def _cased(form: str, like: str) -> str:
    return form[:1].upper() + form[1:] if like[:1].isupper() else form
