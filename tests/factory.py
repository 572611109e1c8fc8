# ruff: noqa: E501 - sentences in seven languages, a paragraph a string
"""Editions for tests, in sentences of our own about an invented seed bank; `make_edition` takes what a test wants to change."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from pubpipe.article import (
    Article,
    Author,
    Block,
    Edition,
    EngineInfo,
    Imprint,
    Mark,
    MarkKind,
    Note,
    NoteKind,
    Role,
    Segment,
    State,
    Unit,
)
from pubpipe.codes import ordered
from pubpipe.localize.strings import language_name, load_strings

ENGINE = EngineInfo("apertium", "Apertium", "rule-based", "3.8.3", ("eng-spa",), (("apertium-eng-spa", "0.8.1"),))
IMPRINT = Imprint("Terrace Review", "CC BY 4.0", "desk@terrace.example")
NAMES = ("Mara Oyelaran", "Tomás Quiroga-Lind", "Valley Seed Library", "Harrow Institute")
AUTHORS = (Author("Mara Oyelaran", ("Harrow Institute",)), Author("Tomás Quiroga-Lind", ("Valley Seed Library",)))

MSGIDS = (
    "Affiliations", "Disclaimer", "About this edition", "Original title", "Original wording", "See the disclaimer at the end of the article.",
    "Source", "Translation", "Published", "Notes", "About the author", "Editor’s note", "Correction", "Funding", "{language} edition",
    "Machine translation", "Unreviewed", "Reviewed",
)  # fmt: skip

WORDINGS = {
    "es": (
        "Afiliaciones", "Descargo de responsabilidad", "Sobre esta edición", "Título original", "Texto original",
        "Véase el descargo de responsabilidad al final del artículo.", "Fuente", "Traducción", "Publicado", "Notas", "Sobre el autor",
        "Nota de la redacción", "Corrección", "Financiación", "Edición en español", "Traducción automática", "Sin revisar", "Revisado",
    ),
    "fr": (
        "Affiliations", "Avertissement", "À propos de cette édition", "Titre original", "Texte original",
        "Voir l’avertissement à la fin de l’article.", "Source", "Traduction", "Publié", "Notes", "À propos de l’auteur",
        "Note de la rédaction", "Correction", "Financement", "Édition française", "Traduction automatique", "Non relu", "Relu",
    ),
    "ru": (
        "Место работы", "Отказ от ответственности", "Об этом издании", "Оригинальное название", "Исходный текст",
        "См. отказ от ответственности в конце статьи.", "Источник", "Перевод", "Опубликовано", "Примечания", "Об авторе",
        "От редакции", "Исправление", "Финансирование", "Русское издание", "Машинный перевод", "Не проверено", "Проверено",
    ),
    "ar": (
        "جهات العمل", "إخلاء المسؤولية", "عن هذه الطبعة", "العنوان الأصلي", "النص الأصلي", "انظر إخلاء المسؤولية في نهاية المقال.",
        "المصدر", "الترجمة", "نُشر", "ملاحظات", "عن الكاتب", "ملاحظة المحرر", "تصحيح", "التمويل", "الطبعة العربية", "ترجمة آلية",
        "لم تُراجَع", "رُوجعت",
    ),
    "he": (
        "שיוך מוסדי", "הסתייגות", "על מהדורה זו", "הכותרת המקורית", "הנוסח המקורי", "ראו את ההסתייגות בסוף המאמר.", "מקור", "תרגום",
        "פורסם", "הערות", "על המחבר", "הערת העורך", "תיקון", "מימון", "מהדורה עברית", "תרגום מכונה", "לא נבדק", "נבדק",
    ),
    "hi": (
        "संबद्धता", "अस्वीकरण", "इस संस्करण के बारे में", "मूल शीर्षक", "मूल पाठ", "लेख के अंत में अस्वीकरण देखें।", "स्रोत", "अनुवाद",
        "प्रकाशित", "टिप्पणियाँ", "लेखक के बारे में", "संपादकीय टिप्पणी", "सुधार", "वित्तपोषण", "हिन्दी संस्करण", "मशीनी अनुवाद",
        "समीक्षा नहीं हुई", "समीक्षित",
    ),
}  # fmt: skip

TEXTS: Mapping[str, Mapping[str, object]] = {
    "en": {
        "title": "The Library That Lends Seeds: How a Valley Keeps Its Harvest",
        "section": "Environment",
        "affiliation": "Mara Oyelaran works at the Harrow Institute; Tomás Quiroga-Lind directs the Valley Seed Library.",
        "disclaimer": "The views in this article are those of its authors and need not be shared by the magazine, "
        "which takes no responsibility for the figures given here.",
    },
    "es": {
        "title": "La biblioteca que presta semillas: cómo un valle guarda su cosecha",
        "section": "Medio ambiente",
        "byline": "Por Mara Oyelaran y Tomás Quiroga-Lind",
        "date": "14 de mayo de 2024",
        "disclosure": "Traducción automática del inglés con Apertium, un motor basado en reglas. Ninguna persona ha revisado todavía esta "
        "edición. El texto que rige es el inglés.",
        "affiliation": "Mara Oyelaran trabaja en el Harrow Institute; Tomás Quiroga-Lind dirige la Valley Seed Library.",
        "disclaimer": "Las opiniones de este artículo son de sus autores y la revista no las comparte necesariamente ni responde de las "
        "cifras que aquí se dan.",
        "paragraphs": (
            "En la sala más fría del antiguo molino hay 3.412 cajones, y en cada uno de ellos duerme una variedad que alguien del valle "
            "sembró alguna vez. La Valley Seed Library las presta como otros prestan libros: quien se lleva un sobre en marzo se compromete "
            "a devolver dos en otoño, limpios y con el nombre de la parcela escrito a lápiz.",
            "Nadie recuerda quién tuvo la idea. Los registros empiezan en 1987, con una lista de 46 judías y una nota sobre el precio del "
            "carbón, y siguen sin interrupción hasta hoy. En ese tiempo el invierno se ha acortado once días y tres de los cinco arroyos "
            "se secan en agosto.",
            "Lo que se conserva no es solo una planta. Una lechuga que aguanta la helada de abril guarda también la decisión de quien la "
            "escogió, año tras año, entre las que no aguantaron. Mara Oyelaran lo llama una memoria sin palabras, y ha medido cuánto "
            "tarda en perderse: cuatro generaciones bastan.",
            "El préstamo tiene sus reglas. No se entregan semillas a quien no ha asistido a la jornada de limpieza, no se aceptan sobres "
            "sin fecha y no se cobra nada, salvo el sello. Quien devuelve menos de lo debido pierde el turno de un año; en 2023 les "
            "ocurrió a diecisiete personas, el 2,4 % de los socios.",
            "Para Tomás Quiroga-Lind, el mayor peligro no es la sequía sino el olvido. «Una caja que nadie abre en diez años está "
            "vacía, aunque pese lo mismo», dice mientras anota la temperatura de la sala en un cuaderno que también tiene su número.",
            "El próximo otoño la biblioteca abrirá una segunda sala al otro lado del puerto, a 1.180 metros de altitud. Allí irán las "
            "variedades que el valle ya no puede madurar y que, con suerte, algún día volverán a bajar.",
        ),
    },
    "fr": {
        "title": "La bibliothèque qui prête des graines : comment une vallée garde sa récolte",
        "section": "Environnement",
        "byline": "Par Mara Oyelaran et Tomás Quiroga-Lind",
        "date": "14 mai 2024",
        "disclosure": "Traduction automatique de l’anglais avec Apertium, un moteur à base de règles. Personne n’a encore relu cette édition. "
        "Le texte qui fait foi est l’anglais.",
        "affiliation": "Mara Oyelaran travaille au Harrow Institute ; Tomás Quiroga-Lind dirige la Valley Seed Library.",
        "disclaimer": "Les opinions exprimées dans cet article sont celles de ses auteurs et ne sont pas nécessairement celles de la revue, "
        "qui ne répond pas des chiffres donnés ici.",
        "paragraphs": (
            "Dans la salle la plus froide de l’ancien moulin se trouvent 3 412 tiroirs, et dans chacun dort une variété que quelqu’un "
            "de la vallée a semée un jour. La Valley Seed Library les prête comme d’autres prêtent des livres : qui emporte une enveloppe "
            "en mars s’engage à en rendre deux à l’automne, propres et portant au crayon le nom de la parcelle.",
            "Personne ne sait plus qui eut l’idée. Les registres commencent en 1987, par une liste de 46 haricots et une note sur le prix "
            "du charbon, et continuent sans interruption jusqu’à ce jour. Depuis, l’hiver a raccourci de onze jours et trois des cinq "
            "ruisseaux sont à sec au mois d’août.",
            "Ce que l’on conserve n’est pas seulement une plante. Une laitue qui supporte la gelée d’avril garde aussi la décision de celui "
            "qui l’a choisie, année après année, parmi celles qui n’ont pas tenu. Mara Oyelaran parle d’une mémoire sans paroles.",
            "Pour Tomás Quiroga-Lind, le plus grand danger n’est pas la sécheresse mais l’oubli : « Un tiroir que personne n’ouvre pendant "
            "dix ans est vide, même s’il pèse autant. »",
        ),
    },
    "ru": {
        "title": "Библиотека, которая выдаёт семена: как долина хранит свой урожай",
        "section": "Природа",
        "byline": "Mara Oyelaran и Tomás Quiroga-Lind",
        "date": "14 мая 2024 г.",
        "disclosure": "Машинный перевод с английского. Никто ещё не проверял это издание.",
        "affiliation": "Mara Oyelaran работает в Harrow Institute; Tomás Quiroga-Lind руководит Valley Seed Library.",
        "disclaimer": "Мнения, высказанные в статье, принадлежат авторам; редакция не отвечает за приведённые здесь цифры.",
        "paragraphs": (
            "В самом холодном зале старой мельницы стоят 3412 ящиков, и в каждом спит сорт, который кто-то в долине однажды посеял. "
            "Библиотека выдаёт их так же, как другие выдают книги: кто берёт конверт в марте, обязуется вернуть осенью два, чистых и с "
            "названием участка, написанным карандашом.",
            "Никто не помнит, кому пришла в голову эта мысль. Записи начинаются в 1987 году со списка из 46 бобов и заметки о цене угля "
            "и продолжаются без перерыва до сегодняшнего дня.",
            "Хранится здесь не только растение. Салат, который выдерживает апрельский мороз, хранит и решение того, кто год за годом "
            "выбирал его среди тех, что не выдержали.",
        ),
    },
    "ar": {
        "title": "مكتبة تعير البذور: كيف يحفظ الوادي محصوله",
        "section": "البيئة",
        "byline": "بقلم Mara Oyelaran وTomás Quiroga-Lind",
        "date": "14 مايو 2024",
        "disclosure": "ترجمة آلية من الإنجليزية بمحرك Apertium القائم على القواعد. لم يراجع أحد هذه الطبعة بعد. النص الإنجليزي هو المرجع.",
        "affiliation": "تعمل Mara Oyelaran في Harrow Institute، ويدير Tomás Quiroga-Lind مكتبة Valley Seed Library.",
        "disclaimer": "الآراء الواردة في هذا المقال آراء كاتبيه، ولا تتبناها المجلة بالضرورة، ولا تتحمل مسؤولية الأرقام المذكورة فيه.",
        "paragraphs": (
            "في أبرد قاعة من الطاحونة القديمة يوجد 3412 درجًا، وفي كل درج ينام صنف زرعه أحد أهل الوادي يومًا ما. تعير Valley Seed Library "
            "هذه البذور كما يعير غيرها الكتب: من يأخذ مظروفًا في مارس يتعهد بأن يعيد اثنين في الخريف، نظيفين وعليهما اسم الحقل بقلم الرصاص.",
            "لا أحد يذكر صاحب الفكرة. تبدأ السجلات عام 1987 بقائمة من 46 صنفًا من الفاصوليا وملاحظة عن سعر الفحم، ثم تستمر بلا انقطاع حتى "
            "اليوم. وفي هذه المدة قصر الشتاء أحد عشر يومًا، وصارت ثلاثة من الجداول الخمسة تجف في أغسطس.",
            "ما يحفظ هنا ليس النبات وحده. فالخس الذي يصمد أمام صقيع أبريل يحفظ أيضًا قرار من اختاره عامًا بعد عام من بين ما لم يصمد. "
            "تسميه Mara Oyelaran ذاكرة بلا كلمات.",
            "أما Tomás Quiroga-Lind فيرى أن الخطر الأكبر ليس الجفاف بل النسيان: «الدرج الذي لا يفتحه أحد عشر سنوات فارغ وإن لم يخف وزنه».",
        ),
    },
    "he": {
        "title": "הספרייה שמשאילה זרעים: כיצד עמק שומר על יבולו",
        "section": "סביבה",
        "byline": "מאת Mara Oyelaran ו־Tomás Quiroga-Lind",
        "date": "14 במאי 2024",
        "disclosure": "תרגום מכונה מאנגלית. איש עדיין לא בדק מהדורה זו. הנוסח האנגלי הוא הקובע.",
        "affiliation": "Mara Oyelaran עובדת ב־Harrow Institute; Tomás Quiroga-Lind מנהל את Valley Seed Library.",
        "disclaimer": "הדעות במאמר הן של מחבריו ואינן בהכרח דעת המערכת, שאינה אחראית לנתונים המובאים בו.",
        "paragraphs": (
            "באולם הקר ביותר של הטחנה הישנה עומדות 3,412 מגירות, ובכל אחת מהן ישן זן שמישהו בעמק זרע פעם. הספרייה משאילה אותם כפי שאחרים "
            "משאילים ספרים: מי שלוקח מעטפה במרץ מתחייב להחזיר שתיים בסתיו, נקיות ועליהן שם החלקה בעיפרון.",
            "איש אינו זוכר מי הגה את הרעיון. הרישומים מתחילים ב־1987 ברשימה של 46 זני שעועית ובהערה על מחיר הפחם, ונמשכים בלי הפסקה עד "
            "היום. בזמן הזה התקצר החורף באחד־עשר ימים.",
            "מה שנשמר כאן אינו רק צמח. חסה שעומדת בכפור של אפריל שומרת גם את החלטתו של מי שבחר בה שנה אחר שנה. Mara Oyelaran קוראת לזה "
            "זיכרון בלי מילים.",
        ),
    },
    "hi": {
        "title": "बीज उधार देने वाला पुस्तकालय: एक घाटी अपनी फ़सल कैसे बचाती है",
        "section": "पर्यावरण",
        "byline": "लेखक: Mara Oyelaran और Tomás Quiroga-Lind",
        "date": "14 मई 2024",
        "disclosure": "अंग्रेज़ी से मशीनी अनुवाद। अभी तक किसी व्यक्ति ने इस संस्करण की समीक्षा नहीं की है।",
        "affiliation": "Mara Oyelaran, Harrow Institute में काम करती हैं; Tomás Quiroga-Lind, Valley Seed Library के निदेशक हैं।",
        "disclaimer": "इस लेख में व्यक्त विचार लेखकों के हैं; पत्रिका का उनसे सहमत होना आवश्यक नहीं है।",
        "paragraphs": (
            "पुरानी चक्की के सबसे ठंडे कमरे में 3,412 दराज़ें हैं, और हर दराज़ में एक ऐसी क़िस्म सो रही है जिसे घाटी के किसी व्यक्ति ने कभी बोया था। "
            "Valley Seed Library इन्हें वैसे ही उधार देती है जैसे दूसरे लोग किताबें देते हैं: जो मार्च में एक लिफ़ाफ़ा ले जाता है, वह पतझड़ में दो लौटाने का वचन देता है।",
            "किसी को याद नहीं कि यह विचार किसका था। अभिलेख 1987 से शुरू होते हैं, जिनमें 46 सेमों की सूची और कोयले के दाम पर एक टिप्पणी है, और वे आज तक "
            "बिना रुके चल रहे हैं। इस बीच सर्दी ग्यारह दिन छोटी हो गई है।",
            "यहाँ केवल पौधा ही नहीं बचाया जाता। अप्रैल का पाला सहने वाली सलाद उस व्यक्ति के निर्णय को भी सँजोए रखती है जिसने उसे साल दर साल चुना।",
        ),
    },
}


EDITIONS = Path(__file__).parent / "data" / "editions"
LOCALES = Path(__file__).parent.parent / "locales"
SPECIMENS = ("es", "de", "fr", "ru", "el", "ar", "fa", "ur", "he", "hi", "zh-Hans", "zh-Hant", "ja", "ko")
"""The languages of the specimen pages: every script that pubpipe sets."""


@cache
def texts_of(lang: str) -> Mapping[str, object]:
    """The texts of one language, from the table above and from its file in tests/data/editions."""
    path = EDITIONS / f"{lang}.json"
    return {**TEXTS.get(lang, {}), **(json.loads(path.read_text("utf-8")) if path.is_file() else {})}


def make_labels(lang: str) -> dict[str, str]:
    """House strings in that language; those of a language without words of ours here are the house's own."""
    if lang in WORDINGS or lang not in SPECIMENS:
        return dict(zip(MSGIDS, WORDINGS.get(lang, MSGIDS), strict=True))
    labels = load_strings(lang, LOCALES, LOCALES)
    return {**labels, "{language} edition": labels["{language} edition"].format(language=language_name(lang, inside=lang))}


def specimen(lang: str, **changes: object) -> Edition:
    """An edition with every kind of block: paragraphs, a heading, a quote, a list of two items."""
    texts = texts_of(lang)
    paragraphs = [Block(f"b{n}", Role.PARAGRAPH, str(text)) for n, text in enumerate(texts["paragraphs"], 1)]  # type: ignore[arg-type]
    items = [Block(f"b3{n}", Role.LIST_ITEM, str(text), level=1) for n, text in enumerate(texts["items"], 1)]  # type: ignore[arg-type]
    extra = [Block("b20", Role.HEADING, str(texts["heading"]), level=2), Block("b21", Role.QUOTE, str(texts["quote"])), *items]
    return make_edition(lang, blocks=[*paragraphs[:2], *extra, *paragraphs[2:]], **changes)


LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 30"><path d="M0 0h60v30H0z" fill="#00ff00"/></svg>'
HOUSE = replace(IMPRINT, cover="strip", accent="1b4f8c", logo=LOGO)


def with_pull(lang: str, **changes: object) -> Edition:
    """The specimen with the first segment of its second paragraph as a pull quote."""
    edition = specimen(lang, **changes)
    block = [block.id for block in edition.article.blocks if block.role is Role.PARAGRAPH][1]
    first = next(unit.segment.text for unit in edition.units if unit.segment.block == block)
    return replace(edition, source=replace(edition.source, pulls=(first,)))


def make_edition(
    lang: str = "es",
    *,
    paragraphs: Sequence[str] | None = None,
    blocks: Sequence[Block] | None = None,
    notes: Sequence[Note] | None = None,
    source_notes: Sequence[Note] | None = None,
    authors: Sequence[Author] = AUTHORS,
    imprint: Imprint = IMPRINT,
    **changes: object,
) -> Edition:
    """An edition in `lang` (es, fr, ru, ar, he, hi); what is given takes the place of what stands in `TEXTS`.

    Args:
        paragraphs: Texts of the body where it has paragraphs only.
        changes: Fields of the target article (title, subtitle, section, date, publication …), or of the edition
            (byline, disclosure, colophon, state, engine, labels, names, units).
    """
    texts, english = texts_of(lang), TEXTS["en"]
    bodies = paragraphs if paragraphs is not None else texts["paragraphs"]
    made = tuple(Block(f"b{n}", Role.PARAGRAPH, text) for n, text in enumerate(bodies, 1)) if blocks is None else tuple(blocks)  # type: ignore[arg-type]
    article = Article(
        source="seeds.txt", slug="seeds", title=str(texts["title"]), lang=lang, date="2024-05-14", section=str(texts["section"]),
        publication="Terrace Review", authors=tuple(authors), blocks=made, notes=_notes(texts) if notes is None else tuple(notes), sha256="5eed" * 16,
    )  # fmt: skip
    of_article = {key: value for key, value in changes.items() if key in Article.__dataclass_fields__}
    article = replace(article, **of_article)  # type: ignore[arg-type]
    said = _notes(english) if notes is None else tuple(notes)
    source = replace(
        article,
        lang="en",
        title=str(english["title"]),
        section=str(english["section"]),
        notes=source_notes if source_notes is not None else said,
    )  # type: ignore[arg-type]
    edition = Edition(
        source=source, article=article, lang=lang, units=make_units(article), engine=ENGINE, state=State.TRANSLATED, byline=str(texts["byline"]),
        disclosure=str(texts["disclosure"]), labels=make_labels(lang), colophon=_colophon(lang), date=str(texts["date"]), names=NAMES, imprint=imprint,
    )  # fmt: skip
    return replace(edition, **{key: value for key, value in changes.items() if key not in of_article})  # type: ignore[arg-type]


def _notes(texts: Mapping[str, object]) -> tuple[Note, ...]:
    names = tuple(author.name for author in AUTHORS)
    return (
        Note("n1", "*", NoteKind.AFFILIATION, str(texts["affiliation"]), names),
        Note("n2", "**", NoteKind.DISCLAIMER, str(texts["disclaimer"])),
    )


def _colophon(lang: str) -> tuple[tuple[str, str], ...]:
    labels = make_labels(lang)
    return (
        (labels["Source"], "https://terrace.example/2024/05/the-library-that-lends-seeds (sha256 5eed5eed5eed)"),
        (labels["Translation"], "Apertium 3.8.3, apertium-eng-spa 0.8.1"),
        (labels["Published"], "Terrace Review, CC BY 4.0"),
    )


def make_units(article: Article) -> tuple[Unit, ...]:
    """Every text of the article cut after ". ", as units whose targets sew together to the text."""
    units: list[Unit] = []
    front = (("title", article.title), ("subtitle", article.subtitle), ("section", article.section))
    for block, text in (*front, *((b.id, b.text) for b in article.blocks), *((n.id, n.text) for n in article.notes)):
        pieces = text.replace(". ", ".\n ").split("\n") if text else []
        for at, piece in enumerate(pieces, 1):
            core = piece.strip()
            lead = piece[: len(piece) - len(piece.lstrip())]
            tail = piece[len(piece.rstrip()) :]
            segment = Segment(f"{block}.{at}", block, core, "en", lead, tail)
            units.append(Unit(segment, core, article.lang, State.TRANSLATED, "engine:apertium"))
    return tuple(units)


def coded_edition() -> Edition:
    """A Spanish edition with every inline code, one of them hostile, and lists in lists."""
    text = "La política de CO2 del Instituto de Praderas, aquí mismo, no se tomó en 2019."
    at = {words: text.index(words) for words in ("política", "2 del", "Instituto", "Praderas", "mismo,", "2019")}
    marks = ordered(
        [
            Mark(at["política"], at["política"] + 8, MarkKind.EMPHASIS),
            Mark(at["2 del"], at["2 del"] + 1, MarkKind.SUBSCRIPT),
            Mark(at["Instituto"], at["Praderas"] + 8, MarkKind.LINK, "https://example.org/a?x=1&y=2"),
            Mark(at["Praderas"], at["Praderas"] + 8, MarkKind.STRONG),
            Mark(at["mismo,"] + 6, at["mismo,"] + 6, MarkKind.BREAK),
            Mark(at["2019"], at["2019"] + 4, MarkKind.LINK, "javascript:alert(1)"),
            Mark(len(text), len(text), MarkKind.NOTE, "n3"),
        ]
    )
    blocks = (
        Block("b1", Role.PARAGRAPH, text, marks=marks),
        Block("b2", Role.LIST_ITEM, "Primero", level=1, number=3),
        Block("b3", Role.LIST_ITEM, "Dentro", level=2),
        Block("b4", Role.LIST_ITEM, "Segundo", level=1, number=4),
        Block("b5", Role.QUOTE, "Nadie nos preguntó.", marks=(Mark(0, 5, MarkKind.EMPHASIS),)),
    )
    notes = (*_notes(TEXTS["es"]), Note("n3", "", NoteKind.FOOTNOTE, "Informe anual."))
    return make_edition("es", blocks=blocks, notes=notes, units=())
